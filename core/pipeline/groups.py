"""From a batch to nesting problems: one a material and thickness, nothing lost on the way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from core.geometry import Path
from core.machine.profile import MachineProfile
from core.nesting.problem import Item, Keepout, Mode, Problem, Stock, Trims
from core.parts import NO_BANDS, Batch, Part
from core.parts.materials import material_key
from core.pipeline.clamps import clamp_keepouts
from core.pipeline.envelope import Envelope, rectangle_envelope, router_envelope
from core.pipeline.settings import Settings
from core.pipeline.stock import StockSheet
from core.pipeline.turns import lies_face_down, turns
from core.pipeline.usable import Refused, usable

THICKNESS_WITHIN = 0.6
"""A part and its sheet may differ this much in nominal thickness (machining.md), mm."""
PROFILE_STOCK = "chapa"
"""Id of the sheet that the machine's profile names, where there is no stock file."""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A part that may be cut: what is nested in its place and which face is up."""

    part: Part
    envelope: Envelope
    face_down: bool


@dataclass(frozen=True, kw_only=True)
class Group:
    """One material and thickness: its problem and what its items and stocks stand for.

    Args:
        candidates: by item id, which is the part's id.
        sheets: by stock id.
    """

    material: str
    thickness: float
    has_grain: bool
    problem: Problem
    candidates: dict[str, Candidate]
    sheets: dict[str, StockSheet]


@dataclass(frozen=True, slots=True)
class Grouping:
    """Every part of the batch: in a group or refused."""

    groups: tuple[Group, ...]
    refused: tuple[Refused, ...]


def group(batch: Batch, settings: Settings) -> Grouping:
    """The batch's problems, thinnest board first as the profile orders sheets."""
    wanted: dict[tuple[str, float], list[Part]] = defaultdict(list)
    refused: list[Refused] = []
    for part in batch.parts():
        found = usable(part, settings)
        thickness = None if isinstance(found, Refused) else _board(found, settings)
        if isinstance(found, Refused):
            refused.append(found)
        elif isinstance(thickness, str):
            refused.append(Refused(part, thickness))
        elif thickness is not None:
            wanted[(material_key(found.material), thickness)].append(found)
    groups = [_group(key[1], parts, settings) for key, parts in _ordered(wanted, settings.profile)]
    return Grouping(tuple(groups), tuple(refused))


def _ordered(
    wanted: dict[tuple[str, float], list[Part]], profile: MachineProfile
) -> list[tuple[tuple[str, float], list[Part]]]:
    sign = -1.0 if profile.labels.order == "descending" else 1.0
    return sorted(wanted.items(), key=lambda entry: (sign * entry[0][1], entry[0][0]))


def _board(part: Part, settings: Settings) -> float | str:
    """Thickness of the board that this part is cut from, or the code of what is wrong."""
    stock = settings.stock
    if stock is None:
        return part.thickness
    key = material_key(part.material)
    of_material = [sheet for sheet in stock if material_key(sheet.material) == key]
    if not of_material:
        return "layout.sem_chapa"
    same = [sheet for sheet in of_material if _on_table(sheet, settings)]
    if not same:
        return "layout.mesa"
    nearest = min(same, key=lambda sheet: abs(sheet.thickness - part.thickness))
    if abs(nearest.thickness - part.thickness) > THICKNESS_WITHIN + 1e-9:
        return "layout.espessura"
    return nearest.thickness


def _on_table(sheet: StockSheet, settings: Settings) -> bool:
    """Whether the machine can take this sheet; a saw takes what the stock has."""
    if settings.mode is Mode.SAW:
        return True
    frame = settings.profile.frame
    extents = (sheet.length, sheet.width)
    along_x, along_y = reversed(extents) if frame.swap_axes else extents
    return (
        frame.offset_x + along_x <= frame.table_x + 1e-6
        and frame.offset_y + along_y <= frame.table_y + 1e-6
    )


