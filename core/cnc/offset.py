"""Offsets of closed shapes: exact where lines and arcs stay lines and arcs, refitted elsewhere."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import shapely

from core.cnc.refit import grown_rings, refit
from core.geometry import Path, Point, arc_of

_SAME = 1e-7
_MITRE_ERROR = 0.002
"""A corner this little cut is joined by a point, not by an arc (mm)."""

_JUDGED = 0.006
"""What flattening may cost when a result is judged (mm)."""


def offset(path: Path, distance: float) -> list[Path]:
    """The closed path moved outwards (positive) or inwards (negative) by a distance, mm.

    Returns:
        Counter-clockwise paths: one where the shape keeps together, none where nothing is
        left of it; each within 0.005 of the true offset curve.
    """
    ring = path.counter_clockwise()
    if abs(distance) <= _SAME:
        return [ring]
    left, low, right, high = ring.bounds
    if distance < 0 and -2.0 * distance >= min(right - left, high - low):
        return []
    circle = ring.as_circle()
    if circle is not None:
        return [Path.circle(circle[0], circle[1] + distance)]
    exact = exact_offset(ring, distance)
    if exact is not None:
        return [exact]
    return [refit(points) for points in grown_rings([ring.points(0.001)], distance)]


def exact_offset(ring: Path, distance: float) -> Path | None:
    """The offset of a counter-clockwise path, arcs kept; None where it is not that simple."""
    pieces, corners = _shifted(ring, distance)
    if len(pieces) < 2:
        return None
    joined: list[_Piece] = []
    for index, piece in enumerate(pieces):
        after = pieces[(index + 1) % len(pieces)]
        extra = _join(piece, after, corners[index], distance)
        if extra is False:
            return None
        joined.append(piece)
        if extra is not None and extra is not True:
            joined.append(extra)
    return _rebuilt(ring, joined, distance)


@dataclass(slots=True)
class _Piece:
    """A moved segment, still to be trimmed; radius 0 is a line."""

    start: Point
    end: Point
    tangent_in: Point
    tangent_out: Point
    centre: Point = (0.0, 0.0)
    radius: float = 0.0
    sweep: float = 0.0


def _shifted(ring: Path, distance: float) -> tuple[list[_Piece], list[Point | None]]:
    """The moved segments, and the corner after each (None where an arc vanished there)."""
    pieces: list[_Piece] = []
    corners: list[Point | None] = []
    leading_gap = False
    for segment in ring.segments():
        if math.dist(segment.start, segment.end) <= _SAME:
            continue
        if segment.bulge == 0.0:
            piece: _Piece | None = _moved_line(segment.start, segment.end, distance)
        else:
            piece = _moved_arc(segment.start, segment.end, segment.bulge, distance)
        if piece is not None:
            pieces.append(piece)
            corners.append(segment.end)
        elif corners:
            corners[-1] = None
        else:
            leading_gap = True
    if leading_gap and corners:
        corners[-1] = None
    return pieces, corners


def _moved_line(start: Point, end: Point, distance: float) -> _Piece:
    length = math.dist(start, end)
    ux, uy = (end[0] - start[0]) / length, (end[1] - start[1]) / length
    dx, dy = uy * distance, -ux * distance
    return _Piece((start[0] + dx, start[1] + dy), (end[0] + dx, end[1] + dy), (ux, uy), (ux, uy))


def _moved_arc(start: Point, end: Point, bulge: float, distance: float) -> _Piece | None:
    arc = arc_of(start, end, bulge)
    sign = 1.0 if arc.sweep > 0 else -1.0
    radius = arc.radius + sign * distance
    if radius <= 1e-6:
        return None
    (cx, cy), scale = arc.centre, radius / arc.radius
    tangents = []
    for x, y in (start, end):
        tangents.append((-sign * (y - cy) / arc.radius, sign * (x - cx) / arc.radius))
    return _Piece(
        (cx + (start[0] - cx) * scale, cy + (start[1] - cy) * scale),
        (cx + (end[0] - cx) * scale, cy + (end[1] - cy) * scale),
        tangents[0],
        tangents[1],
        arc.centre,
        radius,
        arc.sweep,
    )


def _join(
    piece: _Piece, after: _Piece, corner: Point | None, distance: float
) -> _Piece | bool | None:
    """Join two moved segments: None or True when they now meet, an arc between, or False."""
    if math.dist(piece.end, after.start) <= _SAME:
        return None
    (ax, ay), (bx, by) = piece.tangent_out, after.tangent_in
    turn = math.atan2(ax * by - ay * bx, ax * bx + ay * by)
    if corner is not None and turn * distance > 0:
        return _around(piece, after, corner, turn, distance)
    met = _meeting(piece, after, corner)
    if met is None:
        return False
    piece.end = after.start = met
    return True


def _around(
    piece: _Piece, after: _Piece, corner: Point, turn: float, distance: float
) -> _Piece | bool:
    half = abs(turn) / 2.0
    straight = piece.radius == 0.0 and after.radius == 0.0
    if straight and abs(distance) * (1.0 / max(math.cos(half), 1e-9) - 1.0) <= _MITRE_ERROR:
        reach = abs(distance) * math.tan(half)
        ux, uy = piece.tangent_out
        met = (piece.end[0] + ux * reach, piece.end[1] + uy * reach)
        piece.end = after.start = met
        return True
    return _Piece(
        piece.end,
        after.start,
        piece.tangent_out,
        after.tangent_in,
        corner,
        abs(distance),
        turn,
    )


def _meeting(piece: _Piece, after: _Piece, corner: Point | None) -> Point | None:
    """Where two moved segments cross, nearest to where they should."""
    near = corner or (
        (piece.end[0] + after.start[0]) / 2.0,
        (piece.end[1] + after.start[1]) / 2.0,
    )
    if piece.radius == 0.0 and after.radius == 0.0:
        found = _line_line(piece, after)
    elif piece.radius == 0.0:
        found = _line_circle(piece, after)
    elif after.radius == 0.0:
        found = _line_circle(after, piece)
    else:
        found = _circle_circle(piece, after)
    return min(found, key=lambda point: math.dist(point, near), default=None)


def _line_line(one: _Piece, two: _Piece) -> list[Point]:
    (ax, ay), (bx, by) = one.tangent_in, two.tangent_in
    cross = ax * by - ay * bx
    if abs(cross) < 1e-9:
        return []
    dx, dy = two.start[0] - one.start[0], two.start[1] - one.start[1]
    along = (dx * by - dy * bx) / cross
    return [(one.start[0] + ax * along, one.start[1] + ay * along)]


def _line_circle(line: _Piece, circle: _Piece) -> list[Point]:
    (ux, uy), (x, y), (cx, cy) = line.tangent_in, line.start, circle.centre
    along = (cx - x) * ux + (cy - y) * uy
    foot = (x + ux * along, y + uy * along)
    rest = circle.radius**2 - math.dist(foot, (cx, cy)) ** 2
    if rest < -1e-9:
        return []
    half = math.sqrt(max(rest, 0.0))
    return [(foot[0] + ux * s, foot[1] + uy * s) for s in (half, -half)]


def _circle_circle(one: _Piece, two: _Piece) -> list[Point]:
    (x0, y0), (x1, y1) = one.centre, two.centre
    apart = math.dist(one.centre, two.centre)
    if apart < 1e-9:
        return []
    along = (one.radius**2 - two.radius**2 + apart**2) / (2.0 * apart)
    rest = one.radius**2 - along**2
    if rest < -1e-9:
        return []
    half = math.sqrt(max(rest, 0.0))
    ux, uy = (x1 - x0) / apart, (y1 - y0) / apart
    foot = (x0 + ux * along, y0 + uy * along)
    return [(foot[0] - uy * s, foot[1] + ux * s) for s in (half, -half)]


def _rebuilt(ring: Path, pieces: Sequence[_Piece], distance: float) -> Path | None:
    vertices: list[tuple[float, float, float]] = []
    for piece in pieces:
        bulge = _bulge(piece)
        if bulge is None:
            return None
        if math.dist(piece.start, piece.end) > _SAME:
            vertices.append((*piece.start, bulge))
    if len(vertices) < 2:
        return None
    found = Path(tuple(vertices), closed=True)
    if _convex(ring):
        return found if found.area > 0 else None
    return found if _is_offset(ring, found, distance) else None


def _bulge(piece: _Piece) -> float | None:
    """The trimmed segment's bulge; None where trimming turned it round."""
    if piece.radius == 0.0:
        dx, dy = piece.end[0] - piece.start[0], piece.end[1] - piece.start[1]
        forward = dx * piece.tangent_in[0] + dy * piece.tangent_in[1]
        return 0.0 if forward >= -_SAME else None
    (cx, cy), sign = piece.centre, math.copysign(1.0, piece.sweep)
    first = math.atan2(piece.start[1] - cy, piece.start[0] - cx)
    last = math.atan2(piece.end[1] - cy, piece.end[0] - cx)
    sweep = (sign * (last - first)) % (2.0 * math.pi)
    if sweep > 2.0 * math.pi - 1e-6:
        sweep = 0.0
    if sweep > abs(piece.sweep) + 1e-6:
        return None
    return sign * math.tan(sweep / 4.0)


