"""All work on one sheet: what the router does now, and what is left for another face."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import shapely

from core.cnc.corners import relief
from core.cnc.moves import Job, Notice, Phase, Stroke
from core.cnc.tooling import is_named, tool_for
from core.cnc.toolpaths.board import Board, is_through
from core.cnc.toolpaths.clearing import cleared, region
from core.cnc.toolpaths.contours import line, released, walls
from core.cnc.toolpaths.descent import Depths, depths
from core.cnc.toolpaths.grooves import grooved
from core.cnc.toolpaths.holes import drilled
from core.errors import InputError, Value
from core.geometry import Path, Point
from core.layout.model import PlacedPart, Sheet
from core.machine.profile import MachineProfile, Tool, ToolKind
from core.parts import Face, Operation, OperationKind

THIN = 3.0
"""Less than this left under a blind cut is worth a word (mm)."""

SLUG_SKIN = 0.3
"""What a small slug is left on where the profile does not pocket it (mm)."""

_OPEN = 0.5
"""A pocket this close to the outline is open there (mm)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFaceItem:
    """An operation that this sheet's program leaves to another station.

    Args:
        index: into the placed part's operations.
        flip: axis of the part about which it is turned over: `X`, empty for edge work.
        mark: where the mark "A" stands, in the sheet frame: the corner at the part's origin.
    """

    part_id: str
    part: str
    copy: int
    code: str
    name: str
    index: int
    operation: Operation
    flip: str
    mark: Point


@dataclass(frozen=True, slots=True)
class SheetWork:
    """What a sheet's program will do.

    Args:
        jobs: in no order.
        tools: number of the tool by (index of the part on the sheet, index of the operation).
    """

    jobs: tuple[Job, ...]
    tools: dict[tuple[int, int], str]
    second_face: tuple[SecondFaceItem, ...]
    notices: tuple[Notice, ...]


def sheet_work(sheet: Sheet, profile: MachineProfile) -> SheetWork:
    """Toolpaths for every part of a sheet.

    Raises:
        InputError: no tool of the profile does an operation; names part and layer.
    """
    board = Board.of(sheet, profile)
    jobs: list[Job] = []
    tools: dict[tuple[int, int], str] = {}
    left: list[SecondFaceItem] = []
    notices: list[Notice] = []
    for number, placed in enumerate(sheet.parts):
        for index, operation in enumerate(placed.operations):
            if not is_ours(placed, operation):
                left.append(_second_face(placed, index, operation))
                continue
            job = _operation_job(placed, index, operation, board)
            tools[number, index] = job.tool
            jobs.append(job)
            notices += _notices(placed, operation, job.tool, board)
        jobs += _contour_jobs(placed, board)
    if profile.cutting.cut_offcuts:
        jobs += _offcut_jobs(sheet, board)
    return SheetWork(tuple(jobs), tools, tuple(left), tuple(notices))


def is_ours(placed: PlacedPart, operation: Operation) -> bool:
    """Whether the router does this operation as the panel lies."""
    if operation.face.is_edge:
        return False
    up = Face.BOTTOM if placed.mirrored else Face.TOP
    return operation.face is up or is_through(placed, operation)


def _second_face(placed: PlacedPart, index: int, operation: Operation) -> SecondFaceItem:
    return SecondFaceItem(
        part_id=placed.part_id,
        part=placed.part,
        copy=placed.copy,
        code=placed.code,
        name=placed.name,
        index=index,
        operation=operation,
        flip="" if operation.face.is_edge else "X",
        mark=placed.matrix.apply((0.0, 0.0)),
    )


def _notices(
    placed: PlacedPart, operation: Operation, number: str, board: Board
) -> Iterator[Notice]:
    rest = board.top - operation.depth
    told: dict[str, Value] = {"part": placed.part, "copy": placed.copy, "layer": operation.layer}
    if not is_through(placed, operation) and rest < THIN:
        yield Notice("cnc.fundo_fino", {**told, "rest": round(rest, 2)})
    if operation.tool and not is_named(board.profile.tool(number), operation.tool):
        yield Notice("cnc.ferramenta_outra", {**told, "wanted": operation.tool, "tool": number})


def _operation_job(placed: PlacedPart, index: int, operation: Operation, board: Board) -> Job:
    through = is_through(placed, operation)
    tool = tool_for(operation, board.thickness, board.top, board.profile, through=through)
    if tool is None:
        raise InputError(
            "cnc.sem_ferramenta",
            part=placed.part,
            layer=operation.layer,
            size=operation.diameter or operation.width or 0.0,
        )
    return Job(
        phase=_phase(operation, tool, through=through),
        tool=tool.number,
        strokes=_strokes(placed, operation, tool, board, through=through),
        comment=operation.layer,
        operation=index,
        size=abs(placed.outline.area),
    )


