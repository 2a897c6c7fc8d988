"""What is made of a layout: programs and documents, and the proof of both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.cnc import Notice, Programs, SecondFaceItem, make_programs
from core.cnc.corners import Residual
from core.cnc.playback import ProofFinding, prove_batch
from core.documents import Documents, Work, make_documents
from core.errors import ProofError, Value
from core.formats import ImportResult
from core.layout.model import Layout
from core.messages import say, say_error
from core.nesting.problem import Mode
from core.parts import Part
from core.pipeline.events import Listener, Phase, Progress
from core.pipeline.layout_proof import check_label_pictures, check_turns
from core.pipeline.proof import ProofNote
from core.pipeline.saw import parts_after_the_saw, work_after_the_saw
from core.pipeline.settings import Settings
from core.pipeline.source_proof import check_import
from core.units import millimetres


@dataclass(frozen=True, slots=True)
class Order:
    """All that programs and documents are made from.

    Args:
        layout: without programs.
        parts: those that may be cut, by `Part.id`.
        result: the import behind them.
        created: the time that everything carries.
        version: short hash of the layout.
    """

    layout: Layout
    parts: Mapping[str, Part]
    result: ImportResult
    settings: Settings
    created: datetime
    version: str


@dataclass(frozen=True, kw_only=True)
class Made:
    """Everything made of a layout before it is written."""

    layout: Layout
    files: Mapping[str, bytes]
    notes: tuple[ProofNote, ...] = ()
    second_face: tuple[Mapping[str, Any], ...] = ()
    by_hand: tuple[Mapping[str, Any], ...] = ()
    notices: tuple[Mapping[str, Any], ...] = ()


def make(order: Order, listener: Listener) -> Made:
    """Programs where the router cuts, documents always, and the proof of both."""
    try:
        return _made(order, listener)
    except ProofError as error:
        note = ProofNote(code=error.code, text=say_error(error))
        return Made(layout=order.layout, files={}, notes=(note,))


def _made(order: Order, listener: Listener) -> Made:
    if order.settings.mode is Mode.SAW:
        return _for_the_saw(order, listener)
    return _for_the_router(order, listener)


def _for_the_saw(order: Order, listener: Listener) -> Made:
    left = work_after_the_saw(order.layout, order.parts)
    documents = _documents(order, order.layout, left, listener)
    sawn = {placed.part_id for sheet in order.layout.sheets for placed in sheet.parts}
    return Made(
        layout=order.layout,
        files=documents.files,
        notes=(*_import(order), *check_turns(order.layout, order.parts)),
        second_face=tuple(
            parts_after_the_saw([part for part in order.parts.values() if part.id in sawn])
        ),
        notices=tuple(one.form() for one in documents.shortened),
    )


def _for_the_router(order: Order, listener: Listener) -> Made:
    profile, total = order.settings.profile, len(order.layout.sheets)
    listener(Progress(Phase.PROGRAMS, 0, total))
    programs = make_programs(order.layout, profile, created=order.created, version=order.version)
    listener(Progress(Phase.PROGRAMS, total, total))
    documents = _documents(order, programs.layout, (), listener)
    files = {**programs.files, **documents.files}
    listener(Progress(Phase.PROOF, 0, total))
    notes = (
        *_import(order),
        *_proof(order, programs, documents, files, listener),
        *check_turns(programs.layout, order.parts),
        *check_label_pictures(programs.layout, files),
    )
    listener(Progress(Phase.PROOF, total, total))
    return Made(
        layout=programs.layout,
        files=files,
        notes=notes,
        second_face=tuple(_left(item) for item in programs.second_face),
        by_hand=tuple(label.form() for label in documents.by_hand),
        notices=(
            *(_notice(notice) for notice in programs.notices),
            *(_corner(corner) for corner in programs.residuals),
            *(one.form() for one in documents.shortened),
        ),
    )


def _documents(
    order: Order, layout: Layout, second_face: Sequence[Work], listener: Listener
) -> Documents:
    total = len(layout.sheets)
    listener(Progress(Phase.DOCUMENTS, 0, total))
    made = make_documents(
        layout,
        order.result.batch,
        order.settings.profile,
        version=order.version,
        created=order.created,
        second_face=second_face,
        grid=order.settings.label_grid,
    )
    listener(Progress(Phase.DOCUMENTS, total, total))
    return made


def _proof(
    order: Order,
    programs: Programs,
    documents: Documents,
    files: Mapping[str, bytes],
    listener: Listener,
) -> Iterator[ProofNote]:
    findings = prove_batch(
        programs.layout,
        order.parts,
        files,
        order.settings.profile,
        second_face=[(item.part, item.copy, item.index) for item in programs.second_face],
        hand_labels=[(label.part, label.copy) for label in documents.by_hand],
        imported=order.result.report.counts.pieces,
        documents=bool(programs.layout.sheets),
        told=lambda done, total: listener(Progress(Phase.PROOF, done, total)),
    )
    return (_note(finding) for finding in findings)


def _note(finding: ProofFinding) -> ProofNote:
    place = finding.program if finding.line is None else f"{finding.program}:{finding.line}"
    part = finding.part if finding.copy is None else f"{finding.part} ({finding.copy})"
    return ProofNote(
        code=finding.code, text=finding.text, place=place, sheet=finding.sheet, part=part
    )


def _import(order: Order) -> Iterator[ProofNote]:
    lying = (placed.part_id for sheet in order.layout.sheets for placed in sheet.parts)
    return check_import(order.result, order.parts, lying, order.settings)


def _left(item: SecondFaceItem) -> dict[str, Any]:
    operation = item.operation
    return {
        "part": item.part,
        "copy": item.copy,
        "part_id": item.part_id,
        "piece": item.code,
        "name": item.name,
        "face": operation.face.value,
        "flip": item.flip,
        "kind": operation.kind.value,
        "depth": operation.depth,
        "diameter": operation.diameter,
        "width": operation.width,
        "layer": operation.layer,
    }


def _notice(notice: Notice) -> dict[str, Any]:
    return {"code": notice.code, "text": say(notice.code, notice.values), **notice.values}


def _corner(corner: Residual) -> dict[str, Any]:
    values: dict[str, Value] = {
        "sheet": corner.sheet,
        "part": corner.part,
        "copy": corner.copy,
        "layer": corner.layer,
        "x": round(corner.x, 3),
        "y": round(corner.y, 3),
        "radius": corner.radius,
    }
    text = say("geral.canto", values, radius=millimetres(corner.radius))
    return {"code": "geral.canto", "text": text, **values}
