"""Icons of the one outline family, drawn in a token's colour at any scale."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import override

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

SIZES = (16, 20, 28)
_DRAWN = "#000000"
"""The stroke colour in the files, replaced by the token's."""


@cache
def _source(name: str) -> str:
    return (files("resources") / "icons" / f"{name}.svg").read_text(encoding="utf-8")


@cache
def _renderer(name: str, colour: str) -> QSvgRenderer:
    data = _source(name).replace(_DRAWN, colour).encode()
    return QSvgRenderer(QByteArray(data))


def paint_icon(painter: QPainter, name: str, colour: QColor, box: QRectF) -> None:
    """Draw an icon into a box."""
    _renderer(name, colour.name()).render(painter, box)


class _Engine(QIconEngine):
    """Draws at the size and scale asked for, so that no icon is ever blurred."""

    def __init__(self, name: str, colour: str, disabled: str) -> None:
        super().__init__()
        self._name, self._colour, self._disabled = name, colour, disabled

    @override
    def paint(self, painter: QPainter, rect: object, mode: QIcon.Mode, _state: QIcon.State) -> None:
        off = mode is QIcon.Mode.Disabled
        box = QRectF(rect)  # type: ignore[call-overload]  # a QRect
        paint_icon(painter, self._name, QColor(self._disabled if off else self._colour), box)

    @override
    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    @override
    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        found = QPixmap(size * scale)
        found.fill(Qt.GlobalColor.transparent)
        painter = QPainter(found)
        self.paint(painter, found.rect(), mode, state)
        painter.end()
        found.setDevicePixelRatio(scale)
        return found

    @override
    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._colour, self._disabled)


def icon(name: str, colour: QColor, disabled: QColor | None = None) -> QIcon:
    """An icon for buttons and menus."""
    return QIcon(_Engine(name, colour.name(), (disabled or colour).name()))


def picture(name: str, colour: QColor, size: int, scale: float = 1.0) -> QPixmap:
    """An icon for a label, `size` logical pixels wide, sharp at this screen scale."""
    found = QPixmap(round(size * scale), round(size * scale))
    found.setDevicePixelRatio(scale)
    found.fill(Qt.GlobalColor.transparent)
    painter = QPainter(found)
    paint_icon(painter, name, colour, QRectF(0, 0, size, size))
    painter.end()
    return found
