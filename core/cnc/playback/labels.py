"""Labels proved: every copy has one, on itself, on no hole, and large enough to carry it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

import shapely
from shapely.geometry.base import BaseGeometry

from core.cnc.playback.cycles import Cycle, read_cycles
from core.cnc.playback.expected import placement
from core.cnc.playback.findings import ProofFinding, Values, finding, placed
from core.cnc.playback.frame import sheet_to_machine
from core.cnc.playback.names import base, by_base
from core.cnc.playback.shapes import area_of, grow
from core.layout.model import Layout, PlacedPart, Sheet
from core.machine.profile import MachineProfile
from core.parts import Face, OperationKind, Part

type HandLabels = frozenset[tuple[str, int]]
"""(part, copy) of what gets its label by hand."""

_HOLED = (OperationKind.DRILL, OperationKind.INSIDE, OperationKind.POCKET)
_FITS = 1e-6


@dataclass(frozen=True, slots=True)
class LabelJob:
    """What labels are held against."""

    layout: Layout
    parts: Mapping[str, Part]
    files: Mapping[str, bytes]
    profile: MachineProfile
    by_hand: HandLabels


def check_labels(job: LabelJob) -> Iterator[ProofFinding]:
    """Position files of all sheets against their parts."""
    written = by_base(job.files)
    for sheet in job.layout.sheets:
        if not sheet.program:
            continue
        name = f"{PurePosixPath(base(sheet.program)).stem}.cyc"
        if name in written:
            found = list(_sheet(job, sheet, name, job.files[written[name][0]], written))
        elif job.profile.labels.applicator:
            found = [finding("cyc_falta", {"file": name})]
        else:
            found = []
        yield from placed(found, sheet.id, sheet.program)


def _sheet(
    job: LabelJob, sheet: Sheet, name: str, data: bytes, written: Mapping[str, list[str]]
) -> Iterator[ProofFinding]:
    cycles = read_cycles(data)
    if cycles is None:
        yield finding("xml_invalido", {"file": name})
        return
    lying = {lies.code: lies for lies in sheet.parts}
    offcuts = {offcut.name for offcut in sheet.offcuts}
    labels = Counter(_stem(cycle) for cycle in cycles)
    for cycle in cycles:
        stem = _stem(cycle)
        values: Values = {"file": name, "label": cycle.fields.get("LabelName", "")}
        if labels[stem] > 1:
            yield finding("cyc_repetido", values)
        if stem not in lying and stem not in offcuts:
            yield finding("cyc_estranho", values)
            continue
        yield from _fields(cycle, name)
        image = base(cycle.fields.get("LabelName", ""))
        if image not in written:
            yield finding("etiqueta_falta", {"file": image})
        if stem in lying:
            yield from _on_part(job, sheet, lying[stem], cycle, name)
    for code, lies in lying.items():
        if labels[code] == 0 and (lies.part, lies.copy) not in job.by_hand:
            yield finding("cyc_sem_peca", {"file": name}, part=lies.part, copy=lies.copy)


def _stem(cycle: Cycle) -> str:
    return base(cycle.fields.get("LabelName", "")).rpartition(".")[0]


def _fields(cycle: Cycle, name: str) -> Iterator[ProofFinding]:
    values: Values = {"file": name, "label": cycle.fields.get("LabelName", "")}
    if cycle.name != "Cycle_Label" or cycle.repeated:
        yield finding("cyc_campo", {**values, "field": "Name"})
    for field in ("X", "Y", "R"):
        if cycle.number(field) is None:
            yield finding("cyc_campo", {**values, "field": field})


def _on_part(
    job: LabelJob, sheet: Sheet, lies: PlacedPart, cycle: Cycle, name: str
) -> Iterator[ProofFinding]:
    part = job.parts.get(lies.part_id)
    x, y = cycle.number("X"), cycle.number("Y")
    if part is None or x is None or y is None:
        return
    labels = job.profile.labels
    mapping = sheet_to_machine(job.profile.frame, sheet.length, sheet.width)
    at = mapping.back(x - labels.offset_x, y - labels.offset_y)
    spot = shapely.Point(at)
    values: Values = {"file": name}
    place = placement(lies, part)
    outline = area_of(part.cut_outline, place)
    if not outline.contains(spot):
        yield finding("cyc_posicao", values, part=lies.part, copy=lies.copy, at=at)
    if any(shape.intersects(spot) for shape in _holes(lies, part)):
        yield finding("cyc_furo", values, part=lies.part, copy=lies.copy, at=at)
    if (lies.part, lies.copy) not in job.by_hand and not _fits(outline, job.profile):
        yield finding("etiqueta_nao_cabe", part=lies.part, copy=lies.copy, at=at)


def _holes(lies: PlacedPart, part: Part) -> Iterator[BaseGeometry]:
    """What is open on the face that gets the label."""
    up = Face.BOTTOM if lies.mirrored else Face.TOP
    place = placement(lies, part)
    for operation in part.cut_operations:
        if operation.kind not in _HOLED or operation.face.is_edge:
            continue
        if operation.face is up or part.is_through(operation):
            if operation.kind is OperationKind.DRILL:
                centre = shapely.Point(place.there(*operation.path.start))
                yield grow(centre, (operation.diameter or 0.0) / 2.0)
            else:
                yield area_of(operation.path, place)


def _fits(outline: BaseGeometry, profile: MachineProfile) -> bool:
    """Whether the part is larger than the label, one way or the other."""
    x0, y0, x1, y1 = outline.bounds
    part = sorted((x1 - x0, y1 - y0))
    label = sorted((profile.labels.length, profile.labels.width))
    return all(size >= need - _FITS for size, need in zip(part, label, strict=True))
