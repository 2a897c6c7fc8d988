"""Around shapes: parts cut out of the board, cut-outs, outside cuts, lines."""

from __future__ import annotations

from core.cnc.moves import Stroke
from core.cnc.offset import offset
from core.cnc.tabs import Tab, tabs_of
from core.cnc.toolpaths.board import Board
from core.cnc.toolpaths.descent import Depths, along, around, depths
from core.cnc.track import Track
from core.geometry import Path
from core.layout.model import PlacedPart
from core.machine.profile import Release, ReleaseRule, Tool


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
    tabs = tabs_of(part, track, tool, rule) if rule.release is Release.TABS else ()
    skin = board.profile.cutting.skin_before_release
    if rule.release is Release.SKIN or skin <= max(bottom, 0.0):
        return _round(track, depths(board.top, bottom, tool), tool, board, tabs), None
    first = _round(track, depths(board.top, skin, tool), tool, board, tabs)
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
        start=_outside_tabs(track.longest_side(), tabs),
    )


def _outside_tabs(start: float, tabs: tuple[Tab, ...]) -> float:
    """The place to enter, moved on behind the tab it would fall on."""
    return next((tab.last for tab in tabs if tab.first <= start <= tab.last), start)