def _phase(operation: Operation, tool: Tool, *, through: bool) -> Phase:
    if tool.kind is ToolKind.DRILL:
        return Phase.THROUGH_DRILLING if through else Phase.BLIND_DRILLING
    cut_out = operation.kind in (OperationKind.INSIDE, OperationKind.OUTSIDE, OperationKind.DRILL)
    return Phase.CUTOUTS if through and cut_out else Phase.POCKETS


def _strokes(
    placed: PlacedPart, operation: Operation, tool: Tool, board: Board, *, through: bool
) -> tuple[Stroke, ...]:
    if tool.kind is ToolKind.DRILL:
        return (drilled(operation, tool, board, through=through),)
    low = board.floor(operation, tool, through=through)
    depth = depths(board.top, low, tool)
    match operation.kind:
        case OperationKind.GROOVE:
            return grooved(operation, placed.outline, depth, tool, board)
        case OperationKind.LINE:
            return (line(operation.path, low, tool, board),)
        case OperationKind.OUTSIDE:
            return walls(operation.path, low, tool, board, outside=True)
        case OperationKind.DRILL:
            circle = Path.circle(operation.path.start, (operation.diameter or 0.0) / 2.0)
            return _inside(circle, circle, depth, tool, board, through=through)
        case OperationKind.POCKET:
            wall = cleared(_pocket(placed, operation, tool), depth, tool, board)
        case OperationKind.INSIDE:
            area = operation.path if through else None
            wall = _inside(operation.path, area, depth, tool, board, through=through)
    return (*wall, *relief(operation.path, placed.outline, depth, tool, board))


def _inside(
    path: Path, area: Path | None, depth: Depths, tool: Tool, board: Board, *, through: bool
) -> tuple[Stroke, ...]:
    """Inside a wall: a cut-out right through, an area cleared, or the wall alone."""
    if through:
        return _cut_out(path, depth.passes[-1], tool, board)
    if area is None:
        return walls(path, depth.passes[-1], tool, board, outside=False)
    return cleared(area, depth, tool, board)


def _cut_out(path: Path, low: float, tool: Tool, board: Board) -> tuple[Stroke, ...]:
    """A hole right through: small slugs are milled away or stay on a skin."""
    cutting = board.profile.cutting
    left, down, right, up = path.bounds
    if min(right - left, up - down) >= cutting.small_slug:
        return walls(path, low, tool, board, outside=False)
    if cutting.slug_rule == "skin":
        return walls(path, SLUG_SKIN, tool, board, outside=False)
    return cleared(path, depths(board.top, low, tool), tool, board)


def _pocket(placed: PlacedPart, operation: Operation, tool: Tool) -> Path | shapely.Geometry:
    """The area to clear; where it touches the outline the cutter may come from outside."""
    area = region(operation.path, operation.islands)
    outline = shapely.Polygon(placed.outline.points())
    if area.distance(outline.exterior) > _OPEN:
        return area if operation.islands else operation.path
    reach = tool.cutting_diameter / 2.0 + _OPEN
    beside = outline.buffer(reach, join_style="mitre").difference(outline.buffer(1e-6))
    grown = operation.path.points(0.001)
    air = shapely.Polygon(grown).buffer(reach, join_style="mitre").intersection(beside)
    return shapely.union(area, air).buffer(1e-6, join_style="mitre")


def _contour_jobs(placed: PlacedPart, board: Board) -> Iterator[Job]:
    tool = board.profile.contour_tool(board.thickness)
    area = abs(placed.outline.area)
    rule = board.profile.release(area, min(placed.cut_length, placed.cut_width))
    first, last = released(placed, rule, tool, board)
    comment = f"PECAS - {placed.cut_length:g} x {placed.cut_width:g}"
    yield Job(phase=Phase.CONTOURS, tool=tool.number, strokes=(first,), comment=comment, size=area)
    if last is not None:
        yield Job(
            phase=Phase.LAST_PASSES, tool=tool.number, strokes=(last,), comment=comment, size=area
        )


def _offcut_jobs(sheet: Sheet, board: Board) -> Iterator[Job]:
    tool = board.profile.contour_tool(board.thickness)
    for offcut in sheet.offcuts:
        path = Path.rectangle(offcut.x, offcut.y, offcut.length, offcut.width)
        yield Job(
            phase=Phase.OFFCUTS,
            tool=tool.number,
            strokes=walls(path, board.under(tool), tool, board, outside=True),
            comment=f"SOBRAS - {offcut.length:g} x {offcut.width:g}",
            size=offcut.length * offcut.width,
        )
