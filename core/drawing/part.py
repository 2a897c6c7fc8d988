"""One part as a drawing: the face that is worked on, its four edges around it, dimensions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.drawing import colours
from core.drawing.display import Drawing, Fill, Item, Stroke, Text
from core.drawing.fonts import CAP_HEIGHT, text_width
from core.drawing.machining import BOLD, THIN, Ground, operation_items
from core.drawing.words import describe
from core.geometry import Matrix, Path, Point
from core.parts import Band, Face, Operation, OperationKind, Part
from core.units import millimetres

EDGE_GAP = 5.0
"""Between the face and the strip that shows an edge, mm."""

AROUND = 13.0
"""Room for strips, names and dimensions at every side besides the strips' own height, mm."""

LEAST_STRIP = 3.0
"""A thin edge is drawn at least this high, mm."""

TAG = 2.6
MOST_TAGS = 12
"""Of more equal operations only the first and the last carry their letter."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """Equal operations under one letter."""

    tag: str
    face: Face
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class View:
    """How the part lies on the page.

    Args:
        matrix: from the finished frame to the page, uniform scale.
        scale: millimetres of paper to one of the part.
        strip: height of the edges' strips, mm.
    """

    part: Part
    face: Face
    matrix: Matrix
    scale: float
    strip: float


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
    view = _view(part, width, height, face)
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


def _view(part: Part, width: float, height: float, face: Face) -> View:
    room_x, room_y = width - 2 * AROUND, height - 2 * AROUND
    scale = min(
        (room_x - 2 * LEAST_STRIP) / part.length,
        (room_y - 2 * LEAST_STRIP) / part.width,
        room_x / (part.length + 2 * part.thickness),
        room_y / (part.width + 2 * part.thickness),
    )
    lies = Matrix() if face is Face.TOP else Matrix(d=-1.0, ty=part.width)
    corner_x = (width - part.length * scale) / 2
    corner_y = (height - part.width * scale) / 2
    matrix = lies.then(Matrix(a=scale, d=scale, tx=corner_x, ty=corner_y))
    return View(part, face, matrix, scale, max(LEAST_STRIP, part.thickness * scale))


def _strip_matrix(view: View, edge: Face) -> Matrix:
    """From (u, distance from the face that is seen) of an edge to the page."""
    part = view.part
    starts: dict[Face, tuple[Point, Point, Point]] = {
        # origin of u, direction of u, outward, in the finished frame
        Face.C1: ((0.0, 0.0), (1.0, 0.0), (0.0, -1.0)),
        Face.C2: ((0.0, part.width), (1.0, 0.0), (0.0, 1.0)),
        Face.L1: ((0.0, 0.0), (0.0, 1.0), (-1.0, 0.0)),
        Face.L3: ((part.length, 0.0), (0.0, 1.0), (1.0, 0.0)),
    }
    origin, along, outward = starts[edge]
    gap = EDGE_GAP / view.scale
    stretch = view.strip / (part.thickness * view.scale)
    plane = Matrix(
        along[0],
        along[1],
        outward[0] * stretch,
        outward[1] * stretch,
        origin[0] + outward[0] * gap,
        origin[1] + outward[1] * gap,
    )
    return plane.then(view.matrix)


def _strip(view: View, edge: Face) -> Iterator[Item]:
    part = view.part
    matrix = _strip_matrix(view, edge)
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
    return Path.circle(_edge_point(view, operation, matrix), radius)


def _edge_point(view: View, operation: Operation, matrix: Matrix) -> Point:
    """V counts from the top face; the strip from the face that is seen."""
    u, v = operation.path.start
    return matrix.apply((u, v if view.face is Face.TOP else view.part.thickness - v))


def _band(part: Part, edge: Face) -> Band | None:
    bands = part.bands
    return {Face.C1: bands.c1, Face.C2: bands.c2, Face.L1: bands.l1, Face.L3: bands.l3}[edge]


def _tags(view: View) -> Iterator[Item]:
    """A letter beside every operation, and what it is beside the first of its kind."""
    _, _, right, _ = view.part.outline.transformed(view.matrix).bounds
    for group in tagged(view.part):
        for number, operation in enumerate(_shown(group.operations)):
            x, y = _centre(view, operation)
            off = (operation.diameter or 0.0) / 2 * view.scale + 0.5
            text = group.tag if number else f"{group.tag} {describe(operation)}"
            spills = x + off + text_width(text, TAG, bold=True) > right + EDGE_GAP
            yield Text(
                x=x - off if spills else x + off,
                y=y + off,
                text=text,
                size=TAG,
                colour=colours.ACCENT,
                bold=True,
                align="end" if spills else "start",
            )


def _centre(view: View, operation: Operation) -> Point:
    """The middle of an operation on the page."""
    if operation.face.is_edge:
        return _edge_point(view, operation, _strip_matrix(view, operation.face))
    left, low, right, high = operation.path.bounds
    return view.matrix.apply(((left + right) / 2, (low + high) / 2))


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
