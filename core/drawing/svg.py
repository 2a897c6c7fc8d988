"""The SVG back end: one document in mm."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from core.drawing.display import Drawing, Fill, Image, Item, Stroke, Text, runs
from core.drawing.fonts import text_width
from core.geometry import Path, Segment, arc_of

_ANCHORS = {"start": "start", "middle": "middle", "end": "end"}


def svg_bytes(drawing: Drawing) -> bytes:
    """The drawing as UTF-8 SVG; widths of texts are stated, so any similar font fits."""
    size = f"{drawing.width:.3f}", f"{drawing.height:.3f}"
    body = "\n".join(line for item in drawing.items for line in _item(item, drawing.height))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size[0]}mm" height="{size[1]}mm" '
        f'viewBox="0 0 {size[0]} {size[1]}" font-family="Inter, Arial, sans-serif">\n'
        f"{body}\n</svg>\n"
    ).encode()


def _item(item: Item, height: float) -> Iterator[str]:
    match item:
        case Fill():
            shapes = _shape((*item.paths, *item.holes), height)
            yield f'<path d="{shapes}" fill="{item.colour}" fill-rule="evenodd"/>'
        case Stroke():
            dash = " ".join(f"{length:.3f}" for length in item.dash)
            dashes = f' stroke-dasharray="{dash}"' if dash else ""
            yield (
                f'<path d="{_shape(item.paths, height)}" fill="none" stroke="{item.colour}" '
                f'stroke-width="{item.width:.3f}" stroke-linejoin="round"{dashes}/>'
            )
        case Image():
            yield f'<path d="{_cells(item, height)}" fill="{item.colour}"/>'
        case Text():
            yield _text(item, height)


def _text(item: Text, height: float) -> str:
    x, y = item.x, height - item.y
    turn = f' transform="rotate({-item.rotation:.3f} {x:.3f} {y:.3f})"' if item.rotation else ""
    weight = ' font-weight="700"' if item.bold else ""
    wide = text_width(item.text, item.size, bold=item.bold)
    return (
        f'<text x="{x:.3f}" y="{y:.3f}" font-size="{item.size:.3f}" fill="{item.colour}" '
        f'text-anchor="{_ANCHORS[item.align]}" textLength="{wide:.3f}" '
        f'lengthAdjust="spacingAndGlyphs"{weight}{turn}>{escape(item.text)}</text>'
    )


def _shape(paths: Iterable[Path], height: float) -> str:
    return " ".join(step for path in paths for step in _path(path, height))


def _path(path: Path, height: float) -> Iterator[str]:
    x, y = path.start
    yield f"M{x:.3f} {height - y:.3f}"
    for segment in path.segments():
        yield _segment(segment, height)
    if path.closed:
        yield "Z"


def _segment(segment: Segment, height: float) -> str:
    x, y = segment.end
    end = f"{x:.3f} {height - y:.3f}"
    if segment.bulge == 0.0:
        return f"L{end}"
    radius = arc_of(segment.start, segment.end, segment.bulge).radius
    large = int(abs(segment.bulge) > 1.0)
    sweep = int(segment.bulge < 0.0)  # Y points down here
    return f"A{radius:.3f} {radius:.3f} 0 {large} {sweep} {end}"


def _cells(item: Image, height: float) -> str:
    top = height - item.y - item.height
    found = []
    for number, row in enumerate(item.rows):
        for start, length in runs(row):
            x, y = item.x + start * item.cell_width, top + number * item.cell_height
            wide = length * item.cell_width
            found.append(f"M{x:.3f} {y:.3f}h{wide:.3f}v{item.cell_height:.3f}h{-wide:.3f}Z")
    return " ".join(found)
