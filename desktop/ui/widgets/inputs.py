"""Inputs whose marks are drawn from the theme, so that they show in every look."""

from __future__ import annotations

from typing import override

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QComboBox

from desktop.ui.icons import paint_icon
from desktop.ui.theme import Look, Type, font

_BOX, _GAP = 18.0, 8.0


class ComboBox(QComboBox):
    """A choice with our own arrow."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setFont(font(Type.BODY))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        place = QRectF(self.width() - 26, (self.height() - 16) / 2, 16, 16)
        ink = "text-2" if self.isEnabled() else "text-3"
        paint_icon(painter, "chevron-down", self._look.theme.color(ink), place)


class CheckBox(QCheckBox):
    """A switch with our own box and tick; the focus ring is around the box."""

    def __init__(self, look: Look, text: str) -> None:
        super().__init__(text)
        self._look = look
        self.setFont(font(Type.BODY))
        look.changed.connect(self.update)

    @override
    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(round(width + _BOX + _GAP + 4), 28)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(1.5, (self.height() - _BOX) / 2, _BOX, _BOX)
        on = self.isChecked()
        edge = "accent" if on or self.hasFocus() else "line-strong"
        painter.setPen(QPen(theme.color(edge), 2.0 if self.hasFocus() else 1.0))
        painter.setBrush(theme.color("accent" if on else "surface"))
        painter.drawRoundedRect(box, 4, 4)
        if on:
            tick = box.adjusted(1, 1, -1, -1)
            paint_icon(painter, "check", theme.color("accent-text"), tick)
        painter.setPen(theme.color("text" if self.isEnabled() else "text-3"))
        room = QRectF(box.right() + _GAP, 0, self.width(), self.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self.text())

    @override
    def hitButton(self, pos: object) -> bool:
        return True  # the words belong to the switch
