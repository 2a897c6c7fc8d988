"""Grooves: along the centre line where the cutter is as wide, cleared where it is narrower."""

from __future__ import annotations

import math

import shapely

from core.cnc.moves import Stroke
from core.cnc.tooling import GROOVE_PLAY
from core.cnc.toolpaths.board import Board
from core.cnc.toolpaths.clearing import cleared
from core.cnc.toolpaths.descent import Depths, along, around
from core.cnc.track import Track
from core.geometry import Path, Point
from core.machine.profile import Tool
from core.parts import Operation

NEAR_EDGE = 0.5
"""A groove that ends this close to the outline runs out of the part (mm)."""

_BEYOND = 0.2
"""How far a groove that runs out is cut at full width past its drawn end (mm)."""


def grooved(
    operation: Operation, outline: Path, depth: Depths, tool: Tool, board: Board
) -> tuple[Stroke, ...]:
    """Strokes of one groove.

    An end inside the part is where the groove ends: the cutter stops its radius before it, or on
    it where the rule says that grooves run out. An end on the edge is cut past it.
    """
    width, radius = operation.width or tool.cutting_diameter, tool.cutting_diameter / 2.0
    if operation.path.closed:
        return (around(Track(operation.path), depth, tool, overlap=1.0),)
    if tool.cutting_diameter >= width - GROOVE_PLAY:
        line = _ended(operation.path, outline, board, beyond=radius, inset=radius)
        return (along(Track(line), depth, tool),)
    line = _ended(operation.path, outline, board, beyond=radius, inset=0.0)
    if len(line.vertices) == 2:
        return cleared(_strip(line, width), depth, tool, board)
    area = shapely.LineString(line.points()).buffer(
        width / 2.0, cap_style="flat", join_style="mitre"
    )
    return cleared(area, depth, tool, board)


def _ended(path: Path, outline: Path, board: Board, *, beyond: float, inset: float) -> Path:
    """The line with its ends moved: out past an edge, or back from an end inside the part."""
    shape = shapely.Polygon(outline.points())
    vertices = list(path.vertices)
    if len(vertices) < 2:
        return path
    if board.profile.cutting.groove_ends == "run_out":
        inset = 0.0
    for end, inner in ((0, 1), (-1, -2)):
        spot = shapely.Point(vertices[end][:2])
        is_open = shape.exterior.distance(spot) <= NEAR_EDGE or not shape.contains(spot)
        shift = NEAR_EDGE + _BEYOND + beyond if is_open else -inset
        moved = _moved(vertices[end][:2], vertices[inner][:2], shift)
        vertices[end] = (*moved, vertices[end][2])
    return Path(tuple(vertices))


def _moved(end: Point, inner: Point, shift: float) -> Point:
    length = math.dist(end, inner)
    if length < 1e-9 or shift <= -length:
        return inner
    share = shift / length
    return (end[0] + (end[0] - inner[0]) * share, end[1] + (end[1] - inner[1]) * share)


def _strip(line: Path, width: float) -> Path:
    (x0, y0, _), (x1, y1, _) = line.vertices
    length = math.dist((x0, y0), (x1, y1))
    nx, ny = -(y1 - y0) / length * width / 2.0, (x1 - x0) / length * width / 2.0
    return Path.polyline(
        ((x0 - nx, y0 - ny), (x1 - nx, y1 - ny), (x1 + nx, y1 + ny), (x0 + nx, y0 + ny)),
        closed=True,
    )
