"""A layout as a document that gives back the very same layout, given its batch and settings.

`layout.json` is for other programs and flattens arcs. This one keeps only what the search
decided: which copy lies where. Outlines and operations come from the parts again, so a plan
cannot carry a shape that its batch does not have.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ConfigDict, TypeAdapter, ValidationError

from core.errors import InputError
from core.faults import first_fault
from core.layout.model import (
    GroupSummary,
    Layout,
    Offcut,
    PlacedPart,
    Sheet,
    ToolSummary,
    Totals,
    UnplacedCopy,
)
from core.layout.place import place
from core.nesting.problem import Cut, Keepout, Mode
from core.parts import Batch, Part
from core.pipeline.groups import sawn
from core.pipeline.settings import Settings
from core.pipeline.usable import cut_parts

VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedCopy:
    """One copy: its part, and where and how it lies; see `PlacedPart`."""

    part_id: str
    copy: int
    x: float
    y: float
    rotation: float
    face_down: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSheet:
    """One sheet; see `core.layout.Sheet`."""

    id: str
    stock: str
    material: str
    thickness: float
    length: float
    width: float
    copies: tuple[PlannedCopy, ...]
    offcuts: tuple[Offcut, ...] = ()
    keepouts: tuple[Keepout, ...] = ()
    utilisation: float = 0.0
    cuts: Cut | None = None
    has_grain: bool = False
    is_offcut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The whole document."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    version: int
    batch: str
    machine: str
    z_zero: str
    tools: tuple[ToolSummary, ...]
    sheets: tuple[PlannedSheet, ...]
    unplaced: tuple[UnplacedCopy, ...]
    totals: Totals
    groups: tuple[GroupSummary, ...]


_PLAN = TypeAdapter(Plan)


def plan_bytes(layout: Layout) -> bytes:
    """The layout's plan as JSON; the same bytes for the same layout."""
    return _PLAN.dump_json(plan_of(layout))


def plan_of(layout: Layout) -> Plan:
    """The layout's decisions, without shapes and programs."""
    return Plan(
        version=VERSION,
        batch=layout.batch,
        machine=layout.machine,
        z_zero=layout.z_zero,
        tools=layout.tools,
        sheets=tuple(_planned(sheet) for sheet in layout.sheets),
        unplaced=layout.unplaced,
        totals=layout.totals,
        groups=layout.groups,
    )


def read_plan(data: bytes, name: str) -> Plan:
    """The plan in the bytes of its file; `name` is for the error.

    Raises:
        InputError: not a plan, or one of a version that this program does not know.
    """
    try:
        plan = _PLAN.validate_json(data)
    except ValidationError as error:
        place_, detail = first_fault(error)
        raise InputError("plano.errado", file=name, place=place_, detail=detail) from error
    if plan.version != VERSION:
        raise InputError("plano.versao_arquivo", file=name, version=plan.version)
    return plan


def restore(plan: Plan, batch: Batch, settings: Settings) -> Layout:
    """The layout again, its shapes taken from the batch.

    Args:
        plan: what the search decided.
        batch: the one that the layout was made of.
        settings: those that it was made with.

    Raises:
        InputError: the batch lacks a copy that lies on a sheet, or it may not be cut.
    """
    parts = cut_parts(batch, settings)
    return Layout(
        batch=plan.batch,
        machine=plan.machine,
        z_zero=plan.z_zero,
        tools=plan.tools,
        sheets=tuple(_sheet(sheet, parts, settings) for sheet in plan.sheets),
        unplaced=plan.unplaced,
        totals=plan.totals,
        groups=plan.groups,
    )


def _planned(sheet: Sheet) -> PlannedSheet:
    return PlannedSheet(
        id=sheet.id,
        stock=sheet.stock,
        material=sheet.material,
        thickness=sheet.thickness,
        length=sheet.length,
        width=sheet.width,
        copies=tuple(
            PlannedCopy(
                part_id=lies.part_id,
                copy=lies.copy,
                x=lies.x,
                y=lies.y,
                rotation=lies.rotation,
                face_down=lies.mirrored,
            )
            for lies in sheet.parts
        ),
        offcuts=sheet.offcuts,
        keepouts=sheet.keepouts,
        utilisation=sheet.utilisation,
        cuts=sheet.cuts,
        has_grain=sheet.has_grain,
        is_offcut=sheet.is_offcut,
    )


def _sheet(sheet: PlannedSheet, parts: Mapping[str, Part], settings: Settings) -> Sheet:
    return Sheet(
        id=sheet.id,
        stock=sheet.stock,
        material=sheet.material,
        thickness=sheet.thickness,
        length=sheet.length,
        width=sheet.width,
        matrix=settings.profile.frame.matrix(sheet.length, sheet.width),
        parts=tuple(_placed(copy, parts, settings.mode) for copy in sheet.copies),
        offcuts=sheet.offcuts,
        keepouts=sheet.keepouts,
        utilisation=sheet.utilisation,
        cuts=sheet.cuts,
        has_grain=sheet.has_grain,
        is_offcut=sheet.is_offcut,
    )


def _placed(copy: PlannedCopy, parts: Mapping[str, Part], mode: Mode) -> PlacedPart:
    part = parts.get(copy.part_id)
    piece = next((one for one in part.pieces if one.copy == copy.copy), None) if part else None
    if part is None or piece is None:
        raise InputError("plano.sem_peca", part=copy.part_id, copy=copy.copy)
    return place(
        sawn(part) if mode is Mode.SAW else part,
        piece,
        x=copy.x,
        y=copy.y,
        rotation=copy.rotation,
        face_down=copy.face_down,
    )
