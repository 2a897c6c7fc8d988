"""`segunda_face.pdf`: the list of what is left for other machines, and a page a part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from core.documents.label_model import banded
from core.documents.page import (
    FOOT,
    HEIGHT,
    MARGIN,
    RIGHT,
    TOP,
    WIDTH,
    Column,
    Table,
    heading,
    table_items,
    table_pages,
    with_footers,
)
from core.documents.plan import work_pages
from core.documents.work import Work
from core.drawing.display import Drawing, placed
from core.drawing.part import Tagged, part_drawing, tagged
from core.drawing.pdf import pdf_bytes
from core.drawing.words import describe
from core.layout.model import Layout
from core.messages import say
from core.parts import Batch, Face, Operation, Part
from core.units import millimetres

PICTURE_WIDTH = 185.0
BODY_TOP = TOP - 17.0
LIST_LEFT = MARGIN + PICTURE_WIDTH + 4.0
PLACES_A_ROW = 2


def second_face_pdf(
    layout: Layout,
    batch: Batch,
    second_face: Sequence[Work],
    *,
    version: str,
    created: datetime,
) -> bytes:
    """The list, then a drawing of every part on it; one empty list says so.

    Args:
        layout: in which the codes of the list lie.
        batch: what the layout was made of.
        second_face: the list "2ª face", not empty.
        version: hash of the layout, in the foot of every page.
        created: the only date in the file.
    """
    pages = [*work_pages(second_face), *_part_pages(layout, batch, second_face)]
    foot = say(
        "documentos.plano_rodape",
        batch=layout.batch,
        version=version,
        created=f"{created:%d/%m/%Y %H:%M}",
    )
    title = say("documentos.plano_segunda_face")
    return pdf_bytes(with_footers(pages, foot), title=title, created=created)


def _part_pages(layout: Layout, batch: Batch, second_face: Sequence[Work]) -> Iterator[Drawing]:
    """A page for every part on the list, in the list's order, looked at where the work is."""
    parts = {part.id: part for part in batch.parts()}
    owner = {lies.code: lies.part_id for sheet in layout.sheets for lies in sheet.parts}
    wanted: dict[tuple[str, Face], list[str]] = {}
    for work in second_face:
        part_id = owner.get(work.code)
        if part_id is not None:
            face = Face.BOTTOM if work.face == Face.BOTTOM else Face.TOP
            codes = wanted.setdefault((part_id, face), [])
            if work.code not in codes:
                codes.append(work.code)
    for (part_id, face), codes in wanted.items():
        yield from part_pages(parts[part_id], face, codes)


def part_pages(part: Part, face: Face, codes: Sequence[str]) -> Iterator[Drawing]:
    """The part's drawing with its operations as a list beside it."""
    table = _operations_table(part)
    room = table.fits(BODY_TOP - FOOT)
    head = say("documentos.peca_titulo", part=part.label, name=part.name)
    drawing = part_drawing(part, PICTURE_WIDTH, BODY_TOP - FOOT, face)
    items = [
        *heading(head, _subtitle(part, face, codes)),
        *placed(drawing.items, MARGIN, FOOT),
        *table_items(table.part(0, room), LIST_LEFT, BODY_TOP),
    ]
    yield Drawing(WIDTH, HEIGHT, tuple(items))
    if len(table.rows) > room:
        more = say("documentos.plano_continua", title=head)
        yield from table_pages(table.part(room, len(table.rows)), more)


def _subtitle(part: Part, face: Face, codes: Sequence[str]) -> str:
    finished = " × ".join(millimetres(s) for s in (part.length, part.width, part.thickness))
    cut = " × ".join(millimetres(s) for s in part.cut_size)
    side = say("documentos.vista_verso" if face is Face.BOTTOM else "documentos.vista_frente")
    said = say("documentos.peca_linha", finished=finished, cut=cut, material=part.material)
    bands = " ".join(banded(part))
    edges = say("documentos.etiqueta_fita", edges=bands) if bands else ""
    return " · ".join(text for text in (side, said, edges, ", ".join(codes)) if text)


def _operations_table(part: Part) -> Table:
    """One row for every few places of a letter's operations."""
    columns = (
        Column("", 6.0, bold=True),
        Column(say("documentos.col_face"), 14.0),
        Column(say("documentos.col_usinagem"), 28.0),
        Column(say("documentos.col_lugares"), RIGHT - LIST_LEFT - 48.0),
    )
    rows: list[tuple[str, ...]] = []
    for group in tagged(part):
        places = [_place(operation) for operation in group.operations]
        for start in range(0, len(places), PLACES_A_ROW):
            text = "   ".join(places[start : start + PLACES_A_ROW])
            first = start == 0
            rows.append(
                (
                    group.tag if first else "",
                    say(f"documentos.face_{group.face.value}") if first else "",
                    _said(part, group) if first else "",
                    text,
                )
            )
    return Table(columns, tuple(rows), 2.6, 4.2)


def _said(part: Part, group: Tagged) -> str:
    """How many, what, and whether right through."""
    operation = group.operations[0]
    count = f"{len(group.operations)} × " if len(group.operations) > 1 else ""
    through = say("documentos.passante") if part.is_through(operation) else ""
    return " ".join(text for text in (count + describe(operation), through) if text)


def _place(operation: Operation) -> str:
    """Centre of a hole, ends or corners of everything else."""
    if len(operation.path.vertices) == 1:
        x, y = operation.path.start
        return f"({millimetres(x)}; {millimetres(y)})"
    left, low, right, high = operation.path.bounds
    corner, end = (left, low), (right, high)
    return " … ".join(f"({millimetres(x)}; {millimetres(y)})" for x, y in (corner, end))
