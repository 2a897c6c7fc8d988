"""Texts on sheets and parts, in screen pixels: written where they fit, never over an edge."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter

from core.layout.model import PlacedPart
from core.units import millimetres, percent
from desktop.ui.canvas.arrangement import TITLE, Spot
from desktop.ui.canvas.style import Style

_PAD = 5.0
LEAST_TEXT = 40.0
"""Pixels under which the longer side of a part carries no text."""
_LEAST = 26.0
"""Width in pixels under which no text is tried."""
_TITLE_HEIGHT = 16.0
_FAR = 74.0
"""Width in pixels of a sheet under which its title shrinks to a number."""


@dataclass(frozen=True, slots=True)
class Caption:
    """Lines that fit into a part.

    Args:
        lines: text and width in pixels; the first is strong where there are several.
        strong: whether the first line is a name.
        upright: turned by a quarter.
    """

    lines: tuple[tuple[str, float], ...] = ()
    strong: bool = True
    upright: bool = False


def part_caption(style: Style, part: PlacedPart, room: QRectF) -> Caption:
    """Name, size and program of a part, as many lines as fit, upright where it is narrow."""
    wide, tall = room.width(), room.height()
    upright = tall > wide * 1.35 and wide < 150.0
    if upright:
        wide, tall = tall, wide
    if wide < _LEAST or tall < 16.0 or wide < LEAST_TEXT:
        return Caption()
    return _fitting(style, part, wide - 2 * _PAD - 6, tall - 2 * _PAD, upright=upright)


def _fitting(
    style: Style, part: PlacedPart, width: float, height: float, *, upright: bool
) -> Caption:
    bold, plain = style.name_metrics, style.small_metrics
    count = int(height // bold.height())
    if count < 1:
        return Caption()
    size = f"{millimetres(part.cut_length)} × {millimetres(part.cut_width)}"
    code = f"{part.part} · {part.copy}" if part.copy > 1 else part.part
    name = part.name or part.part
    shown = bold.elidedText(name, Qt.TextElideMode.ElideRight, width)
    if len(shown) < min(len(name), 6):
        wide = plain.horizontalAdvance(size)
        return Caption(((size, wide),) if wide <= width else (), strong=False, upright=upright)
    lines = [(shown, bold.horizontalAdvance(shown))]
    for text in (size, code):
        wide = plain.horizontalAdvance(text)
        if len(lines) < count and wide <= width:
            lines.append((text, wide))
    return Caption(tuple(lines), upright=upright)


def draw_caption(
    painter: QPainter, style: Style, caption: Caption, centre: QPointF, *, plate: bool
) -> None:
    """Write a caption around a point; on a plate where operations may lie under it."""
    if not caption.lines:
        return
    line = style.small_metrics.height()
    tall = line * len(caption.lines)
    painter.save()
    painter.translate(centre)
    if plate:
        _draw_plate(painter, style, caption, tall)
    if caption.upright:
        painter.rotate(-90.0)
    y = -tall / 2
    painter.setPen(style.text)
    for number, (text, wide) in enumerate(caption.lines):
        painter.setFont(style.name if caption.strong and number == 0 else style.small)
        painter.drawText(QPointF(-wide / 2, y + style.small_metrics.ascent()), text)
        y += line
    painter.restore()


def _draw_plate(painter: QPainter, style: Style, caption: Caption, tall: float) -> None:
    """Level even under an upright text: a turned fill costs twenty times as much."""
    wide = max(wide for _, wide in caption.lines) + 6.0
    size = QSizeF(tall + 2.0, wide) if caption.upright else QSizeF(wide, tall + 2.0)
    box = QRectF(QPointF(-size.width() / 2, -size.height() / 2), size)
    ground = QColor(style.part)
    ground.setAlpha(205)
    painter.fillRect(box, ground)


def title_fits(scale: float) -> bool:
    """Whether a sheet's title stands above it at this scale, else it lies on the sheet."""
    return TITLE * scale >= _TITLE_HEIGHT


def draw_sheet_title(
    painter: QPainter, style: Style, spot: Spot, board: QRectF, scale: float
) -> None:
    """What sheet this is: above it where there is room, on it from far away."""
    sheet = spot.sheet
    if title_fits(scale):
        _title_above(painter, style, spot, board)
        return
    used = percent(sheet.utilisation)
    text = f"{spot.number} · {used}" if board.width() >= _FAR else str(spot.number)
    painter.setFont(style.name)
    metrics = painter.fontMetrics()
    plate = QRectF(0, 0, metrics.horizontalAdvance(text) + 10.0, metrics.height() + 2.0)
    if plate.width() > board.width() or plate.height() > board.height():
        return
    plate.moveCenter(board.center())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(style.board)
    painter.drawRoundedRect(plate, 3, 3)
    painter.setPen(style.text)
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)


def _title_above(painter: QPainter, style: Style, spot: Spot, board: QRectF) -> None:
    sheet = spot.sheet
    size = f"{millimetres(sheet.length)} × {millimetres(sheet.width)}"
    head = f"{spot.number}"
    rest = [size, percent(sheet.utilisation)]
    if sheet.program:
        rest.append(sheet.program)
    bold, plain = style.name_metrics, style.small_metrics
    base = board.top() - plain.descent() - 4.0
    painter.setPen(style.text)
    painter.setFont(style.name)
    painter.drawText(QPointF(board.left(), base), head)
    left = board.left() + bold.horizontalAdvance(head) + 10.0
    painter.setPen(style.quiet)
    painter.setFont(style.small)
    text = "  ·  ".join(rest)
    while len(rest) > 1 and plain.horizontalAdvance(text) > board.right() - left:
        rest.pop()
        text = "  ·  ".join(rest)
    if plain.horizontalAdvance(text) <= board.right() - left:
        painter.drawText(QPointF(left, base), text)
