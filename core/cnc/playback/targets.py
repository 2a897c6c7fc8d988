"""One operation as the virtual cut must show it: what must go, what may go, at every height."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import shapely
from shapely.geometry.base import BaseGeometry

from core.cnc.playback.cutters import radius_at
from core.cnc.playback.frame import Mapping2D
from core.cnc.playback.shapes import (
    EMPTY,
    area_of,
    bone_room,
    grow,
    line_of,
    opened,
    outer_corners,
    sound,
    strip,
)
from core.machine.profile import MachineProfile, Tool, ToolKind
from core.parts import Operation, OperationKind

OUTLINE = 0.05
"""Shapes are cut this exactly (mm)."""

BELOW = 0.001
"""A through cut passes the table's plane by at least this (mm)."""

_NEAR_EDGE = 0.5
"""A groove whose end is this close to the outline runs out of the part (mm)."""

SLUG_SKIN = 0.3
"""Small slugs that are not pocketed stay on a skin of this (mm)."""

_AREAL = (OperationKind.POCKET, OperationKind.INSIDE)


@dataclass(frozen=True, slots=True)
class Context:
    """Where an operation stands: its profile, its map, its part's outline, the board's top."""

    profile: MachineProfile
    mapping: Mapping2D
    outline: BaseGeometry
    top: float


@dataclass(frozen=True)
class Target:
    """One operation.

    Args:
        index: in the part's operations.
        operation: the source's, in the part's cut frame.
        tool: that the layout says cuts it.
        floor: height of the tip over the table; 0 for a through one.
        drawn: its area (pocket, inside, hole, groove), ring or line in the sheet frame.
        area: everything the tool may take in the part at full width.
        core: what it must take at full width.
        bones: where the relief of inner corners may cut, and walls too thin to stand.
        skin: what a small slug is left on, mm; 0 for none.
    """

    index: int
    operation: Operation
    tool: Tool
    floor: float
    through: bool
    drawn: BaseGeometry
    area: BaseGeometry
    core: BaseGeometry
    bones: BaseGeometry = field(default=EMPTY)
    skin: float = 0.0

    @property
    def is_drilled(self) -> bool:
        """Whether a drill makes it with one plunge."""
        return self.operation.kind is OperationKind.DRILL and self.tool.kind is ToolKind.DRILL

    @cached_property
    def allowed_area(self) -> BaseGeometry:
        """`area` with the tolerance, and the relief of inner corners."""
        grown = grow(self.area, OUTLINE, sharp=True)
        return grown if self.bones.is_empty else shapely.union(grown, self.bones)

    @cached_property
    def needed_area(self) -> BaseGeometry:
        """`core` less the tolerance."""
        return grow(self.core, -OUTLINE)

    @cached_property
    def reach(self) -> BaseGeometry:
        """Where its cutter may be seen at all, run-outs included."""
        if self.is_drilled:
            return self.allowed_area
        return grow(self.allowed_area, self.tool.cutting_diameter + OUTLINE)

    @property
    def by_line(self) -> bool:
        """Whether its width is the tool's own at each height."""
        return self.operation.kind is OperationKind.LINE

    def allowed(self, height: float) -> BaseGeometry | None:
        """What may be missing from the part at this height over the table."""
        if not self.through and height < self.floor:
            return None
        if self.by_line:
            return grow(self.drawn, radius_at(self.tool, height - self.floor) + OUTLINE)
        return self.allowed_area

    def needed(self, height: float) -> BaseGeometry | None:
        """What must be missing from the part at this height over the table."""
        if self.is_drilled or height < self.skin:
            return None
        if not self.through and height <= self.floor:
            return None
        if self.by_line:
            half = radius_at(self.tool, height - self.floor + (BELOW if self.through else 0.0))
            return grow(self.drawn, half - OUTLINE) if half > OUTLINE else None
        return self.needed_area


def make_target(
    index: int, operation: Operation, number: str | None, context: Context, *, through: bool
) -> Target | str:
    """The target, or the code of what is wrong with the operation itself."""
    tool = next((tool for tool in context.profile.tools if tool.number == number), None)
    if tool is None:
        return "operacao_sem_ferramenta"
    radius = tool.cutting_diameter / 2.0
    drawn = _drawn(operation, context)
    area = sound(_area(operation, drawn, radius, context))
    milled = operation.kind is not OperationKind.DRILL or tool.kind is ToolKind.MILL
    core = _core(operation, area, radius, context, through=through) if milled else area
    if milled and not area.is_empty and core.is_empty:
        return "ferramenta_grande"
    return Target(
        index=index,
        operation=operation,
        tool=tool,
        floor=0.0 if through else context.top - operation.depth,
        through=through,
        drawn=drawn,
        area=area,
        core=core,
        bones=shapely.union(
            _bones(operation, area, radius, context), _wall(operation, area, context)
        ),
        skin=SLUG_SKIN if through and _keeps_slug(operation, area, context) else 0.0,
    )


