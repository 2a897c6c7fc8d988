"""The first pages of the plan: what is cut, from how many sheets, and what is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

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
    line,
    table_items,
    table_pages,
)
from core.drawing import colours
from core.drawing.display import Drawing, Fill, Item, placed
from core.drawing.sheet import SheetStyle, sheet_drawing
from core.geometry import Path
from core.layout.model import Layout, Sheet
from core.messages import say
from core.parts import Part
from core.units import millimetres, percent, square_metres

_BODY = RIGHT - MARGIN
_MINIATURE = SheetStyle(texts=False, rulers=False, operations=False, outline=0.15)


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialSum:
    """One material and thickness of a layout; areas in mm², cost in the stock's unit."""

    material: str
    thickness: float
    sheets: int
    pieces: int
    area: float
    used: float
    offcut_area: float
    fewest_sheets: int | None
    cost: float | None


def material_sums(layout: Layout) -> tuple[MaterialSum, ...]:
    """The sums of every material, in the order of its first sheet."""
    groups: dict[tuple[str, float], list[Sheet]] = {}
    for sheet in layout.sheets:
        groups.setdefault((sheet.material, sheet.thickness), []).append(sheet)
    return tuple(_sum(layout, material, sheets) for (material, _), sheets in groups.items())


def _sum(layout: Layout, material: str, sheets: list[Sheet]) -> MaterialSum:
    thickness = sheets[0].thickness
    known = [g for g in layout.groups if g.material == material and g.thickness == thickness]
    whole = sum(sheet.length * sheet.width for sheet in sheets)
    used = sum(sheet.utilisation * sheet.length * sheet.width for sheet in sheets)
    return MaterialSum(
        material=material,
        thickness=thickness,
        sheets=len(sheets),
        pieces=sum(len(sheet.parts) for sheet in sheets),
        area=whole,
        used=used,
        offcut_area=sum(o.length * o.width for sheet in sheets for o in sheet.offcuts),
        fewest_sheets=sum(g.fewest_sheets for g in known) if known else None,
        cost=sum(g.cost for g in known) if known else None,
    )


def summary_pages(
    layout: Layout, parts: Mapping[str, Part], version: str, created: datetime
) -> Iterator[Drawing]:
    """The cover with its figures and materials, then sheets and unplaced copies as tables."""
    items: list[Item] = [*heading(say("documentos.plano_titulo", batch=layout.batch))]
    items.extend(_facts(layout, version, created))
    items.extend(_figures(layout))
    items.extend(line(bound_sentence(layout), MARGIN, TOP - 46.0, 3.8, _BODY, bold=True))
    top = TOP - 54.0
    table = materials_table(layout)
    room = table.fits(top - FOOT)
    items.extend(table_items(table.part(0, room), MARGIN, top))
    items.extend(_gallery(layout, top - table.row * (len(table.rows) + 1) - 6.0))
    yield Drawing(WIDTH, HEIGHT, tuple(items))
    rest = table.part(room, len(table.rows))
    yield from table_pages(rest, say("documentos.plano_materiais"))
    yield from table_pages(_sheets_table(layout), say("documentos.plano_chapas"))
    missing = say("documentos.plano_fora", count=len(layout.unplaced))
    yield from table_pages(_unplaced_table(layout, parts), missing)


