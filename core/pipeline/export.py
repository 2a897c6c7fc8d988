"""A layout to a folder of proved programs, labels, plans and tables, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core.errors import Value
from core.formats.importing import ImportResult
from core.formats.report_form import report_form as import_report_form
from core.layout.json_form import layout_bytes, layout_version
from core.layout.model import Layout
from core.messages import say
from core.nesting.problem import Mode
from core.parts import Part
from core.pipeline.events import IsCancelled, Listener, Phase, Progress, deaf, never
from core.pipeline.folder import MARK, ensure_replaceable, write_folder
from core.pipeline.json_bytes import json_bytes
from core.pipeline.making import Made, Order, make
from core.pipeline.proof import ProofNote
from core.pipeline.remainder import smaller_size
from core.pipeline.report import EXIT_CODES, Findings, Outcome, report_form
from core.pipeline.settings import Settings
from core.pipeline.usable import cut_parts
from core.units import millimetres

LAYOUT_FILE = "layout.json"


@dataclass(frozen=True, kw_only=True)
class Exported:
    """What stands in the result folder.

    Args:
        out: the folder.
        outcome: how the run ended.
        layout: with program names and tools filled in.
        report: the content of `report.json`.
        files: names of the files written, `report.json` included.
    """

    out: Path
    outcome: Outcome
    layout: Layout
    report: dict[str, Any]
    files: tuple[str, ...]

    @property
    def exit_code(self) -> int:
        """What the command line ends with."""
        return EXIT_CODES[self.outcome]


def export(
    result: ImportResult,
    layout: Layout,
    settings: Settings,
    out: Path,
    listener: Listener = deaf,
    *,
    stopped: IsCancelled = never,
    created: datetime | None = None,
) -> Exported:
    """Make, prove and write the whole result.

    Args:
        result: the import that the layout was made of.
        layout: what `nest` gave.
        settings: the same that `nest` had.
        out: the folder; must be new, empty or an older result of ours.
        listener: hears of every phase.
        stopped: whether the user stopped the search; the report and exit code say so.
        created: the time that programs and report carry; None for now.

    Raises:
        InputError: `out` is something else's folder.
        EnvironmentFault: the result could not be written; the old one still stands.
    """
    ensure_replaceable(out)
    moment = created or datetime.now(UTC).astimezone()
    layout = _explained(layout, result)
    version = layout_version(layout)
    parts = cut_parts(result.batch, settings)
    made = make(Order(layout, parts, result, settings, moment, version), listener)
    outcome = _outcome(made, result, stopped=stopped())
    files = {} if made.notes else {LAYOUT_FILE: layout_bytes(made.layout), **made.files}
    found = Findings(
        outcome=outcome,
        batch=result.batch,
        layout=made.layout,
        settings=settings,
        created=moment,
        layout_version=version,
        imported=_import_form(result),
        lost=tuple(result.report.lost()),
        proved=not made.notes,
        notes=made.notes,
        second_face=made.second_face,
        by_hand=made.by_hand,
        notices=(*made.notices, *_notices(parts, settings)),
        files=files,
    )
    return _write(found, out, listener)


def refusal(
    result: ImportResult, notes: Sequence[ProofNote], settings: Settings, out: Path
) -> Exported:
    """Write nothing but the report of a layout that its judge refused."""
    frame = settings.profile.frame
    empty = Layout(
        batch=result.batch.name,
        machine=settings.profile.name,
        z_zero=frame.z_zero,
        tools=(),
        sheets=(),
    )
    found = Findings(
        outcome=Outcome.PROOF_FAILED,
        batch=result.batch,
        layout=empty,
        settings=settings,
        created=datetime.now(UTC).astimezone(),
        layout_version="",
        imported=_import_form(result),
        lost=tuple(result.report.lost()),
        proved=False,
        notes=notes,
    )
    return _write(found, out, deaf)


def _write(found: Findings, out: Path, listener: Listener) -> Exported:
    report = report_form(found)
    files = {**found.files, MARK: json_bytes(report)}
    listener(Progress(Phase.WRITE, 0, len(files)))
    write_folder(out, files)
    listener(Progress(Phase.WRITE, len(files), len(files)))
    return Exported(
        out=out,
        outcome=found.outcome,
        layout=found.layout,
        report=report,
        files=tuple(sorted(files)),
    )


def _outcome(made: Made, result: ImportResult, *, stopped: bool) -> Outcome:
    if made.notes:
        return Outcome.PROOF_FAILED
    if stopped:
        return Outcome.STOPPED
    left_out = made.layout.unplaced or any(result.report.lost())
    return Outcome.LEFT_OUT if left_out else Outcome.DONE


def _import_form(result: ImportResult) -> dict[str, Any]:
    return import_report_form(result.report)


def _explained(layout: Layout, result: ImportResult) -> Layout:
    """The reasons that the import gave, with the values that it knows."""
    told = {(item.part, item.code): item.reason for item in result.report.items if item.code}
    unplaced = tuple(
        replace(copy, text=told.get((copy.part_id, copy.reason), copy.text))
        for copy in layout.unplaced
    )
    return replace(layout, unplaced=unplaced)


def _notices(parts: Mapping[str, Part], settings: Settings) -> Iterator[dict[str, Any]]:
    for part in parts.values():
        if not part.drawn:
            yield _notice("geral.retangulo", part)
        size = smaller_size(part, settings.profile) if settings.mode is Mode.ROUTER else None
        if size is not None:
            length, width = (millimetres(side) for side in size)
            yield _notice("geral.encolhida", part, length=length, width=width)


def _notice(code: str, part: Part, **values: Value) -> dict[str, Any]:
    text = say(code, values, part=part.label)
    return {"code": code, "part": part.label, "part_id": part.id, "text": text}
