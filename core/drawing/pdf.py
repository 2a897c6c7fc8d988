"""The PDF back end: pages of display lists, real text, embedded fonts, fixed dates."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from datetime import datetime
from io import BytesIO

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from core.drawing.display import Drawing, Fill, Image, Item, Stroke, Text, runs
from core.drawing.fonts import face_of, pdf_font, text_width
from core.geometry import Path, Segment, arc_of

POINT = 72.0 / 25.4
"""PDF points in a millimetre."""


def pdf_bytes(pages: Iterable[Drawing], *, title: str, created: datetime) -> bytes:
    """A document with one page a drawing; the same input gives the same bytes.

    Args:
        pages: at least one; each in its own size.
        title: in the document's properties.
        created: the only date that the file carries.
    """
    target = BytesIO()
    rl_config.useA85 = 0  # binary streams: smaller, and no slow text encoding of them
    canvas = Canvas(
        target, invariant=1, pageCompression=1, initialFontName=pdf_font(face_of(bold=False))
    )
    stamp = created.strftime("D:%Y%m%d%H%M%S")
    canvas.setDateFormatter(lambda *_: stamp)
    canvas.setTitle(title)
    canvas.setAuthor("Radha")
    canvas.setCreator("Radha")
    for page in pages:
        canvas.setPageSize((page.width * POINT, page.height * POINT))
        for item in page.items:
            _draw(canvas, item)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _draw(canvas: Canvas, item: Item) -> None:
    match item:
        case Fill():
            body = _paths((*item.paths, *item.holes))
            canvas.addLiteral(f"{_colour(item.colour)} rg {body} {'f*' if item.holes else 'f'}")
        case Stroke():
            canvas.addLiteral(f"{_pen(item)} {_paths(item.paths)} S")
        case Image():
            canvas.addLiteral(f"{_colour(item.colour)} rg {_cells(item)} f")
        case Text():
            _text(canvas, item)


def _text(canvas: Canvas, item: Text) -> None:
    wide = text_width(item.text, item.size, bold=item.bold)
    back = {"start": 0.0, "middle": wide / 2, "end": wide}[item.align]
    turn = math.radians(item.rotation)
    cos, sin = math.cos(turn), math.sin(turn)
    line = canvas.beginText()
    line.setTextTransform(
        cos, sin, -sin, cos, (item.x - back * cos) * POINT, (item.y - back * sin) * POINT
    )
    line.setFont(pdf_font(face_of(bold=item.bold)), item.size * POINT)
    line.setFillColorRGB(*_rgb(item.colour))
    line.textOut(item.text)
    canvas.drawText(line)


def _rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _colour(colour: str) -> str:
    return " ".join(f"{part:.4g}" for part in _rgb(colour))


def _pen(item: Stroke) -> str:
    dash = " ".join(f"{length * POINT:.3f}" for length in item.dash)
    return f"{_colour(item.colour)} RG {item.width * POINT:.3f} w 1 J 1 j [{dash}] 0 d"


def _at(x: float, y: float) -> str:
    return f"{x * POINT:.3f} {y * POINT:.3f}"


def _paths(paths: Iterable[Path]) -> str:
    return " ".join(operator for path in paths for operator in _path(path))


def _path(path: Path) -> Iterator[str]:
    if path.is_rectangle():
        left, low, right, high = path.bounds
        yield f"{_at(left, low)} {_at(right - left, high - low)} re"
        return
    yield f"{_at(*path.start)} m"
    for segment in path.segments():
        yield from _segment(segment)
    if path.closed:
        yield "h"


def _segment(segment: Segment) -> Iterator[str]:
    if segment.bulge == 0.0:
        yield f"{_at(*segment.end)} l"
        return
    arc = arc_of(segment.start, segment.end, segment.bulge)
    count = max(1, math.ceil(abs(arc.sweep) / (math.pi / 2) - 1e-9))
    step = arc.sweep / count
    reach = 4.0 / 3.0 * math.tan(step / 4) * arc.radius  # length of a quarter's handles
    for index in range(count):
        start, end = arc.start + index * step, arc.start + (index + 1) * step
        x0, y0 = arc.at(index / count)
        x1, y1 = arc.at((index + 1) / count)
        one = _at(x0 - reach * math.sin(start), y0 + reach * math.cos(start))
        two = _at(x1 + reach * math.sin(end), y1 - reach * math.cos(end))
        yield f"{one} {two} {_at(x1, y1)} c"


def _cells(item: Image) -> str:
    """The dark cells, every run of a row as one rectangle."""
    found = []
    for number, row in enumerate(item.rows):
        low = item.y + item.height - (number + 1) * item.cell_height
        for start, length in runs(row):
            at = _at(item.x + start * item.cell_width, low)
            found.append(f"{at} {_at(length * item.cell_width, item.cell_height)} re")
    return " ".join(found)
