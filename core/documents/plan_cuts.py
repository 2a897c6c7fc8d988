"""The saw's page of a sheet: numbered cuts on the drawing, and the steps as a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.documents.page import (
    FOOT,
    HEIGHT,
    MARGIN,
    RIGHT,
    WIDTH,
    Column,
    Table,
    heading,
    table_items,
    table_pages,
)
from core.documents.plan_sheet import BODY_TOP, LIST_LEFT, PICTURE_HEIGHT, PICTURE_WIDTH, title
from core.documents.saw import SawStep, saw_steps
from core.drawing import colours
from core.drawing.display import Drawing, Fill, Item, Stroke, Text, placed
from core.drawing.fonts import CAP_HEIGHT, text_width
from core.drawing.sheet import SheetStyle, sheet_drawing, sheet_view
from core.geometry import Bounds, Path, Point
from core.layout.model import Sheet
from core.messages import say
from core.units import millimetres

STYLE = SheetStyle(operations=False, sizes=(3.2, 2.7, 2.3, 2.0))
TAG = 2.5
"""Em size of a cut's number on the drawing, mm."""


def cut_pages(sheet: Sheet) -> Iterator[Drawing]:
    """The page with the sequence of cuts; none for a sheet without a cutting tree."""
    steps = saw_steps(sheet)
    if not steps:
        return
    table = steps_table(steps)
    room = table.fits(BODY_TOP - FOOT)
    head = say("documentos.plano_cortes", title=title(sheet))
    note = say("documentos.plano_cortes_nota", count=len(steps), metres=_metres(steps))
    items = [
        *heading(head, note),
        *_picture(sheet, steps),
        *table_items(table.part(0, room), LIST_LEFT, BODY_TOP),
    ]
    yield Drawing(WIDTH, HEIGHT, tuple(items))
    if len(steps) > room:
        more = say("documentos.plano_continua", title=head)
        yield from table_pages(table.part(room, len(steps)), more)


def steps_table(steps: Sequence[SawStep]) -> Table:
    """One row a cut: number, phase, direction, fence, position, length, what comes off."""
    wide = (RIGHT - LIST_LEFT) / 81.0
    columns = (
        Column(say("documentos.col_numero"), 8.0 * wide, "end", bold=True),
        Column(say("documentos.col_fase"), 10.0 * wide),
        Column(say("documentos.col_direcao"), 10.0 * wide, "middle"),
        Column(say("documentos.col_batente"), 15.0 * wide, "end", bold=True),
        Column(say("documentos.col_posicao"), 14.0 * wide, "end"),
        Column(say("documentos.col_comprimento"), 14.0 * wide, "end"),
        Column(say("documentos.col_sai"), 10.0 * wide, "end"),
    )
    size, row = (2.8, 4.4) if len(steps) <= 30 else (2.5, 3.6)
    return Table(columns, tuple(_row(step) for step in steps), size, row)


def _row(step: SawStep) -> tuple[str, ...]:
    return (
        str(step.number),
        say("documentos.fase_refilo") if step.phase == 0 else str(step.phase),
        say("documentos.direcao_y" if step.upright else "documentos.direcao_x"),
        millimetres(step.measure),
        millimetres(step.start[0] if step.upright else step.start[1]),
        millimetres(step.length),
        "" if step.result is None else str(step.result + 1),
    )


def _metres(steps: Sequence[SawStep]) -> str:
    return f"{sum(step.length for step in steps) / 1000:.1f}".replace(".", ",")


def _picture(sheet: Sheet, steps: Sequence[SawStep]) -> tuple[Item, ...]:
    drawing = sheet_drawing(sheet, PICTURE_WIDTH, PICTURE_HEIGHT, STYLE)
    view = sheet_view(sheet, PICTURE_WIDTH, PICTURE_HEIGHT, STYLE)
    whole = Path.rectangle(0.0, 0.0, sheet.length, sheet.width).transformed(view).bounds
    lines = tuple(Path.polyline([view.apply(s.start), view.apply(s.end)]) for s in steps)
    items: list[Item] = [*drawing.items]
    items.append(Stroke(paths=lines, colour=colours.ACCENT, width=0.35))
    items.extend(_tags(steps, lines))
    return placed(items, MARGIN, BODY_TOP - whole[3])


def _tags(steps: Sequence[SawStep], lines: Sequence[Path]) -> Iterator[Item]:
    """A number on every cut, moved along it until it covers no other number."""
    taken: list[Bounds] = []
    for step, line in zip(steps, lines, strict=True):
        text = str(step.number)
        wide, high = text_width(text, TAG, bold=True) + 1.4, TAG * 1.25
        spot = _tag_spot(line, (wide, high), taken)
        box = (spot[0] - wide / 2, spot[1] - high / 2, spot[0] + wide / 2, spot[1] + high / 2)
        taken.append(box)
        yield Fill(paths=(Path.rectangle(box[0], box[1], wide, high),), colour=colours.ACCENT)
        yield Text(
            x=spot[0],
            y=spot[1] - TAG * CAP_HEIGHT / 2,
            text=text,
            size=TAG,
            colour=colours.SURFACE,
            bold=True,
            align="middle",
        )


def _tag_spot(line: Path, size: tuple[float, float], taken: Sequence[Bounds]) -> Point:
    (x0, y0, _), (x1, y1, _) = line.vertices
    shares = [0.5, *(0.5 + side * n / 20 for n in range(1, 10) for side in (-1, 1))]
    for share in shares:
        spot = (x0 + (x1 - x0) * share, y0 + (y1 - y0) * share)
        if not any(_touch(spot, size, box) for box in taken):
            return spot
    return (x0 + x1) / 2, (y0 + y1) / 2


def _touch(spot: Point, size: tuple[float, float], box: Bounds) -> bool:
    gap = 0.3
    beside = spot[0] + size[0] / 2 + gap < box[0] or spot[0] - size[0] / 2 - gap > box[2]
    above = spot[1] + size[1] / 2 + gap < box[1] or spot[1] - size[1] / 2 - gap > box[3]
    return not (beside or above)
