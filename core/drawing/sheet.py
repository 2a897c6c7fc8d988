"""A sheet with everything on it: parts, operations, grain, offcuts, keep-outs, texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shapely.affinity import affine_transform

from core.drawing import colours
from core.drawing.captions import Caption, Line, caption_items, find_spot, plate
from core.drawing.display import Drawing, Fill, Item, Stroke, Text
from core.drawing.fonts import CAP_HEIGHT, elide, text_width
from core.drawing.machining import Ground, edge_items, operation_items
from core.drawing.patterns import crosses, grain, hatch
from core.drawing.room import taken_on
from core.geometry import Bounds, Matrix, Path
from core.layout.model import Offcut, PlacedPart, Sheet
from core.parts import Face
from core.units import millimetres

RULER = 7.0
"""Room for the sheet's own dimensions at the left and below, mm."""

EDGE = 0.5
"""Room for half the width of the sheet's border, mm."""

LEADERS = 5.0
"""Room above the sheet for the numbers of parts that are too small for any text, mm."""


_NAME_WIDTH = 16.0
"""Longest name inside a part, in ems."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetStyle:
    """What is drawn and how large.

    Args:
        turn: degrees counter-clockwise, after the mirrors; 0, 90, 180 or 270.
        mirror_x, mirror_y: the picture over its own upright or level middle.
        texts: captions in parts and offcuts.
        rulers: the sheet's dimensions, and numbers on leaders above it.
        operations: holes, grooves, pockets, cuts.
        sizes: em sizes of captions in mm, the largest first.
    """

    turn: int = 0
    mirror_x: bool = False
    mirror_y: bool = False
    texts: bool = True
    rulers: bool = True
    operations: bool = True
    sizes: tuple[float, ...] = (4.4, 3.8, 3.2, 2.7, 2.3, 2.0)
    outline: float = 0.3
    grounds: bool = True


PLAN = SheetStyle()


def sheet_drawing(sheet: Sheet, width: float, height: float, style: SheetStyle = PLAN) -> Drawing:
    """The sheet, as large as it fits into width × height mm, in the middle.

    Parts are numbered from 1 in the order of `sheet.parts`, as lists beside the drawing are.
    """
    matrix = sheet_view(sheet, width, height, style)
    items = [*_board(sheet, matrix, style)]
    waiting: list[tuple[int, Path]] = []
    for number, part in enumerate(sheet.parts, start=1):
        outline = part.outline.transformed(matrix)
        items.extend(_part(part, outline, matrix, style))
        if style.texts and not (found := _captions(number, part, outline, matrix, style)):
            waiting.append((number, outline))
        elif style.texts:
            items.extend(found)
    if style.rulers:
        box = _box(Path.rectangle(0.0, 0.0, sheet.length, sheet.width), matrix)
        items.extend(_rulers(sheet, box, style))
        items.extend(_leaders(waiting, box))
    return Drawing(width, height, tuple(items))


def up_face(part: PlacedPart) -> Face:
    """The face of the panel that is seen on the sheet."""
    return Face.BOTTOM if part.mirrored else Face.TOP


def sheet_view(sheet: Sheet, width: float, height: float, style: SheetStyle) -> Matrix:
    """From the sheet's frame to a drawing of this size: what `sheet_drawing` uses."""
    flips = Matrix(a=-1.0 if style.mirror_x else 1.0, d=-1.0 if style.mirror_y else 1.0)
    turned = flips.then(Matrix.turn(float(style.turn)))
    left, low, right, high = _box(Path.rectangle(0.0, 0.0, sheet.length, sheet.width), turned)
    start, above = (RULER, LEADERS) if style.rulers else (EDGE, EDGE)
    room_x, room_y = width - start - EDGE, height - start - above
    scale = min(room_x / (right - left), room_y / (high - low))
    gap_x = (room_x - (right - left) * scale) / 2 + start
    gap_y = (room_y - (high - low) * scale) / 2 + start
    return turned.then(Matrix(a=scale, d=scale, tx=gap_x - left * scale, ty=gap_y - low * scale))


def _box(path: Path, matrix: Matrix) -> Bounds:
    return path.transformed(matrix).bounds


def _board(sheet: Sheet, matrix: Matrix, style: SheetStyle) -> Iterator[Item]:
    whole = Path.rectangle(0.0, 0.0, sheet.length, sheet.width).transformed(matrix)
    yield Fill(paths=(whole,), colour=colours.SHEET)
    if sheet.has_grain:
        upright = abs(matrix.b) > abs(matrix.a)
        yield from grain(whole.bounds, upright=upright)
    for offcut in sheet.offcuts:
        yield from _offcut(offcut, matrix, style)
    for keepout in sheet.keepouts:
        area = Path.rectangle(keepout.x, keepout.y, keepout.length, keepout.width)
        yield crosses(_box(area, matrix))
    yield Stroke(paths=(whole,), colour=colours.CUT, width=style.outline * 1.5)


