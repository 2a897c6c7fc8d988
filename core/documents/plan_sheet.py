"""The page of one sheet: its drawing, large, and beside it the list of what lies on it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from core.documents.label_point import OFFCUT_MARK
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
from core.drawing.display import Drawing, Fill, Item, Stroke, placed
from core.drawing.fonts import text_width
from core.drawing.machining import BOLD, DASH, POCKET_TINTS, THIN
from core.drawing.patterns import crosses, hatch
from core.drawing.sheet import sheet_drawing, up_face
from core.geometry import Path
from core.layout.model import PlacedPart, Sheet
from core.messages import say
from core.parts import Operation, OperationKind
from core.units import millimetres, percent

PICTURE_WIDTH, PICTURE_HEIGHT = 188.0, 158.0
LIST_LEFT = MARGIN + PICTURE_WIDTH + 3.0
BODY_TOP = TOP - 17.0


def sheet_pages(sheet: Sheet, marked: Collection[str] = ()) -> Iterator[Drawing]:
    """The sheet's page, and more where its list is longer than the page."""
    table = sheet_table(sheet, marked)
    room = table.fits(BODY_TOP - FOOT)
    items = [
        *heading(title(sheet), subtitle(sheet)),
        *picture(sheet),
        *table_items(table.part(0, room), LIST_LEFT, BODY_TOP),
        *legend(signs(sheet), FOOT + 1.5),
    ]
    yield Drawing(WIDTH, HEIGHT, tuple(items))
    if len(table.rows) > room:
        more = say("documentos.plano_continua", title=title(sheet))
        yield from table_pages(_wide(table.part(room, len(table.rows))), more)


def title(sheet: Sheet) -> str:
    """`Chapa 001 · MDF Branco 18mm`."""
    return say("documentos.plano_chapa", sheet=sheet.id, material=sheet.material)


def subtitle(sheet: Sheet) -> str:
    """Size, number of parts, utilisation, program."""
    said = say(
        "documentos.plano_chapa_linha",
        size=size_text(sheet.length, sheet.width, sheet.thickness),
        pieces=len(sheet.parts),
        used=percent(sheet.utilisation),
        offcuts=len(sheet.offcuts),
    )
    program = say("documentos.plano_programa", program=sheet.program) if sheet.program else ""
    origin = say("documentos.plano_de_sobra", stock=sheet.stock) if sheet.is_offcut else ""
    return " · ".join(text for text in (said, program, origin) if text)


def size_text(*sizes: float) -> str:
    """`700 × 500`."""
    return " × ".join(millimetres(size) for size in sizes)


def picture(sheet: Sheet) -> tuple[Item, ...]:
    """The sheet's drawing at the left of the page, its upper side where the list's is."""
    drawing = sheet_drawing(sheet, PICTURE_WIDTH, PICTURE_HEIGHT)
    highest = max(
        path.bounds[3] for item in drawing.items if isinstance(item, Stroke) for path in item.paths
    )
    return placed(drawing.items, MARGIN, BODY_TOP - highest)


def sheet_table(sheet: Sheet, marked: Collection[str] = ()) -> Table:
    """Everything on the sheet, numbered as on its drawing, offcuts last."""
    columns = (
        Column(say("documentos.col_numero"), 7.5, "end", bold=True),
        Column(say("documentos.col_peca"), 38.5),
        Column(say("documentos.col_medida"), 21.0, "end"),
        Column(say("documentos.col_codigo"), RIGHT - LIST_LEFT - 67.0),
    )
    rows = [
        (str(number), _name(part, marked), size_text(part.cut_length, part.cut_width), part.code)
        for number, part in enumerate(sheet.parts, start=1)
    ]
    rows += [
        (OFFCUT_MARK, say("documentos.sobra"), size_text(o.length, o.width), o.name)
        for o in sheet.offcuts
    ]
    size, row = (2.8, 4.4) if len(rows) <= 30 else (2.5, 3.6)
    return Table(columns, tuple(rows), size, row)


def _name(part: PlacedPart, marked: Collection[str]) -> str:
    """With the mark of what other machines still have to do."""
    return f"{part.name} [A]" if part.code in marked else part.name


def _wide(table: Table) -> Table:
    """The same list for a page of its own."""
    widths = (12.0, 120.0, 50.0, 60.0)
    columns = tuple(
        Column(column.title, width, column.align, column.bold)
        for column, width in zip(table.columns, widths, strict=True)
    )
    return Table(columns, table.rows)


def signs(sheet: Sheet) -> frozenset[str]:
    """Names of the signs that the sheet's drawing has."""
    found = {_sign(part, operation) for part in sheet.parts for operation in part.operations}
    if sheet.offcuts:
        found.add("sobra")
    if sheet.keepouts:
        found.add("bloqueio")
    return frozenset(found)


def _sign(part: PlacedPart, operation: Operation) -> str:
    through = operation.goes_through(part.thickness)
    if operation.face is not up_face(part) and not through:
        return "outra_face"
    if operation.kind is OperationKind.DRILL:
        return "passante" if through else "furo"
    return "corte" if through else "rasgo"


def legend(wanted: Collection[str], y: float) -> Iterator[Item]:
    """What these signs mean, in one row with its lower side at y."""
    x = MARGIN
    for name, sign in _SIGNS.items():
        if name not in wanted:
            continue
        yield from sign(x, y)
        said = say(f"documentos.legenda_{name}")
        yield from line(said, x + 6.5, y + 0.6, 2.6, 90.0, colour=colours.TEXT_2)
        x += 6.5 + text_width(said, 2.6) + 6.0


def _blind(x: float, y: float) -> Iterator[Item]:
    yield Fill(paths=(Path.circle((x + 2.5, y + 1.5), 1.2),), colour=colours.CUT)


def _through(x: float, y: float) -> Iterator[Item]:
    circle = (Path.circle((x + 2.5, y + 1.5), 1.2),)
    yield Stroke(paths=circle, colour=colours.CUT, width=BOLD * 0.7)


def _pocket(x: float, y: float) -> Iterator[Item]:
    box = (Path.rectangle(x, y + 0.3, 5.0, 2.4),)
    yield Fill(paths=box, colour=POCKET_TINTS[1])
    yield Stroke(paths=box, colour=colours.CUT, width=THIN)


def _cut(x: float, y: float) -> Iterator[Item]:
    edge = (Path.polyline([(x, y + 1.5), (x + 5.0, y + 1.5)]),)
    yield Stroke(paths=edge, colour=colours.CUT, width=BOLD)


def _hidden(x: float, y: float) -> Iterator[Item]:
    box = (Path.rectangle(x, y + 0.3, 5.0, 2.4),)
    yield Stroke(paths=box, colour=colours.CUT, width=THIN, dash=DASH)


def _offcut(x: float, y: float) -> Iterator[Item]:
    yield hatch((x, y + 0.3, x + 5.0, y + 2.7), 1.2)
    box = (Path.rectangle(x, y + 0.3, 5.0, 2.4),)
    yield Stroke(paths=box, colour=colours.LINE_STRONG, width=THIN)


def _keepout(x: float, y: float) -> Iterator[Item]:
    yield crosses((x, y + 0.3, x + 5.0, y + 2.7))


_SIGNS: dict[str, Callable[[float, float], Iterator[Item]]] = {
    "furo": _blind,
    "passante": _through,
    "corte": _cut,
    "rasgo": _pocket,
    "outra_face": _hidden,
    "sobra": _offcut,
    "bloqueio": _keepout,
}
