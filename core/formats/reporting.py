"""The report of an import, item by item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from core.formats.assemble import Assembled, Drafted, RowKey
from core.formats.gathering import Kinds, Lists
from core.formats.kinds import FileKind, kind_of
from core.formats.panels import Draft
from core.formats.preset import ImportPreset
from core.formats.report import (
    Counts,
    FileNote,
    ImportReport,
    ItemKind,
    Outcome,
    ReportItem,
)
from core.formats.rows import Assumption, HardwareRow, LeftRow, ListContent, ListRow, PanelRow
from core.formats.source import SourceFile, SourceSet
from core.formats.used import Used

_KIND_NAMES = {
    FileKind.DRAWING: "drawing",
    FileKind.BORING: "boring",
    FileKind.ATTACHMENT: "attachment",
    FileKind.ARCHIVE: "archive",
}
_UNUSED = {
    FileKind.DRAWING: "importacao.desenho_sem_lista",
    FileKind.BORING: "importacao.furacao_sem_lista",
    FileKind.ATTACHMENT: "importacao.anexo_sem_lista",
    FileKind.ARCHIVE: "formatos.zip_dentro",
}


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything that an import found out."""

    found: SourceSet
    kinds: Kinds
    lists: Lists
    drafts: Sequence[Drafted]
    made: Assembled
    preset: ImportPreset


def build_report(gathered: Gathered) -> ImportReport:
    """The reconciliation of one import."""
    drafts = {one.key: one.draft for one in gathered.drafts}
    rows = tuple(_row_items(gathered, drafts))
    used = _used_files(gathered)
    items = (*rows, *_panel_items(gathered), *_file_items(gathered, set(used)))
    return ImportReport(
        source=gathered.found.name,
        preset=gathered.preset.name,
        files=tuple(_files(gathered, used)),
        items=items,
        assumptions=tuple(_assumptions(gathered)),
        counts=_counts(gathered, rows),
    )


def _row_items(gathered: Gathered, drafts: dict[RowKey, Draft]) -> Iterator[ReportItem]:
    for number, (_, content) in enumerate(gathered.lists.read):
        for at, row in enumerate(content.rows):
            key = (number, at)
            part = gathered.made.part_of.get(key, "")
            yield _row_item(row, part, drafts.get(key))


def _row_item(row: ListRow, part: str, draft: Draft | None) -> ReportItem:
    place = ReportItem(
        kind=ItemKind.ROW,
        outcome=Outcome.SKIPPED,
        file=row.origin.file,
        line=row.origin.line,
    )
    match row:
        case PanelRow():
            label = " ".join(text for text in (row.program or row.code, row.name) if text)
            blocked = draft.part.blocked if draft else None
            return replace(
                place,
                outcome=Outcome.PART,
                label=label,
                part=part,
                pieces=row.quantity,
                code=blocked or "",
                values=draft.values if draft else (),
            )
        case HardwareRow():
            return replace(place, outcome=Outcome.HARDWARE, label=row.name)
        case LeftRow():
            outcome = Outcome.SKIPPED if row.skipped else Outcome.IGNORED
            return replace(
                place, outcome=outcome, label=row.label, code=row.code, values=row.values
            )


def _panel_items(gathered: Gathered) -> Iterator[ReportItem]:
    """Drawings, entities, borings and attachments; a file that several rows share once a part."""
    seen: set[tuple[str, str]] = set()
    for one in gathered.drafts:
        part = gathered.made.part_of[one.key]
        files = {item.file for item in one.draft.items}
        fresh = {file for file in files if (part, file) not in seen}
        seen.update((part, file) for file in files)
        for item in one.draft.items:
            if item.file in fresh:
                yield replace(item, part=part)


def _used_files(gathered: Gathered) -> dict[tuple[int, str], Used]:
    files: dict[tuple[int, str], Used] = {}
    for one in gathered.drafts:
        for used in one.draft.used:
            files.setdefault((used.file.root, used.file.path), used)
    return files


