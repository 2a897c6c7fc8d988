"""Operations that a drawing has twice, and those that lie beside the part."""

from __future__ import annotations

from collections.abc import Iterable

from shapely import LineString, Polygon, box
from shapely import Point as Dot

from core.formats.dxf.chain import signature
from core.formats.dxf.frame import Frame
from core.formats.dxf.ledger import Ledger
from core.formats.dxf.operations import WIDTH_OF_A_LINE, Made
from core.formats.dxf.outline import polygon_of
from core.geometry import Path
from core.parts import Operation, OperationKind

_OUTSIDE = 0.01
"""A hole's centre this far beside the part is still on its edge, mm."""


def judged(
    made: Iterable[Made], outline: Path | None, frame: Frame, ledger: Ledger, *, own: bool
) -> list[Operation]:
    """The operations to keep; what lies outside the part is noted and blocks it."""
    area = _Area(outline, frame)
    kept: list[Operation] = []
    seen: set[object] = set()
    for one in made:
        key = None if own else _key(one.operation)
        if key is not None and key in seen:
            ledger.note_all(one.members, "ignored", "desenho.duplicada")
        elif area.misses(one.operation):
            ledger.note_all(one.members, "unread", "desenho.fora_da_peca")
        else:
            kept.append(one.operation)
        seen.add(key)
    return kept


class _Area:
    """The faces of the part; the outline's polygon is only made where a rectangle will not do."""

    def __init__(self, outline: Path | None, frame: Frame) -> None:
        self._outline = outline
        self._frame = frame
        self._simple = outline is None or outline.is_rectangle()
        self._polygon: Polygon | None = None

    def misses(self, operation: Operation) -> bool:
        """Whether the operation does not touch the part at all."""
        within = _reach(operation)
        x0, y0, x1, y1 = operation.path.bounds
        width, height = self._frame.extents(operation.face)
        if x0 > width + within or y0 > height + within or x1 < -within or y1 < -within:
            return True
        if self._simple or operation.face.is_edge:
            return False
        return float(self._face().distance(_shape(operation.path))) > within

    def _face(self) -> Polygon:
        if self._polygon is None:
            length, width = self._frame.size[:2]
            full = box(0.0, 0.0, length, width)
            self._polygon = polygon_of(self._outline) if self._outline is not None else full
        return self._polygon


def _reach(operation: Operation) -> float:
    if operation.kind is OperationKind.DRILL:
        return _OUTSIDE
    # a line along the edge, drawn 1 mm wide, has its centre line beside the panel
    return max(WIDTH_OF_A_LINE, (operation.width or 0.0) / 2)


def _shape(path: Path) -> Dot | LineString:
    points = path.points()
    return Dot(points[0]) if len(points) == 1 else LineString(points)


def _key(operation: Operation) -> object:
    return (
        operation.kind,
        operation.face,
        signature(operation.path),
        frozenset(signature(island) for island in operation.islands),
        operation.depth,
        operation.diameter,
        operation.width,
        operation.tool,
        operation.macro,
    )
