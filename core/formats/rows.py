"""What every list reader gives: one record for each row or element of its file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from core.errors import Value
from core.formats.text import Text
from core.formats.values import RowError
from core.parts import Band, Grain, Origin


@dataclass(frozen=True, kw_only=True)
class PanelRow:
    """A panel as a list has it, in the source's own frame and size (mm).

    Args:
        drawing: names under which the drawing may lie, best first.
        boring: names of boring programs that may lie beside, without suffix.
        material: as the source spells it, already normalised.
        band_names: C1, C2, L1, L3 as the source names them.
        bands: complete bands where the list has them (our own lists).
        size: "cut" or "finished" where the list says so itself.
        identity: the part's id where the list brings it (our own lists).
        blocked: a reason that the list brings along (our own lists).
    """

    origin: Origin
    name: str
    length: float
    width: float
    thickness: float
    material: str
    quantity: int = 1
    client: str = ""
    room: str = ""
    program: str | None = None
    code: str = ""
    notes: str = ""
    grain: Grain | None = None
    drawing: tuple[str, ...] = ()
    boring: tuple[str, ...] = ()
    band_names: tuple[str, str, str, str] = ("", "", "", "")
    bands: tuple[Band | None, Band | None, Band | None, Band | None] | None = None
    size: str = ""
    identity: str = ""
    blocked: str = ""


@dataclass(frozen=True, kw_only=True)
class HardwareRow:
    """A hardware item; `merge` is what makes two of them one."""

    origin: Origin
    name: str
    quantity: float
    client: str
    room: str
    code: str = ""
    merge: str = ""


@dataclass(frozen=True, kw_only=True)
class LeftRow:
    """A row that became nothing.

    Args:
        label: what people recognise it by.
        code: reason.
        skipped: something is wrong with it; otherwise it is rightly none of ours.
    """

    origin: Origin
    label: str
    code: str
    skipped: bool
    values: tuple[tuple[str, Value], ...] = ()

    @classmethod
    def wrong(cls, origin: Origin, label: str, error: RowError) -> LeftRow:
        """A row with which something is wrong."""
        return cls(origin=origin, label=label, code=error.code, skipped=True, values=error.values)


type ListRow = PanelRow | HardwareRow | LeftRow


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something that was taken for granted: file, code of the sentence, its values."""

    file: str
    code: str
    values: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True, kw_only=True)
class ListContent:
    """A list file as read.

    Args:
        elements: rows or elements counted on the raw file, for the reconciliation.
        decimal: "vírgula", "ponto", "vírgula e ponto" or "" when no number had decimals.
        headers: line numbers of header rows; they are no elements.
    """

    kind: str
    file: str
    text: Text
    rows: tuple[ListRow, ...]
    elements: int
    decimal: str = ""
    assumptions: tuple[Assumption, ...] = ()
    headers: tuple[int, ...] = field(default=())


def encoding_assumed(file: str, text: Text) -> Iterator[Assumption]:
    """What had to be assumed to decode a list, if anything."""
    if text.assumption:
        yield Assumption(file, text.assumption, (("encoding", text.encoding),))
