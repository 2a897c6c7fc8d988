"""Where in a panel a box has room: for texts on drawings and for labels on the panel itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from core.geometry import Path, Point
from core.parts import Face, Operation, OperationKind

CHORD = 0.5
"""Curves are taken as chords this close; far finer than a label is laid, mm."""

LINE_HALF_WIDTH = 3.0
"""What a cut on the line takes at each side where its tool is not known, mm."""


def free_spot(
    outline: Path,
    taken: Sequence[BaseGeometry],
    size: tuple[float, float],
    clearance: float = 0.0,
) -> Point | None:
    """Centre of an upright box inside the outline and off what is taken, nearest the middle.

    Args:
        outline: closed.
        taken: shapes that the box may not touch.
        size: of the box along X and Y, mm.
        clearance: that much free around the box, mm.
    """
    reach_x, reach_y = size[0] / 2 + clearance, size[1] / 2 + clearance
    left, low, right, high = outline.bounds
    if right - left < 2 * reach_x or high - low < 2 * reach_y:
        return None
    centre = middle(outline)
    if _is_free(outline, taken, centre, reach_x, reach_y):
        return centre
    centres = _inset(outline, reach_x, reach_y)
    if taken and not centres.is_empty:
        grown = [_grown(shape, reach_x, reach_y) for shape in taken]
        centres = centres.difference(shapely.union_all(grown))
    if centres.is_empty:
        return None
    nearest = shapely.shortest_line(centres, shapely.Point(centre)).coords[0]
    return float(nearest[0]), float(nearest[1])


def _is_free(
    outline: Path, taken: Sequence[BaseGeometry], centre: Point, reach_x: float, reach_y: float
) -> bool:
    """Whether the box fits there; the quick answer for most panels."""
    x, y = centre
    left, low, right, high = x - reach_x, y - reach_y, x + reach_x, y + reach_y
    for x0, y0, x1, y1 in (shape.bounds for shape in taken):
        if x0 < right and x1 > left and y0 < high and y1 > low:
            return False
    if outline.is_rectangle():
        return True
    box = shapely.box(left, low, right, high)
    return bool(shapely.Polygon(outline.points(CHORD)).contains(box))


def middle(outline: Path) -> Point:
    """The middle of the box around the outline, or of its widest place if that lies outside."""
    left, low, right, high = outline.bounds
    centre = ((left + right) / 2, (low + high) / 2)
    if outline.is_rectangle():
        return centre
    area = shapely.Polygon(outline.points(CHORD))
    if area.contains(shapely.Point(centre)):
        return centre
    deepest = shapely.maximum_inscribed_circle(area, tolerance=1.0).coords[0]
    return float(deepest[0]), float(deepest[1])


def taken_on(face: Face, operations: Iterable[Operation], thickness: float) -> list[BaseGeometry]:
    """What operations take of the surface of one face; through ones take from both."""
    return [
        _footprint(operation)
        for operation in operations
        if not operation.face.is_edge
        and (operation.face is face or operation.goes_through(thickness))
    ]


def _footprint(operation: Operation) -> BaseGeometry:
    """What it takes of the surface; a hole as the square around it, which few corners say."""
    points = operation.path.points(CHORD)
    if operation.kind is OperationKind.DRILL:
        (x, y), radius = points[0], (operation.diameter or 0.0) / 2
        return shapely.box(x - radius, y - radius, x + radius, y + radius)
    if operation.kind is OperationKind.GROOVE:
        return _line(points, operation.path).buffer(
            (operation.width or 0.0) / 2, cap_style="square"
        )
    if operation.kind is OperationKind.LINE:
        return _line(points, operation.path).buffer(max(LINE_HALF_WIDTH, operation.depth))
    area = shapely.Polygon(points) if len(points) > 2 else _line(points, operation.path)
    reach = LINE_HALF_WIDTH if operation.kind is OperationKind.OUTSIDE else 0.0
    return shapely.make_valid(area).buffer(reach)


def _line(points: Sequence[Point], path: Path) -> BaseGeometry:
    if len(points) == 1:
        return shapely.Point(points[0])
    return shapely.LineString([*points, points[0]] if path.closed else points)


def _inset(outline: Path, reach_x: float, reach_y: float) -> BaseGeometry:
    """Where the centre of the box may lie for the box to lie inside the outline."""
    left, low, right, high = outline.bounds
    inner = shapely.box(left + reach_x, low + reach_y, right - reach_x, high - reach_y)
    if outline.is_rectangle():
        return inner
    points = outline.points(CHORD)
    edges = _swept([*points, points[0]], reach_x, reach_y)
    return inner.intersection(shapely.Polygon(points)).difference(shapely.union_all(edges))


def _grown(shape: BaseGeometry, reach_x: float, reach_y: float) -> BaseGeometry:
    """The Minkowski sum of a shape and the box, exactly; of a curve by its chords."""
    if shape.is_empty:
        return shape
    hull = shapely.convex_hull(shape)
    if shape.geom_type == "Polygon" and shapely.area(hull) - shapely.area(shape) < 1e-6:
        return _swept_hull(hull, reach_x, reach_y)
    rings = [
        shapely.get_coordinates(ring) for part in shapely.get_parts(shape) for ring in _lines(part)
    ]
    return shapely.union_all(
        [shape, *(edge for ring in rings for edge in _swept(ring, reach_x, reach_y))]
    )


def _lines(part: BaseGeometry) -> list[BaseGeometry]:
    return [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]


def _swept(
    points: Sequence[Point] | np.ndarray, reach_x: float, reach_y: float
) -> list[BaseGeometry]:
    """Every edge with the box drawn along it."""
    ends = np.asarray(points)
    pairs = np.stack((ends[:-1], ends[1:]), axis=1)
    corners = (pairs[:, :, None, :] + _corners(reach_x, reach_y)).reshape(len(pairs), 8, 2)
    return list(shapely.convex_hull(shapely.linestrings(corners)))


def _swept_hull(shape: BaseGeometry, reach_x: float, reach_y: float) -> BaseGeometry:
    """A convex shape with the box drawn around it."""
    corners = shapely.get_coordinates(shape)[:, None, :] + _corners(reach_x, reach_y)
    return shapely.convex_hull(shapely.linestrings(corners.reshape(-1, 2)))


def _corners(reach_x: float, reach_y: float) -> np.ndarray:
    return np.array(
        [(-reach_x, -reach_y), (reach_x, -reach_y), (-reach_x, reach_y), (reach_x, reach_y)]
    )
