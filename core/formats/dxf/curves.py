"""Curves as chains of arcs and lines within the tolerance of chords.

An arc through three points of the curve is taken where it stays close to it; else the stretch
is halved. So ellipses and splines come out with few, nearly tangent arcs.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.errors import InputError
from core.geometry import Arc, Point, Vertex, arc_of
from core.geometry.tolerance import CHORD

type Curve = Callable[[float], Point]

MOST_POINTS = 5_000
"""Control points of a spline that are still drawn by a person."""

MOST_PIECES = 4_000

_PROBES = (0.08, 0.2, 0.35, 0.65, 0.8, 0.92)
_SAFE = 0.8
_DEEPEST = 40


def fit(curve: Curve, stops: Sequence[float], tolerance: float = CHORD) -> list[Vertex]:
    """Vertices from the first stop to the last, the curve's own points at every stop.

    Raises:
        InputError: the curve is too wild to be followed.
    """
    vertices: list[Vertex] = []
    for start, end in pairwise(stops):
        _piece(curve, start, end, tolerance * _SAFE, vertices)
    x, y = curve(stops[-1])
    vertices.append((x, y, 0.0))
    return vertices


def _piece(
    curve: Curve, start: float, end: float, tolerance: float, vertices: list[Vertex]
) -> None:
    waiting = [(start, end, 0)]
    while waiting:
        low, high, depth = waiting.pop()
        bulge = _bulge(curve, low, high, tolerance)
        if bulge is not None:
            x, y = curve(low)
            vertices.append((x, y, bulge))
            continue
        middle = (low + high) / 2
        if depth >= _DEEPEST or len(vertices) > MOST_PIECES:
            raise InputError("desenho.curva_impossivel")
        waiting.append((middle, high, depth + 1))
        waiting.append((low, middle, depth + 1))


def _bulge(curve: Curve, low: float, high: float, tolerance: float) -> float | None:
    """The bulge of an arc that follows the curve here; None where none does."""
    start, middle, end = curve(low), curve((low + high) / 2), curve(high)
    first = (middle[0] - start[0], middle[1] - start[1])
    second = (end[0] - middle[0], end[1] - middle[1])
    # the chords of an arc turn by half its included angle where they meet
    cross = first[0] * second[1] - first[1] * second[0]
    turn = math.atan2(cross, first[0] * second[0] + first[1] * second[1])
    if abs(turn) > math.pi / 4:
        small = max(math.hypot(*first), math.hypot(*second)) < tolerance
        return 0.0 if small else None
    bulge = math.tan(turn / 2)
    arc = arc_of(start, end, bulge) if abs(bulge) > 1e-7 else None
    probes = (curve(low + (high - low) * share) for share in _PROBES)
    near = all(_distance(arc, start, end, probe) <= tolerance for probe in probes)
    return (bulge if arc else 0.0) if near else None


def _distance(arc: Arc | None, start: Point, end: Point, probe: Point) -> float:
    if arc is not None:
        return abs(math.dist(arc.centre, probe) - arc.radius)
    chord = math.dist(start, end)
    if chord == 0.0:
        return math.dist(start, probe)
    x, y = end[0] - start[0], end[1] - start[1]
    return abs(x * (probe[1] - start[1]) - y * (probe[0] - start[0])) / chord


def ellipse(centre: Point, major: Point, minor: Point) -> Curve:
    """The curve over the parameter of group codes 41 and 42, radians."""

    def at(angle: float) -> Point:
        cos, sin = math.cos(angle), math.sin(angle)
        return (
            centre[0] + cos * major[0] + sin * minor[0],
            centre[1] + cos * major[1] + sin * minor[1],
        )

    return at


def quarters(start: float, end: float) -> list[float]:
    """Stops from start to end (radians), at every quarter turn between them."""
    quarter = math.pi / 2
    inner = range(math.floor(start / quarter) + 1, math.ceil(end / quarter))
    between = (index * quarter for index in inner)
    return [start, *(stop for stop in between if start + 1e-9 < stop < end - 1e-9), end]


@dataclass(frozen=True, slots=True)
class Spline:
    """A rational B-spline; evaluated by de Boor's recursion in homogeneous coordinates."""

    degree: int
    knots: tuple[float, ...]
    points: tuple[Point, ...]
    weights: tuple[float, ...]

    def stops(self) -> list[float]:
        """The distinct knots of the curve's domain."""
        inside = self.knots[self.degree : len(self.points) + 1]
        return sorted(set(inside))

    def at(self, t: float) -> Point:
        """The point at a parameter of the domain."""
        span = bisect_right(self.knots, t, self.degree, len(self.points)) - 1
        span = min(max(span, self.degree), len(self.points) - 1)
        first = span - self.degree
        level = [self._homogeneous(first + index) for index in range(self.degree + 1)]
        for step in range(1, self.degree + 1):
            for index in range(self.degree, step - 1, -1):
                level[index] = self._blend(level, index, first, step, t)
        x, y, weight = level[-1]
        return (x / weight, y / weight)

    def _homogeneous(self, index: int) -> tuple[float, float, float]:
        (x, y), weight = self.points[index], self.weights[index]
        return (x * weight, y * weight, weight)

    def _blend(
        self, level: list[tuple[float, float, float]], index: int, first: int, step: int, t: float
    ) -> tuple[float, float, float]:
        low = self.knots[first + index]
        width = self.knots[first + index + self.degree - step + 1] - low
        share = (t - low) / width if width else 0.0
        before, after = level[index - 1], level[index]
        return (
            before[0] + share * (after[0] - before[0]),
            before[1] + share * (after[1] - before[1]),
            before[2] + share * (after[2] - before[2]),
        )
