"""Labels for ZPL printers: UTF-8 (`^CI28`), 203 dpi, one `^XA` … `^XZ` a label.

Commands after Zebra's ZPL II programming guide. The same design as the pictures: texts become
printer fields, barcodes the printer's own, the panel's picture a graphic. Every field is
hexadecimal-escaped (`^FH`), so nothing that a name holds can end a field or start a command.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PIL import Image as Pillow
from PIL import ImageOps

from core.documents.barcodes import QR
from core.documents.label_design import Designed
from core.drawing.display import Drawing, Fill, Image, Item, Stroke, Text
from core.drawing.fonts import clean
from core.drawing.png import render
from core.geometry import Bounds

DOTS = 8
"""Dots in a millimetre at 203 dpi."""

QR_DROP = 10
"""The printer draws a QR code this many dots under its field origin."""

_BASE_LINE = 0.78
"""Where the base line of the printer's font 0 stands, from the top of its cell."""

_RESERVED = frozenset("^~_\\")
_WHITE, _BLACK = "#FFFFFF", "#000000"


def labels_zpl(designed: Iterable[Designed]) -> bytes:
    """All labels in their order."""
    return "".join(label_zpl(label) for label in designed).encode()


def label_zpl(label: Designed) -> str:
    """One label."""
    drawing = label.drawing
    lines = ["^XA", "^CI28", f"^PW{_dots(drawing.width)}", f"^LL{_dots(drawing.height)}", "^LH0,0"]
    lines.extend(_graphic(drawing))
    kinds = iter(label.codes)
    for item in drawing.items:
        if isinstance(item, Image):
            kind, text = next(kinds)
            lines.append(_barcode(item, kind, text, drawing.height))
        elif isinstance(item, Text):
            lines.append(_text(item, drawing.height))
    lines.append("^XZ")
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """The text of a field; the signs that command the printer as `_hh`."""
    return "".join(
        f"_{ord(character):02X}" if character in _RESERVED else character
        for character in clean(text)
    )


def _barcode(image: Image, kind: str, text: str, height: float) -> str:
    module = max(1, round(image.cell_width * DOTS))
    x, y = _dots(image.x), _dots(height - image.y - image.height)
    if kind == QR:
        return f"^FO{x},{max(0, y - QR_DROP)}^BQN,2,{module}^FH_^FDHA,{escaped(text)}^FS"
    high = _dots(image.height)
    return f"^FO{x},{y}^BY{module}^BCN,{high},N,N,N,A^FH_^FD{escaped(text)}^FS"


def _text(item: Text, height: float) -> str:
    """Font 0 is narrower than ours, so what fits by our measure fits the printer's."""
    em = _dots(item.size)
    x, y = _dots(item.x), max(0, round(_dots(height - item.y) - em * _BASE_LINE))
    if item.align == "middle":
        x = max(0, round(x - em * 0.3))
    reverse = "^FR" if item.colour == _WHITE else ""
    return f"^FO{x},{y}{reverse}^A0N,{em},{em}^FH_^FD{escaped(item.text)}^FS"


def _graphic(drawing: Drawing) -> Iterator[str]:
    """The mark's square (`^GB`); other lines and areas as one picture of dots (`^GFA`)."""
    shapes: list[Item] = []
    for item in drawing.items:
        if isinstance(item, Fill) and item.colour == _BLACK and item.paths[0].is_rectangle():
            yield _box(item.paths[0].bounds, drawing.height)
        elif isinstance(item, Fill | Stroke):
            shapes.append(item)
    if not shapes:
        return
    picture = render(Drawing(drawing.width, drawing.height, tuple(shapes)), DOTS, grey=True)
    box = ImageOps.invert(picture).getbbox()
    if box is None:
        return
    dots = picture.crop(box).point([255] * 128 + [0] * 128).convert("1", dither=Pillow.Dither.NONE)
    across = (dots.width + 7) // 8
    data = dots.tobytes()
    yield f"^FO{box[0]},{box[1]}^GFA,{len(data)},{len(data)},{across},{data.hex().upper()}^FS"


def _box(bounds: Bounds, height: float) -> str:
    """A black rectangle."""
    left, low, right, high = bounds
    wide, tall = max(1, _dots(right - left)), max(1, _dots(high - low))
    return f"^FO{_dots(left)},{_dots(height - high)}^GB{wide},{tall},{min(wide, tall)}^FS"


def _dots(value: float) -> int:
    return round(value * DOTS)
