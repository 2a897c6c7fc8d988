"""What a label says: one record for every physical copy and for every offcut."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PureWindowsPath

from core.documents.label_point import OFFCUT_MARK
from core.drawing.fonts import clean
from core.layout.model import Layout, Offcut, PlacedPart, Sheet
from core.messages import say
from core.parts import Batch, Part
from core.units import millimetres

FIELDS = (
    "PartName",
    "Length",
    "Width",
    "Thickness",
    "Material",
    "Program1",
    "Filename",
    "Client",
    "Project",
    "Comment",
    "Size",
    "Code",
    "Sheet",
    "Copy",
    "Edges",
    "Batch",
    "Version",
)
"""Names of a label's texts; the first ten are those of the factory's saved layouts."""

EDGES = ("C1", "C2", "L1", "L3")


@dataclass(frozen=True, kw_only=True)
class Label:
    """A label.

    Args:
        code: what its barcodes say and its picture is called.
        fields: texts by the names of `FIELDS`.
        part: the panel, for its little picture; None for an offcut.
        marked: second-face or edge work waits: the label carries the mark "A".
        offcut: of an offcut, whose name is unique in its batch only.
    """

    code: str
    sheet: str
    fields: Mapping[str, str]
    part: Part | None = None
    marked: bool = False
    offcut: bool = False


def labels_of(
    layout: Layout, batch: Batch, version: str, marked: Collection[str] = ()
) -> tuple[Label, ...]:
    """All labels, sheet by sheet: the pieces in the order of the plan, then the offcuts.

    Args:
        layout: whose sheets are labelled.
        batch: what the layout was made of.
        version: hash of the layout.
        marked: codes of the pieces that carry the mark "A".
    """
    parts = {part.id: part for part in batch.parts()}
    copies = _copies(batch)
    made = _labels(layout, parts, copies, version)
    return tuple(replace(label, marked=label.code in marked) for label in made)


def _labels(
    layout: Layout, parts: Mapping[str, Part], copies: Mapping[str, int], version: str
) -> Iterator[Label]:
    for sheet in layout.sheets:
        about = {"Batch": clean(layout.batch), "Version": version, "Sheet": sheet.id}
        for placed in sheet.parts:
            part = parts[placed.part_id]
            yield _piece(sheet, placed, part, copies[part.label], about)
        for offcut in sheet.offcuts:
            yield _offcut(sheet, offcut, about)


def _copies(batch: Batch) -> dict[str, int]:
    """The last copy's number by program number; rows with the same number count on."""
    last: dict[str, int] = {}
    for part in batch.parts():
        highest = max((piece.copy for piece in part.pieces), default=0)
        last[part.label] = max(last.get(part.label, 0), highest)
    return last


def _piece(
    sheet: Sheet, placed: PlacedPart, part: Part, copies: int, about: Mapping[str, str]
) -> Label:
    length, width = placed.cut_length, placed.cut_width
    texts = {
        "PartName": part.name,
        "Length": millimetres(length),
        "Width": millimetres(width),
        "Thickness": millimetres(part.thickness),
        "Size": _size(length, width, part.thickness),
        "Material": sheet.material,
        "Program1": part.program or part.code,
        "Filename": PureWindowsPath(part.drawing or "").name,
        "Client": part.client,
        "Project": part.room,
        "Comment": part.notes,
        "Code": placed.code,
        "Copy": f"{placed.copy}/{copies}",
        "Edges": " ".join(banded(part)),
    }
    return Label(
        code=placed.code,
        sheet=sheet.id,
        fields={name: clean(text) for name, text in texts.items()} | dict(about),
        part=part,
    )


def _offcut(sheet: Sheet, offcut: Offcut, about: Mapping[str, str]) -> Label:
    texts = {
        "PartName": f"{OFFCUT_MARK} {offcut.name}",
        "Length": millimetres(offcut.length),
        "Width": millimetres(offcut.width),
        "Thickness": millimetres(sheet.thickness),
        "Size": _size(offcut.length, offcut.width, sheet.thickness),
        "Material": clean(sheet.material),
        "Comment": say("documentos.sobra_da_chapa", sheet=sheet.id),
        "Code": offcut.name,
    }
    empty = dict.fromkeys(FIELDS, "")
    fields = empty | texts | dict(about)
    return Label(code=offcut.name, sheet=sheet.id, fields=fields, offcut=True)


def _size(length: float, width: float, thickness: float) -> str:
    return f"{millimetres(length)} × {millimetres(width)} × {millimetres(thickness)}"


def banded(part: Part) -> tuple[str, ...]:
    """The edges that get a band, by the factory's names."""
    bands = (part.bands.c1, part.bands.c2, part.bands.l1, part.bands.l3)
    return tuple(edge for edge, band in zip(EDGES, bands, strict=True) if band is not None)