def _gallery(layout: Layout, top: float) -> Iterator[Item]:
    """All sheets small, below the table, where all of them have room."""
    height, gap = top - FOOT, 4.0
    for columns in range(3, 9):
        wide = (_BODY - gap * (columns - 1)) / columns
        high = wide * 0.68 + 6.0
        if -(-len(layout.sheets) // columns) * high <= height:
            break
    else:
        return
    for number, sheet in enumerate(layout.sheets):
        row, column = divmod(number, columns)
        x, low = MARGIN + column * (wide + gap), top - (row + 1) * high
        drawing = sheet_drawing(sheet, wide, high - 6.0, _MINIATURE)
        yield from placed(drawing.items, x, low + 6.0)
        said = f"{sheet.id} · {sheet.material} · {percent(sheet.utilisation)}"
        yield from line(said, x + 0.5, low + 2.4, 2.8, wide, colour=colours.TEXT_2)


def bound_sentence(layout: Layout) -> str:
    """How far the layout can be from the best there is."""
    bound = round(layout.totals.lower_bound)
    over = layout.totals.sheets - bound
    if over <= 0:
        return say("documentos.plano_no_limite", bound=layout.totals.sheets)
    return say("documentos.plano_limite", count=over, bound=bound)


def _facts(layout: Layout, version: str, created: datetime) -> Iterator[Item]:
    text = say(
        "documentos.plano_dados",
        machine=layout.machine,
        version=version,
        created=f"{created:%d/%m/%Y %H:%M}",
    )
    yield from line(text, MARGIN, TOP - 12.2, 3.8, _BODY, colour=colours.TEXT_2)


def _figures(layout: Layout) -> Iterator[Item]:
    """Five large figures in a row."""
    area = sum(sheet.length * sheet.width for sheet in layout.sheets)
    figures = (
        (str(layout.totals.sheets), "figura_chapas"),
        (str(sum(len(sheet.parts) for sheet in layout.sheets)), "figura_pecas"),
        (percent(layout.totals.utilisation), "figura_aproveitamento"),
        (f"{square_metres(area)} m²", "figura_area"),
        (str(len(layout.unplaced)), "figura_fora"),
    )
    gap = 4.0
    wide = (_BODY - gap * (len(figures) - 1)) / len(figures)
    for number, (figure, name) in enumerate(figures):
        x, low = MARGIN + number * (wide + gap), TOP - 40.0
        wrong = name == "figura_fora" and layout.unplaced
        yield Fill(paths=(Path.rectangle(x, low, wide, 22.0),), colour=colours.SURFACE_2)
        colour = colours.BAD if wrong else colours.TEXT
        yield from line(figure, x + 4.0, low + 10.0, 9.0, wide - 8, bold=True, colour=colour)
        said = say(f"documentos.{name}")
        yield from line(said, x + 4.0, low + 4.0, 3.4, wide - 8, colour=colours.TEXT_2)


def materials_table(layout: Layout) -> Table:
    """One row a material and thickness."""
    columns = (
        Column(say("documentos.col_material"), 87.0, bold=True),
        Column(say("documentos.col_espessura"), 25.0, "end"),
        Column(say("documentos.col_chapas"), 22.0, "end"),
        Column(say("documentos.col_minimo"), 28.0, "end"),
        Column(say("documentos.col_pecas"), 22.0, "end"),
        Column(say("documentos.col_area"), 25.0, "end"),
        Column(say("documentos.col_aproveitamento"), 38.0, "end"),
        Column(say("documentos.col_sobras"), 30.0, "end"),
    )
    rows = tuple(
        (
            found.material,
            millimetres(found.thickness),
            str(found.sheets),
            "-" if found.fewest_sheets is None else str(found.fewest_sheets),
            str(found.pieces),
            square_metres(found.area),
            percent(found.used / found.area),
            square_metres(found.offcut_area),
        )
        for found in material_sums(layout)
    )
    return Table(columns, rows, 3.4, 6.0)


def _sheets_table(layout: Layout) -> Table:
    columns = (
        Column(say("documentos.col_chapa"), 20.0, bold=True),
        Column(say("documentos.col_material"), 80.0),
        Column(say("documentos.col_medida"), 45.0, "end"),
        Column(say("documentos.col_pecas"), 20.0, "end"),
        Column(say("documentos.col_aproveitamento"), 35.0, "end"),
        Column(say("documentos.col_sobras_numero"), 22.0, "end"),
        Column(say("documentos.col_programa"), 55.0),
    )
    rows = tuple(
        (
            sheet.id,
            sheet.material,
            " × ".join(millimetres(s) for s in (sheet.length, sheet.width, sheet.thickness)),
            str(len(sheet.parts)),
            percent(sheet.utilisation),
            str(len(sheet.offcuts)),
            sheet.program,
        )
        for sheet in layout.sheets
    )
    return Table(columns, rows)


def _unplaced_table(layout: Layout, parts: Mapping[str, Part]) -> Table:
    columns = (
        Column(say("documentos.col_peca"), 90.0, bold=True),
        Column(say("documentos.col_programa_peca"), 35.0),
        Column(say("documentos.col_copia"), 15.0, "end"),
        Column(say("documentos.col_medida"), 35.0, "end"),
        Column(say("documentos.col_material"), 40.0),
        Column(say("documentos.col_motivo"), 62.0),
    )
    rows = []
    for copy in layout.unplaced:
        part = parts.get(copy.part_id)
        size = "" if part is None else " × ".join(millimetres(s) for s in part.cut_size)
        name, material = ("", "") if part is None else (part.name, part.material)
        rows.append((name, copy.part, str(copy.copy), size, material, copy.sentence))
    return Table(columns, tuple(rows))
