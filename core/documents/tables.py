"""`pecas.xlsx`: pieces, materials, hardware and what is left out, with numbers as numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from io import BytesIO

import xlsxwriter

from core.documents.label_model import banded
from core.documents.plan_summary import material_sums
from core.drawing.fonts import clean
from core.layout.model import Layout
from core.messages import say
from core.parts import Batch, Part

type Cell = str | int | float | None
type Column = tuple[str, int, str]
"""Key of its head, width in characters, kind: `text`, `int`, `mm`, `m2`, `share`, `money`."""

_FORMATS = {"int": "0", "mm": "0.##", "m2": "0.000", "share": "0.0%", "money": "#,##0.00"}


def tables_xlsx(layout: Layout, batch: Batch, *, created: datetime) -> bytes:
    """The workbook; texts that look like formulas stay texts.

    Args:
        layout: with program names filled in.
        batch: what the layout was made of.
        created: the only date in the file.
    """
    target = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        naive = created.replace(tzinfo=None)
        book.set_properties({"title": layout.batch, "author": "Radha", "created": naive})
        parts = {part.id: part for part in batch.parts()}
        _sheet(book, "tabela_pecas", _PIECES, _pieces(layout, parts))
        _sheet(book, "tabela_materiais", _MATERIALS, _materials(layout))
        _sheet(book, "tabela_chapas", _SHEETS, _sheets(layout))
        _sheet(book, "tabela_ferragens", _HARDWARE, _hardware(batch))
        _sheet(book, "tabela_fora", _UNPLACED, _unplaced(layout, parts))
    return target.getvalue()


def _sheet(
    book: xlsxwriter.Workbook,
    name: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
) -> None:
    """One worksheet: bold frozen head, filter, widths, a format for every kind of number."""
    page = book.add_worksheet(say(f"documentos.{name}"))
    head = book.add_format({"bold": True, "bg_color": "#E9ECF0", "bottom": 1})
    formats = {kind: book.add_format({"num_format": form}) for kind, form in _FORMATS.items()}
    for at, (key, width, kind) in enumerate(columns):
        page.set_column(at, at, width, formats.get(kind))
        page.write_string(0, at, say(f"documentos.{key}"), head)
    last = 0
    for last, row in enumerate(rows, start=1):
        for at, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(last, at, clean(cell))
            elif cell is not None:
                page.write_number(last, at, cell)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(last, 1), len(columns) - 1)


_PIECES: tuple[Column, ...] = (
    ("col_codigo", 14, "text"),
    ("col_peca", 34, "text"),
    ("col_programa_peca", 14, "text"),
    ("col_copia", 8, "int"),
    ("col_cliente", 24, "text"),
    ("col_ambiente", 18, "text"),
    ("col_material", 26, "text"),
    ("col_espessura_mm", 11, "mm"),
    ("col_corte_comprimento", 13, "mm"),
    ("col_corte_largura", 13, "mm"),
    ("col_final_comprimento", 13, "mm"),
    ("col_final_largura", 13, "mm"),
    ("col_fitas", 16, "text"),
    ("col_chapa", 8, "text"),
    ("col_numero", 6, "int"),
    ("col_x", 10, "mm"),
    ("col_y", 10, "mm"),
    ("col_giro", 8, "int"),
    ("col_virada", 10, "text"),
    ("col_programa", 30, "text"),
    ("col_observacao", 30, "text"),
)


def _pieces(layout: Layout, parts: Mapping[str, Part]) -> Iterable[Sequence[Cell]]:
    for sheet in layout.sheets:
        for number, placed in enumerate(sheet.parts, start=1):
            part = parts[placed.part_id]
            yield (
                placed.code,
                placed.name,
                placed.part,
                placed.copy,
                part.client,
                part.room,
                sheet.material,
                part.thickness,
                round(placed.cut_length, 3),
                round(placed.cut_width, 3),
                round(part.length, 3),
                round(part.width, 3),
                _bands(part),
                sheet.id,
                number,
                round(placed.x, 3),
                round(placed.y, 3),
                round(placed.rotation, 3),
                say("documentos.sim") if placed.mirrored else "",
                sheet.program,
                part.notes,
            )


def _bands(part: Part) -> str:
    """`C1 fita branca; L3 fita branca`."""
    bands = {
        "C1": part.bands.c1,
        "C2": part.bands.c2,
        "L1": part.bands.l1,
        "L3": part.bands.l3,
    }
    return "; ".join(
        f"{edge} {band.name}".strip() for edge in banded(part) if (band := bands[edge]) is not None
    )


_MATERIALS: tuple[Column, ...] = (
    ("col_material", 30, "text"),
    ("col_espessura_mm", 14, "mm"),
    ("col_chapas", 10, "int"),
    ("col_minimo", 14, "int"),
    ("col_pecas", 10, "int"),
    ("col_area", 12, "m2"),
    ("col_area_pecas", 14, "m2"),
    ("col_aproveitamento", 16, "share"),
    ("col_sobras", 14, "m2"),
    ("col_custo", 16, "money"),
)


def _materials(layout: Layout) -> Iterable[Sequence[Cell]]:
    for found in material_sums(layout):
        yield (
            found.material,
            found.thickness,
            found.sheets,
            found.fewest_sheets,
            found.pieces,
            found.area / 1e6,
            found.used / 1e6,
            found.used / found.area,
            found.offcut_area / 1e6,
            found.cost,
        )


_SHEETS: tuple[Column, ...] = (
    ("col_chapa", 8, "text"),
    ("col_material", 30, "text"),
    ("col_espessura_mm", 14, "mm"),
    ("col_comprimento_mm", 16, "mm"),
    ("col_largura_mm", 14, "mm"),
    ("col_pecas", 10, "int"),
    ("col_aproveitamento", 16, "share"),
    ("col_sobras_numero", 10, "int"),
    ("col_programa", 34, "text"),
)


def _sheets(layout: Layout) -> Iterable[Sequence[Cell]]:
    for sheet in layout.sheets:
        yield (
            sheet.id,
            sheet.material,
            sheet.thickness,
            sheet.length,
            sheet.width,
            len(sheet.parts),
            sheet.utilisation,
            len(sheet.offcuts),
            sheet.program,
        )


_HARDWARE: tuple[Column, ...] = (
    ("col_cliente", 28, "text"),
    ("col_ambiente", 22, "text"),
    ("col_codigo", 18, "text"),
    ("col_ferragem", 44, "text"),
    ("col_quantidade", 12, "mm"),
)


def _hardware(batch: Batch) -> Iterable[Sequence[Cell]]:
    for package in batch.packages:
        for item in package.hardware:
            yield (package.client, package.room, item.code, item.name, item.quantity)


_UNPLACED: tuple[Column, ...] = (
    ("col_codigo", 14, "text"),
    ("col_peca", 34, "text"),
    ("col_programa_peca", 14, "text"),
    ("col_copia", 8, "int"),
    ("col_material", 26, "text"),
    ("col_espessura_mm", 11, "mm"),
    ("col_corte_comprimento", 13, "mm"),
    ("col_corte_largura", 13, "mm"),
    ("col_motivo", 50, "text"),
)


def _unplaced(layout: Layout, parts: Mapping[str, Part]) -> Iterable[Sequence[Cell]]:
    for copy in layout.unplaced:
        part = parts.get(copy.part_id)
        if part is None:
            yield ("", "", copy.part, copy.copy, "", None, None, None, copy.sentence)
            continue
        codes = [piece.code for piece in part.pieces if piece.copy == copy.copy]
        length, width = part.cut_size
        yield (
            codes[0] if codes else "",
            part.name,
            copy.part,
            copy.copy,
            part.material,
            part.thickness,
            round(length, 3),
            round(width, 3),
            copy.sentence,
        )
