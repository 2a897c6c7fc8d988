"""`plan.pdf`: summary, one page a sheet, saw sequences, and what is left for other machines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from core.documents.page import Column, Table, table_pages, with_footers
from core.documents.plan_cuts import cut_pages
from core.documents.plan_sheet import sheet_pages
from core.documents.plan_summary import summary_pages
from core.documents.work import Work, marked_codes
from core.drawing.display import Drawing
from core.drawing.pdf import pdf_bytes
from core.layout.model import Layout
from core.messages import say
from core.parts import Batch


def plan_pdf(
    layout: Layout,
    batch: Batch,
    *,
    version: str,
    created: datetime,
    second_face: Sequence[Work] = (),
) -> bytes:
    """The whole plan, A4 landscape, with real text in every place.

    Args:
        layout: with program names filled in.
        batch: what the layout was made of.
        version: hash of the layout, in the foot of every page.
        created: the only date in the file.
        second_face: the list "2ª face".
    """
    pages = tuple(plan_pages(layout, batch, version, created, second_face))
    foot = say(
        "documentos.plano_rodape",
        batch=layout.batch,
        version=version,
        created=f"{created:%d/%m/%Y %H:%M}",
    )
    title = say("documentos.plano_titulo", batch=layout.batch)
    return pdf_bytes(with_footers(pages, foot), title=title, created=created)


def plan_pages(
    layout: Layout, batch: Batch, version: str, created: datetime, second_face: Sequence[Work]
) -> Iterator[Drawing]:
    """The pages without their footers."""
    parts = {part.id: part for part in batch.parts()}
    marked = marked_codes(second_face)
    yield from summary_pages(layout, parts, version, created)
    for sheet in layout.sheets:
        yield from sheet_pages(sheet, marked)
        yield from cut_pages(sheet)
    yield from work_pages(second_face)


def work_pages(second_face: Sequence[Work]) -> Iterator[Drawing]:
    """The list of second-face and edge work; none where nothing is left."""
    columns = (
        Column(say("documentos.col_chapa"), 14.0),
        Column(say("documentos.col_codigo"), 30.0, bold=True),
        Column(say("documentos.col_programa_peca"), 28.0),
        Column(say("documentos.col_copia"), 14.0, "end"),
        Column(say("documentos.col_peca"), 52.0),
        Column(say("documentos.col_face"), 20.0, bold=True),
        Column(say("documentos.col_usinagem"), 88.0),
        Column(say("documentos.col_virar"), 31.0),
    )
    rows = tuple(
        (
            work.sheet,
            work.code,
            work.part,
            str(work.copy),
            work.name,
            say(f"documentos.face_{work.face}"),
            work.text,
            work.flip,
        )
        for work in second_face
    )
    head = say("documentos.plano_segunda_face")
    yield from table_pages(Table(columns, rows, 2.8), head, say("documentos.plano_marca_a"))
