"""Labels, buttons, chips and panels as every page uses them."""

from __future__ import annotations

from collections.abc import Callable
from typing import override

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.icons import icon, picture
from desktop.ui.theme import Look, Type, font


def label(text: str = "", kind: Type = Type.BODY, *, tone: str = "", wrap: bool = False) -> QLabel:
    """A text; `tone` is `quiet` or `hint`."""
    found = QLabel(text)
    found.setFont(font(kind))
    found.setWordWrap(wrap)
    found.setTextFormat(Qt.TextFormat.PlainText)
    if tone:
        found.setProperty(tone, "true")
    return found


class Elided(QLabel):
    """One line that is cut in its middle where there is no room, whole in the tooltip."""

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideMiddle, self.width()
        )
        self.setToolTip("" if shown == self.text() else self.text())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), self.alignment(), shown)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(40, super().minimumSizeHint().height())


class IconLabel(QLabel):
    """An icon in a token's colour that follows theme and screen scale."""

    def __init__(self, look: Look, name: str, ink: str = "text-2", size: int = 16) -> None:
        super().__init__()
        self._look, self._name, self._ink, self._size = look, name, ink, size
        self.setFixedSize(size, size)
        look.changed.connect(self._draw)
        self._draw()

    def use(self, name: str, ink: str) -> None:
        """Another icon."""
        self._name, self._ink = name, ink
        self._draw()

    def _draw(self) -> None:
        colour = self._look.theme.color(self._ink)
        scale = self.devicePixelRatioF()
        self.setPixmap(picture(self._name, colour, self._size, scale))


class _Follower(QObject):
    """Redraws a button's icon when the theme changes; lives as long as the button."""

    def __init__(self, button: QAbstractButton, look: Look, name: str, ink: str) -> None:
        super().__init__(button)
        self._button, self._look, self._name, self._ink = button, look, name, ink
        look.changed.connect(self.draw)

    def draw(self) -> None:
        theme = self._look.theme
        self._button.setIcon(icon(self._name, theme.color(self._ink), theme.color("text-3")))


def follow_icon(
    button: QAbstractButton, look: Look, name: str, ink: str = "text", size: int = 20
) -> None:
    """Give a button an icon that follows the theme."""
    button.setIconSize(QSize(size, size))
    _Follower(button, look, name, ink).draw()


def button(
    text: str,
    clicked: Callable[[], object],
    *,
    name: str = "",
    look: Look | None = None,
    icon_name: str = "",
) -> QPushButton:
    """A push button; `name` is `primary`, `link` or empty."""
    found = QPushButton(text)
    found.setFont(font(Type.BODY, strong=name == "primary"))
    if name:
        found.setObjectName(name)
    if look is not None and icon_name:
        ink = {"primary": "accent-text", "link": "accent"}.get(name, "text")
        follow_icon(found, look, icon_name, ink, 16)

    def on_click(_checked: bool) -> None:
        clicked()

    found.clicked.connect(on_click)
    return found


def chip(text: str, *, checked: bool = False) -> QToolButton:
    """A small round switch over a list."""
    found = QToolButton()
    found.setObjectName("chip")
    found.setFont(font(Type.SMALL))
    found.setText(text)
    found.setCheckable(True)
    found.setChecked(checked)
    return found


def panel(edge: str = "") -> QFrame:
    """A plain ground; `edge` is the side with a line, `left` meaning a panel at the left."""
    found = QFrame()
    found.setObjectName("panel")
    if edge:
        found.setProperty("edge", edge)
    return found


def card() -> tuple[QFrame, QVBoxLayout]:
    """A raised ground and its column."""
    frame = QFrame()
    frame.setObjectName("card")
    column = QVBoxLayout(frame)
    column.setContentsMargins(12, 12, 12, 12)
    column.setSpacing(8)
    return frame, column


def separator() -> QFrame:
    """A line across."""
    found = QFrame()
    found.setObjectName("separator")
    found.setFixedHeight(1)
    return found


def row(*widgets: QWidget | int, spacing: int = 8) -> QHBoxLayout:
    """Widgets beside one another; a number stands for a stretch of that weight."""
    found = QHBoxLayout()
    found.setContentsMargins(0, 0, 0, 0)
    found.setSpacing(spacing)
    for widget in widgets:
        if isinstance(widget, int):
            found.addStretch(widget)
        else:
            found.addWidget(widget)
    return found


def clear(layout: QVBoxLayout | QHBoxLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif isinstance(inner, (QVBoxLayout, QHBoxLayout)):
            clear(inner)


class KeyValue(QWidget):
    """A quiet name at the left, its value at the right."""

    def __init__(self, name: str, value: str) -> None:
        super().__init__()
        told = Elided(value)
        told.setFont(font(Type.BODY))
        told.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        told.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        named = label(name, Type.BODY, tone="quiet")
        named.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        line = row(named, told)
        self.setLayout(line)
        self.setAccessibleName(f"{name}: {value}")
