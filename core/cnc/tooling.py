"""Which tool of the machine does an operation, or why none does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import shapely

from core.cnc.offset import offset
from core.cnc.tabs import tabs_of_part
from core.geometry import Path
from core.machine.profile import MachineProfile, Release, Tool, ToolKind, ToolShape
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
    """What this machine cannot do of a part: its plane operations, and cutting it out."""
    top = profile.real_thickness(part.thickness, part.material)
    found = list(_missing_contour(part, top, profile))
    for operation in part.cut_operations:
        if operation.face.is_edge:
            continue
        through = part.is_through(operation)
        if tool_for(operation, part.thickness, top, profile, through=through) is None:
            found.append(_missing(operation))
    return tuple(found)


def _missing_contour(part: Part, top: float, profile: MachineProfile) -> Iterator[Missing]:
    tool = profile.contour_tool(part.thickness)
    if not _goes_through(tool, top, profile):
        yield Missing("cnc.sem_fresa_contorno", "", tool.cutting_diameter, top)
    rule = profile.release(abs(part.cut_outline.area), min(part.cut_size))
    if rule.release is Release.TABS and len(tabs_of_part(part, tool, rule)) < rule.tabs:
        yield Missing("cnc.sem_lugar_ponte", "", rule.tab_length, rule.tab_height)


def _goes_through(tool: Tool, top: float, profile: MachineProfile) -> bool:
    """Whether the tool is long enough, and its tip stays over the machine's lowest height."""
    under = profile.cutting.breakthrough + tool.point
    return tool.flute_length >= top + under - 1e-9 and -under >= profile.frame.z_min - 1e-9


def _missing(operation: Operation) -> Missing:
    size = operation.diameter or operation.width or 0.0
    code = "cnc.sem_broca" if operation.kind is OperationKind.DRILL else "cnc.sem_fresa"
    return Missing(code, operation.layer, size, operation.depth)


def tool_for(
    operation: Operation, thickness: float, top: float, profile: MachineProfile, *, through: bool
) -> Tool | None:
    """The tool for an operation, None where none fits.

    A tool that the operation names is taken where it fits; the machine's own rule decides
    otherwise.

    Args:
        operation: in whatever frame.
        thickness: nominal, of the board, mm.
        top: its real thickness, mm.
        profile: of the machine.
        through: whether the operation goes right through.
    """
    usable = [
        tool
        for tool in profile.tools
        if (
            _goes_through(tool, top, profile)
            if through
            else tool.flute_length >= operation.depth - 1e-9
        )
    ]
    for tool in usable:
        if is_named(tool, operation.tool) and _is_able(tool, operation):
            return tool
    fitting = list(_fitting(operation, thickness, usable, profile))
    named = [tool for tool in fitting if is_named(tool, operation.tool)]
    return next(iter(named or fitting), None)


def _is_able(tool: Tool, operation: Operation) -> bool:
    """Whether a cutter that was asked for does this, whatever the machine's own rule prefers."""
    if tool.kind is not ToolKind.MILL:
        return False
    match operation.kind:
        case OperationKind.LINE:
            return True
        case OperationKind.OUTSIDE:
            return tool.shape is ToolShape.FLAT
        case OperationKind.INSIDE:
            return tool.shape is ToolShape.FLAT and fits_inside(operation.path, tool)
        case _:
            return False


def is_named(tool: Tool, name: str | None) -> bool:
    """Whether a layer's rule asks for this tool, by its number or its name."""
    wanted = (name or "").strip().casefold()
    return wanted in (tool.number.casefold(), tool.name.casefold())


def _fitting(
    operation: Operation, thickness: float, tools: Iterable[Tool], profile: MachineProfile
) -> Iterator[Tool]:
    """Tools that can do it, the best first."""
    tools = list(tools)
    match operation.kind:
        case OperationKind.DRILL:
            yield from _for_hole(operation.diameter or 0.0, thickness, tools, profile)
        case OperationKind.GROOVE:
            yield from _for_groove(operation, tools)
        case OperationKind.POCKET:
            yield from _for_pocket(operation, thickness, tools, profile)
        case OperationKind.LINE:
            yield from _for_line(operation, thickness, tools, profile)
        case _:
            yield from _for_contour(operation, thickness, tools, profile)


def _for_hole(
    diameter: float, thickness: float, tools: list[Tool], profile: MachineProfile
) -> Iterator[Tool]:
    """A drill of its size; else the contour cutter, which is mounted anyway, or the next best."""
    drills = [
        tool
        for tool in tools
        if tool.kind is ToolKind.DRILL
        and abs(tool.cutting_diameter - diameter) <= profile.cutting.hole_tolerance + 1e-9
    ]
    yield from sorted(drills, key=lambda tool: abs(tool.cutting_diameter - diameter))
    if profile.cutting.mill_holes:
        cutters = [tool for tool in _flat(tools) if tool.cutting_diameter <= diameter - 0.5]
        contour = profile.contour_tool(thickness)
        yield from (tool for tool in cutters if tool == contour)
        yield from sorted(cutters, key=lambda tool: -tool.cutting_diameter)


def _for_groove(operation: Operation, tools: list[Tool]) -> Iterator[Tool]:
    width = operation.width
    cutters = _flat(tools)
    if width is None:
        yield from cutters
        return
    longest = operation.path.length + GROOVE_PLAY
    fitting = [
        tool for tool in cutters if tool.cutting_diameter <= min(width + GROOVE_PLAY, longest)
    ]
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
    """A V cutter where a macro cuts at 45°, and nothing else; the contour cutter otherwise."""
    if (operation.macro or "").casefold().startswith("corte45"):
        yield from (tool for tool in tools if tool.shape is ToolShape.V)
        return
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
