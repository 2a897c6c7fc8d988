"""A path by its arc length: what a cutter follows, forwards, from anywhere, round and round."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from core.cnc.moves import Line, Move, Turn
from core.geometry import Path, Point, arc_of

_NOTHING = 1e-6
"""Lengths under this are no way to go (mm)."""

_LEVEL = 0.1
"""Pieces shorter than this keep their height (mm)."""


class _Piece(NamedTuple):
    """A line, or an arc of at most half a turn."""

    start: Point
    end: Point
    length: float
    centre: Point | None = None
    radius: float = 0.0
    angle: float = 0.0
    sweep: float = 0.0

    def at(self, along: float) -> Point:
        share = along / self.length
        if self.centre is None:
            (x0, y0), (x1, y1) = self.start, self.end
            return (x0 + (x1 - x0) * share, y0 + (y1 - y0) * share)
        angle = self.angle + self.sweep * share
        return (
            self.centre[0] + self.radius * math.cos(angle),
            self.centre[1] + self.radius * math.sin(angle),
        )


class Track:
    """A path to be followed; `length` in mm, positions along it from its first vertex.

    A closed track goes on for ever: position `length` is position 0 again.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.closed = path.closed
        self._pieces = list(_pieces(path))
        self._starts: list[float] = []
        total = 0.0
        for piece in self._pieces:
            self._starts.append(total)
            total += piece.length
        self.length = total

    def point(self, position: float) -> Point:
        """The point at a position."""
        if not self._pieces:
            return self.path.start
        inside = self._wrapped(position)
        index = max(bisect_right(self._starts, inside) - 1, 0)
        piece = self._pieces[index]
        return piece.at(min(inside - self._starts[index], piece.length))

    def backwards(self) -> Track:
        """The same way, walked the other way."""
        return Track(self.path.reversed())

    def walk(
        self, first: float, last: float, z_from: float, z_to: float, feed: float
    ) -> list[Move]:
        """Moves from a position to a later one, the height changing evenly on the way."""
        total = last - first
        if total <= _NOTHING:
            return []
        span = list(self._span(first, last))
        sloped, least = _sloped([end - begin for _, begin, end in span])
        moves: list[Move] = []
        done = 0.0
        for piece, begin, end in span:
            done += end - begin if end - begin >= least else 0.0
            z = z_from + (z_to - z_from) * min(done / sloped, 1.0)
            # a whole piece ends on its own vertex, not on a computed neighbour of it
            x, y = piece.end if end >= piece.length - _NOTHING else piece.at(end)
            if piece.centre is None:
                moves.append(Line(x, y, z, feed))
            else:
                moves.append(Turn(x, y, z, feed, *piece.centre, piece.sweep > 0))
        return moves

    def _span(self, first: float, last: float) -> Iterator[tuple[_Piece, float, float]]:
        """Pieces from one position to another, each with where on it that begins and ends."""
        position = first
        index = max(bisect_right(self._starts, self._wrapped(first) + _NOTHING) - 1, 0)
        begin = self._wrapped(first) - self._starts[index]
        while position < last - _NOTHING:
            piece = self._pieces[index]
            end = min(piece.length, begin + last - position)
            if end - begin > _NOTHING:
                yield piece, max(begin, 0.0), end
            position += end - begin
            begin = 0.0
            index += 1
            if index == len(self._pieces):
                if not self.closed:
                    return
                index = 0

    def _wrapped(self, position: float) -> float:
        if not self.closed:
            return min(max(position, 0.0), self.length)
        inside = position % self.length if self.length > 0 else 0.0
        return 0.0 if self.length - inside <= _NOTHING else inside

    def nearest(self, point: Point) -> tuple[float, float]:
        """The position nearest to a point, and how far that is."""
        best = (0.0, math.inf)
        for piece, start in zip(self._pieces, self._starts, strict=True):
            along = _nearest_on(piece, point)
            apart = math.dist(piece.at(along), point)
            if apart < best[1]:
                best = (start + along, apart)
        return best

    def longest_side(self) -> float:
        """The middle of the longest straight piece, or of the longest piece."""
        best, middle = (-1, -1.0), 0.0
        for piece, start in zip(self._pieces, self._starts, strict=True):
            rank = (1 if piece.centre is None else 0, round(piece.length, 6))
            if rank > best:
                best, middle = rank, start + piece.length / 2.0
        return middle

    def rounds(self) -> list[tuple[float, float, Point, Point]]:
        """Every arc, told like `straights`."""
        return [
            (start, piece.length, piece.start, piece.end)
            for piece, start in zip(self._pieces, self._starts, strict=True)
            if piece.centre is not None
        ]

    def straights(self) -> list[tuple[float, float, Point, Point]]:
        """Every straight piece: where it begins, how long it is, its two ends."""
        return [
            (start, piece.length, piece.start, piece.end)
            for piece, start in zip(self._pieces, self._starts, strict=True)
            if piece.centre is None
        ]


def _sloped(lengths: Sequence[float]) -> tuple[float, float]:
    """The length over which a height changes, and the shortest piece that counts in it.

    A tiny piece keeps its height, since rounding would make a step of it; where there is
    little else, all pieces count.
    """
    whole = sum(lengths)
    sloped = sum(length for length in lengths if length >= _LEVEL)
    return (sloped, _LEVEL) if sloped > 0.98 * whole else (whole, 0.0)


def _pieces(path: Path) -> Iterator[_Piece]:
    for segment in path.segments():
        if segment.length <= _NOTHING:
            continue
        if segment.bulge == 0.0:
            yield _Piece(segment.start, segment.end, segment.length)
            continue
        arc = arc_of(segment.start, segment.end, segment.bulge)
        parts = 1 if abs(arc.sweep) <= math.pi + 1e-9 else 2
        ends = [segment.start, *(arc.at(n / parts) for n in range(1, parts)), segment.end]
        sweep = arc.sweep / parts
        for n in range(parts):
            yield _Piece(
                ends[n],
                ends[n + 1],
                arc.radius * abs(sweep),
                arc.centre,
                arc.radius,
                arc.start + sweep * n,
                sweep,
            )


def _nearest_on(piece: _Piece, point: Point) -> float:
    if piece.centre is None:
        (x0, y0), (x1, y1) = piece.start, piece.end
        ux, uy = (x1 - x0) / piece.length, (y1 - y0) / piece.length
        return min(max((point[0] - x0) * ux + (point[1] - y0) * uy, 0.0), piece.length)
    sign = 1.0 if piece.sweep > 0 else -1.0
    angle = math.atan2(point[1] - piece.centre[1], point[0] - piece.centre[0])
    turned = (sign * (angle - piece.angle)) % (2.0 * math.pi)
    if turned <= abs(piece.sweep):
        return turned * piece.radius
    # outside the sweep: the nearer of the two ends
    beyond = turned - abs(piece.sweep) < 2.0 * math.pi - turned
    return piece.length if beyond else 0.0
