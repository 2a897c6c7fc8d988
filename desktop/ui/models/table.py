"""A table of frozen rows by columns that say how to show, align and sort."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, override

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

type Index = QModelIndex | QPersistentModelIndex

ROW_ROLE = Qt.ItemDataRole.UserRole + 1
SORT_ROLE = Qt.ItemDataRole.UserRole + 2
TONE_ROLE = Qt.ItemDataRole.UserRole + 3
ICON_ROLE = Qt.ItemDataRole.UserRole + 4
_NOWHERE = QModelIndex()


@dataclass(frozen=True)
class Column[T]:
    """One column.

    Args:
        title: with the unit where there is one.
        text: what a row shows.
        width: in pixels at 100 %; 0 takes what is left.
        number: right-aligned, with figures of one width.
        sort: what to sort by; the text where there is none.
        icon: name of an icon before the text.
        tone: token of icon and text.
        strong: semibold.
    """

    title: str
    text: Callable[[T], str]
    width: int = 0
    number: bool = False
    sort: Callable[[T], Any] | None = None
    icon: Callable[[T], str] | None = None
    tone: Callable[[T], str] | None = None
    strong: bool = False


class TableModel[T](QAbstractTableModel):
    """Rows are set whole; they never change one by one."""

    def __init__(self, columns: Sequence[Column[T]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._rows: tuple[T, ...] = ()

    @property
    def rows(self) -> tuple[T, ...]:
        """What is shown."""
        return self._rows

    def show(self, rows: Sequence[T]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _aligned(column.number)
        return None

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self._rows[index.row()], self.columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return column.text(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _aligned(column.number)
        own: dict[int, Callable[[], Any]] = {
            ROW_ROLE: lambda: row,
            SORT_ROLE: lambda: (column.sort or column.text)(row),
            ICON_ROLE: lambda: column.icon(row) if column.icon else "",
            TONE_ROLE: lambda: column.tone(row) if column.tone else "",
        }
        found = own.get(role)
        return found() if found else None


def _aligned(number: bool) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
