"""Open paths made longer or shorter at their ends."""

from __future__ import annotations

import math
from collections.abc import Iterator

from core.geometry import Path, Point, Segment, Vertex
from core.geometry.path import arc_of


def with_ends(path: Path, first: float, last: float) -> Path:
    """The open path grown at its ends by these lengths (mm), cut back where they are negative.

    It grows straight on. What is cut back entirely leaves the middle of the path as a point.
    """
    length = path.length
    begin, end = max(0.0, -first), length - max(0.0, -last)
    if end - begin <= 1e-6:
        return Path.point(_at(path, min(max((begin + end) / 2.0, 0.0), length)))
    kept = list(_between(path, begin, end))
    vertices: list[Vertex] = [(*piece.start, piece.bulge) for piece in kept]
    if first > 0:
        vertices.insert(0, (*_onward(kept[0].start, _heading(kept[0], at_end=False), -first), 0.0))
    vertices.append((*kept[-1].end, 0.0))
    if last > 0:
        vertices.append((*_onward(kept[-1].end, _heading(kept[-1], at_end=True), last), 0.0))
    return Path(tuple(vertices))


def _between(path: Path, begin: float, end: float) -> Iterator[Segment]:
    at = 0.0
    for piece in path.segments():
        length = piece.length
        low, high = max(begin - at, 0.0), min(end - at, length)
        at += length
        if high - low > 1e-9:
            yield _part(piece, low / length, high / length)


def _part(piece: Segment, low: float, high: float) -> Segment:
    if low <= 0.0 and high >= 1.0:
        return piece
    bulge = math.tan(math.atan(piece.bulge) * (high - low))
    return Segment(_on(piece, low), _on(piece, high), bulge)


def _at(path: Path, along: float) -> Point:
    for piece in path.segments():
        length = piece.length
        if along <= length and length > 0:
            return _on(piece, along / length)
        along -= length
    return path.vertices[-1][:2]


def _on(piece: Segment, share: float) -> Point:
    if share in (0.0, 1.0):
        return piece.end if share else piece.start
    if piece.bulge != 0.0:
        return arc_of(piece.start, piece.end, piece.bulge).at(share)
    (x0, y0), (x1, y1) = piece.start, piece.end
    return (x0 + (x1 - x0) * share, y0 + (y1 - y0) * share)


def _heading(piece: Segment, *, at_end: bool) -> float:
    """Direction of travel at the start or the end of a segment, radians."""
    (x0, y0), (x1, y1) = piece.start, piece.end
    half = 2.0 * math.atan(piece.bulge)
    return math.atan2(y1 - y0, x1 - x0) + (half if at_end else -half)


def _onward(start: Point, heading: float, length: float) -> Point:
    return (start[0] + math.cos(heading) * length, start[1] + math.sin(heading) * length)
