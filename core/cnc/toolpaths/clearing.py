"""Clearing an area: rings from the middle to the wall, one inside the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

import shapely
from shapely.geometry.base import BaseGeometry

from core.cnc.moves import Line, Move, Stroke
from core.cnc.offset import offset
from core.cnc.refit import grown_rings, refit
from core.cnc.toolpaths.board import Board
from core.cnc.toolpaths.descent import LEAD, Depths, ramp_length
from core.cnc.track import Track
from core.geometry import Path, Point
from core.machine.profile import Tool

_FLAT = 0.001
"""Chord error of areas that are cleared (mm)."""

_RIM = 0.01
"""A core thinner than twice this is gone with the ring around it (mm)."""


def cleared(
    area: Path | BaseGeometry, depth: Depths, tool: Tool, board: Board
) -> tuple[Stroke, ...]:
    """Strokes that clear a closed path, or an area with islands, down to the last pass."""
    strokes: list[Stroke] = []
    for chain in _chains(_levels(area, tool, board)):
        tracks = [_walked(path, tool, board) for path in reversed(chain)]
        strokes += _spiral(tracks, depth, tool)
    return tuple(strokes)


def region(path: Path, islands: Sequence[Path]) -> BaseGeometry:
    """The area of a closed path less its islands."""
    return shapely.Polygon(path.points(_FLAT)).difference(
        shapely.union_all([shapely.Polygon(island.points(_FLAT)) for island in islands])
    )


def _walked(path: Path, tool: Tool, board: Board) -> Track:
    """A ring in the profile's sense; a clockwise one goes around an island."""
    around_island = path.area < 0
    return (board.round_outside if around_island else board.round_inside)(path, tool)


def _levels(area: Path | BaseGeometry, tool: Tool, board: Board) -> Iterator[list[Path]]:
    """Closed paths of the cutter's centre, the wall first, until nothing is left to clear."""
    radius = tool.cutting_diameter / 2.0
    # a step wider than the radius leaves ridges in sharp corners
    step = tool.cutting_diameter * min(board.profile.cutting.stepover, 0.5)
    shape = region(area, ()) if isinstance(area, Path) else area
    for level in count():
        distance = radius + level * step
        paths = _inward(area, distance)
        if not paths:
            return
        yield paths
        # what the rim of this ring has not reached; a smaller ring would only stir in the air
        if shape.buffer(_RIM - distance - radius, 4).is_empty:
            return


def _inward(area: Path | BaseGeometry, distance: float) -> list[Path]:
    if isinstance(area, Path):
        return offset(area, -distance)
    found: list[Path] = []
    for polygon in shapely.get_parts(area):
        if isinstance(polygon, shapely.Polygon) and not polygon.is_empty:
            found += [refit(ring) for ring in grown_rings(_rings(polygon), -distance)]
    return found


def _rings(polygon: shapely.Polygon) -> list[list[Point]]:
    turned = shapely.geometry.polygon.orient(polygon)
    return [[(x, y) for x, y in ring.coords[:-1]] for ring in (turned.exterior, *turned.interiors)]


def _chains(levels: Iterator[list[Path]]) -> list[list[Path]]:
    """Rings that may follow one another without lifting: single ones of successive levels."""
    chains: list[list[Path]] = []
    single = False
    for paths in levels:
        if len(paths) == 1 and single:
            chains[-1].append(paths[0])
        else:
            chains += [[path] for path in paths]
            single = len(paths) == 1
    # the inner rings are cut before the walls
    return chains[::-1]


def _spiral(tracks: Sequence[Track], depth: Depths, tool: Tool) -> list[Stroke]:
    """Down on the first ring by a ramp, then ring after ring outwards, pass by pass.

    The cutter goes back to the first ring for the next pass where the straight way there is
    cleared; elsewhere it is lifted.
    """
    strokes: list[Stroke] = []
    moves: list[Move] = []
    first, at, height = tracks[0], 0.0, depth.top + LEAD
    start = first.point(0.0)
    home = len(tracks) == 1 or _is_convex(tracks[-1])
    for low in depth.passes:
        if not moves:
            moves.append(Line(*start, height, tool.feed_plunge))
        way = ramp_length(height - low, tool)
        moves += first.walk(at, at + way, height, low, tool.feed_ramp)
        moves += first.walk(at + way, at + way + first.length, low, low, tool.feed_cut)
        at = (at + way) % first.length
        for track in tracks[1:]:
            moves += _next_ring(track, (moves[-1].x, moves[-1].y), low, tool)
        height = low
        if len(tracks) > 1 and low != depth.passes[-1]:
            at = 0.0
            if home:
                moves.append(Line(*start, low, tool.feed_cut))
            else:
                strokes.append(Stroke(start, tuple(moves)))
                moves, height = [], low + LEAD
    return [*strokes, Stroke(start, tuple(moves))]


def _next_ring(track: Track, at: Point, low: float, tool: Tool) -> list[Move]:
    """Over to the nearest place of the next ring, and once around it."""
    begin, _ = track.nearest(at)
    over = Line(*track.point(begin), low, tool.feed_cut)
    return [over, *track.walk(begin, begin + track.length, low, low, tool.feed_cut)]


def _is_convex(ring: Track) -> bool:
    """Whether any straight way between two places of this ring stays inside of it."""
    room = shapely.Polygon(ring.path.points(_FLAT))
    return bool(room.convex_hull.area - room.area <= _FLAT * ring.length)