def _group(thickness: float, parts: Sequence[Part], settings: Settings) -> Group:
    sheets = _sheets(parts[0].material, thickness, settings)
    has_grain = any(sheet.grain for sheet in sheets)
    candidates = {part.id: _candidate(part, settings) for part in parts}
    problem = Problem(
        name=group_name(parts[0].material, thickness),
        items=tuple(_item(candidate, has_grain=has_grain) for candidate in candidates.values()),
        stocks=tuple(_stock(sheet, settings) for sheet in sheets),
        mode=settings.mode,
        spacing=_spacing(thickness, settings),
        trims=_trims(settings.profile),
        stages=settings.stages,
        offcut_side=settings.profile.nesting.offcut_side,
        offcut_area=settings.profile.nesting.offcut_area,
    )
    return Group(
        material=parts[0].material,
        thickness=thickness,
        has_grain=has_grain,
        problem=problem,
        candidates=candidates,
        sheets={sheet.id: sheet for sheet in sheets},
    )


def group_name(material: str, thickness: float) -> str:
    """How a group is called in messages and progress."""
    return f"{material} ({thickness:g} mm)"


def _spacing(thickness: float, settings: Settings) -> float:
    if settings.mode is Mode.SAW:
        return settings.profile.nesting.saw_kerf
    return settings.profile.spacing(thickness)


def _trims(profile: MachineProfile) -> Trims:
    nesting = profile.nesting
    return Trims(
        left=nesting.trim_left,
        right=nesting.trim_right,
        bottom=nesting.trim_bottom,
        top=nesting.trim_top,
    )


def _sheets(material: str, thickness: float, settings: Settings) -> list[StockSheet]:
    if settings.stock is None:
        nesting = settings.profile.nesting
        return [
            StockSheet(
                id=PROFILE_STOCK,
                material=material,
                thickness=thickness,
                length=nesting.sheet_length,
                width=nesting.sheet_width,
            )
        ]
    key = material_key(material)
    return [
        sheet
        for sheet in settings.stock
        if material_key(sheet.material) == key
        and sheet.thickness == thickness
        and _on_table(sheet, settings)
    ]


def _candidate(part: Part, settings: Settings) -> Candidate:
    if settings.mode is Mode.SAW:
        return Candidate(part=part, envelope=rectangle_envelope(part), face_down=False)
    face_down = lies_face_down(part)
    envelope = router_envelope(part, settings.profile, face_down=face_down)
    return Candidate(part=part, envelope=envelope, face_down=face_down)


def _item(candidate: Candidate, *, has_grain: bool) -> Item:
    return Item(
        id=candidate.part.id,
        length=candidate.envelope.length,
        width=candidate.envelope.width,
        quantity=candidate.part.quantity,
        turns=turns(candidate.part, sheet_has_grain=has_grain),
        outline=candidate.envelope.ring,
    )


def _stock(sheet: StockSheet, settings: Settings) -> Stock:
    return Stock(
        id=sheet.id,
        length=sheet.length,
        width=sheet.width,
        cost=sheet.price,
        copies=sheet.limit,
        offcut=sheet.offcut,
        keepouts=tuple(_keepouts(sheet, settings)),
    )


def _keepouts(sheet: StockSheet, settings: Settings) -> Iterator[Keepout]:
    for zone in sheet.keepouts:
        yield Keepout(x=zone.x, y=zone.y, length=zone.length, width=zone.width)
    if settings.mode is Mode.ROUTER:
        spacing = _spacing(sheet.thickness, settings)
        yield from clamp_keepouts(settings.profile, sheet.length, sheet.width, spacing=spacing)


def sawn(part: Part) -> Part:
    """The part as the saw leaves it: a plain rectangle of its cut size, its work still to do."""
    length, width = part.cut_size
    return replace(
        part,
        length=length,
        width=width,
        bands=NO_BANDS,
        outline=Path.rectangle(0.0, 0.0, length, width),
        operations=(),
    )
