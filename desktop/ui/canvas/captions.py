"""Texts on sheets and parts, in screen pixels: written where they fit, never over an edge."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from core.units import millimetres, percent
from desktop.ui.canvas.arrangement import TITLE, Spot
from desktop.ui.canvas.shapes import PartShape
from desktop.ui.canvas.style import Style

_PAD = 5.0
_LEAST = 26.0
"""Width in pixels under which no text is tried."""
_FAR = 74.0
"""Width in pixels of a sheet under which its title shrinks to a number."""

type Lines = list[tuple[str, QFont]]


def draw_part_caption(
    painter: QPainter, style: Style, shape: PartShape, box: QRectF, scale: float
) -> None:
    """Name, size and program of a part, as many lines as fit, upright where it is narrow."""
    if not _visible(painter, box):
        return
    wide, tall = box.width(), box.height()
    upright = tall > wide * 1.2 and wide < 150.0
    if upright:
        wide, tall = tall, wide
    if wide < _LEAST or tall < 16.0 or max(wide, tall) < 40.0:
        return
    lines = _fitting(style, shape, wide - 2 * _PAD - 6, tall - 2 * _PAD)
    if not lines:
        return
    painter.save()
    painter.translate(box.center())
    if upright:
        painter.rotate(-90.0)
    _draw_lines(painter, style, lines, plate=scale >= 0.16)
    painter.restore()


def _visible(painter: QPainter, box: QRectF) -> bool:
    device = painter.device()
    return box.intersects(QRectF(0, 0, device.width(), device.height()))


def _fitting(style: Style, shape: PartShape, width: float, height: float) -> Lines:
    part = shape.part
    size = f"{millimetres(part.cut_length)} × {millimetres(part.cut_width)}"
    code = f"{part.part} · {part.copy}" if part.copy > 1 else part.part
    name = part.name or part.part
    bold, plain = QFontMetricsF(style.name), QFontMetricsF(style.small)
    count = int(height // bold.height())
    if count < 1:
        return []
    shown = bold.elidedText(name, Qt.TextElideMode.ElideRight, width)
    if len(shown) < min(len(name), 6):
        fits = plain.horizontalAdvance(size) <= width
        return [(size, style.small)] if fits else []
    lines: Lines = [(shown, style.name)]
    for text in (size, code):
        if len(lines) < count and plain.horizontalAdvance(text) <= width:
            lines.append((text, style.small))
    return lines


def _draw_lines(painter: QPainter, style: Style, lines: Lines, *, plate: bool) -> None:
    metrics = [QFontMetricsF(face) for _, face in lines]
    height = sum(found.height() for found in metrics)
    y = -height / 2
    if plate:
        width = max(m.horizontalAdvance(t) for m, (t, _) in zip(metrics, lines, strict=True))
        ground = QRectF(-width / 2 - 3, y - 1, width + 6, height + 2)
        color = style.part
        color = color.__class__(color)
        color.setAlpha(205)
        painter.fillRect(ground, color)
    painter.setPen(style.text)
    for found, (text, face) in zip(metrics, lines, strict=True):
        painter.setFont(face)
        width = found.horizontalAdvance(text)
        painter.drawText(QPointF(-width / 2, y + found.ascent()), text)
        y += found.height()


def draw_sheet_title(
    painter: QPainter, style: Style, spot: Spot, board: QRectF, scale: float
) -> None:
    """What sheet this is: above it where there is room, on it from far away."""
    sheet = spot.sheet
    if TITLE * scale >= 16.0:
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
    bold, plain = QFontMetricsF(style.name), QFontMetricsF(style.small)
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
