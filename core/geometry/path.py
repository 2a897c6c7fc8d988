"""Paths of straight lines and circular arcs: the exact form of every drawn shape."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from core.geometry.affine import Matrix, Point
from core.geometry.tolerance import CHORD, CIRCLE, SAME_POINT

type Vertex = tuple[float, float, float]
"""x, y and the bulge of the segment that starts here (DXF group 42: tan of a quarter of the
included angle, positive counter-clockwise, 0 straight)."""

type Bounds = tuple[float, float, float, float]
"""min x, min y, max x, max y (mm)."""


@dataclass(frozen=True, slots=True)
class Arc:
    """A circular arc: centre, radius (mm), start angle and signed sweep (radians)."""

    centre: Point
    radius: float
    start: float
    sweep: float

    def at(self, share: float) -> Point:
        """The point after this share (0 to 1) of the sweep."""
        angle = self.start + self.sweep * share
        return (
            self.centre[0] + self.radius * math.cos(angle),
            self.centre[1] + self.radius * math.sin(angle),
        )

    def quarters(self) -> list[float]:
        """Its angles where it is split at its farthest right, up, left and down, ends included."""
        quarter, end = math.pi / 2, self.start + self.sweep
        low, high = min(self.start, end), max(self.start, end)
        first, last = math.ceil(low / quarter), math.floor(high / quarter)
        inner = [n * quarter for n in range(first, last + 1)]
        inside = [angle for angle in inner if low + 1e-9 < angle < high - 1e-9]
        return [self.start, *(inside if self.sweep > 0 else reversed(inside)), end]


def arc_of(start: Point, end: Point, bulge: float) -> Arc:
    """The arc from start to end with this bulge (not zero)."""
    (x0, y0), (x1, y1) = start, end
    sweep = 4.0 * math.atan(bulge)
    chord_x, chord_y = x1 - x0, y1 - y0
    # centre = middle of the chord, moved along its left normal by half the chord over tan(sweep/2)
    lift = (1.0 - bulge * bulge) / (4.0 * bulge)
    centre = ((x0 + x1) / 2 - chord_y * lift, (y0 + y1) / 2 + chord_x * lift)
    radius = math.hypot(x0 - centre[0], y0 - centre[1])
    return Arc(centre, radius, math.atan2(y0 - centre[1], x0 - centre[0]), sweep)


@dataclass(frozen=True, slots=True)
class Segment:
    """One piece of a path."""

    start: Point
    end: Point
    bulge: float

    @property
    def length(self) -> float:
        """Length along the curve, mm."""
        if self.bulge == 0.0:
            return math.dist(self.start, self.end)
        arc = arc_of(self.start, self.end, self.bulge)
        return abs(arc.radius * arc.sweep)

    def flattened(self, chord: float) -> Iterator[Point]:
        """Points after the start up to the end, chords within `chord` mm of the curve.

        The farthest points right, up, left and down are among them: the bounding box is exact.
        """
        if self.bulge != 0.0:
            arc = arc_of(self.start, self.end, self.bulge)
            share = max(-1.0, 1.0 - chord / arc.radius) if arc.radius > 0 else -1.0
            step = max(2.0 * math.acos(share), 1e-3)
            for angle in _between(arc.quarters(), step):
                yield arc.at((angle - arc.start) / arc.sweep)
        yield self.end


@dataclass(frozen=True, slots=True)
class Path:
    """A chain of lines and arcs.

    Args:
        vertices: (x, y, bulge) in mm; the bulge of an open path's last vertex means nothing.
        closed: whether the last vertex joins the first. The first is not repeated.
    """

    vertices: tuple[Vertex, ...]
    closed: bool = False

    @classmethod
    def polyline(cls, points: Iterable[Point], *, closed: bool = False) -> Path:
        """Straight lines through the points."""
        return cls(tuple((x, y, 0.0) for x, y in points), closed)

    @classmethod
    def rectangle(cls, x: float, y: float, length: float, width: float) -> Path:
        """Counter-clockwise from its lower left corner (x, y)."""
        x1, y1 = x + length, y + width
        return cls.polyline(((x, y), (x1, y), (x1, y1), (x, y1)), closed=True)

    @classmethod
    def circle(cls, centre: Point, radius: float) -> Path:
        """Counter-clockwise, two half circles from the right."""
        x, y = centre
        return cls(((x + radius, y, 1.0), (x - radius, y, 1.0)), closed=True)

    @classmethod
    def point(cls, at: Point) -> Path:
        """A single point, as a drilled hole has it."""
        return cls(((at[0], at[1], 0.0),))

    @property
    def start(self) -> Point:
        """The first point."""
        return self.vertices[0][:2]

    def segments(self) -> Iterator[Segment]:
        """The pieces in order."""
        ends = self.vertices[1:] + (self.vertices[:1] if self.closed else ())
        for (x0, y0, bulge), (x1, y1, _) in zip(self.vertices, ends, strict=False):
            yield Segment((x0, y0), (x1, y1), bulge)

    def points(self, chord: float = CHORD) -> list[Point]:
        """The path as straight lines, the first point not repeated at the end."""
        found = [self.start]
        for segment in self.segments():
            found.extend(segment.flattened(chord))
        if self.closed and len(found) > 1:
            found.pop()
        return found

    @property
    def length(self) -> float:
        """Length along the curve, mm."""
        return sum(segment.length for segment in self.segments())

    @property
    def area(self) -> float:
        """Signed area in mm², positive counter-clockwise; exact, arcs included."""
        total = 0.0
        for segment in self.segments():
            (x0, y0), (x1, y1) = segment.start, segment.end
            total += (x0 * y1 - x1 * y0) / 2.0
            if segment.bulge != 0.0:
                arc = arc_of(segment.start, segment.end, segment.bulge)
                total += arc.radius**2 * (arc.sweep - math.sin(arc.sweep)) / 2.0
        return total

    @property
    def bounds(self) -> Bounds:
        """The smallest upright rectangle around the path, arcs included."""
        xs = [x for x, _, _ in self.vertices]
        ys = [y for _, y, _ in self.vertices]
        for segment in self.segments():
            if segment.bulge != 0.0:
                for x, y in _extremes(arc_of(segment.start, segment.end, segment.bulge)):
                    xs.append(x)
                    ys.append(y)
        return (min(xs), min(ys), max(xs), max(ys))

    def transformed(self, matrix: Matrix) -> Path:
        """The path under a rigid map; a mirror turns every bulge's sign."""
        sign = 1.0 if matrix.determinant > 0 else -1.0
        moved = []
        for x, y, bulge in self.vertices:
            px, py = matrix.apply((x, y))
            moved.append((px, py, sign * bulge))
        return Path(tuple(moved), self.closed)

    def reversed(self) -> Path:
        """The same path walked the other way."""
        count = len(self.vertices)
        if self.closed:
            order = [(-index) % count for index in range(count)]
            bulges = [-self.vertices[(index - 1) % count][2] for index in order]
        else:
            order = list(range(count - 1, -1, -1))
            bulges = [-self.vertices[index - 1][2] if index else 0.0 for index in order]
        return Path(
            tuple(
                (self.vertices[index][0], self.vertices[index][1], bulge)
                for index, bulge in zip(order, bulges, strict=True)
            ),
            self.closed,
        )

    def counter_clockwise(self) -> Path:
        """The same closed path, walked with its inside at the left."""
        return self if self.area >= 0 else self.reversed()

    def as_circle(self) -> tuple[Point, float] | None:
        """Centre and radius where this closed path is a circle made of arcs."""
        if not self.closed or any(bulge == 0.0 for _, _, bulge in self.vertices):
            return None
        arcs = [arc_of(s.start, s.end, s.bulge) for s in self.segments()]
        first = arcs[0]
        same = all(
            math.dist(arc.centre, first.centre) <= CIRCLE
            and abs(arc.radius - first.radius) <= CIRCLE
            for arc in arcs
        )
        whole = abs(abs(sum(arc.sweep for arc in arcs)) - 2 * math.pi) <= SAME_POINT
        return (first.centre, first.radius) if same and whole else None

    def is_rectangle(self) -> bool:
        """Whether this is an upright rectangle of four straight sides."""
        if not self.closed or len(self.vertices) != 4 or any(b for _, _, b in self.vertices):
            return False
        x0, y0, x1, y1 = self.bounds
        corners = {(round(x, 6), round(y, 6)) for x, y, _ in self.vertices}
        box = {(round(x, 6), round(y, 6)) for x in (x0, x1) for y in (y0, y1)}
        # the same corners in another order are a bow tie
        upright = all(
            min(abs(side.start[axis] - side.end[axis]) for axis in (0, 1)) <= SAME_POINT
            for side in self.segments()
        )
        return corners == box and upright


def _between(stops: list[float], step: float) -> Iterator[float]:
    """The stops without the first and last, and angles between them no farther than a step."""
    for index, (start, end) in enumerate(pairwise(stops)):
        if index:
            yield start
        count = max(1, math.ceil(abs(end - start) / step))
        for number in range(1, count):
            yield start + (end - start) * number / count


def _extremes(arc: Arc) -> Iterator[Point]:
    """The points of the arc that are farthest right, up, left or down."""
    for angle in arc.quarters()[1:-1]:
        yield arc.at((angle - arc.start) / arc.sweep)
