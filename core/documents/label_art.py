"""The little picture of a panel on its label: shape, banded edges, machining, mark "A"."""

from __future__ import annotations

from collections.abc import Iterator

from core.documents.label_model import banded
from core.drawing import colours
from core.drawing.display import Fill, Item, Stroke, Text
from core.drawing.fonts import CAP_HEIGHT
from core.drawing.machining import Ground, operation_items
from core.geometry import Bounds, Matrix, Path
from core.parts import Face, Part

LINE = 0.18
BAND = 0.7


def thumbnail(part: Part, box: Bounds) -> tuple[Item, ...]:
    """The cut part seen from its top, its shape kept, in the middle of the box (mm).

    A bold line stands beside every edge that gets a band.
    """
    left, low, right, high = box
    length, width = part.cut_size
    gap = BAND * 1.6
    scale = min((right - left - 2 * gap) / length, (high - low - 2 * gap) / width)
    tx = (left + right - length * scale) / 2
    ty = (low + high - width * scale) / 2
    matrix = Matrix(a=scale, d=scale, tx=tx, ty=ty)
    ground = Ground(matrix, Face.TOP, part.thickness)
    lines = tuple(_band_lines(part, (tx, ty, tx + length * scale, ty + width * scale)))
    outline = part.cut_outline.transformed(matrix)
    items: list[Item] = [*operation_items(part.cut_operations, ground)]
    items.append(Stroke(paths=(outline,), colour=colours.BLACK, width=LINE))
    if lines:
        items.append(Stroke(paths=lines, colour=colours.BLACK, width=BAND))
    return tuple(items)


def _band_lines(part: Part, box: Bounds) -> Iterator[Path]:
    left, low, right, high = box
    off = BAND
    sides = {
        "C1": ((left, low - off), (right, low - off)),
        "C2": ((left, high + off), (right, high + off)),
        "L1": ((left - off, low), (left - off, high)),
        "L3": ((right + off, low), (right + off, high)),
    }
    for edge in banded(part):
        yield Path.polyline(sides[edge])


def mark_a(x: float, y: float, size: float) -> tuple[Item, ...]:
    """A white A in a black square whose lower left corner is (x, y)."""
    em = size * 0.82
    return (
        Fill(paths=(Path.rectangle(x, y, size, size),), colour=colours.BLACK),
        Text(
            x=x + size / 2,
            y=y + (size - em * CAP_HEIGHT) / 2,
            text="A",
            size=em,
            colour=colours.SURFACE,
            bold=True,
            align="middle",
        ),
    )
