"""What moves cut, seen from above: for tests of toolpaths, not for any proof."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from core.cnc.arcs import chords
from core.cnc.moves import Line, Move, Stroke, Turn
from core.geometry import Path
from core.machine.profile import MachineProfile, Tool, load


def router(**changes: Any) -> MachineProfile:
    """The shipped router with other settings: `cutting__climb=False` and the like."""
    form = load("router").model_dump()
    for path, value in changes.items():
        *tables, key = path.split("__")
        table = form
        for name in tables:
            table = table[name]
        table[key] = value
    return MachineProfile.model_validate(form)


def with_tool(number: str, **changes: Any) -> MachineProfile:
    """The shipped router with one tool changed."""
    tools = [
        tool.model_dump() | (changes if tool.number == number else {})
        for tool in load("router").tools
    ]
    return router(tools=tools)


def flattened(stroke: Stroke) -> Iterator[tuple[Line, Line]]:
    """Straight pieces of a stroke, from the first move's end on, arcs as chords."""
    before: Line | None = None
    for move in stroke.moves:
        pieces: Iterable[Line] = [_line(move)]
        if isinstance(move, Turn) and before is not None:
            pieces = chords((before.x, before.y), before.z, move)
        for piece in pieces:
            if before is not None:
                yield before, piece
            before = piece


def _line(move: Move) -> Line:
    return Line(move.x, move.y, move.z, move.feed)


def swept(strokes: Iterable[Stroke], tool: Tool, below: float) -> BaseGeometry:
    """What the tool takes at this height over the table, seen from above."""
    lines = [
        shapely.LineString([(a.x, a.y), (b.x, b.y)])
        for stroke in strokes
        for a, b in flattened(stroke)
        if max(a.z, b.z) <= below
    ]
    # one by one: a buffer around all of them at once takes minutes
    return shapely.union_all(shapely.buffer(lines, tool.cutting_diameter / 2.0, quad_segs=24))


def steepest(strokes: Iterable[Stroke]) -> float:
    """The steepest way down, degrees; 90 for a plunge. The entry over the board is left out."""
    angles = [0.0]
    for stroke in strokes:
        for a, b in flattened(stroke):
            if b.z < a.z - 1e-9:
                angles.append(math.degrees(math.atan2(a.z - b.z, math.dist(a[:2], b[:2]))))
    return max(angles)


def area_of(path: Path) -> BaseGeometry:
    """The area of a closed path."""
    return shapely.Polygon(path.points(0.001))


def tool(number: str, profile: MachineProfile | None = None) -> Tool:
    """A tool of the router."""
    return (profile or load("router")).tool(number)


def words(line: str) -> Mapping[str, float]:
    """The numbers of a line by their letters."""
    return {word[0]: float(word[1:]) for word in line.split()}
