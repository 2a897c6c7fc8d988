"""What the reconciliation shows, as frozen values. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.formats import ImportReport, ImportResult, ItemKind, Outcome, ReportItem
from core.messages import say
from core.parts import Part
from core.pipeline.settings import Settings
from core.pipeline.usable import NO_DRAWING


class Tone(StrEnum):
    """How an item is to be taken; shown by icon, word and colour together."""

    OK = "ok"
    QUIET = "quiet"
    WARN = "warn"
    BAD = "bad"


class Group(StrEnum):
    """The chips over the table, in order."""

    ALL = "all"
    LEFT_OUT = "left_out"
    PARTS = "parts"
    HARDWARE = "hardware"
    IGNORED = "ignored"
    DRAWINGS = "drawings"
    FILES = "files"


@dataclass(frozen=True, slots=True)
class Row:
    """One item of the source and what became of it.

    Args:
        place: `file:line`, or `file · handle` for a drawing's entity.
        part: the part it became, None where it is none.
        left_out: nothing of it will be cut although somebody may expect it.
    """

    outcome: Outcome
    kind: ItemKind
    tone: Tone
    label: str
    place: str
    reason: str
    part: Part | None
    part_id: str
    pieces: int
    layer: str
    left_out: bool

    @property
    def size(self) -> tuple[float, float, float] | None:
        """Length, width, thickness in mm."""
        if self.part is None or self.kind is not ItemKind.ROW:
            return None
        return (self.part.length, self.part.width, self.part.thickness)

    @property
    def program(self) -> str:
        """Program number or code of the part that a line of a list became."""
        return self.part.label if self.part is not None and self.kind is ItemKind.ROW else ""

    @property
    def name(self) -> str:
        """Name of the part, else what people recognise the item by."""
        return self.part.name if self.program and self.part is not None else self.label

    @property
    def haystack(self) -> str:
        """What the filter field looks through."""
        part = self.part
        told = (part.material, part.client, part.room, part.code) if part else ()
        return " ".join((self.label, self.place, self.reason, self.layer, *told)).casefold()


@dataclass(frozen=True, slots=True)
class Sum:
    """A count that adds up: rows = parts + left out + hardware + ignored + unread."""

    rows: int
    parts: int
    left_out: int
    hardware: int
    ignored: int
    unread: int
    pieces: int

    @property
    def balanced(self) -> bool:
        """Whether every row of the source is accounted for."""
        told = self.parts + self.left_out + self.hardware + self.ignored + self.unread
        return told == self.rows


@dataclass(frozen=True, slots=True)
class MaterialLine:
    """One material of the batch; area in mm² of finished pieces."""

    material: str
    thickness: float
    pieces: int
    area: float


@dataclass(frozen=True, slots=True)
class Assumed:
    """Something that the import took for granted, and how often."""

    sentence: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """All that the page shows of one import."""

    name: str
    rows: tuple[Row, ...]
    sum: Sum
    materials: tuple[MaterialLine, ...]
    assumed: tuple[Assumed, ...]

    def count(self, group: Group) -> int:
        """How many rows a chip stands for."""
        return sum(belongs(row, group) for row in self.rows)

    @property
    def left_out(self) -> tuple[Row, ...]:
        """What will not be cut although it stands in the source."""
        return tuple(row for row in self.rows if row.left_out)


def page_of(result: ImportResult, settings: Settings) -> Page:
    """The page for an import; `settings` decide whether undrawn parts are cut as rectangles."""
    parts = {part.id: part for part in result.batch.parts()}
    rows = [_row(item, parts.get(item.part), settings) for item in result.report.items]
    rows.sort(key=_order)
    return Page(
        name=result.batch.name,
        rows=tuple(rows),
        sum=_sum(result.report, rows),
        materials=tuple(_materials(result)),
        assumed=tuple(_assumed(result.report)),
    )


def belongs(row: Row, group: Group) -> bool:
    """Whether a row is shown under a chip."""
    return _BELONGS[group](row)


_BELONGS: dict[Group, Callable[[Row], bool]] = {
    Group.ALL: lambda _row: True,
    Group.LEFT_OUT: lambda row: row.left_out,
    Group.PARTS: lambda row: row.kind is ItemKind.ROW and row.outcome is Outcome.PART,
    Group.HARDWARE: lambda row: row.outcome is Outcome.HARDWARE,
    Group.IGNORED: lambda row: row.outcome in (Outcome.IGNORED, Outcome.UNUSED),
    Group.FILES: lambda row: row.kind in (ItemKind.FILE, ItemKind.ATTACHMENT),
    Group.DRAWINGS: lambda row: row.kind in (ItemKind.DRAWING, ItemKind.ENTITY, ItemKind.BORING),
}


def matches(row: Row, group: Group, text: str) -> bool:
    """Whether a row is shown; every word of the text has to occur."""
    if not belongs(row, group):
        return False
    found = row.haystack
    return all(word in found for word in text.casefold().split())


def waits_for_drawing(page: Page) -> int:
    """How many rows are left out only because there is no drawing."""
    return sum(row.part is not None and row.part.blocked == NO_DRAWING for row in page.left_out)


def _row(item: ReportItem, part: Part | None, settings: Settings) -> Row:
    left_out = _left_out(item, part, settings)
    return Row(
        outcome=item.outcome,
        kind=item.kind,
        tone=_tone(item, left_out=left_out),
        label=item.label or (part.name if part else "") or item.file,
        place=_place(item),
        reason=_reason(item, part, settings),
        part=part,
        part_id=item.part,
        pieces=item.pieces,
        layer=item.layer or "",
        left_out=left_out,
    )


def _left_out(item: ReportItem, part: Part | None, settings: Settings) -> bool:
    if item.outcome is Outcome.SKIPPED:
        return True
    if item.kind is not ItemKind.ROW or part is None or part.blocked is None:
        return False
    return not (settings.rectangles and part.blocked == NO_DRAWING)


def _tone(item: ReportItem, *, left_out: bool) -> Tone:
    if left_out or item.outcome is Outcome.UNREAD:
        return Tone.BAD
    if item.outcome in (Outcome.IGNORED, Outcome.UNUSED, Outcome.HARDWARE):
        return Tone.QUIET
    return Tone.WARN if item.code else Tone.OK


def _reason(item: ReportItem, part: Part | None, settings: Settings) -> str:
    as_rectangle = (
        settings.rectangles
        and item.kind is ItemKind.ROW
        and part is not None
        and part.blocked == NO_DRAWING
    )
    return say("geral.retangulo") if as_rectangle else item.reason


def _place(item: ReportItem) -> str:
    if item.line is not None:
        return f"{item.file}:{item.line}"
    if item.handle:
        layer = f" · {item.layer}" if item.layer else ""
        return f"{item.file} · #{item.handle}{layer}"
    return item.file


def _order(row: Row) -> tuple[int, int]:
    """What needs eyes first, then the lists themselves, then drawings; else as read."""
    kinds = {ItemKind.ROW: 0, ItemKind.FILE: 1, ItemKind.ATTACHMENT: 2}
    return (0 if row.left_out else 1, kinds.get(row.kind, 3))


def _sum(report: ImportReport, rows: Sequence[Row]) -> Sum:
    counts = report.counts
    blocked = sum(
        row.left_out and row.kind is ItemKind.ROW and row.outcome is Outcome.PART for row in rows
    )
    return Sum(
        rows=counts.rows,
        parts=counts.part_rows - blocked,
        left_out=blocked,
        hardware=counts.hardware_rows,
        ignored=counts.ignored_rows,
        unread=counts.skipped_rows,
        pieces=counts.pieces,
    )


def _materials(result: ImportResult) -> Iterator[MaterialLine]:
    groups: dict[tuple[str, float], list[Part]] = {}
    for part in result.batch.parts():
        groups.setdefault((part.material, part.thickness), []).append(part)
    for (material, thickness), parts in sorted(groups.items()):
        pieces = sum(part.quantity for part in parts)
        area = sum(part.length * part.width * part.quantity for part in parts)
        yield MaterialLine(material, thickness, pieces, area)


def _assumed(report: ImportReport) -> Iterator[Assumed]:
    """Each sentence once, with the files it holds for; the sentence need not name them."""
    found: dict[str, list[str]] = {}
    for one in report.assumptions:
        sentence = say(one.code, dict(one.values)).removeprefix(f"{one.file}: ")
        files = found.setdefault(sentence[:1].upper() + sentence[1:], [])
        if one.file not in files:
            files.append(one.file)
    for sentence, files in found.items():
        yield Assumed(sentence, tuple(files))
