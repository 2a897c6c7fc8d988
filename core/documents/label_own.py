"""The factory's own label: the profile's fields at their places, from the label's top left."""

from __future__ import annotations

from collections.abc import Callable

from core.documents.label_art import mark_a, thumbnail
from core.documents.label_model import FIELDS
from core.documents.label_sketch import Sketch
from core.drawing.fonts import CAP_HEIGHT
from core.errors import InputError
from core.machine.profile import LabelField

MODULE = 0.25
"""Width of a Code 128's module, mm."""


def own_layout(sketch: Sketch) -> None:
    """Draw the profile's fields.

    Raises:
        InputError: a field is unknown.
    """
    for entry in sketch.labels.layout:
        if entry.field in _SPECIAL:
            _SPECIAL[entry.field](sketch, entry)
        elif entry.field in FIELDS:
            _text(sketch, entry, entry.text + sketch.label.fields[entry.field])
        else:
            raise InputError("documentos.etiqueta_campo", field=entry.field)


def _text(sketch: Sketch, entry: LabelField, text: str) -> None:
    base = sketch.labels.width - entry.y - entry.size * CAP_HEIGHT
    room = sketch.labels.length - entry.x - 0.5
    sketch.text(entry.field, text, (entry.x, base), entry.size, room)


def _fixed(sketch: Sketch, entry: LabelField) -> None:
    _text(sketch, entry, entry.text)


def _mark(sketch: Sketch, entry: LabelField) -> None:
    if sketch.label.marked:
        low = sketch.labels.width - entry.y - entry.size
        sketch.items.extend(mark_a(entry.x, low, entry.size))


def _picture(sketch: Sketch, entry: LabelField) -> None:
    """`size` is the picture's height; its width is half as much again."""
    if sketch.label.part is not None:
        top = sketch.labels.width - entry.y
        box = (entry.x, top - entry.size, entry.x + 1.5 * entry.size, top)
        sketch.items.extend(thumbnail(sketch.label.part, box))


def _code128(sketch: Sketch, entry: LabelField) -> None:
    """`size` is the height of the bars; the quiet zone begins at x."""
    if sketch.coded:
        low = sketch.labels.width - entry.y - entry.size
        sketch.code128(entry.x, low, entry.size, MODULE)


def _qr(sketch: Sketch, entry: LabelField) -> None:
    """`size` is about the side of the code without its quiet zone."""
    if sketch.coded:
        # 21 modules is the smallest code, which holds the pieces' codes
        sketch.qr(entry.x + entry.size, sketch.labels.width - entry.y, entry.size / 21)


_SPECIAL: dict[str, Callable[[Sketch, LabelField], None]] = {
    "Text": _fixed,
    "MarkA": _mark,
    "Thumbnail": _picture,
    "Code128": _code128,
    "QR": _qr,
}
