"""How tables look and behave everywhere: rows of 32, icon and word, sorting, filter, copy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, override

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSortFilterProxyModel, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.ui.icons import paint_icon
from desktop.ui.models.table import ICON_ROLE, ROW_ROLE, SORT_ROLE, TONE_ROLE, Column, TableModel
from desktop.ui.theme import Look, Type, font

ROW_HEIGHT = 32
_PAD, _ICON = 10, 16

type Index = QModelIndex | QPersistentModelIndex


class CellDelegate(QStyledItemDelegate):
    """Paints a cell: ground by state, icon and word in their tone, text cut in its middle."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self._look.theme
        state: QStyle.StateFlag = option.state
        box = QRectF(option.rect)
        painter.save()
        self._paint_ground(painter, state, box, index)
        tone = str(index.data(TONE_ROLE) or "") or "text"
        left = box.left() + _PAD
        name = str(index.data(ICON_ROLE) or "")
        if name:
            place = QRectF(left, box.center().y() - _ICON / 2, _ICON, _ICON)
            paint_icon(painter, name, theme.color(tone), place)
            left += _ICON + 8
        self._paint_text(
            painter, QRectF(left, box.top(), box.right() - left - _PAD, box.height()), index
        )
        painter.restore()

    def _paint_ground(
        self, painter: QPainter, state: QStyle.StateFlag, box: QRectF, index: Index
    ) -> None:
        theme = self._look.theme
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, theme.color("accent-soft"))
        elif index.row() % 2:
            painter.fillRect(box, theme.color("surface-2"))
        if state & QStyle.StateFlag.State_Selected and index.column() == 0:
            painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), theme.color("accent"))

    def _paint_text(self, painter: QPainter, box: QRectF, index: Index) -> None:
        text = str(index.data() or "")
        tone = str(index.data(TONE_ROLE) or "") or "text"
        strong = _column(index).strong
        painter.setFont(font(Type.BODY, strong=strong))
        painter.setPen(self._look.theme.color(tone))
        align = Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole))
        shown = painter.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideMiddle, int(box.width())
        )
        painter.drawText(box, align, shown)


def _column(index: Index) -> Column[Any]:
    model = index.model()
    if isinstance(model, QSortFilterProxyModel):
        model = model.sourceModel()
    found: Column[Any] = model.columns[index.column()]  # type: ignore[attr-defined]  # ours
    return found


class RowFilter[T](QSortFilterProxyModel):
    """Shows the rows that a question accepts, sorted by what the columns say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._accepts: Callable[[T], bool] | None = None
        self.setSortRole(SORT_ROLE)
        self.setSortCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setSortLocaleAware(True)

    def ask(self, accepts: Callable[[T], bool]) -> None:
        """Another question."""
        self.beginFilterChange()
        self._accepts = accepts
        self.endFilterChange()

    @override
    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        if self._accepts is None:
            return True
        model = self.sourceModel()
        return self._accepts(model.index(source_row, 0, source_parent).data(ROW_ROLE))


class Table[T](QTableView):
    """A read-only table with its model and filter."""

    def __init__(self, look: Look, columns: Sequence[Column[T]], name: str) -> None:
        super().__init__()
        self.rows = TableModel[T](columns, self)
        self.filter = RowFilter[T](self)
        self.filter.setSourceModel(self.rows)
        self.setModel(self.filter)
        self.setAccessibleName(name)
        self.setItemDelegate(CellDelegate(look, self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSortingEnabled(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)  # Tab leaves the table, arrows walk it
        self._shape_headers(columns)
        look.changed.connect(lambda _theme: self.viewport().update())

    def show_rows(self, rows: Sequence[T]) -> None:
        """Show other rows in their own order."""
        self.filter.sort(-1)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.rows.show(rows)

    def current_row(self) -> T | None:
        """The row that is picked."""
        index = self.currentIndex()
        found: T | None = index.data(ROW_ROLE) if index.isValid() else None
        return found

    def pick(self, accepts: Callable[[T], bool]) -> bool:
        """Pick the first row that is meant; whether there is one in view."""
        for number in range(self.filter.rowCount()):
            index = self.filter.index(number, 0)
            if accepts(index.data(ROW_ROLE)):
                self.setCurrentIndex(index)
                self.scrollTo(index)
                return True
        self.clearSelection()
        return False

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            event.accept()
            return
        super().keyPressEvent(event)

    def copy(self) -> None:
        """The picked row as a spreadsheet reads it, the headers over it."""
        index = self.currentIndex()
        if not index.isValid():
            return
        columns = self.rows.columns
        cells = [str(index.siblingAtColumn(n).data() or "") for n in range(len(columns))]
        heads = [column.title for column in columns]
        QApplication.clipboard().setText("\t".join(heads) + "\n" + "\t".join(cells))

    def _shape_headers(self, columns: Sequence[Column[T]]) -> None:
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setFont(font(Type.SMALL))
        header.setHighlightSections(False)
        header.setSortIndicatorClearable(True)
        header.setMinimumSectionSize(40)
        for number, column in enumerate(columns):
            if column.width:
                header.resizeSection(number, column.width)
            else:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)
