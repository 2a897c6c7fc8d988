"""One part as a drawing: the face that is worked on, its four edges around it, dimensions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.drawing import colours
from core.drawing.display import Drawing, Fill, Item, Stroke, Text
from core.drawing.fonts import CAP_HEIGHT, text_width
from core.drawing.machining import BOLD, THIN, Ground, operation_items
from core.drawing.part_view import EDGE_GAP, View, edge_point, strip_matrix, view_of
from core.drawing.words import describe
from core.geometry import Bounds, Matrix, Path
from core.parts import Band, Face, Operation, OperationKind, Part
from core.units import millimetres

TAG = 2.6
TAG_GAP = 0.4
"""Free between two tags, and between a tag and the border, mm."""
MOST_TAGS = 12
"""Of more equal operations only the first and the last carry their letter."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """Equal operations under one letter."""

    tag: str
    face: Face
    operations: tuple[Operation, ...]


def tagged(part: Part) -> tuple[Tagged, ...]:
    """The part's operations grouped by face, kind and size, each with a letter."""
    groups: dict[tuple[object, ...], list[Operation]] = {}
    for operation in sorted(part.operations, key=_order):
        size = (operation.diameter, operation.width, operation.depth, part.is_through(operation))
        groups.setdefault((operation.face, operation.kind, *size), []).append(operation)
    return tuple(
        Tagged(_letter(number), found[0].face, tuple(found))
        for number, found in enumerate(groups.values())
    )


def part_drawing(part: Part, width: float, height: float, face: Face = Face.TOP) -> Drawing:
    """The finished part in width × height mm.

    Args:
        part: what to draw.
        width: of the drawing, mm.
        height: of the drawing, mm.
        face: the one that is looked at: top, or bottom after the part was turned over about
            its X axis.

    Operations on the face are drawn full, those of the other face dashed. The strips around
    it show the edges, with the side that meets the face turned towards it. The mark "A" stands
    at the part's origin.
    """
    view = view_of(part, width, height, face)
    ground = Ground(view.matrix, face, part.thickness)
    outline = part.outline.transformed(view.matrix)
    items: list[Item] = [Fill(paths=(outline,), colour=colours.PART)]
    items.extend(operation_items(part.operations, ground))
    items.append(Stroke(paths=(outline,), colour=colours.CUT, width=0.35))
    for edge in (Face.C1, Face.C2, Face.L1, Face.L3):
        items.extend(_strip(view, edge))
    items.extend(_tags(view))
    items.extend(_dimensions(view))
    items.extend(_mark(view))
    return Drawing(width, height, tuple(items))


def _order(operation: Operation) -> tuple[object, ...]:
    x, y, _, _ = operation.path.bounds
    size = (operation.diameter or 0.0, operation.width or 0.0, operation.depth)
    return (list(Face).index(operation.face), operation.kind.value, *size, x, y)


def _letter(number: int) -> str:
    """From a to z, then aa, ab and so on."""
    head, tail = divmod(number, 26)
    return (_letter(head - 1) if head else "") + chr(ord("a") + tail)


def _strip(view: View, edge: Face) -> Iterator[Item]:
    part = view.part
    matrix = strip_matrix(view, edge)
    long = part.length if edge in (Face.C1, Face.C2) else part.width
    corners = ((0.0, 0.0), (long, 0.0), (long, part.thickness), (0.0, part.thickness))
    strip = Path.polyline((matrix.apply(corner) for corner in corners), closed=True)
    yield Fill(paths=(strip,), colour=colours.SURFACE_2)
    yield Stroke(paths=(strip,), colour=colours.CUT, width=THIN)
    if _band(part, edge) is not None:
        side = Path.polyline([strip.vertices[0][:2], strip.vertices[1][:2]])
        yield Stroke(paths=(side,), colour=colours.ACCENT, width=BOLD * 2)
    holes = [
        _hole(view, operation, matrix) for operation in part.operations if _is(operation, edge)
    ]
    if holes:
        yield Fill(paths=tuple(holes), colour=colours.CUT)
    yield _edge_name(strip, edge)


def _edge_name(strip: Path, edge: Face) -> Text:
    """Left of the strips that lie, above those that stand."""
    size = 2.6
    left, low, right, high = strip.bounds
    lies = edge in (Face.C1, Face.C2)
    x, y = (left - 3.2, (low + high) / 2) if lies else ((left + right) / 2, high + 2.0)
    return Text(
        x=x,
        y=y - size * CAP_HEIGHT / 2,
        text=edge.value,
        size=size,
        colour=colours.TEXT_2,
        bold=True,
        align="middle",
    )


def _is(operation: Operation, edge: Face) -> bool:
    return operation.face is edge and operation.kind is OperationKind.DRILL


def _hole(view: View, operation: Operation, matrix: Matrix) -> Path:
    radius = max((operation.diameter or 0.0) / 2 * view.scale, 0.25)
    return Path.circle(edge_point(view, operation, matrix), radius)


def _band(part: Part, edge: Face) -> Band | None:
    bands = part.bands
    return {Face.C1: bands.c1, Face.C2: bands.c2, Face.L1: bands.l1, Face.L3: bands.l3}[edge]


def _tags(view: View) -> Iterator[Item]:
    """A letter beside every operation, and what it is beside the first of its kind."""
    taken = [*_hole_boxes(view)]
    for group in tagged(view.part):
        for number, operation in enumerate(_shown(group.operations)):
            text = group.tag if number else f"{group.tag} {describe(operation)}"
            if operation.face.is_edge:
                yield _edge_tag(view, operation, text)
            else:
                yield _face_tag(view, operation, text, taken)


