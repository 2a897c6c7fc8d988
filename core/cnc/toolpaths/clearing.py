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


def cleared(
    area: Path | BaseGeometry, depth: Depths, tool: Tool, board: Board
) -> tuple[Stroke, ...]:
    """Strokes that clear a closed path, or an area with islands, down to the last pass."""
    strokes: list[Stroke] = []
    for chain in _chains(_levels(area, tool, board)):
        tracks = [board.round_inside(path, tool) for path in reversed(chain)]
        strokes.append(_spiral(tracks, depth, tool))
    return tuple(strokes)


def region(path: Path, islands: Sequence[Path]) -> BaseGeometry:
    """The area of a closed path less its islands."""
    return shapely.Polygon(path.points(_FLAT)).difference(
        shapely.union_all([shapely.Polygon(island.points(_FLAT)) for island in islands])
    )


def _levels(area: Path | BaseGeometry, tool: Tool, board: Board) -> Iterator[list[Path]]:
    """Closed paths of the cutter's centre, the wall first, until nothing is left to clear."""
    radius = tool.cutting_diameter / 2.0
    step = tool.cutting_diameter * board.profile.cutting.stepover
    for level in count():
        paths = _inward(area, radius + level * step)
        if not paths:
            return
        yield paths


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


def _spiral(tracks: Sequence[Track], depth: Depths, tool: Tool) -> Stroke:
    """Down on the first ring by a ramp, then ring after ring outwards, pass by pass."""
    first = tracks[0]
    x, y = first.point(0.0)
    moves: list[Move] = [Line(x, y, depth.top + LEAD, tool.feed_plunge)]
    height = depth.top + LEAD
    for low in depth.passes:
        at = 0.0
        for index, track in enumerate(tracks):
            if index == 0:
                way = ramp_length(height - low, tool)
                moves += track.walk(0.0, way, height, low, tool.feed_ramp)
                at = way
            else:
                at, _ = track.nearest((moves[-1].x, moves[-1].y))
                moves.append(Line(*track.point(at), low, tool.feed_cut))
            moves += track.walk(at, at + track.length, low, low, tool.feed_cut)
        height = low
        if low != depth.passes[-1] and len(tracks) > 1:
            # back to the middle through what is already cleared
            moves.append(Line(x, y, low, tool.feed_cut))
    return Stroke((x, y), tuple(moves))