def _convex(ring: Path) -> bool:
    segments = [s for s in ring.segments() if math.dist(s.start, s.end) > _SAME]
    for one, two in zip(segments, segments[1:] + segments[:1], strict=True):
        if one.bulge < 0.0:
            return False
        (ax, ay), (bx, by) = (
            _leaving(one.start, one.end, one.bulge),
            _leaving(two.end, two.start, -two.bulge),
        )
        if -ax * by + ay * bx < -1e-9:
            return False
    return True


def _leaving(start: Point, end: Point, bulge: float) -> Point:
    """The direction at the end of a segment."""
    angle = math.atan2(end[1] - start[1], end[0] - start[0]) + 2.0 * math.atan(bulge)
    return (math.cos(angle), math.sin(angle))


def _is_offset(ring: Path, found: Path, distance: float) -> bool:
    """Whether a result crosses nothing and keeps its distance; asked of shapes with hollows."""
    if found.area <= 0 or (found.area > ring.area) != (distance > 0):
        return False
    curve = shapely.LinearRing(found.points(0.002))
    if not curve.is_simple:
        return False
    source = shapely.LinearRing(ring.points(0.002))
    if curve.distance(source) < abs(distance) - _JUDGED:
        return False
    body, hull = shapely.Polygon(source), shapely.Polygon(curve)
    return bool(hull.contains(body) if distance > 0 else body.contains(hull))