def _hole_boxes(view: View) -> Iterator[Bounds]:
    for operation in view.part.operations:
        if operation.kind is OperationKind.DRILL and not operation.face.is_edge:
            x, y = view.matrix.apply(operation.path.start)
            radius = (operation.diameter or 0.0) / 2 * view.scale
            yield (x - radius, y - radius, x + radius, y + radius)


def _face_tag(view: View, operation: Operation, text: str, taken: list[Bounds]) -> Text:
    """Beside the operation, in the part, on no hole and no other tag; the nearest such place.

    `taken` holds the boxes of holes and tags so far and gets this one's.
    """
    left, low, right, high = operation.path.bounds
    x, y = view.matrix.apply(((left + right) / 2, (low + high) / 2))
    board = view.part.outline.transformed(view.matrix).bounds
    off = (operation.diameter or operation.width or 0.0) / 2 * view.scale + 0.5
    wide, tall = text_width(text, TAG, bold=True), TAG * CAP_HEIGHT
    boxes = [_tag_box(x, y, side * off, rise, (wide, tall)) for rise, side in _places(off, tall)]
    free = (box for box in boxes if _within(box, board) and not any(_meet(box, t) for t in taken))
    box = next(free, boxes[0])
    taken.append(box)
    return _tag(box[0], box[1], text, back=False)


def _places(off: float, tall: float) -> Iterator[tuple[float, int]]:
    """Base line over the operation's middle and side (1 right, -1 left), the nearest first."""
    for step in range(6):
        for rise in (off + step * 1.5 * tall, -off - tall - step * 1.5 * tall):
            yield rise, 1
            yield rise, -1


def _tag_box(x: float, y: float, aside: float, rise: float, size: tuple[float, float]) -> Bounds:
    left = x + aside if aside > 0 else x + aside - size[0]
    return (left, y + rise, left + size[0], y + rise + size[1])


def _within(box: Bounds, board: Bounds) -> bool:
    return (
        box[0] >= board[0] + TAG_GAP
        and box[1] >= board[1] + TAG_GAP
        and box[2] <= board[2] - TAG_GAP
        and box[3] <= board[3] - TAG_GAP
    )


def _meet(box: Bounds, other: Bounds) -> bool:
    return (
        box[0] < other[2] + TAG_GAP
        and other[0] < box[2] + TAG_GAP
        and box[1] < other[3] + TAG_GAP
        and other[1] < box[3] + TAG_GAP
    )


def _edge_tag(view: View, operation: Operation, text: str) -> Text:
    """In the gap between the edge's strip and the face, along it."""
    matrix = strip_matrix(view, operation.face)
    half_gap = EDGE_GAP / 2 * view.part.thickness / view.strip
    x, y = matrix.apply((operation.path.start[0], -half_gap))
    drop = TAG * CAP_HEIGHT / 2
    _, _, right, high = view.part.outline.transformed(view.matrix).bounds
    wide = text_width(text, TAG, bold=True)
    if operation.face in (Face.C1, Face.C2):
        return _tag(x, y - drop, text, back=x + wide > right)
    return _tag(x + drop, y, text, back=y + wide > high, rotation=90.0)


def _tag(x: float, y: float, text: str, *, back: bool, rotation: float = 0.0) -> Text:
    return Text(
        x=x,
        y=y,
        text=text,
        size=TAG,
        colour=colours.ACCENT,
        bold=True,
        align="end" if back else "start",
        rotation=rotation,
    )


def _shown(operations: Sequence[Operation]) -> Sequence[Operation]:
    if len(operations) <= MOST_TAGS:
        return operations
    return (operations[0], operations[-1])


def _dimensions(view: View) -> Iterator[Item]:
    """Finished length below, finished width at the left."""
    part = view.part
    left, low, right, high = (
        Path.rectangle(0.0, 0.0, part.length, part.width).transformed(view.matrix).bounds
    )
    away = EDGE_GAP + view.strip + 2.0
    y, x = low - away, left - away
    lines = (
        Path.polyline([(left, y), (right, y)]),
        Path.polyline([(left, y - 1), (left, y + 1)]),
        Path.polyline([(right, y - 1), (right, y + 1)]),
        Path.polyline([(x, low), (x, high)]),
        Path.polyline([(x - 1, low), (x + 1, low)]),
        Path.polyline([(x - 1, high), (x + 1, high)]),
    )
    yield Stroke(paths=lines, colour=colours.LINE_STRONG, width=0.15)
    size = 3.6
    yield _figure((left + right) / 2, y - 0.8 - size * CAP_HEIGHT, part.length, size, 0.0)
    yield _figure(x - 0.8, (low + high) / 2, part.width, size, 90.0)


def _figure(x: float, y: float, value: float, size: float, rotation: float) -> Text:
    return Text(
        x=x,
        y=y,
        text=millimetres(value),
        size=size,
        bold=True,
        align="middle",
        rotation=rotation,
    )


def _mark(view: View) -> Iterator[Item]:
    """The mark "A" at the origin, outside the part's corner."""
    side = 4.0
    x, y = view.matrix.apply((0.0, 0.0))
    low = y - side - 0.5 if view.face is Face.TOP else y + 0.5
    yield Fill(paths=(Path.rectangle(x - side - 0.5, low, side, side),), colour=colours.CUT)
    em = side * 0.8
    yield Text(
        x=x - side / 2 - 0.5 - text_width("A", em, bold=True) / 2,
        y=low + (side - em * CAP_HEIGHT) / 2,
        text="A",
        size=em,
        colour=colours.SURFACE,
        bold=True,
    )