def _offcut(offcut: Offcut, matrix: Matrix, style: SheetStyle) -> Iterator[Item]:
    area = Path.rectangle(offcut.x, offcut.y, offcut.length, offcut.width).transformed(matrix)
    yield hatch(area.bounds)
    yield Stroke(paths=(area,), colour=colours.LINE_STRONG, width=style.outline)
    if not style.texts:
        return
    size = f"{millimetres(offcut.length)} × {millimetres(offcut.width)}"
    captions = ((Line(offcut.name, bold=True), Line(size)), (Line(offcut.name or "SB"),))
    spot = find_spot(area, (), captions, style.sizes)
    if spot is not None:
        yield plate(spot, colours.SURFACE)
        yield from caption_items(spot, colours.TEXT)


def _part(part: PlacedPart, outline: Path, matrix: Matrix, style: SheetStyle) -> Iterator[Item]:
    if style.grounds:
        yield Fill(paths=(outline,), colour=colours.PART)
    if style.operations:
        ground = Ground(matrix, up_face(part), part.thickness)
        yield from operation_items(part.operations, ground)
        size = (part.cut_length, part.cut_width)
        yield from edge_items(part.operations, part.matrix.then(matrix), size)
    yield Stroke(paths=(outline,), colour=colours.CUT, width=style.outline)


def _captions(
    number: int, part: PlacedPart, outline: Path, matrix: Matrix, style: SheetStyle
) -> list[Item]:
    shapes = taken_on(up_face(part), part.operations, part.thickness) if style.operations else []
    form = [matrix.a, matrix.c, matrix.b, matrix.d, matrix.tx, matrix.ty]
    taken = [affine_transform(shape, form) for shape in shapes]
    spot = find_spot(outline, taken, _texts(number, part), style.sizes)
    if spot is None:
        return []
    under = [plate(spot, colours.PART)] if spot.over else []
    return [*under, *caption_items(spot, colours.TEXT)]


def _texts(number: int, part: PlacedPart) -> tuple[Caption, ...]:
    """From all there is to say down to the number alone."""
    size = f"{millimetres(part.cut_length)} × {millimetres(part.cut_width)}"
    head = Line(str(number), bold=True)
    measure = Line(size, bold=True)
    name = elide(part.name, _NAME_WIDTH, 1.0) if part.name else ""
    full: tuple[Caption, ...] = ((head, Line(name, weight=0.8), measure),) if name else ()
    return (
        *full,
        (head, measure),
        (Line(f"{number} · {size}", bold=True),),
        (head,),
    )


def _rulers(sheet: Sheet, box: Bounds, style: SheetStyle) -> Iterator[Item]:
    """The sheet's own length and width, below and at the left."""
    left, low, right, high = box
    across, along = sheet.length, sheet.width
    if style.turn in (90, 270):
        across, along = along, across
    y, x = low - 2.2, left - 2.2
    ticks = (
        Path.polyline([(left, y), (right, y)]),
        Path.polyline([(left, y - 1), (left, y + 1)]),
        Path.polyline([(right, y - 1), (right, y + 1)]),
        Path.polyline([(x, low), (x, high)]),
        Path.polyline([(x - 1, low), (x + 1, low)]),
        Path.polyline([(x - 1, high), (x + 1, high)]),
    )
    yield Stroke(paths=ticks, colour=colours.LINE_STRONG, width=0.15)
    size = 3.4
    middle_x, middle_y = (left + right) / 2, (low + high) / 2
    yield from _dimension(middle_x, y - 0.9 - size * CAP_HEIGHT, millimetres(across), size, 0.0)
    yield from _dimension(x - 0.9, middle_y, millimetres(along), size, 90.0)


def _dimension(x: float, y: float, text: str, size: float, rotation: float) -> Iterator[Item]:
    yield Text(
        x=x,
        y=y,
        text=text,
        size=size,
        colour=colours.TEXT,
        bold=True,
        align="middle",
        rotation=rotation,
    )


def _leaders(waiting: Sequence[tuple[int, Path]], box: Bounds) -> Iterator[Item]:
    """Numbers above the sheet with a line down to parts that have no room for one."""
    size, free = 2.4, box[0]
    for number, outline in sorted(waiting, key=lambda entry: entry[1].bounds[0]):
        left, low, right, high = outline.bounds
        text = str(number)
        wide = text_width(text, size, bold=True)
        x = max((left + right) / 2, free + wide / 2)
        free = x + wide / 2 + 1.0
        base = box[3] + LEADERS - size * CAP_HEIGHT - 0.4
        line = Path.polyline([((left + right) / 2, (low + high) / 2), (x, base - 0.4)])
        yield Stroke(paths=(line,), colour=colours.TEXT_2, width=0.12)
        yield Text(
            x=x, y=base, text=text, size=size, colour=colours.TEXT, bold=True, align="middle"
        )