def _file_items(gathered: Gathered, used: set[tuple[int, str]]) -> Iterator[ReportItem]:
    """Files that were refused, not needed or not known."""
    told = {(file.root, file.path) for file, _ in gathered.lists.read}
    for trouble in gathered.found.troubles:
        yield _file_item(trouble.file, Outcome.SKIPPED, trouble.code)
    for file, error in gathered.lists.refused:
        told.add((file.root, file.path))
        yield replace(
            _file_item(file.name, Outcome.SKIPPED, error.code), values=tuple(error.values.items())
        )
    for file, twin in gathered.lists.doubles:
        told.add((file.root, file.path))
        item = _file_item(file.name, Outcome.IGNORED, "importacao.lista_repetida")
        yield replace(item, values=(("file", file.name), ("other", twin.name)))
    for file in gathered.found.files:
        key = (file.root, file.path)
        if key not in told and key not in used:
            code = _UNUSED.get(gathered.kinds[key], "formatos.desconhecido")
            yield _file_item(file.name, Outcome.UNUSED, code)


def _file_item(name: str, outcome: Outcome, code: str) -> ReportItem:
    return ReportItem(
        kind=ItemKind.FILE, outcome=outcome, file=name, code=code, values=(("file", name),)
    )


def _files(gathered: Gathered, used: Mapping[tuple[int, str], Used]) -> Iterator[FileNote]:
    contents = {(file.root, file.path): content for file, content in gathered.lists.read}
    for file in gathered.found.files:
        key = (file.root, file.path)
        content = contents.get(key)
        if content is not None:
            yield _list_note(file, content, gathered)
        elif key in used:
            yield _used_note(used[key], gathered.kinds[key])
        else:
            kind = _KIND_NAMES.get(gathered.kinds[key], "unknown")
            sha = gathered.lists.hashes.get(file.name, "")
            yield FileNote(name=file.name, kind=kind, size=file.size, used=False, sha256=sha)
    given = {(file.root, file.path) for file in gathered.found.files}
    for key, one in used.items():
        if key not in given:
            yield _used_note(one, kind_of(one.file))


def _list_note(file: SourceFile, content: ListContent, gathered: Gathered) -> FileNote:
    return FileNote(
        name=file.name,
        kind=content.kind,
        size=file.size,
        used=True,
        sha256=gathered.lists.hashes.get(file.name, ""),
        encoding=content.text.encoding,
        decimal=content.decimal,
        units="mm",
    )


def _used_note(used: Used, kind: FileKind) -> FileNote:
    return FileNote(
        name=used.file.name,
        kind=_KIND_NAMES.get(kind, "unknown"),
        size=used.file.size,
        used=True,
        sha256=used.sha256,
        encoding=used.encoding,
        decimal=used.decimal,
        units=used.units,
    )


def _assumptions(gathered: Gathered) -> Iterator[Assumption]:
    """Each once, in the order in which they came up."""
    found: dict[Assumption, None] = {}
    for _, content in gathered.lists.read:
        found.update(dict.fromkeys(content.assumptions))
    for one in gathered.drafts:
        found.update(dict.fromkeys(one.draft.assumptions))
    for program in gathered.made.shared_programs:
        name = gathered.found.name
        found[Assumption(name, "importacao.programa_repetido", (("program", program),))] = None
    twice = gathered.made.in_several_lists
    if twice:
        values = (("count", twice),)
        found[Assumption(gathered.found.name, "importacao.em_varias_listas", values)] = None
    return iter(found)


def _counts(gathered: Gathered, rows: Sequence[ReportItem]) -> Counts:
    def of(outcome: Outcome) -> int:
        return sum(item.outcome is outcome for item in rows)

    parts = list(gathered.made.batch.parts())
    return Counts(
        rows=sum(content.elements for _, content in gathered.lists.read),
        part_rows=of(Outcome.PART),
        hardware_rows=of(Outcome.HARDWARE),
        ignored_rows=of(Outcome.IGNORED),
        skipped_rows=of(Outcome.SKIPPED),
        parts=len(parts),
        pieces=sum(part.quantity for part in parts),
        hardware=sum(len(package.hardware) for package in gathered.made.batch.packages),
        drawn=sum(part.drawn for part in parts),
        blocked=sum(part.blocked is not None for part in parts),
    )
