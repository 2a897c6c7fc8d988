"""How a label is laid out: the built-in design, or the profile's own fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.documents.label_art import mark_a, thumbnail
from core.documents.label_model import Label
from core.documents.label_own import own_layout
from core.documents.label_sketch import Sketch
from core.drawing.display import Drawing
from core.drawing.fonts import CAP_HEIGHT, halves, text_width
from core.machine.profile import Labels
from core.messages import say

UNIT_LENGTH, UNIT_WIDTH = 50.0, 30.0
"""The label that the built-in design is measured for, mm; others enlarge or shrink it."""

SMALL_NAME = 2.5
"""Em size of a name that needs two lines, mm."""


@dataclass(frozen=True, slots=True)
class Designed:
    """A label ready for every output.

    Args:
        drawing: in mm, of the label's size.
        codes: kind and text of every barcode on it.
        shortened: names of the texts that were cut to fit.
    """

    drawing: Drawing
    codes: tuple[tuple[str, str], ...]
    shortened: tuple[str, ...]


def design(label: Label, labels: Labels, *, coded: bool = True) -> Designed:
    """Draw a label.

    Args:
        label: what it says.
        labels: size, resolution and layout of the profile.
        coded: with barcodes.

    Raises:
        InputError: a field is unknown, or the label is too small for its barcodes.
    """
    sketch = Sketch(label, labels, coded)
    if labels.layout:
        own_layout(sketch)
    else:
        _built_in(sketch)
    drawing = Drawing(labels.length, labels.width, tuple(sketch.items))
    return Designed(drawing, tuple(sketch.codes), tuple(sketch.shortened))


def _built_in(sketch: Sketch) -> None:
    """Texts upper left, QR upper right, Code 128 below, the panel's picture lower right."""
    label, labels = sketch.label, sketch.labels
    scale = min(labels.length / UNIT_LENGTH, labels.width / UNIT_WIDTH)
    margin = 1.2 * scale
    top, right = labels.width - margin, labels.length - margin
    column, bars, free = right, margin, 0.6 * labels.length
    if sketch.coded:
        quiet = 2.0 * scale
        column = sketch.qr(labels.length - quiet, labels.width - quiet, 0.5 * scale) - quiet
        bars, free = sketch.code128(0.0, 3.4 * scale, 5.6 * scale, 0.25 * scale)
    _note(sketch, (bars, 1.3 * scale), scale, free - bars)
    _texts(sketch, (margin, top, column), scale)
    box = (max(free, column + 1.0 * scale), margin, right, top - 14.0 * scale)
    if label.part is not None and box[2] - box[0] > 7.0 * scale:
        sketch.items.extend(thumbnail(label.part, box))


def _texts(sketch: Sketch, column: tuple[float, float, float], scale: float) -> None:
    """The rows of the upper left: name, size, material, customer, order, edges."""
    left, top, right = column
    beside_mark = right
    if sketch.label.marked:
        side = 4.2 * scale
        beside_mark = right - side - 1.0 * scale
        sketch.items.extend(mark_a(right - side, top - side, side))
    y = top
    for name, text, em, bold in _all_rows(sketch.label, beside_mark - left, scale):
        size = em * scale
        limit = beside_mark if y > top - 4.2 * scale else right
        y -= size * CAP_HEIGHT
        sketch.text(name, text, (left, y), size, limit - left, bold=bold)
        y -= 0.43 * size


def _all_rows(label: Label, width: float, scale: float) -> Iterator[tuple[str, str, float, bool]]:
    """The rows that say something; a long name takes two lines before it loses letters."""
    name = label.fields["PartName"]
    if text_width(name, SMALL_NAME * scale, bold=True) > width:
        for line in halves(name, bold=True):
            yield "PartName", line, SMALL_NAME, True
    else:
        yield "PartName", name, 3.4, True
    yield from (row for row in _rows(label) if row[1])


def _rows(label: Label) -> Iterator[tuple[str, str, float, bool]]:
    texts = label.fields
    yield "Size", texts["Size"], 3.2, True
    yield "Material", texts["Material"], 2.2, False
    yield "Client", _joined(texts["Client"], texts["Project"]), 2.2, False
    if label.offcut:
        yield "Comment", texts["Comment"], 2.2, False
        return
    place = say(
        "documentos.etiqueta_ordem",
        program=texts["Program1"] or "-",
        sheet=texts["Sheet"],
        copy=texts["Copy"],
    )
    yield "Program1", place, 2.2, False
    edges = say("documentos.etiqueta_fita", edges=texts["Edges"]) if texts["Edges"] else ""
    yield "Edges", _joined(edges, texts["Comment"]), 2.2, False


def _joined(*texts: str) -> str:
    return " · ".join(text for text in texts if text)


def _note(sketch: Sketch, at: tuple[float, float], scale: float, width: float) -> None:
    """The code for people and the version of the layout, under the bars."""
    half = width * 0.58
    sketch.text("Code", sketch.label.code, at, 2.3 * scale, half, bold=True)
    version = (at[0] + half + 1.0 * scale, at[1])
    room = width - half - 1.0 * scale
    sketch.text("Version", sketch.label.fields["Version"], version, 1.8 * scale, room)
