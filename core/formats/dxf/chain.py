"""Loose segments into paths: unordered, reversed, with small gaps, drawn twice."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.geometry import Path, Point, Segment, Vertex, arc_of
from core.geometry.tolerance import CHAIN, SAME_POINT

type End = tuple[int, bool]
"""Number of an open path and whether its last point is meant."""


@dataclass(frozen=True, slots=True)
class Chained:
    """A path and the numbers of the pieces that it is made of."""

    path: Path
    members: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ChainResult:
    """Paths, by their first piece; pieces drawn on top of others; pieces without length."""

    paths: tuple[Chained, ...]
    doubles: tuple[int, ...] = ()
    empty: tuple[int, ...] = ()


def chain(pieces: Sequence[tuple[int, Path]], tolerance: float = CHAIN) -> ChainResult:
    """Joins open paths end to end; closed ones stay as they are.

    Ends that meet exactly are joined first, so that short segments of a fine curve are not
    taken for gaps; then the ends that are left within the tolerance. Where more than two ends
    meet, nothing is joined: nobody knows which way the path goes.

    Args:
        pieces: a number of the caller's and the path of every piece.
        tolerance: largest gap that is closed, mm.
    """
    empty = [number for number, path in pieces if not path.closed and path.length <= SAME_POINT]
    kept, doubles = _without_doubles([piece for piece in pieces if piece[0] not in set(empty)])
    done = [Chained(path, (number,)) for number, path in kept if path.closed]
    loose = [Chained(path, (number,)) for number, path in kept if not path.closed]
    loose = _join(loose, SAME_POINT)
    specks = [one for one in loose if not one.path.closed and one.path.length <= tolerance]
    empty.extend(number for one in specks for number in one.members)
    loose = _join([one for one in loose if one not in specks] if specks else loose, tolerance)
    found = sorted([*done, *loose], key=lambda one: min(one.members))
    return ChainResult(tuple(found), tuple(doubles), tuple(empty))


def signature(path: Path) -> frozenset[object]:
    """A key that is equal for paths on top of each other, whichever way they are walked."""
    if len(path.vertices) == 1:
        return frozenset([_rounded(path.start)])
    circle = path.as_circle()
    if circle is not None:
        return frozenset([(_rounded(circle[0]), round(circle[1], 3))])
    return frozenset(_segment_key(segment) for segment in path.segments())


def reversed_open(vertices: Sequence[Vertex]) -> list[Vertex]:
    """The vertices of an open path walked the other way."""
    return list(Path(tuple(vertices)).reversed().vertices)


def _segment_key(segment: Segment) -> object:
    (x0, y0), (x1, y1) = segment.start, segment.end
    middle = ((x0 + x1) / 2, (y0 + y1) / 2)
    if segment.bulge != 0.0:
        middle = arc_of(segment.start, segment.end, segment.bulge).at(0.5)
    return (frozenset((_rounded(segment.start), _rounded(segment.end))), _rounded(middle))


def _rounded(point: Point) -> Point:
    # the odd shift keeps the coordinates that people draw away from the edges of the grid
    return (round((point[0] + 0.000321) / 0.002), round((point[1] + 0.000321) / 0.002))


def _without_doubles(
    pieces: Sequence[tuple[int, Path]],
) -> tuple[list[tuple[int, Path]], list[int]]:
    """Pieces of which something is left, larger ones first served, in their own order."""
    seen: set[object] = set()
    loops: set[frozenset[object]] = set()
    doubles: set[int] = set()
    order = sorted(pieces, key=lambda one: (not one[1].closed, -len(one[1].vertices), one[0]))
    for number, path in order:
        key = signature(path)
        if key in loops if path.closed else key <= seen:
            doubles.add(number)
        seen |= key
        if path.closed:
            loops.add(key)
    return [piece for piece in pieces if piece[0] not in doubles], sorted(doubles)


def _join(pieces: list[Chained], within: float) -> list[Chained]:
    """Joins the open ones of these whose ends meet, two by two."""
    links = _links(pieces, within)
    if not links:
        return pieces
    used: set[int] = set()
    starts = [end for end in _ends(pieces) if end not in links]
    # asked one by one: every walk fills `used`
    fresh = (end for end in [*starts, *links] if end[0] not in used)
    return [_walk(pieces, links, end, used) for end in fresh]


def _walk(pieces: list[Chained], links: dict[End, End], start: End, used: set[int]) -> Chained:
    """The path that begins at this end, which is free or lies on a ring."""
    index, from_last = start
    vertices: list[Vertex] = []
    members: list[int] = []
    while True:
        used.add(index)
        more = list(pieces[index].path.vertices)
        vertices = _append(vertices, reversed_open(more) if from_last else more)
        members.extend(pieces[index].members)
        follower = links.get((index, not from_last))
        if follower is None or pieces[index].path.closed:
            closed = pieces[index].path.closed
            return Chained(Path(tuple(vertices), closed), tuple(members))
        if follower[0] in used:
            return Chained(_ring(vertices), tuple(members))
        index, from_last = follower


def _append(vertices: list[Vertex], more: list[Vertex]) -> list[Vertex]:
    if not vertices:
        return more
    x, y = _joint(vertices, more)
    return [*vertices[:-1], (x, y, more[0][2]), *more[1:]]


def _ring(vertices: list[Vertex]) -> Path:
    x, y = _joint(vertices, vertices)
    return Path(((x, y, vertices[0][2]), *vertices[1:-1]), closed=True)


def _joint(before: list[Vertex], after: list[Vertex]) -> Point:
    """Where a gap is closed: an arc keeps its end, two lines meet half-way."""
    last, first = before[-1][:2], after[0][:2]
    if math.dist(last, first) <= SAME_POINT or before[-2][2] != 0.0:
        return last
    if after[0][2] != 0.0:
        return first
    return ((last[0] + first[0]) / 2, (last[1] + first[1]) / 2)


def _ends(pieces: list[Chained]) -> Iterator[End]:
    for index, piece in enumerate(pieces):
        yield (index, False)
        if not piece.path.closed:
            yield (index, True)


def _links(pieces: list[Chained], within: float) -> dict[End, End]:
    """Every end that meets exactly one other end, with that other end."""
    ends = [end for end in _ends(pieces) if not pieces[end[0]].path.closed]
    points = {end: _point(pieces, end) for end in ends}
    cells: dict[tuple[int, int], list[End]] = defaultdict(list)
    for end, (x, y) in points.items():
        cells[math.floor(x / within), math.floor(y / within)].append(end)
    near = {end: _near(end, points, cells, within) for end in ends}
    return {
        end: others[0]
        for end, others in near.items()
        if len(others) == 1 and near[others[0]] == [end]
    }


def _near(
    end: End, points: dict[End, Point], cells: dict[tuple[int, int], list[End]], within: float
) -> list[End]:
    x, y = points[end]
    column, row = math.floor(x / within), math.floor(y / within)
    found: list[End] = []
    for dx in (-1, 0, 1):
        for dy in (-1, 0, 1):
            for other in cells.get((column + dx, row + dy), ()):
                if other != end and math.dist(points[other], (x, y)) <= within:
                    found.append(other)
                    if len(found) > 2:
                        return found
    return found


def _point(pieces: list[Chained], end: End) -> Point:
    return pieces[end[0]].path.vertices[-1 if end[1] else 0][:2]
