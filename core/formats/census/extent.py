"""How far a raw entity reaches, and the points that it names."""

from __future__ import annotations

import math

from core.formats.census.raw import Item
from core.geometry import Bounds, Path, Point

_PLAIN = 1 | 128  # closed; pattern of dashes
_WHOLE = 2.0 * math.pi - 1e-9


def corners(item: Item) -> list[Point]:
    """Points that lie on the curve and are told by the file; none where that takes work."""
    if _is_special(item):
        return []
    x, y = item.number(10), item.number(20)
    if item.kind == "LINE":
        return [(x, y), (item.number(11), item.number(21))]
    if item.kind == "ARC":
        return [_at(item, angle) for angle in _angles(item)]
    if item.kind == "CIRCLE":
        radius = item.number(40)
        return [(x + radius, y), (x - radius, y), (x, y + radius), (x, y - radius)]
    return list(item.points) if item.kind in ("LWPOLYLINE", "POLYLINE") else []


def extent(item: Item) -> Bounds | None:
    """The upright rectangle around an entity; None where that is not told by simple sums."""
    if _is_special(item):
        return None
    if item.kind == "ARC":
        return _arc(item).bounds
    if item.kind == "ELLIPSE":
        return _ellipse(item)
    if item.kind in ("LWPOLYLINE", "POLYLINE") and item.points:
        vertices = ((x, y, item.bulges.get(at, 0.0)) for at, (x, y) in enumerate(item.points))
        return Path(tuple(vertices), is_closed(item)).bounds
    points = corners(item) if item.kind in ("LINE", "CIRCLE") else []
    return Path.polyline(points).bounds if points else None


def is_closed(item: Item) -> bool:
    """Whether this curve ends where it begins, by its own kind or flag."""
    flagged = item.kind in ("LWPOLYLINE", "POLYLINE") and int(item.number(70)) & 1 == 1
    return flagged or item.kind == "CIRCLE"


def _is_special(item: Item) -> bool:
    """Drawn in a plane of its own, or a polyline whose points are those of a fitted curve."""
    upright = item.number(210) == 0.0 and item.number(220) == 0.0 and item.number(230, 1.0) > 0
    plain = item.kind != "POLYLINE" or int(item.number(70)) & ~_PLAIN == 0
    return not (upright and plain)


def _arc(item: Item) -> Path:
    """Two arcs of half the sweep, so that no bulge is without bounds."""
    start, end = _angles(item)
    half = ((end - start) % 360.0 or 360.0) / 2.0
    bulge = math.tan(math.radians(half) / 4.0)
    (x0, y0), (x1, y1), (x2, y2) = (_at(item, start + step * half) for step in range(3))
    return Path(((x0, y0, bulge), (x1, y1, bulge), (x2, y2, 0.0)))


def _ellipse(item: Item) -> Bounds | None:
    if item.number(42, 2.0 * math.pi) - item.number(41) < _WHOLE:
        return None
    major_x, major_y, ratio = item.number(11), item.number(21), item.number(40)
    reach_x = math.hypot(major_x, major_y * ratio)
    reach_y = math.hypot(major_y, major_x * ratio)
    x, y = item.number(10), item.number(20)
    return (x - reach_x, y - reach_y, x + reach_x, y + reach_y)


def _angles(item: Item) -> tuple[float, float]:
    return (item.number(50), item.number(51))


def _at(item: Item, degrees: float) -> Point:
    radius, angle = item.number(40), math.radians(degrees)
    return (
        item.number(10) + radius * math.cos(angle),
        item.number(20) + radius * math.sin(angle),
    )
