"""Report items of a part's drawing, boring program and attachments."""

from __future__ import annotations

from core.errors import InputError
from core.formats.bpp import BoringNote
from core.formats.drawings import DrawingResult
from core.formats.dxf import EntityNote
from core.formats.report import ItemKind, Outcome, ReportItem
from core.formats.source import SourceFile


def drawing_items(result: DrawingResult) -> list[ReportItem]:
    """A drawing and each of its entities."""
    name = result.file.name
    whole = ReportItem(
        kind=ItemKind.DRAWING,
        outcome=Outcome.USED if result.drawing else Outcome.SKIPPED,
        file=name,
        code=result.code,
        values=result.values,
    )
    if result.drawing is None:
        return [whole]
    return [whole, *(entity_item(note, name) for note in result.drawing.notes)]


def entity_item(note: EntityNote, file: str) -> ReportItem:
    """What became of one entity of a drawing."""
    values = (("file", file), ("handle", note.handle), ("layer", note.layer), ("kind", note.kind))
    return ReportItem(
        kind=ItemKind.ENTITY,
        outcome=Outcome(note.outcome),
        file=file,
        handle=note.handle,
        layer=note.layer,
        label=note.kind,
        code=note.code,
        values=values if note.code else (),
    )


def boring_item(note: BoringNote, file: SourceFile, code: str, *, double: bool) -> ReportItem:
    """What became of one line of a boring program."""
    outcome = Outcome.OPERATION if note.operation else Outcome.SKIPPED
    return ReportItem(
        kind=ItemKind.BORING,
        outcome=Outcome.IGNORED if double else outcome,
        file=file.name,
        line=note.line,
        label=note.label,
        code=code,
    )


def trouble(file: SourceFile, kind: ItemKind, error: InputError) -> ReportItem:
    """A file beside a part that could not be used."""
    return ReportItem(
        kind=kind,
        outcome=Outcome.SKIPPED,
        file=file.name,
        code=error.code,
        values=tuple(error.values.items()),
    )
