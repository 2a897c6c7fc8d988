"""Polygon offsets by Clipper, and arcs found again in what it returns."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pyclipper
from numpy.typing import NDArray

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
    chain = np.array([*clean[first:], *clean[: first + 1]])
    vertices: list[tuple[float, float, float]] = []
    index = 0
    while index < len(chain) - 1:
        last, bulge = _longest_arc(chain, index)
        vertices.append((float(chain[index][0]), float(chain[index][1]), bulge))
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


def _longest_arc(chain: NDArray[np.float64], first: int) -> tuple[int, float]:
    """The index that the next segment reaches and its bulge: doubling, then halving."""
    fitted = _fitted(chain, first, first + _FEWEST - 1)
    if fitted is None:
        return first + 1, 0.0
    reach, bulge = first + _FEWEST - 1, fitted
    beyond = len(chain)
    while beyond - reach > 1:
        probe = min(first + 2 * (reach - first), (reach + beyond) // 2, len(chain) - 1)
        probe = max(probe, reach + 1)
        fitted = _fitted(chain, first, probe)
        if fitted is None:
            beyond = probe
        else:
            reach, bulge = probe, fitted
    return reach, bulge


def _fitted(chain: NDArray[np.float64], first: int, last: int) -> float | None:
    """The bulge of the arc through this run, None where it is no arc of up to half a turn."""
    if last >= len(chain):
        return None
    circle = _circle(*(_point(chain, n) for n in (first, (first + last) // 2, last)))
    if circle is None:
        return None
    centre, radius = circle
    spokes = chain[first : last + 1] - centre
    if np.abs(np.hypot(spokes[:, 0], spokes[:, 1]) - radius).max() > _FIT:
        return None
    angles = np.arctan2(spokes[:, 1], spokes[:, 0])
    steps = np.remainder(np.diff(angles) + np.pi, 2.0 * np.pi) - np.pi
    swept = float(steps.sum())
    # a chord that lies farther than the tolerance from the arc was never part of one
    stands_off = radius * (1.0 - np.cos(steps / 2.0)).max()
    if stands_off > _FIT or (steps * swept).min() < 0 or abs(swept) > math.pi:
        return None
    return math.tan(swept / 4.0)


def _point(chain: NDArray[np.float64], index: int) -> Point:
    return (float(chain[index][0]), float(chain[index][1]))


def _circle(a: Point, b: Point, c: Point) -> tuple[Point, float] | None:
    ax, ay = b[0] - a[0], b[1] - a[1]
    bx, by = c[0] - a[0], c[1] - a[1]
    cross = 2.0 * (ax * by - ay * bx)
    if abs(cross) < 1e-6:
        return None
    p, q = ax * ax + ay * ay, bx * bx + by * by
    ux, uy = (by * p - ay * q) / cross, (ax * q - bx * p) / cross
    return (a[0] + ux, a[1] + uy), math.hypot(ux, uy)
