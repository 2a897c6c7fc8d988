"""Inner corners that a round cutter cannot reach."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import shapely

from core.cnc.moves import Line, Move, Stroke
from core.cnc.toolpaths.board import Board
from core.cnc.toolpaths.descent import Depths
from core.geometry import Path, Point
from core.layout.model import Sheet
from core.machine.profile import MachineProfile, Tool
from core.parts import OperationKind

_SHARP = math.radians(1.0)
"""A turn of less is no corner."""

_SHARPEST = {"dogbone": math.radians(60.0) - 1e-9, "tbone": math.radians(85.0)}
"""A bone in a sharper corner would spoil its walls."""

_BLUNTEST = math.radians(165.0)
"""A corner blunter than this needs none."""

_WALLED = (OperationKind.INSIDE, OperationKind.POCKET)


@dataclass(frozen=True, slots=True)
class Residual:
    """A corner that keeps the cutter's radius (mm); x, y in the sheet frame."""

    sheet: str
    part: str
    copy: int
    layer: str
    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Corner:
    """A corner of a closed path: the point, unit vectors back and ahead along its sides."""

    at: Point
    back: Point
    ahead: Point

    @property
    def angle(self) -> float:
        """Between the two sides, radians."""
        cosine = self.back[0] * self.ahead[0] + self.back[1] * self.ahead[1]
        return math.acos(min(1.0, max(-1.0, cosine)))

    @property
    def bisector(self) -> Point:
        """Unit vector halfway between the two sides."""
        x, y = self.back[0] + self.ahead[0], self.back[1] + self.ahead[1]
        size = math.hypot(x, y)
        return (x / size, y / size)

    def takes(self, rule: str) -> bool:
        """Whether a bone of this kind in it would help and not spoil its walls."""
        sharpest = _SHARPEST.get(rule)
        return sharpest is not None and sharpest <= self.angle <= _BLUNTEST


def sharp_corners(path: Path, *, inner: bool) -> Iterator[Corner]:
    """Corners of a closed path that point away from its inside, or into it."""
    segments = [s for s in path.counter_clockwise().segments() if s.length > 1e-6]
    for one, two in zip(segments, segments[1:] + segments[:1], strict=True):
        arriving = _direction(one.start, one.end, one.bulge)
        leaving = _direction(two.end, two.start, -two.bulge)
        ahead = (-leaving[0], -leaving[1])
        cross = arriving[0] * ahead[1] - arriving[1] * ahead[0]
        turn = math.atan2(cross, arriving[0] * ahead[0] + arriving[1] * ahead[1])
        if (turn < -_SHARP) if inner else (turn > _SHARP):
            yield Corner(one.end, (-arriving[0], -arriving[1]), ahead)


def _direction(start: Point, end: Point, bulge: float) -> Point:
    """Unit vector in which a segment arrives at its end."""
    angle = math.atan2(end[1] - start[1], end[0] - start[0]) + 2.0 * math.atan(bulge)
    return (math.cos(angle), math.sin(angle))


def relief(path: Path, outline: Path, depth: Depths, tool: Tool, board: Board) -> Iterator[Stroke]:
    """Into every corner inside a closed path, after its wall is cut, where the rule says so.

    A corner that does not lie inside the part's outline needs none: it is air, or a neighbour.
    A dog-bone goes to the corner along its bisector, a T-bone along one side.
    """
    rule = board.profile.cutting.inside_corners
    body = shapely.Polygon(outline.points())
    radius = tool.cutting_diameter / 2.0
    for corner in sharp_corners(path, inner=False):
        if not corner.takes(rule) or not body.contains(shapely.Point(corner.at)):
            continue
        wall = _along(corner.at, corner.bisector, radius / math.sin(corner.angle / 2.0))
        side = corner.bisector if rule == "dogbone" else corner.ahead
        reach = _along(corner.at, side, radius)
        moves: list[Move] = []
        for low in depth.passes:
            moves += [
                Line(*wall, low, tool.feed_plunge),
                Line(*reach, low, tool.feed_reduced),
                Line(*wall, low, tool.feed_cut),
            ]
        yield Stroke(wall, tuple(moves))


def _along(start: Point, way: Point, length: float) -> Point:
    return (start[0] + way[0] * length, start[1] + way[1] * length)


def residual_corners(sheet: Sheet, profile: MachineProfile) -> Iterator[Residual]:
    """Every inner corner on a sheet that stays round."""
    contour = profile.contour_tool(sheet.thickness)
    rule = profile.cutting.inside_corners
    for placed in sheet.parts:
        for corner in sharp_corners(placed.outline, inner=True):
            yield Residual(
                sheet.id,
                placed.part,
                placed.copy,
                "contorno",
                *corner.at,
                contour.cutting_diameter / 2.0,
            )
        for operation in placed.operations:
            if operation.tool is None or operation.kind not in _WALLED:
                continue
            radius = profile.tool(operation.tool).cutting_diameter / 2.0
            for corner in sharp_corners(operation.path, inner=False):
                if not corner.takes(rule):
                    yield Residual(
                        sheet.id, placed.part, placed.copy, operation.layer, *corner.at, radius
                    )
