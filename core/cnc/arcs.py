"""Arcs as a controller reads them: rounded ends, rounded centre, or chords where that fails."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import product

from core.cnc.moves import Line, Turn
from core.geometry import Point
from core.geometry.tolerance import CHORD

FLAT = 0.0005
"""An arc that leaves its chord by less than this is a line (mm)."""

SHORT = 0.02
"""So is one between points this close: rounding could send it the long way round (mm)."""

MISMATCH = 0.005
"""Controllers refuse an arc whose radii at both ends differ by more than about twice this (mm)."""


def sweep_of(start: Point, move: Turn) -> float:
    """Angle that a turn covers, radians, positive."""
    first = math.atan2(start[1] - move.cy, start[0] - move.cx)
    last = math.atan2(move.y - move.cy, move.x - move.cx)
    return (last - first if move.ccw else first - last) % (2.0 * math.pi)


def is_line(start: Point, move: Turn) -> bool:
    """Whether a turn from here is so short or so flat that it is written as a line."""
    if math.dist(start, (move.x, move.y)) <= SHORT:
        return True
    radius = math.dist(start, (move.cx, move.cy))
    return radius * (1.0 - math.cos(sweep_of(start, move) / 2.0)) < FLAT


def chords(start: Point, z: float, move: Turn) -> Iterator[Line]:
    """The turn as straight moves, within 0.005 mm."""
    sweep, radius = sweep_of(start, move), math.dist(start, (move.cx, move.cy))
    widest = 2.0 * math.acos(max(0.0, 1.0 - CHORD / max(radius, CHORD)))
    count = max(1, math.ceil(sweep / widest))
    first = math.atan2(start[1] - move.cy, start[0] - move.cx)
    step = sweep / count * (1.0 if move.ccw else -1.0)
    for n in range(1, count):
        angle = first + step * n
        x, y = move.cx + radius * math.cos(angle), move.cy + radius * math.sin(angle)
        yield Line(x, y, z + (move.z - z) * n / count, move.feed)
    yield Line(move.x, move.y, move.z, move.feed)


def centre_words(start: Point, end: Point, centre: Point, decimals: int) -> tuple[str, str] | None:
    """I and J, rounded so that both ends keep one radius; None where no rounding does.

    Args:
        start: as written, rounding included.
        end: likewise.
        centre: the true one.
        decimals: that the controller reads.
    """
    unit = 10.0**-decimals
    i, j = (round(c - s, decimals) for c, s in zip(centre, start, strict=True))
    near = ((i + a * unit, j + b * unit) for a, b in product((0, -1, 1), repeat=2))
    best = min(near, key=lambda words: _mismatch(start, end, words)) if decimals < 4 else (i, j)
    if _mismatch(start, end, best) > MISMATCH:
        return None
    return f"{best[0] + 0.0:.{decimals}f}", f"{best[1] + 0.0:.{decimals}f}"


def _mismatch(start: Point, end: Point, words: tuple[float, float]) -> float:
    """How much the radii at both ends differ, mm."""
    centre = (start[0] + words[0], start[1] + words[1])
    return abs(math.dist(centre, start) - math.dist(centre, end))
