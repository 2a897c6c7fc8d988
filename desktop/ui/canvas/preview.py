"""One part as its drawing shows it: finished outline, operations, mark of the origin."""

from __future__ import annotations

from typing import override

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.geometry import Matrix
from core.parts import Face, Part
from core.units import millimetres
from desktop.ui.canvas.shapes import Work, add_edge_operations, add_operations, paint_blind, qt_path
from desktop.ui.canvas.style import Style, style_of
from desktop.ui.theme import Look

_ROOM = 26.0


class PartPreview(QWidget):
    """The part, as large as it fits, with its measures; origin marked by "A"."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._part: Part | None = None
        self._outline = QPainterPath()
        self._work = Work()
        self.setMinimumHeight(190)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look.changed.connect(self.update)

    def show_part(self, part: Part | None) -> None:
        """Show another part."""
        self._part = part
        self._work = Work()
        if part is not None:
            down = Matrix(d=-1.0, ty=part.width)
            self._outline = qt_path(part.outline.transformed(down))
            add_operations(self._work, part.operations, down, Face.TOP, part.thickness)
            size = (part.length, part.width)
            add_edge_operations(self._work, part.operations, down, size)
            name = self.tr("Desenho de %1").replace("%1", part.name)
            self.setAccessibleName(name)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(288, 210)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        style = style_of(self._look.theme, self.devicePixelRatioF())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.ground)
        painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        if self._part is None:
            return
        room = QRectF(self.rect()).adjusted(_ROOM, _ROOM, -_ROOM, -_ROOM)
        box = self._outline.boundingRect()
        scale = min(room.width() / max(box.width(), 1), room.height() / max(box.height(), 1))
        painter.save()
        painter.translate(room.center())
        painter.scale(scale, scale)
        painter.translate(-box.center())
        self._paint_shape(painter, style)
        painter.restore()
        size = QRectF(0, 0, box.width() * scale, box.height() * scale)
        size.moveCenter(room.center())
        self._paint_measures(painter, style, size)

    def _paint_shape(self, painter: QPainter, style: Style) -> None:
        work, drawn = self._work, bool(self._part and self._part.drawn)
        painter.fillPath(self._outline, style.part)
        for depth, path in sorted(work.pockets.items()):
            painter.fillPath(path, style.depths[depth - 1])
        painter.fillPath(work.openings, style.ground)
        painter.fillPath(work.through, style.ground)
        painter.strokePath(work.hidden, style.hidden)
        painter.strokePath(work.thin, style.fine)
        painter.strokePath(work.bold, style.bold)
        painter.strokePath(work.through, style.bold)
        painter.strokePath(self._outline, style.fine if drawn else style.hidden)
        paint_blind(painter, work.blind, painter.worldTransform().m11() * style.ratio, style.cut)

    def _paint_measures(self, painter: QPainter, style: Style, box: QRectF) -> None:
        if self._part is None:
            return
        painter.setFont(style.small)
        painter.setPen(style.quiet)
        middle = Qt.AlignmentFlag.AlignCenter
        above = QRectF(box.left() - 40, box.top() - 20, box.width() + 80, 16)
        painter.drawText(above, middle, millimetres(self._part.length))
        painter.save()
        painter.translate(box.left() - 12, box.center().y())
        painter.rotate(-90)
        painter.drawText(QRectF(-60, -8, 120, 16), middle, millimetres(self._part.width))
        painter.restore()
        painter.setPen(QPen(style.accent, 2))
        corner = QPointF(box.left(), box.bottom())
        painter.drawLine(corner, corner + QPointF(10, 0))
        painter.drawLine(corner, corner - QPointF(0, 10))
        painter.setFont(style.name)
        painter.drawText(QRectF(corner.x() - 16, corner.y() + 2, 14, 14), middle, "A")
