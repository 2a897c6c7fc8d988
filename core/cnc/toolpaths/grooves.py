"""Grooves: along the centre line where the cutter is as wide, cleared where it is narrower."""

from __future__ import annotations

import math

import shapely
from shapely.geometry.base import BaseGeometry

from core.cnc.moves import Stroke
from core.cnc.tooling import GROOVE_PLAY
from core.cnc.toolpaths.board import Board
from core.cnc.toolpaths.clearing import cleared
from core.cnc.toolpaths.descent import Depths, along, around
from core.cnc.track import Track
from core.cnc.trim import with_ends
from core.geometry import Path, Point
from core.machine.profile import Tool
from core.parts import Operation

NEAR_EDGE = 0.5
"""A groove that ends this close to the outline runs out of the part (mm)."""

_BEYOND = 0.2
"""How far a groove that runs out is cut at full width past its drawn end (mm)."""

_FLAT = 0.001


def grooved(
    operation: Operation, outline: Path, depth: Depths, tool: Tool, board: Board
) -> tuple[Stroke, ...]:
    """Strokes of one groove.

    An end inside the part is where the groove ends: the cutter stops its radius before it, or on
    it where the rule says that grooves run out. An end on the edge is cut past it, so that the
    full width reaches the edge.
    """
    width = operation.width or tool.cutting_diameter
    wide = tool.cutting_diameter >= width - GROOVE_PLAY
    path = operation.path
    if path.closed and wide:
        overlap = min(board.profile.cutting.overlap, path.length / 2.0)
        return (around(Track(path), depth, tool, overlap=overlap),)
    if path.closed:
        return cleared(_band(path, width), depth, tool, board)
    radius = tool.cutting_diameter / 2.0
    first, last = (_runs_out(end, outline) for end in (path.start, path.vertices[-1][:2]))
    past = NEAR_EDGE + _BEYOND + radius
    rounded = board.profile.cutting.groove_ends == "run_out"
    if wide:
        stop = 0.0 if rounded else -radius
        line = with_ends(path, past if first else stop, past if last else stop)
        return (along(Track(line), depth, tool),)
    line = with_ends(path, past if first else 0.0, past if last else 0.0)
    discs = [line.start] * (rounded and not first)
    discs += [line.vertices[-1][:2]] * (rounded and not last)
    return cleared(_area(line, width, discs), depth, tool, board)


def _runs_out(end: Point, outline: Path) -> bool:
    shape, spot = shapely.Polygon(outline.points()), shapely.Point(end)
    return bool(shape.exterior.distance(spot) <= NEAR_EDGE or not shape.contains(spot))


def _band(path: Path, width: float) -> BaseGeometry:
    """What a closed groove takes."""
    return shapely.LinearRing(path.points(_FLAT)).buffer(width / 2.0, 64, join_style="mitre")


def _area(line: Path, width: float, discs: list[Point]) -> Path | BaseGeometry:
    """What an open groove takes: flat at its ends, round where a wide cutter would run out."""
    if len(line.vertices) == 2 and line.vertices[0][2] == 0.0 and not discs:
        return _strip(line, width)
    half = width / 2.0
    area = shapely.LineString(line.points(_FLAT)).buffer(half, cap_style="flat", join_style="mitre")
    return shapely.union_all([area, *(shapely.Point(spot).buffer(half, 64) for spot in discs)])


def _strip(line: Path, width: float) -> Path:
    (x0, y0, _), (x1, y1, _) = line.vertices
    length = math.dist((x0, y0), (x1, y1))
    nx, ny = -(y1 - y0) / length * width / 2.0, (x1 - x0) / length * width / 2.0
    return Path.polyline(
        ((x0 - nx, y0 - ny), (x1 - nx, y1 - ny), (x1 + nx, y1 + ny), (x0 + nx, y0 + ny)),
        closed=True,
    )
