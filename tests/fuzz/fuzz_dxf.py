"""Part drawings under fuzz: the reader, the second reader that counts, and the way back.

What was read without a reason to block must be writable, and read again be the same.
"""

from __future__ import annotations

import math

from core.errors import RadhaError
from core.formats.census import count
from core.formats.dxf import Drawing, write_drawing
from core.geometry import Path
from tests.support.drawings import (
    arc,
    bare,
    block,
    circle,
    insert,
    line,
    lwpolyline,
    panel,
    part_of,
    polyline,
    read,
    rectangle,
    tags,
)

SEEDS = (
    panel(circle("FURO_8_12-5", "37,5", -22, 4), line("RASGO_6_8", (0, 20), (700, 20))),
    panel(
        rectangle("USINAR_5_Desbaste", 100, 100, 300, 200),
        circle("USINAR_5_Desbaste", 200, 200, 30),
        polyline("USINAR_18_Por Dentro", [(500, 100, 0.4), (600, 100), (600, 200)]),
        lwpolyline("Corte45_18.2_Linha", [(0, 0), (700, 0), (700, 1), (0, 1)]),
    ),
    panel(
        insert("0", "B", 100, 100, 41, -2, 42, 1, 50, 30, 70, 2, 44, 50),
        blocks=[
            block("B", circle("FURO_5_12", 3, 4, 2.5), insert("0", "C")),
            block("C", arc("USINAR_4_Linha", 0, 0, 20, 10, 200)),
        ],
    ),
    panel(
        tags(0, "ELLIPSE", 5, "E", 8, "USINAR_4_Linha", 10, 300, 20, 200, 11, 80, 21, 30)
        + tags(40, 0.4, 41, 0.5, 42, 3),
        tags(0, "SPLINE", 5, "S", 8, "USINAR_4_Linha", 71, 2)
        + "".join(tags(40, knot) for knot in (0, 0, 0, 1, 1, 1))
        + "".join(tags(10, x, 20, y) for x, y in ((50, 50), (150, 250), (300, 20))),
    ),
)


def one_input(data: bytes) -> None:
    """Reads, counts, writes and reads again; raises on a finding."""
    count(data)
    try:
        drawing = read(data)
    except RadhaError:
        return
    _sound(drawing)
    if drawing.blocked is None and drawing.outline is not None:
        _same_again(drawing, drawing.outline)


def _sound(drawing: Drawing) -> None:
    assert drawing.outline is not None or drawing.blocked
    for operation in drawing.operations:
        assert operation.depth > 0
        assert all(math.isfinite(value) for value in operation.path.bounds)


def _same_again(drawing: Drawing, outline: Path) -> None:
    part = part_of(outline, [bare(operation) for operation in drawing.operations])
    again = read(write_drawing(part), size=(part.length, part.width, part.thickness))
    assert again.blocked is None
    assert [bare(operation) for operation in again.operations] == list(part.operations)
