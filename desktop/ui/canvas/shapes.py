"""The shapes of a sheet as few Qt paths, built once; Y turned down as screens have it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import shapely
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath

from core.geometry import Matrix, Path, Point, arc_of
from core.layout.model import PlacedPart, Sheet
from core.parts import Face, Operation, OperationKind
from core.parts.model import THROUGH_WITHIN

_GRAIN_STEP = 45.0
_HATCH_STEP = 60.0
_DOT = 3.5
"""Pixels under which a hole is a dot."""


@dataclass(slots=True)
class Work:
    """Operations by the way they are drawn; deeper pockets are darker."""

    pockets: dict[int, QPainterPath] = field(default_factory=dict)
    thin: QPainterPath = field(default_factory=QPainterPath)
    bold: QPainterPath = field(default_factory=QPainterPath)
    openings: QPainterPath = field(default_factory=QPainterPath)
    blind: list[QRectF] = field(default_factory=list)
    through: QPainterPath = field(default_factory=QPainterPath)
    hidden: QPainterPath = field(default_factory=QPainterPath)


@dataclass(slots=True)
class PartShape:
    """One part's outline, its box and the box its texts may fill, in the item's frame."""

    part: PlacedPart
    outline: QPainterPath
    box: QRectF
    room: QRectF
    category: int


@dataclass(slots=True)
class SheetShapes:
    """All of one sheet.

    Args:
        plain: plain rectangles by category; they are painted without smoothing, crisp and fast.
        fills: the other parts of a category in one path, openings left out.
        outlines: of those other parts in one path.
    """

    board: QRectF
    parts: list[PartShape]
    plain: dict[int, list[QRectF]]
    fills: dict[int, QPainterPath]
    outlines: QPainterPath
    offcuts: list[QRectF]
    hatch: QPainterPath
    coarse_hatch: QPainterPath
    keepouts: QPainterPath
    grain: list[QLineF]


def sheet_shapes(sheet: Sheet, categories: Sequence[int]) -> SheetShapes:
    """Build the paths of a sheet; `categories` has one number for each of its parts."""
    down = Matrix(d=-1.0, ty=sheet.width)
    parts: list[PartShape] = []
    plain: dict[int, list[QRectF]] = {}
    fills: dict[int, QPainterPath] = {}
    outlines = QPainterPath()
    for part, category in zip(sheet.parts, categories, strict=True):
        holes = part.holes
        if not holes and part.outline.is_rectangle():
            shape = _plain(part, sheet.width, category)
            plain.setdefault(category, []).append(shape.box)
            parts.append(shape)
            continue
        outline = qt_path(part.outline.transformed(down))
        box = outline.boundingRect()
        parts.append(PartShape(part, outline, box, _room(part, down, box), category))
        fills.setdefault(category, QPainterPath()).addPath(outline)
        for hole in holes:
            fills[category].addPath(qt_path(hole.transformed(down)))
        outlines.addPath(outline)
    offcuts = [QRectF(o.x, sheet.width - o.y - o.width, o.length, o.width) for o in sheet.offcuts]
    keepouts = [QRectF(k.x, sheet.width - k.y - k.width, k.length, k.width) for k in sheet.keepouts]
    board = QRectF(0, 0, sheet.length, sheet.width)
    return SheetShapes(
        board=board,
        parts=parts,
        plain=plain,
        fills=fills,
        outlines=outlines,
        offcuts=offcuts,
        hatch=_hatch(offcuts, _HATCH_STEP),
        coarse_hatch=_hatch(offcuts, 2 * _HATCH_STEP),
        keepouts=_crosses(keepouts),
        grain=_grain(board) if sheet.has_grain else [],
    )


def _room(part: PlacedPart, down: Matrix, box: QRectF) -> QRectF:
    """Where a text lies inside the part: the whole of a plain one, else its roomiest spot."""
    holes = part.holes
    ring = part.outline.transformed(down).points(1.0)
    shape = shapely.Polygon(ring, [hole.transformed(down).points(1.0) for hole in holes])
    if not shape.is_valid:
        return box
    centre = shapely.maximum_inscribed_circle(shape, tolerance=5.0).coords[0]
    across = _span(shape, centre, along_x=True)
    tall = _span(shape, centre, along_x=False)
    # a cross of free lines is wider than a free rectangle; be modest in the longer direction
    if across[1] - across[0] < tall[1] - tall[0]:
        tall = _shrunk(tall)
    else:
        across = _shrunk(across)
    return QRectF(QPointF(across[0], tall[0]), QPointF(across[1], tall[1]))


def _span(shape: shapely.Polygon, centre: Point, *, along_x: bool) -> tuple[float, float]:
    """The free stretch of the straight line through a point of the shape."""
    x0, y0, x1, y1 = shape.bounds
    x, y = centre
    line = [(x0, y), (x1, y)] if along_x else [(x, y0), (x, y1)]
    axis = 0 if along_x else 1
    found = shapely.intersection(shape, shapely.LineString(line))
    for piece in shapely.get_parts(found):
        ends = sorted((piece.bounds[axis], piece.bounds[axis + 2]))
        if ends[0] - 1e-6 <= centre[axis] <= ends[1] + 1e-6:
            return ends[0], ends[1]
    return centre[axis], centre[axis]


def _shrunk(span: tuple[float, float]) -> tuple[float, float]:
    low, high = span
    trim = (high - low) * 0.1
    return low + trim, high - trim


def sheet_work(sheet: Sheet) -> Work:
    """The operations of all parts of a sheet; only needed when somebody looks near."""
    down = Matrix(d=-1.0, ty=sheet.width)
    work = Work()
    for part in sheet.parts:
        add_operations(work, part.operations, down, upper_face(part), part.thickness)
        size = (part.cut_length, part.cut_width)
        add_edge_operations(work, part.operations, part.matrix.then(down), size)
    return work


def _plain(part: PlacedPart, sheet_width: float, category: int) -> PartShape:
    left, low, right, high = part.bounds
    box = QRectF(left, sheet_width - high, right - left, high - low)
    outline = QPainterPath()
    outline.addRect(box)
    return PartShape(part, outline, box, box, category)


def upper_face(part: PlacedPart) -> Face:
    """The face that is seen from above."""
    return Face.BOTTOM if part.mirrored else Face.TOP


def qt_path(path: Path) -> QPainterPath:
    """Lines and true arcs."""
    found = QPainterPath(QPointF(*path.start))
    for segment in path.segments():
        if segment.bulge == 0.0:
            found.lineTo(*segment.end)
            continue
        arc = arc_of(segment.start, segment.end, segment.bulge)
        (x, y), r = arc.centre, arc.radius
        # Qt counts angles against the downward Y axis
        found.arcTo(
            QRectF(x - r, y - r, 2 * r, 2 * r), -math.degrees(arc.start), -math.degrees(arc.sweep)
        )
    if path.closed:
        found.closeSubpath()
    return found


def add_operations(
    work: Work, operations: Iterable[Operation], matrix: Matrix, up: Face, thickness: float
) -> None:
    """Sort the operations of the two large faces into the paths they are drawn with.

    Args:
        work: gets them.
        operations: in the frame that `matrix` starts from.
        matrix: to the picture; Y down.
        up: the face that is seen.
        thickness: of the panel, mm.
    """
    for operation in operations:
        if operation.face.is_edge:
            continue
        deep = operation.through or operation.depth >= thickness - THROUGH_WITHIN
        seen = operation.face is up or deep
        if operation.kind is OperationKind.DRILL:
            radius = (operation.diameter or 1.0) / 2
            centre = QPointF(*matrix.apply(operation.path.start))
            _add_hole(work, centre, radius, deep=deep, seen=seen)
            continue
        shape = qt_path(_shape(operation).transformed(matrix))
        for island in operation.islands:
            shape.addPath(qt_path(island.transformed(matrix)))
        _target(work, operation, deep, seen, thickness).addPath(shape)
        if seen and operation.kind in (OperationKind.POCKET, OperationKind.GROOVE):
            work.thin.addPath(shape)
        if seen and deep and operation.kind is OperationKind.INSIDE:
            work.openings.addPath(shape)


def _add_hole(work: Work, centre: QPointF, radius: float, *, deep: bool, seen: bool) -> None:
    if seen and not deep:
        box = QRectF(0.0, 0.0, 2 * radius, 2 * radius)
        box.moveCenter(centre)
        work.blind.append(box)
    else:
        (work.through if seen else work.hidden).addEllipse(centre, radius, radius)


def _target(
    work: Work, operation: Operation, deep: bool, seen: bool, thickness: float
) -> QPainterPath:
    if not seen:
        return work.hidden
    match operation.kind:
        case OperationKind.POCKET | OperationKind.GROOVE:
            share = operation.depth / thickness if thickness else 0.0
            depth = 1 if share < 0.34 else 2 if share < 0.67 else 3
            return work.pockets.setdefault(depth, QPainterPath())
        case _:
            return work.bold if deep else work.thin


def _shape(operation: Operation) -> Path:
    if operation.kind is OperationKind.GROOVE and operation.width:
        return groove_area(operation.path, operation.width)
    return operation.path


def groove_area(path: Path, width: float) -> Path:
    """The band of a groove around its centre line, ends square."""
    points = path.points(_GROOVE_CHORD)
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


_GROOVE_CHORD = 0.1


def add_edge_operations(
    work: Work, operations: Iterable[Operation], matrix: Matrix, size: tuple[float, float]
) -> None:
    """Borings into the four edges, as hidden lines as deep as they go.

    Args:
        work: gets them.
        operations: of any face; those of the large ones are left alone.
        matrix: from the cut part's frame to the picture.
        size: length and width of the cut part, mm.
    """
    length, width = size
    for operation in operations:
        if not operation.face.is_edge:
            continue
        u, depth = operation.path.start[0], operation.depth
        half = (operation.diameter or operation.width or 1.0) / 2
        low, high = u - half, u + half
        corners: dict[Face, tuple[Point, Point]] = {
            Face.C1: ((low, 0.0), (high, depth)),
            Face.C2: ((low, width - depth), (high, width)),
            Face.L1: ((0.0, low), (depth, high)),
            Face.L3: ((length - depth, low), (length, high)),
        }
        (x0, y0), (x1, y1) = corners[operation.face]
        box = Path.rectangle(x0, y0, x1 - x0, y1 - y0)
        work.hidden.addPath(qt_path(box.transformed(matrix)))


def _hatch(boxes: Sequence[QRectF], step: float) -> QPainterPath:
    found = QPainterPath()
    for box in boxes:
        span = box.width() + box.height()
        for number in range(1, math.ceil(span / step)):
            at = number * step
            x0, y0 = min(at, box.width()), max(0.0, at - box.width())
            x1, y1 = max(0.0, at - box.height()), min(at, box.height())
            found.moveTo(box.left() + x0, box.top() + y0)
            found.lineTo(box.left() + x1, box.top() + y1)
    return found


def _crosses(boxes: Sequence[QRectF]) -> QPainterPath:
    found = QPainterPath()
    for box in boxes:
        found.addRect(box)
        found.moveTo(box.topLeft())
        found.lineTo(box.bottomRight())
        found.moveTo(box.topRight())
        found.lineTo(box.bottomLeft())
    return found


def _grain(board: QRectF) -> list[QLineF]:
    """Broken lines along the length, shifted row by row."""
    found: list[QLineF] = []
    rows = int(board.height() // _GRAIN_STEP)
    for row in range(1, rows + 1):
        y, x = row * _GRAIN_STEP, (row * 137.0) % 260.0
        while x < board.width():
            found.append(QLineF(x, y, min(x + 190.0, board.width()), y))
            x += 260.0
    return found


def paint_blind(painter: QPainter, holes: Sequence[QRectF], scale: float, ink: QColor) -> None:
    """Filled holes; from far away as dots, which is what their circles would come to.

    Args:
        painter: in the frame of the holes.
        holes: boxes around the circles.
        scale: pixels of the screen a mm.
        ink: of the filling.
    """
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    dots: list[QRectF] = []
    for box in holes:
        if box.width() * scale < _DOT:
            dots.append(box)
        else:
            painter.drawEllipse(box)
    if dots:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.drawRects(dots)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
