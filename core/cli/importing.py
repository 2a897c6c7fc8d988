"""`radha import`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from core.cli.changes import changes_form, read_previous, tell_changes
from core.cli.console import answer, answer_json
from core.cli.progress import reporter, watching
from core.cli.stop import Stop
from core.formats.batch_form import batch_form
from core.formats.diff import difference
from core.formats.importing import ImportResult
from core.formats.report import ItemKind
from core.formats.report_form import report_form
from core.messages import say
from core.pipeline.reading import read
from core.pipeline.report import EXIT_CODES, Outcome
from core.pipeline.settings import settings_from

_OF_A_PART = (ItemKind.DRAWING, ItemKind.ENTITY)
"""What these leave out blocks their part, which is told with the reason."""


def run_import(
    sources: Sequence[Path], *, preset: str, previous: Path | None, as_json: bool
) -> int:
    """Read a batch and tell what became of every item, and what changed since a former import."""
    settings = settings_from(preset=preset)
    before = None if previous is None else read_previous(previous)
    with Stop() as stop, reporter(settings.seconds) as report:
        result = read(sources, settings, report, watching(stop, report))
    changes = None if before is None else difference(before, result.batch)
    if as_json:
        form = {"batch": batch_form(result.batch), "report": report_form(result.report)}
        answer_json(form if changes is None else {**form, "difference": changes_form(changes)})
    else:
        _tell(result)
        if changes is not None:
            tell_changes(changes)
    return EXIT_CODES[Outcome.LEFT_OUT] if any(result.report.lost()) else 0


def _tell(result: ImportResult) -> None:
    counts = result.report.counts
    answer(say("cli.lote", name=result.batch.name, parts=counts.parts, pieces=counts.pieces))
    answer(
        say(
            "cli.contagem",
            read=counts.rows,
            became=counts.part_rows,
            hardware=counts.hardware_rows,
            skipped=counts.ignored_rows + counts.skipped_rows,
        )
    )
    for item in result.report.left_out():
        if item.kind not in _OF_A_PART:
            answer(item.told)
    told = {(item.part, item.code): item.reason for item in result.report.items if item.code}
    for part in result.batch.parts():
        if part.blocked is not None:
            reason = told.get((part.id, part.blocked)) or say(part.blocked)
            answer(f"{part.label} {part.name}: {reason}")
