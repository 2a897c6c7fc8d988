"""Around shapes: parts cut out of the board, cut-outs, outside cuts, lines."""

from __future__ import annotations

from collections.abc import Iterator

from core.cnc.moves import Stroke
from core.cnc.offset import offset
from core.cnc.toolpaths.board import Board
from core.cnc.toolpaths.descent import Depths, Tab, along, around, depths
from core.cnc.track import Track
from core.geometry import Path, Point
from core.layout.model import PlacedPart
from core.machine.profile import Release, ReleaseRule, Tool
from core.parts import Face

_CORNER = 15.0
"""Tabs keep this far from a corner (mm)."""

_ON_EDGE = 1.0
"""A side this close to an edge of the part's rectangle lies on it (mm)."""


def walls(path: Path, low: float, tool: Tool, board: Board, *, outside: bool) -> tuple[Stroke, ...]:
    """Round a closed path, the cutter outside or inside of it, down to `low` (mm)."""
    radius = tool.cutting_diameter / 2.0
    depth = depths(board.top, low, tool)
    strokes = []
    for ring in offset(path, radius if outside else -radius):
        track = board.round_outside(ring, tool) if outside else board.round_inside(ring, tool)
        strokes.append(_round(track, depth, tool, board))
    return tuple(strokes)


def line(path: Path, low: float, tool: Tool, board: Board) -> Stroke:
    """The cutter's centre on the path itself, down to `low` (mm)."""
    depth = depths(board.top, low, tool)
    track = Track(path)
    return _round(track, depth, tool, board) if path.closed else along(track, depth, tool)


def released(
    part: PlacedPart, rule: ReleaseRule, tool: Tool, board: Board
) -> tuple[Stroke, Stroke | None]:
    """The cut around a part, and the last pass that comes when all others are done.

    The rule says what holds the part in the end: nothing, a skin, or tabs. Where the profile
    leaves a skin before the release, the first cut stops on it.
    """
    ring = offset(part.outline, tool.cutting_diameter / 2.0)[0]
    track = board.round_outside(ring, tool)
    bottom = rule.skin if rule.release is Release.SKIN else board.under(tool)
    tabs = tuple(_tabs(part, track, rule)) if rule.release is Release.TABS else ()
    skin = board.profile.cutting.skin_before_release
    if rule.release is Release.SKIN or skin <= max(bottom, 0.0):
        return _round(track, depths(board.top, bottom, tool), tool, board, tabs), None
    first = _round(track, depths(board.top, skin, tool), tool, board)
    return first, _round(track, Depths(skin, (bottom,)), tool, board, tabs)


def _round(
    track: Track, depth: Depths, tool: Tool, board: Board, tabs: tuple[Tab, ...] = ()
) -> Stroke:
    cutting = board.profile.cutting
    return around(
        track,
        depth,
        tool,
        overlap=min(cutting.overlap, track.length / 2.0),
        tabs=tabs,
        slow_end=cutting.reduced_feed_before_end,
        start=track.longest_side(),
    )


def _tabs(part: PlacedPart, track: Track, rule: ReleaseRule) -> Iterator[Tab]:
    """Tabs shared out over the straight sides, away from corners and banded edges."""
    room = rule.tab_length + 2.0 * _CORNER
    sides = [
        (first, length)
        for first, length, start, end in track.straights()
        if length >= room and not _is_banded(part, start, end)
    ]
    sides.sort(key=lambda side: -side[1])
    if not sides:
        return
    for number in range(rule.tabs):
        first, length = sides[number % len(sides)]
        on_side = -(-(rule.tabs - number % len(sides)) // len(sides))
        share = (number // len(sides) + 1) / (on_side + 1)
        middle = first + length * share
        half = rule.tab_length / 2.0
        yield Tab(middle - half, middle + half, rule.tab_height)


def _is_banded(part: PlacedPart, start: Point, end: Point) -> bool:
    x, y = part.matrix.inverse().apply(((start[0] + end[0]) / 2.0, (start[1] + end[1]) / 2.0))
    near = {
        Face.L1: x <= _ON_EDGE,
        Face.L3: x >= part.cut_length - _ON_EDGE,
        Face.C1: y <= _ON_EDGE,
        Face.C2: y >= part.cut_width - _ON_EDGE,
    }
    return any(near[face] for face in part.banded)
