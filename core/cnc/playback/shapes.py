"""Shapes of drawn paths, and what a round cutter can reach of them."""

from __future__ import annotations

import math
from collections.abc import Iterable

import shapely
from shapely.geometry.base import BaseGeometry

from core.cnc.playback.cutters import quarter_segments
from core.cnc.playback.frame import Mapping2D, Point
from core.geometry import Path

CHORD = 0.002
"""Curves of drawings become chords this close (mm)."""

_SHRINK = 0.002
"""A shape exactly as wide as the cutter must not vanish by a rounding (mm)."""

_SAME_AREA = 1e-6
_SIMPLE = 0.0005
"""Buffers leave tiny sides at corners; they are smoothed within this (mm)."""

EMPTY = shapely.Polygon()


def points_of(path: Path, mapping: Mapping2D) -> list[Point]:
    """The path's points in the sheet frame."""
    return [mapping.there(x, y) for x, y in path.points(CHORD)]


def area_of(path: Path, mapping: Mapping2D) -> BaseGeometry:
    """A closed path as an area; empty where it encloses nothing."""
    points = points_of(path, mapping)
    return shapely.Polygon(points) if len(points) > 2 else EMPTY


def line_of(path: Path, mapping: Mapping2D) -> BaseGeometry:
    """The path as a line, closed where it is; a point where it has no length."""
    points = points_of(path, mapping)
    if path.closed and len(points) > 1:
        points.append(points[0])
    if len(points) < 2 or all(point == points[0] for point in points):
        return shapely.Point(points[0])
    return shapely.LineString(points)


def grow(shape: BaseGeometry, by: float, *, sharp: bool = False) -> BaseGeometry:
    """The shape grown (or shrunk) by a distance in mm; corners round unless `sharp`."""
    found: BaseGeometry = shapely.buffer(
        shape,
        by,
        quad_segs=quarter_segments(abs(by)),
        join_style="mitre" if sharp else "round",
    )
    return found


def strip(line: BaseGeometry, half: float, *, round_ends: bool, sharp: bool = True) -> BaseGeometry:
    """A line as wide as twice `half`, its corners sharp unless told otherwise."""
    found = shapely.buffer(
        line,
        half,
        quad_segs=quarter_segments(half),
        cap_style="round" if round_ends else "flat",
        join_style="mitre" if sharp else "round",
    )
    return sound(found)


def sound(shape: BaseGeometry) -> BaseGeometry:
    """The shape without crossings of its own edge, which buffers sometimes leave."""
    found: BaseGeometry = shape if shape.is_valid else shapely.make_valid(shape)
    return found


def opened(shape: BaseGeometry, radius: float) -> BaseGeometry:
    """What a cutter of this radius reaches from inside the shape: inner corners stay round."""
    inner = max(radius - _SHRINK, 0.0)
    return sound(grow(grow(shape, -inner), inner))


def closed(shape: BaseGeometry, radius: float) -> BaseGeometry:
    """What a cutter that goes around the shape leaves of it: hollows stay filled in corners."""
    if shape.convex_hull.area - shape.area < _SAME_AREA:
        return shape
    found = shapely.union(shape, sound(grow(grow(shape, radius), -radius)))
    return shapely.simplify(found, _SIMPLE)


def outer_corners(shape: BaseGeometry) -> list[tuple[Point, Point]]:
    """Corners of an area that point outwards, and the direction into the area."""
    ring = shapely.geometry.polygon.orient(shape).exterior.coords[:-1]
    found = []
    for before, here, after in zip(ring[-1:] + ring[:-1], ring, ring[1:] + ring[:1], strict=True):
        one = _direction(before, here)
        two = _direction(here, after)
        turn = math.atan2(one[0] * two[1] - one[1] * two[0], one[0] * two[0] + one[1] * two[1])
        if abs(turn) > math.radians(15) and turn > 0:
            x, y = two[0] - one[0], two[1] - one[1]
            size = math.hypot(x, y)
            found.append(((here[0], here[1]), (x / size, y / size)))
    return found


def _direction(one: Point, two: Point) -> Point:
    dx, dy = two[0] - one[0], two[1] - one[1]
    size = math.hypot(dx, dy) or 1.0
    return (dx / size, dy / size)


def bone_room(corners: Iterable[tuple[Point, Point]], radius: float) -> BaseGeometry:
    """Where a dog-bone or T-bone at these corners may cut.

    The cutter's rim passes through the corner, so its centre stands one radius from it,
    somewhere in the quarter plane between the two walls: a circle of two radii covers all.
    """
    discs = [grow(shapely.Point(corner), 2.0 * radius) for corner, _ in corners]
    return shapely.union_all(discs) if discs else EMPTY
