"""What floats over the canvas: the legend, and a map when there are many sheets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import override

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QWidget

from core.layout.model import PlacedPart
from core.units import millimetres
from desktop.ui.canvas.style import Style, letter, style_of
from desktop.ui.canvas.view import CanvasView
from desktop.ui.theme import Look, Type
from desktop.ui.widgets.basics import label

MAP_FROM = 13
"""As many sheets bring the map."""
_MAP = QSize(200, 132)


class Swatch(QWidget):
    """How one thing looks on the canvas."""

    def __init__(self, look: Look, kind: str, category: int = 0) -> None:
        super().__init__()
        self._look, self._kind, self._category = look, kind, category
        self.setFixedSize(28, 18)
        look.changed.connect(self.update)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        style = style_of(self._look.theme, self.devicePixelRatioF())
        painter.fillRect(self.rect(), style.part)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(style.outline)
        painter.drawRect(box)
        self._paint(painter, style, box)

    def _paint(self, painter: QPainter, style: Style, box: QRectF) -> None:
        middle = box.center()
        match self._kind:
            case "blind":
                painter.setBrush(style.cut)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.drawEllipse(middle, 4, 4)
            case "through":
                painter.setBrush(style.board)
                painter.setPen(style.bold)
                painter.drawEllipse(middle, 4, 4)
            case "pocket":
                for number, color in enumerate(style.depths):
                    painter.fillRect(QRectF(3 + number * 7.5, 4, 7.5, 10), color)
            case "cut":
                painter.setPen(style.bold)
                painter.drawLine(QPointF(4, middle.y()), QPointF(24, middle.y()))
            case "hidden":
                painter.setPen(style.hidden)
                painter.drawLine(QPointF(4, middle.y()), QPointF(24, middle.y()))
            case "offcut":
                painter.fillRect(box, style.board)
                painter.setPen(style.offcut)
                for x in range(-10, 30, 7):
                    painter.drawLine(QPointF(x, 18), QPointF(x + 18, 0))
                painter.drawRect(box)
            case _:
                self._paint_category(painter, style, box)

    def _paint_category(self, painter: QPainter, style: Style, box: QRectF) -> None:
        painter.fillRect(box, style.fill(self._category))
        painter.fillRect(QRectF(box.left(), box.top(), 6, box.height()), style.band(self._category))
        painter.setPen(style.text)
        painter.setFont(style.name)
        painter.drawText(
            box.adjusted(6, 0, 0, 0), Qt.AlignmentFlag.AlignCenter, letter(self._category)
        )


class Legend(QFrame):
    """What the marks mean; packages with their letter where there are several."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("overlay")
        self._look = look
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(12, 10, 14, 10)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(6)
        self.setAccessibleName(self.tr("Legenda"))
        self.show_packages({})

    def show_packages(self, packages: Mapping[tuple[str, str], int]) -> None:
        """Name the packages too."""
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        lines = [
            ("blind", self.tr("Furo"), 0),
            ("through", self.tr("Furo passante"), 0),
            ("pocket", self.tr("Rasgo e rebaixo: mais escuro, mais fundo"), 0),
            ("cut", self.tr("Recorte passante"), 0),
            ("hidden", self.tr("Na outra face ou no topo"), 0),
            ("offcut", self.tr("Sobra que volta ao estoque"), 0),
        ]
        for (client, room), number in packages.items():
            lines.append(("category", " · ".join(t for t in (client, room) if t), number))
        for line, (kind, text, number) in enumerate(lines):
            for column, widget in enumerate(
                (Swatch(self._look, kind, number), label(text, Type.SMALL))
            ):
                self._grid.addWidget(widget, line, column)
                widget.show()
        self.adjustSize()


class MiniMap(QFrame):
    """All sheets small, and what of them is in view; a click goes there."""

    def __init__(self, look: Look, view: CanvasView) -> None:
        super().__init__(view)
        self.setObjectName("overlay")
        self._look, self._view = look, view
        self.setFixedSize(_MAP)
        self.setAccessibleName(self.tr("Mapa das chapas"))
        view.moved.connect(self.update)
        look.changed.connect(self.update)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        style = style_of(self._look.theme, self.devicePixelRatioF())
        scale, left, top = self._fit()
        for spot in self._view.arrangement.spots:
            x0, y0, x1, y1 = spot.bounds
            box = QRectF(left + x0 * scale, top + y0 * scale, (x1 - x0) * scale, (y1 - y0) * scale)
            share = min(spot.sheet.utilisation, 1.0)
            painter.fillRect(box, style.board)
            used = QRectF(
                box.left(), box.bottom() - box.height() * share, box.width(), box.height() * share
            )
            painter.fillRect(used, QColor(style.theme.color("line-strong")))
        seen = self._view.visible_rect()
        frame = QRectF(
            left + seen.left() * scale,
            top + seen.top() * scale,
            seen.width() * scale,
            seen.height() * scale,
        )
        painter.setPen(QPen(style.accent, 2))
        painter.drawRect(frame.intersected(QRectF(self.rect()).adjusted(2, 2, -2, -2)))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._go(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go(event)

    def _go(self, event: QMouseEvent) -> None:
        scale, left, top = self._fit()
        place = event.position()
        self._view.look_at(QPointF((place.x() - left) / scale, (place.y() - top) / scale))
        event.accept()

    def _fit(self) -> tuple[float, float, float]:
        x0, y0, x1, y1 = self._view.arrangement.bounds
        width, height = self.width() - 16, self.height() - 16
        scale = min(width / (x1 - x0), height / (y1 - y0))
        left = 8 + (width - (x1 - x0) * scale) / 2 - x0 * scale
        top = 8 + (height - (y1 - y0) * scale) / 2 - y0 * scale
        return scale, left, top


class PointerNote(QFrame):
    """What is under the pointer, in words, at the canvas' upper edge."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("overlay")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._text = label("", Type.BODY)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 6, 12, 6)
        line.addWidget(self._text)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def show_part(self, part: PlacedPart | None) -> None:
        """Name the part; None hides the note."""
        if part is None:
            self.hide()
            return
        size = f"{millimetres(part.cut_length)} × {millimetres(part.cut_width)}"
        told = (part.name, size, part.part, part.code)
        self._text.setText("   ·   ".join(text for text in told if text))
        self.show()
        self.adjustSize()