def _drawn(operation: Operation, context: Context) -> BaseGeometry:
    if operation.kind is OperationKind.DRILL:
        centre = shapely.Point(context.mapping.there(*operation.path.start))
        return grow(centre, (operation.diameter or 0.0) / 2.0)
    if operation.kind is OperationKind.OUTSIDE or operation.kind in _AREAL:
        found = area_of(operation.path, context.mapping)
        for island in operation.islands:
            found = shapely.difference(found, area_of(island, context.mapping))
        return found
    return line_of(operation.path, context.mapping)


def _area(
    operation: Operation, drawn: BaseGeometry, radius: float, context: Context
) -> BaseGeometry:
    if operation.kind is OperationKind.OUTSIDE:
        return shapely.difference(grow(drawn, 2.0 * radius), drawn)
    if operation.kind is OperationKind.LINE:
        return grow(drawn, radius)
    if operation.kind is OperationKind.GROOVE:
        return _groove(operation, drawn, radius, context)
    return drawn


def _groove(
    operation: Operation, line: BaseGeometry, radius: float, context: Context
) -> BaseGeometry:
    half = (operation.width or 2.0 * radius) / 2.0
    if isinstance(line, shapely.Point):
        return grow(line, half)
    run_out = context.profile.cutting.groove_ends == "run_out"
    found = strip(line, half, round_ends=run_out and not operation.path.closed)
    if operation.path.closed:
        return found
    edge = context.outline.exterior
    coords = list(line.coords)
    for end, inner in ((coords[0], coords[1]), (coords[-1], coords[-2])):
        spot = shapely.Point(end)
        if spot.distance(edge) <= _NEAR_EDGE or not context.outline.contains(spot):
            size = shapely.Point(inner).distance(spot)
            reach = 2.0 * radius + _NEAR_EDGE
            beyond = tuple(e + (e - i) / size * reach for e, i in zip(end, inner, strict=True))
            more = strip(shapely.LineString([inner, beyond]), half, round_ends=False)
            found = shapely.union(found, more)
    return found


def _core(
    operation: Operation, area: BaseGeometry, radius: float, context: Context, *, through: bool
) -> BaseGeometry:
    if operation.kind in (OperationKind.LINE, OperationKind.OUTSIDE):
        return area
    if operation.kind is OperationKind.GROOVE and operation.width:
        if context.profile.cutting.groove_ends == "run_out" and not operation.path.closed:
            line = line_of(operation.path, context.mapping)
            return strip(line, operation.width / 2.0, round_ends=False, sharp=False)
        radius = min(radius, operation.width / 2.0)
    reached = opened(_with_air(operation, area, radius, context), radius)
    if operation.kind is OperationKind.INSIDE or (
        operation.kind is OperationKind.DRILL and through
    ):
        pocketed = context.profile.cutting.slug_rule == "pocket"
        if not (through and pocketed and _is_small(area, context)):
            reached = shapely.difference(reached, grow(area, -2.0 * radius))
    return shapely.intersection(reached, area)


def _with_air(
    operation: Operation, area: BaseGeometry, radius: float, context: Context
) -> BaseGeometry:
    """A pocket that touches the outline is open there: the cutter comes from outside."""
    wall = _wall(operation, area, context)
    if wall.is_empty:
        return area
    beside = grow(area, 2.0 * radius + _NEAR_EDGE, sharp=True)
    return shapely.union_all([area, wall, shapely.difference(beside, context.outline)])


def _wall(operation: Operation, area: BaseGeometry, context: Context) -> BaseGeometry:
    """What stands between a pocket and the outline where that is too thin to stand."""
    if operation.kind is not OperationKind.POCKET:
        return EMPTY
    if area.distance(context.outline.exterior) > _NEAR_EDGE:
        return EMPTY
    rim = shapely.difference(context.outline, grow(context.outline, -_NEAR_EDGE, sharp=True))
    return shapely.intersection(grow(area, _NEAR_EDGE, sharp=True), rim)


def _is_small(area: BaseGeometry, context: Context) -> bool:
    x0, y0, x1, y1 = area.bounds
    return bool(min(x1 - x0, y1 - y0) < context.profile.cutting.small_slug)


def _keeps_slug(operation: Operation, area: BaseGeometry, context: Context) -> bool:
    cut_out = operation.kind in (OperationKind.INSIDE, OperationKind.DRILL)
    return cut_out and context.profile.cutting.slug_rule == "skin" and _is_small(area, context)


def _bones(
    operation: Operation, area: BaseGeometry, radius: float, context: Context
) -> BaseGeometry:
    if context.profile.cutting.inside_corners == "leave" or operation.kind not in _AREAL:
        return EMPTY
    if not isinstance(area, shapely.Polygon) or area.is_empty:
        return EMPTY
    return bone_room(outer_corners(area), radius)
