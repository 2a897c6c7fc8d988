"""Polygon offsets by Clipper, and arcs found again in what it returns."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pyclipper

from core.geometry import Path, Point

_SCALE = 10_000.0
_ARC_ERROR = 0.001
_FIT = 0.002
"""A fitted arc passes this close to every point it replaces (mm)."""

_FEWEST = 5
"""Points that make an arc worth fitting."""


def grown_rings(rings: Sequence[Sequence[Point]], distance: float) -> list[list[Point]]:
    """Rings (outer counter-clockwise, holes clockwise) grown by a distance; mm.

    Returns:
        Outer rings counter-clockwise and holes clockwise; corners round.
    """
    grower = pyclipper.PyclipperOffset(2.0, _ARC_ERROR * _SCALE)
    paths = [[(round(x * _SCALE), round(y * _SCALE)) for x, y in ring] for ring in rings]
    grower.AddPaths(paths, pyclipper.JT_ROUND, pyclipper.ET_CLOSEDPOLYGON)
    found = grower.Execute(distance * _SCALE)
    return [[(x / _SCALE, y / _SCALE) for x, y in ring] for ring in found]


def refit(points: Sequence[Point]) -> Path:
    """A closed polygon with runs of short chords turned back into arcs, within 0.005 mm."""
    clean = _without_repeats(points)
    if len(clean) < _FEWEST + 1:
        return Path.polyline(clean, closed=True)
    first = _best_start(clean)
    chain = [*clean[first:], *clean[: first + 1]]
    vertices: list[tuple[float, float, float]] = []
    index = 0
    while index < len(chain) - 1:
        last, bulge = _longest_arc(chain, index)
        vertices.append((*chain[index], bulge))
        index = last
    return Path(tuple(vertices), closed=True)


def _without_repeats(points: Sequence[Point]) -> list[Point]:
    found: list[Point] = []
    for point in points:
        if not found or math.dist(point, found[-1]) > 2e-4:
            found.append(point)
    while len(found) > 1 and math.dist(found[0], found[-1]) <= 2e-4:
        found.pop()
    return found


def _best_start(points: Sequence[Point]) -> int:
    """The end of the longest chord: no arc runs over it."""
    count = len(points)
    longest = max(range(count), key=lambda i: math.dist(points[i], points[(i + 1) % count]))
    return (longest + 1) % count


def _longest_arc(chain: Sequence[Point], first: int) -> tuple[int, float]:
    """The index that the next segment reaches and its bulge."""
    reach, bulge = first + 1, 0.0
    last = first + _FEWEST - 1
    while last < len(chain):
        fitted = _fitted(chain, first, last)
        if fitted is None:
            break
        reach, bulge = last, fitted
        last += 1
    return reach, bulge


def _fitted(chain: Sequence[Point], first: int, last: int) -> float | None:
    """The bulge of the arc through this run, None where it is no arc of up to half a turn."""
    circle = _circle(chain[first], chain[(first + last) // 2], chain[last])
    if circle is None:
        return None
    (cx, cy), radius = circle
    swept = 0.0
    before = math.atan2(chain[first][1] - cy, chain[first][0] - cx)
    for index in range(first + 1, last + 1):
        x, y = chain[index]
        if abs(math.hypot(x - cx, y - cy) - radius) > _FIT:
            return None
        angle = math.atan2(y - cy, x - cx)
        step = math.remainder(angle - before, 2.0 * math.pi)
        # a chord that lies farther than the tolerance from the arc was never part of one
        if step * swept < 0 or radius * (1.0 - math.cos(step / 2.0)) > _FIT:
            return None
        swept += step
        before = angle
    return math.tan(swept / 4.0) if abs(swept) <= math.pi else None


def _circle(a: Point, b: Point, c: Point) -> tuple[Point, float] | None:
    ax, ay = b[0] - a[0], b[1] - a[1]
    bx, by = c[0] - a[0], c[1] - a[1]
    cross = 2.0 * (ax * by - ay * bx)
    if abs(cross) < 1e-6:
        return None
    p, q = ax * ax + ay * ay, bx * bx + by * by
    ux, uy = (by * p - ay * q) / cross, (ax * q - bx * p) / cross
    return (a[0] + ux, a[1] + uy), math.hypot(ux, uy)
