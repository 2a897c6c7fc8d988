"""How operations look: by kind and depth, dashed where they are not on the face that lies up."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.drawing import colours
from core.drawing.display import Fill, Item, Stroke
from core.geometry import Matrix, Path, Point
from core.parts import Face, Operation, OperationKind

THIN, BOLD = 0.12, 0.35
DASH = (0.8, 0.6)
POCKET_TINTS = ("#DDE6EE", "#C3D3E0", "#A5BCCE")
"""Of pockets and grooves by depth: shallow, half way, deep."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What operations are drawn on.

    Args:
        matrix: from the operations' plane to the page, uniform scale.
        up: the face that is seen.
        thickness: of the panel, mm.
    """

    matrix: Matrix
    up: Face
    thickness: float

    def seen(self, operation: Operation) -> bool:
        """Whether the operation opens on the face that is seen."""
        return operation.face is self.up or self.through(operation)

    def through(self, operation: Operation) -> bool:
        """Whether nothing is left under it."""
        return operation.goes_through(self.thickness)

    def tint(self, operation: Operation) -> str:
        """Darker where it is deeper."""
        share = operation.depth / self.thickness if self.thickness else 0.0
        return POCKET_TINTS[0 if share < 0.34 else 1 if share < 0.67 else 2]


def operation_items(operations: Iterable[Operation], ground: Ground) -> Iterator[Item]:
    """Areas first, then lines, holes on top; edge operations are drawn by `edge_items`."""
    flat = [operation for operation in operations if not operation.face.is_edge]
    for operation in flat:
        if operation.kind in (OperationKind.POCKET, OperationKind.GROOVE):
            yield from _area(operation, ground)
    for operation in flat:
        if operation.kind in (OperationKind.INSIDE, OperationKind.OUTSIDE, OperationKind.LINE):
            yield from _cut(operation, ground)
    yield from _holes([o for o in flat if o.kind is OperationKind.DRILL], ground)


def _area(operation: Operation, ground: Ground) -> Iterator[Item]:
    shape = operation.path
    if operation.kind is OperationKind.GROOVE:
        shape = band(operation.path.points(0.5), operation.width or 0.0)
    paths = (shape.transformed(ground.matrix),)
    islands = tuple(island.transformed(ground.matrix) for island in operation.islands)
    if ground.seen(operation):
        yield Fill(paths=paths, colour=ground.tint(operation), holes=islands)
    dash = () if ground.seen(operation) else DASH
    yield Stroke(paths=paths + islands, colour=colours.CUT, width=THIN, dash=dash)


def _cut(operation: Operation, ground: Ground) -> Iterator[Item]:
    paths = (operation.path.transformed(ground.matrix),)
    through = ground.through(operation)
    if through and operation.kind is OperationKind.INSIDE:
        yield Fill(paths=paths, colour=colours.SURFACE)
    width = BOLD if through else THIN
    dash = () if ground.seen(operation) else DASH
    yield Stroke(paths=paths, colour=colours.CUT, width=width, dash=dash)


def _holes(drills: list[Operation], ground: Ground) -> Iterator[Item]:
    """Blind holes filled, through ones as rings, those of the other face dashed."""
    blind = [_circle(o, ground) for o in drills if o.face is ground.up and not ground.through(o)]
    through = [_circle(o, ground) for o in drills if ground.through(o)]
    hidden = [_circle(o, ground) for o in drills if not ground.seen(o)]
    if blind:
        yield Fill(paths=tuple(blind), colour=colours.CUT)
    if through:
        yield Fill(paths=tuple(through), colour=colours.SURFACE)
        yield Stroke(paths=tuple(through), colour=colours.CUT, width=BOLD * 0.7)
    if hidden:
        yield Stroke(paths=tuple(hidden), colour=colours.CUT, width=THIN, dash=DASH)


def _circle(operation: Operation, ground: Ground) -> Path:
    radius = (operation.diameter or 0.0) / 2 * scale_of(ground.matrix)
    return Path.circle(ground.matrix.apply(operation.path.start), max(radius, 0.2))


def edge_items(
    operations: Iterable[Operation], matrix: Matrix, size: tuple[float, float]
) -> Iterator[Item]:
    """Borings into the edges, dashed, as deep as they go.

    Args:
        operations: of any face; only those of edges are drawn.
        matrix: from the cut part's frame to the page.
        size: length and width of the cut part, mm.
    """
    lines = [
        Path.polyline(line).transformed(matrix)
        for operation in operations
        if operation.face.is_edge
        for line in _boring(operation, size)
    ]
    if lines:
        yield Stroke(paths=tuple(lines), colour=colours.CUT, width=THIN, dash=DASH)


def _boring(operation: Operation, size: tuple[float, float]) -> Iterator[tuple[Point, Point]]:
    u, depth = operation.path.start[0], operation.depth
    half = (operation.diameter or operation.width or 0.0) / 2
    length, width = size
    for at in (u - half, u + half):
        match operation.face:
            case Face.C1:
                yield (at, 0.0), (at, depth)
            case Face.C2:
                yield (at, width), (at, width - depth)
            case Face.L1:
                yield (0.0, at), (depth, at)
            case _:
                yield (length, at), (length - depth, at)


def band(points: list[Point], width: float) -> Path:
    """The area of a groove with square ends, around its centre line."""
    (x0, y0), (x1, y1) = points[0], points[-1]
    if len(points) > 2 or (x0, y0) == (x1, y1):
        return _bent_band(points, width)
    length = math.dist(points[0], points[-1])
    nx, ny = -(y1 - y0) / length * width / 2, (x1 - x0) / length * width / 2
    corners = ((x0 - nx, y0 - ny), (x1 - nx, y1 - ny), (x1 + nx, y1 + ny), (x0 + nx, y0 + ny))
    return Path.polyline(corners, closed=True)


def _bent_band(points: list[Point], width: float) -> Path:
    """Both sides of a bent centre line, corners mitred simply by the mean direction."""
    left: list[Point] = []
    right: list[Point] = []
    for index, (x, y) in enumerate(points):
        before, after = points[max(index - 1, 0)], points[min(index + 1, len(points) - 1)]
        dx, dy = after[0] - before[0], after[1] - before[1]
        length = math.hypot(dx, dy) or 1.0
        nx, ny = -dy / length * width / 2, dx / length * width / 2
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    return Path.polyline([*right, *reversed(left)], closed=True)


def scale_of(matrix: Matrix) -> float:
    """How much a uniform map enlarges."""
    return math.hypot(matrix.a, matrix.b)
