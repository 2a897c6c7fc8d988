"""Hatches, crosses and grain: lines clipped to an upright box."""

from __future__ import annotations

from collections.abc import Iterator

from core.drawing import colours
from core.drawing.display import Item, Stroke
from core.geometry import Bounds, Path

HATCH_STEP = 3.0
GRAIN_LINES = 8


def hatch(box: Bounds, step: float = HATCH_STEP) -> Item:
    """45° lines, the sign of an offcut."""
    left, low, right, high = box
    lines = []
    offset = left - high + step
    while offset < right - low:
        x0, y0 = max(left, offset + low), 0.0
        y0 = x0 - offset
        x1 = min(right, offset + high)
        lines.append(Path.polyline([(x0, y0), (x1, x1 - offset)]))
        offset += step
    return Stroke(paths=tuple(lines), colour=colours.LINE_STRONG, width=0.1)


def crosses(box: Bounds) -> Item:
    """Both diagonals and the border, the sign of a place that nothing may touch."""
    left, low, right, high = box
    paths = (
        Path.rectangle(left, low, right - left, high - low),
        Path.polyline([(left, low), (right, high)]),
        Path.polyline([(left, high), (right, low)]),
    )
    return Stroke(paths=paths, colour=colours.CUT, width=0.2)


def grain(box: Bounds, *, upright: bool) -> Iterator[Item]:
    """Thin parallel lines along the grain."""
    left, low, right, high = box
    paths = []
    for number in range(1, GRAIN_LINES + 1):
        share = number / (GRAIN_LINES + 1)
        if upright:
            x = left + (right - left) * share
            paths.append(Path.polyline([(x, low), (x, high)]))
        else:
            y = low + (high - low) * share
            paths.append(Path.polyline([(left, y), (right, y)]))
    yield Stroke(paths=tuple(paths), colour=colours.LINE, width=0.12, dash=(4.0, 2.0))
