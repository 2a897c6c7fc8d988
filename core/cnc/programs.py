"""A layout's programs: toolpaths, order and text of every sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from core.cnc.corners import Residual, residual_corners
from core.cnc.moves import Notice
from core.cnc.naming import program_name
from core.cnc.plan import ordered
from core.cnc.post import Heading, program
from core.cnc.toolpaths.sheet import SecondFaceItem, SheetWork, is_ours, sheet_work
from core.layout.model import Layout, PlacedPart, Sheet
from core.machine.profile import MachineProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class Programs:
    """What the router gets.

    Args:
        layout: the same with the names of the programs, and every operation that a program
            does naming the tool that does it; an operation left to others names none.
        files: bytes by name.
        second_face: what is left to edges and second face.
        residuals: inner corners that keep the cutter's radius.
        notices: what a person should know.
    """

    layout: Layout
    files: dict[str, bytes]
    second_face: tuple[SecondFaceItem, ...]
    residuals: tuple[Residual, ...]
    notices: tuple[Notice, ...]


def make_programs(
    layout: Layout, profile: MachineProfile, *, created: datetime, version: str
) -> Programs:
    """Programs for every sheet of a layout.

    Args:
        layout: placed parts with their operations in each sheet's frame.
        profile: of the machine.
        created: date and time that the programs carry.
        version: short hash of the layout, in every header.

    Raises:
        InputError: an operation has no tool.
    """
    sheets: list[Sheet] = []
    files: dict[str, bytes] = {}
    works: list[SheetWork] = []
    residuals: list[Residual] = []
    for sheet in layout.sheets:
        work = sheet_work(sheet, profile)
        name = program_name(
            sheet.id, sheet.material, profile.files.extension, profile.files.name_length
        )
        title = f"{sheet.id}-{sheet.material}"
        heading = Heading(layout.batch, title, created, version)
        files[name] = program(sheet, ordered(work.jobs, profile), profile, heading)
        named = replace(sheet, program=name, parts=tuple(_with_tools(sheet, work)))
        residuals += residual_corners(named, profile)
        works.append(work)
        sheets.append(named)
    return Programs(
        layout=replace(layout, sheets=tuple(sheets)),
        files=files,
        second_face=tuple(item for work in works for item in work.second_face),
        residuals=tuple(residuals),
        notices=tuple(notice for work in works for notice in work.notices),
    )


def _with_tools(sheet: Sheet, work: SheetWork) -> Iterator[PlacedPart]:
    for number, placed in enumerate(sheet.parts):
        operations = tuple(
            replace(
                operation,
                tool=work.tools.get((number, index)) if is_ours(placed, operation) else None,
            )
            for index, operation in enumerate(placed.operations)
        )
        yield replace(placed, operations=operations)
