"""Which tool of the machine does an operation, or why none does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import shapely

from core.cnc.offset import offset
from core.geometry import Path
from core.machine.profile import MachineProfile, Tool, ToolKind, ToolShape
from core.parts import Operation, OperationKind, Part

GROOVE_PLAY = 0.1
"""A cutter may be this much wider than the groove that is drawn for it (mm)."""

_REACHED = 0.985
"""A larger cutter is taken while it reaches this share of a pocket."""


@dataclass(frozen=True, slots=True)
class Missing:
    """An operation that no tool of the profile can do: a code of the catalogue and its values."""

    code: str
    layer: str
    size: float
    depth: float


def missing_tools(part: Part, profile: MachineProfile) -> tuple[Missing, ...]:
    """The plane operations of a part that this machine cannot do."""
    found = []
    for operation in part.cut_operations:
        if operation.face.is_edge:
            continue
        through = part.is_through(operation)
        if tool_for(operation, part.thickness, profile, through=through) is None:
            found.append(_missing(operation))
    return tuple(found)


def _missing(operation: Operation) -> Missing:
    size = operation.diameter or operation.width or 0.0
    code = "cnc.sem_broca" if operation.kind is OperationKind.DRILL else "cnc.sem_fresa"
    return Missing(code, operation.layer, size, operation.depth)


def tool_for(
    operation: Operation, thickness: float, profile: MachineProfile, *, through: bool
) -> Tool | None:
    """The tool for an operation in a board of this thickness (mm), None where none fits.

    A tool that the operation names is taken where it fits; the machine's own rule decides
    otherwise.
    """
    depth = thickness + profile.cutting.breakthrough if through else operation.depth
    long_enough = [tool for tool in profile.tools if tool.flute_length >= depth - 1e-9]
    fitting = list(_fitting(operation, thickness, long_enough, profile))
    named = [tool for tool in fitting if _is_named(tool, operation.tool)]
    return next(iter(named or fitting), None)


def _is_named(tool: Tool, name: str | None) -> bool:
    wanted = (name or "").strip().casefold()
    return wanted in (tool.number.casefold(), tool.name.casefold())


def _fitting(
    operation: Operation, thickness: float, tools: Iterable[Tool], profile: MachineProfile
) -> Iterator[Tool]:
    """Tools that can do it, the best first."""
    tools = list(tools)
    match operation.kind:
        case OperationKind.DRILL:
            yield from _for_hole(operation.diameter or 0.0, tools, profile)
        case OperationKind.GROOVE:
            yield from _for_groove(operation, tools)
        case OperationKind.POCKET:
            yield from _for_pocket(operation, thickness, tools, profile)
        case OperationKind.LINE:
            yield from _for_line(operation, thickness, tools, profile)
        case _:
            yield from _for_contour(operation, thickness, tools, profile)


def _for_hole(diameter: float, tools: list[Tool], profile: MachineProfile) -> Iterator[Tool]:
    drills = [
        tool
        for tool in tools
        if tool.kind is ToolKind.DRILL
        and abs(tool.cutting_diameter - diameter) <= profile.cutting.hole_tolerance + 1e-9
    ]
    yield from sorted(drills, key=lambda tool: abs(tool.cutting_diameter - diameter))
    if profile.cutting.mill_holes:
        cutters = [tool for tool in _flat(tools) if tool.cutting_diameter <= diameter - 0.5]
        yield from sorted(cutters, key=lambda tool: -tool.cutting_diameter)


def _for_groove(operation: Operation, tools: list[Tool]) -> Iterator[Tool]:
    width = operation.width
    cutters = _flat(tools)
    if width is None:
        yield from cutters
        return
    fitting = [tool for tool in cutters if tool.cutting_diameter <= width + GROOVE_PLAY]
    yield from sorted(fitting, key=lambda tool: -tool.cutting_diameter)


def _for_pocket(
    operation: Operation, thickness: float, tools: list[Tool], profile: MachineProfile
) -> Iterator[Tool]:
    """The contour cutter or a smaller one; the largest that reaches nearly all of the pocket."""
    widest = profile.contour_tool(thickness).cutting_diameter
    area = shapely.Polygon(
        operation.path.points(), [island.points() for island in operation.islands]
    )
    second: list[Tool] = []
    for tool in sorted(_flat(tools), key=lambda tool: -tool.cutting_diameter):
        if tool.cutting_diameter > widest + 1e-9 or area.area <= 0:
            continue
        radius = tool.cutting_diameter / 2.0
        centres = area.buffer(-radius)
        if centres.is_empty:
            continue
        if centres.buffer(radius).area >= _REACHED * area.area:
            yield tool
        else:
            second.insert(0, tool)
    yield from second


def _for_line(
    operation: Operation, thickness: float, tools: list[Tool], profile: MachineProfile
) -> Iterator[Tool]:
    """A V cutter where a macro cuts at 45°, the contour cutter otherwise."""
    if (operation.macro or "").casefold().startswith("corte45"):
        yield from (tool for tool in tools if tool.shape is ToolShape.V)
    yield from _contour_first(thickness, tools, profile)


def _for_contour(
    operation: Operation, thickness: float, tools: list[Tool], profile: MachineProfile
) -> Iterator[Tool]:
    for tool in _contour_first(thickness, tools, profile):
        if operation.kind is OperationKind.OUTSIDE or fits_inside(operation.path, tool):
            yield tool


def fits_inside(path: Path, tool: Tool) -> bool:
    """Whether the cutter can go round inside a closed path without losing part of it."""
    return len(offset(path, -tool.cutting_diameter / 2.0)) == 1


def _contour_first(thickness: float, tools: list[Tool], profile: MachineProfile) -> Iterator[Tool]:
    contour = profile.contour_tool(thickness)
    if contour in tools:
        yield contour
    smaller = [tool for tool in _flat(tools) if tool.cutting_diameter < contour.cutting_diameter]
    yield from sorted(smaller, key=lambda tool: -tool.cutting_diameter)


def _flat(tools: Iterable[Tool]) -> list[Tool]:
    return [tool for tool in tools if tool.kind is ToolKind.MILL and tool.shape is ToolShape.FLAT]
