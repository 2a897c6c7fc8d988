"""Whether a part can be what somebody says it is: its outline, and machining that stays on it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from shapely import LineString, Polygon, box
from shapely import Point as Dot

from core.errors import InputError, Value
from core.formats.limits import LARGEST_SIZE
from core.geometry import Path
from core.parts import Face, Operation, OperationKind

MOST_OPERATIONS = 2000
ON_THE_EDGE = 0.01
"""What lies this far beside the part is still on its edge, mm."""

OVERRUN = 30.0
"""A pocket, groove or cut may start and end this far outside; the handles do by 6 mm."""

OVERCUT = 5.0
"""How much deeper than the panel a through cut may be, mm; the factory's lines go 0.2."""

_CLOSED = (OperationKind.POCKET, OperationKind.INSIDE, OperationKind.OUTSIDE)


def check_size(length: float, width: float, thickness: float) -> None:
    """Sizes that a panel can have, mm.

    Raises:
        InputError: one is not.
    """
    if not all(0 < size <= LARGEST_SIZE for size in (length, width, thickness)):
        raise InputError("peca.tamanho", limite=LARGEST_SIZE)


def check_outline(outline: Path, length: float, width: float) -> Polygon:
    """The outline as an area.

    Raises:
        InputError: not one closed shape inside length by width (mm).
    """
    wrong = InputError("peca.contorno_invalido", comprimento=length, largura=width)
    if not outline.closed or len(outline.vertices) < 2 or not _finite(outline):
        raise wrong
    points = outline.points()
    x0, y0, x1, y1 = outline.bounds
    beside = max(-x0, -y0, x1 - length, y1 - width)
    if len(points) < 3 or beside > ON_THE_EDGE:
        raise wrong
    area = Polygon(points)
    if not area.is_valid or area.area <= 0:
        raise wrong
    return area


def check_operations(
    operations: Sequence[Operation], area: Polygon, size: tuple[float, float, float]
) -> None:
    """That every operation can be done to this part.

    Args:
        operations: all of the part.
        area: the part's outline.
        size: length, width and thickness, mm.

    Raises:
        InputError: the first that cannot, by its number from 1 and its layer, and why.
    """
    if len(operations) > MOST_OPERATIONS:
        raise InputError("peca.operacoes_demais", limite=MOST_OPERATIONS)
    for number, operation in enumerate(operations, start=1):
        for code, values in _faults(operation, area, size):
            layer = operation.layer or operation.kind.value
            raise InputError(code, numero=number, camada=layer, **values)


def _faults(
    operation: Operation, area: Polygon, size: tuple[float, float, float]
) -> Iterator[tuple[str, dict[str, Value]]]:
    if not _drawn_whole(operation):
        yield "peca.operacao_aberta", {}
        return
    yield from _depth_faults(operation, size)
    yield from _size_faults(operation, size[2])
    face = _edge_area(operation.face, size) if operation.face.is_edge else area
    if not _stays(operation, face):
        yield "peca.fora_da_peca", {}


def _drawn_whole(operation: Operation) -> bool:
    paths = (operation.path, *operation.islands)
    if not all(path.vertices and _finite(path) for path in paths):
        return False
    if operation.kind is OperationKind.DRILL:
        return True
    needed = 2
    closed = operation.kind in _CLOSED
    return all(
        len(path.vertices) >= needed and (path.closed or not closed) for path in paths
    ) and all(path.closed for path in operation.islands)


def _depth_faults(
    operation: Operation, size: tuple[float, float, float]
) -> Iterator[tuple[str, dict[str, Value]]]:
    if not operation.depth > 0:
        yield "peca.sem_profundidade", {}
    most = _material_behind(operation.face, size)
    allowed = most if operation.face.is_edge else most + OVERCUT
    if not operation.depth <= allowed:
        yield "peca.funda_demais", {"profundidade": operation.depth, "medida": most}


def _size_faults(operation: Operation, thickness: float) -> Iterator[tuple[str, dict[str, Value]]]:
    diameter, width = operation.diameter, operation.width
    if operation.kind is OperationKind.DRILL:
        if diameter is None or not diameter > 0:
            yield "peca.furo_sem_diametro", {}
        elif operation.face.is_edge and not _fits_edge(operation, diameter, thickness):
            yield "peca.furo_na_borda", {"medida": thickness}
    if operation.kind is OperationKind.GROOVE and (width is None or not width > 0):
        yield "peca.rasgo_sem_largura", {}


def _fits_edge(operation: Operation, diameter: float, thickness: float) -> bool:
    depth_in_panel = operation.path.start[1]
    return diameter / 2 - ON_THE_EDGE <= depth_in_panel <= thickness - diameter / 2 + ON_THE_EDGE


def _stays(operation: Operation, face: Polygon) -> bool:
    shape = _shape(operation.path)
    if operation.kind in (OperationKind.DRILL, OperationKind.INSIDE):
        return bool(face.buffer(ON_THE_EDGE).covers(shape))
    reach = max(1.0, (operation.width or 0.0) / 2)
    return bool(face.distance(shape) <= reach and box(*face.bounds).buffer(OVERRUN).covers(shape))


def _shape(path: Path) -> Dot | LineString | Polygon:
    points = path.points()
    if len(points) == 1:
        return Dot(points[0])
    if path.closed and len(points) > 2:
        return Polygon(points)
    return LineString(points)


def _edge_area(face: Face, size: tuple[float, float, float]) -> Polygon:
    along = size[0] if face in (Face.C1, Face.C2) else size[1]
    return box(0.0, 0.0, along, size[2])


def _material_behind(face: Face, size: tuple[float, float, float]) -> float:
    if not face.is_edge:
        return size[2]
    return size[1] if face in (Face.C1, Face.C2) else size[0]


def _finite(path: Path) -> bool:
    return all(math.isfinite(value) for vertex in path.vertices for value in vertex)
