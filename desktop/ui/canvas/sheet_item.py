"""One sheet on the canvas, painted with as few paths as its level of detail allows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import override

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from core.units import millimetres
from desktop.ui.canvas.arrangement import Spot
from desktop.ui.canvas.captions import (
    LEAST_TEXT,
    Caption,
    draw_caption,
    draw_sheet_title,
    part_caption,
    title_fits,
)
from desktop.ui.canvas.shapes import (
    PartShape,
    SheetShapes,
    Work,
    paint_blind,
    sheet_shapes,
    sheet_work,
)
from desktop.ui.canvas.style import Shown, Style

NEAR = 0.16
"""Pixels a mm from which operations are shown."""
MIDDLE = 0.06
"""Pixels a mm from which single parts have outlines, texts and grain."""
_MARGIN = 200.0
_OFFCUT_NAMES = 0.085
_BAND = 6.0


class SheetItem(QGraphicsItem):
    """A sheet; what is picked, pointed at or found on it is set from outside.

    Args:
        spot: the sheet and its place.
        categories: of its parts, in order; empty where the batch has only one.
    """

    def __init__(self, spot: Spot, categories: Sequence[int], style: Style) -> None:
        super().__init__()
        self.spot = spot
        self.style = style
        self.shown = Shown()
        self.active = True
        self.categorised = bool(categories)
        numbers = categories or [0] * len(spot.sheet.parts)
        self.shapes: SheetShapes = sheet_shapes(spot.sheet, numbers)
        self._work: Work | None = None
        self._captions: dict[int, Caption] = {}
        self._captions_at = 0.0
        self.picked: int | None = None
        self.pointed: int | None = None
        self.found: frozenset[int] | None = None
        self.setPos(spot.x, spot.y)

    @override
    def boundingRect(self) -> QRectF:
        return self.shapes.board.adjusted(-20.0, -_MARGIN, 20.0, 20.0)

    def move_to(self, spot: Spot) -> None:
        """The same sheet elsewhere."""
        self.spot = spot
        self.setPos(spot.x, spot.y)

    def change(self, picked: int | None, pointed: int | None, found: frozenset[int] | None) -> None:
        """Set the three marks and repaint where one differs."""
        if (picked, pointed, found) != (self.picked, self.pointed, self.found):
            self.picked, self.pointed, self.found = picked, pointed, found
            self.update()

    @override
    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        scale = abs(painter.worldTransform().m11())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        self._paint_board(painter, scale)
        self._paint_parts(painter, scale)
        if self.shown.operations and scale >= NEAR:
            self._paint_work(painter, scale)
        self._paint_marks(painter)
        self._paint_texts(painter, scale)

    def _paint_board(self, painter: QPainter, scale: float) -> None:
        style, shapes = self.style, self.shapes
        painter.setPen(style.board_line)
        painter.setBrush(style.board)
        painter.drawRect(shapes.board)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.shown.offcuts and shapes.offcuts:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=scale >= MIDDLE)
            painter.setPen(style.hatch)
            painter.drawPath(shapes.hatch if scale >= NEAR else shapes.coarse_hatch)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
            painter.setPen(style.offcut)
            painter.drawRects(shapes.offcuts)
        if not shapes.keepouts.isEmpty():
            painter.setPen(style.offcut)
            painter.drawPath(shapes.keepouts)

    def _paint_parts(self, painter: QPainter, scale: float) -> None:
        style, shapes = self.style, self.shapes
        painter.setPen(Qt.PenStyle.NoPen)
        for category, boxes in shapes.plain.items():
            painter.setBrush(style.fill(category if self.categorised else None))
            painter.drawRects(boxes)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for category, path in shapes.fills.items():
            painter.setBrush(style.fill(category if self.categorised else None))
            painter.drawPath(path)
        if self.found is not None:
            self._paint_found(painter)
        if self.pointed is not None and self.pointed != self.picked:
            painter.fillPath(shapes.parts[self.pointed].outline, style.soft)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(style.outline)
        painter.drawPath(shapes.outlines)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        if scale >= MIDDLE and shapes.grain:
            painter.setPen(_faint(style.line.color()))
            painter.drawLines(shapes.grain)
        painter.setPen(style.outline)
        for boxes in shapes.plain.values():
            painter.drawRects(boxes)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _paint_found(self, painter: QPainter) -> None:
        """Fade what was not looked for, tint what was."""
        found = self.found or frozenset()
        painter.setBrush(_alpha(self.style.board, 190))
        for boxes in self.shapes.plain.values():
            painter.drawRects(boxes)
        for path in self.shapes.fills.values():
            painter.drawPath(path)
        painter.setBrush(self.style.soft)
        for number in found:
            painter.drawPath(self.shapes.parts[number].outline)

    def _paint_work(self, painter: QPainter, scale: float) -> None:
        style = self.style
        if self._work is None:
            self._work = sheet_work(self.spot.sheet)
        work = self._work
        painter.setPen(Qt.PenStyle.NoPen)
        for depth, path in sorted(work.pockets.items()):
            painter.fillPath(path, style.depths[depth - 1])
        painter.fillPath(work.openings, style.board)
        painter.fillPath(work.through, style.board)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for path, pen in (
            (work.hidden, style.hidden),
            (work.thin, style.fine),
            (work.bold, style.bold),
            (work.through, style.bold),
        ):
            if not path.isEmpty():
                painter.strokePath(path, pen)
        paint_blind(painter, work.blind, scale * style.ratio, style.cut)

    def _paint_marks(self, painter: QPainter) -> None:
        """Found, pointed at and picked, by outline; a part's own shape is never hidden."""
        style, parts = self.style, self.shapes.parts
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for number in self.found or ():
            painter.setPen(_pen(style.accent, 1.5 * style.ratio))
            painter.drawPath(parts[number].outline)
        if self.pointed is not None:
            painter.setPen(_pen(style.accent, style.ratio))
            painter.drawPath(parts[self.pointed].outline)
        if self.picked is not None:
            # a halo in the ground's colour, so that the mark shows on any neighbour
            painter.setPen(_pen(style.theme.color("surface"), 6.0 * style.ratio))
            painter.drawPath(parts[self.picked].outline)
            ink = style.accent if self.active else style.outline.color()
            painter.setPen(_pen(ink, 2.5 * style.ratio))
            painter.drawPath(parts[self.picked].outline)

    def _paint_texts(self, painter: QPainter, scale: float) -> None:
        world = painter.worldTransform()
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        if scale >= MIDDLE:
            if scale != self._captions_at:
                self._captions_at = scale
                self._captions.clear()
            device = painter.device()
            seen = QRectF(0, 0, device.width(), device.height())
            writes = title_fits(scale)
            for number, shape in enumerate(self.shapes.parts):
                # most parts are too small or out of sight; ask that before anything costs
                if max(shape.room.width(), shape.room.height()) * scale < LEAST_TEXT:
                    continue
                box = world.mapRect(shape.box)
                if not seen.intersects(box):
                    continue
                if self.categorised:
                    self._paint_band(painter, shape, box)
                if not writes:  # the sheet's own title lies there
                    continue
                room = world.mapRect(shape.room)
                caption = self._captions.get(number)
                if caption is None:
                    caption = part_caption(self.style, shape.part, room)
                    self._captions[number] = caption
                draw_caption(painter, self.style, caption, room.center(), plate=scale >= NEAR)
            if self.shown.offcuts and scale >= _OFFCUT_NAMES:
                self._paint_offcut_names(painter, world.mapRect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_sheet_title(painter, self.style, self.spot, world.mapRect(self.shapes.board), scale)
        painter.restore()

    def _paint_band(self, painter: QPainter, shape: PartShape, box: QRectF) -> None:
        if box.width() < 4 * _BAND or box.height() < 2 * _BAND:
            return
        if not shape.part.outline.is_rectangle():
            return  # a straight band would stand out of a round corner
        band = QRectF(box.left() + 1, box.top() + 1, _BAND, box.height() - 1)
        painter.fillRect(band, self.style.band(shape.category))

    def _paint_offcut_names(self, painter: QPainter, to_screen: object) -> None:
        style = self.style
        painter.setFont(style.small)
        metrics = painter.fontMetrics()
        for offcut, box in zip(self.spot.sheet.offcuts, self.shapes.offcuts, strict=True):
            place: QRectF = to_screen(box)  # type: ignore[operator]  # QTransform.mapRect
            size = f"{millimetres(offcut.length)} × {millimetres(offcut.width)}"
            for text in (f"{offcut.name}  {size}", offcut.name):
                width, height = metrics.horizontalAdvance(text) + 12.0, metrics.height() + 4.0
                if text and width < place.width() - 4 and height < place.height() - 4:
                    plate = QRectF(0, 0, width, height)
                    plate.moveCenter(place.center())
                    painter.setPen(Qt.PenStyle.NoPen)
                    painter.setBrush(QBrush(style.board))
                    painter.drawRoundedRect(plate, 3, 3)
                    painter.setPen(style.text)
                    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)
                    break


def _pen(color: QColor, width: float) -> QPen:
    found = QPen(color, width)
    found.setCosmetic(True)
    found.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    return found


def _alpha(color: QColor, alpha: int) -> QColor:
    found = QColor(color)
    found.setAlpha(alpha)
    return found


def _faint(color: QColor) -> QPen:
    return _pen(_alpha(color, 150), 1.0)
