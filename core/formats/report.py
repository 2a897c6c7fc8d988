"""What became of every item of a source (docs/formats/import-report.md)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from core.errors import Value
from core.formats.rows import Assumption
from core.messages import say


class Outcome(StrEnum):
    """What an item became."""

    PART = "part"
    HARDWARE = "hardware"
    IGNORED = "ignored"
    SKIPPED = "skipped"
    ATTACHED = "attached"
    OUTLINE = "outline"
    OPERATION = "operation"
    UNREAD = "unread"
    USED = "used"
    UNUSED = "unused"


class ItemKind(StrEnum):
    """What an item is in its source."""

    ROW = "row"
    FILE = "file"
    DRAWING = "drawing"
    ENTITY = "entity"
    BORING = "boring"
    ATTACHMENT = "attachment"


@dataclass(frozen=True, kw_only=True)
class ReportItem:
    """One item of the source.

    Args:
        kind: what it is.
        outcome: what it became.
        file: where it stands.
        line: in the list or boring program, from 1.
        handle, layer: of a drawing's entity.
        label: what people recognise it by.
        part: id of the part it belongs to or became, empty for none.
        pieces: physical copies that a row stands for.
        code: reason, empty when nothing needs saying.
    """

    kind: ItemKind
    outcome: Outcome
    file: str
    label: str = ""
    line: int | None = None
    handle: str | None = None
    layer: str | None = None
    part: str = ""
    pieces: int = 0
    code: str = ""
    values: tuple[tuple[str, Value], ...] = ()

    @property
    def reason(self) -> str:
        """The reason in words, empty when there is none."""
        return say(self.code, dict(self.values)) if self.code else ""

    @property
    def told(self) -> str:
        """The reason, after file, line and label where it does not begin with the file itself."""
        if self.reason.startswith(self.file):
            return self.reason
        place = " ".join(str(step) for step in (self.file, self.line, self.label) if step)
        return f"{place}: {self.reason}"


@dataclass(frozen=True, kw_only=True)
class FileNote:
    """One file of the source.

    Args:
        kind: as told by its content: dxt, promob, promob_budget, gabster, table, drawing,
            boring, attachment, preset, unknown.
        used: whether anything of it went into the batch.
        sha256: of its bytes, empty when it was not read.
    """

    name: str
    kind: str
    size: int
    used: bool
    sha256: str = ""
    encoding: str = ""
    decimal: str = ""
    units: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """Sums that must add up: rows = part rows + hardware + ignored + skipped."""

    rows: int
    part_rows: int
    hardware_rows: int
    ignored_rows: int
    skipped_rows: int
    parts: int
    pieces: int
    hardware: int
    drawn: int
    blocked: int

    @property
    def balanced(self) -> bool:
        """Whether every row is accounted for."""
        told = self.part_rows + self.hardware_rows + self.ignored_rows + self.skipped_rows
        return told == self.rows


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """The whole reconciliation of one import.

    Args:
        source: name of the source.
        preset: name of the preset that was applied.
        files: every file, used or not.
        items: every row, drawing, entity, boring and attachment.
        assumptions: what was taken for granted.
        counts: sums; `rows` is counted on the raw lists, the others on the items.
    """

    source: str
    preset: str
    files: tuple[FileNote, ...]
    items: tuple[ReportItem, ...]
    assumptions: tuple[Assumption, ...]
    counts: Counts

    def rows(self) -> Iterator[ReportItem]:
        """The items that are rows of lists."""
        return (item for item in self.items if item.kind is ItemKind.ROW)

    def lost(self) -> Iterator[ReportItem]:
        """Rows and files that should have become something and did not."""
        whole = (ItemKind.ROW, ItemKind.FILE)
        return (
            item for item in self.items if item.kind in whole and item.outcome is Outcome.SKIPPED
        )

    def left_out(self) -> Iterator[ReportItem]:
        """Everything that was skipped or could not be read."""
        bad = (Outcome.SKIPPED, Outcome.UNREAD)
        return (item for item in self.items if item.outcome in bad)
