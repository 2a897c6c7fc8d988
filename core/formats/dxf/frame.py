"""From the drawing's coordinates to the part's frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from core.geometry import Bounds, Matrix, Path, Point
from core.geometry.tolerance import SAME_POINT
from core.parts import Face, Operation

_OVER = {
    Face.TOP: Face.BOTTOM,
    Face.BOTTOM: Face.TOP,
    Face.L1: Face.L3,
    Face.L3: Face.L1,
    Face.C1: Face.C1,
    Face.C2: Face.C2,
}


@dataclass(slots=True)
class Frame:
    """Where the part lies in its drawing.

    Args:
        size: length, width and thickness of the part, mm.
        shift: from the drawing to the part.
        negative: coordinates below zero count from the opposite edge.
        views: where the (0, 0) of an edge's view is drawn.
        moved: entities that were taken from the opposite edge.
    """

    size: tuple[float, float, float]
    shift: Point = (0.0, 0.0)
    negative: bool = False
    views: dict[Face, Point] = field(default_factory=dict)
    moved: int = 0

    def place(self, path: Path, face: Face, members: int = 1) -> Path:
        """A drawn path in the frame of its face.

        Whether a coordinate counts from the opposite edge is decided on the path's own points,
        for each axis, and never where the path crosses zero: the handle macros start 6 mm
        before the part and end 6 mm after it.
        """
        view = self.views.get(face)
        if view is not None:
            return path.transformed(Matrix.shift(-view[0], -view[1]))
        x, y = (0.0, 0.0) if face.is_edge else self.shift
        if self.negative:
            bounds = path.bounds
            along, across = self.extents(face)
            x += along if _below_zero(bounds[0], bounds[2]) else 0.0
            y += across if _below_zero(bounds[1], bounds[3]) else 0.0
            self.moved += members if (x, y) != (0.0, 0.0) else 0
        return path if (x, y) == (0.0, 0.0) else path.transformed(Matrix.shift(x, y))

    def extents(self, face: Face) -> tuple[float, float]:
        """The two sides of a face, mm."""
        length, width, thickness = self.size
        if face in (Face.C1, Face.C2):
            return (length, thickness)
        if face in (Face.L1, Face.L3):
            return (width, thickness)
        return (length, width)


def _below_zero(low: float, high: float) -> bool:
    return low < -SAME_POINT and high <= SAME_POINT


def turned_over(path: Path, face: Face, size: tuple[float, float, float]) -> tuple[Path, Face]:
    """A path of a drawing that shows the back, in the frame of the part seen from its front.

    The panel is turned over about its Y axis: x counts from the other end, the ends L1 and L3
    change places, and what was measured from the seen face is measured from the other one.
    """
    length, _, thickness = size
    over = _OVER[face]
    if not face.is_edge:
        return path.transformed(Matrix(a=-1.0, tx=length)), over
    if face in (Face.C1, Face.C2):
        return path.transformed(Matrix(a=-1.0, tx=length, d=-1.0, ty=thickness)), over
    return path.transformed(Matrix(d=-1.0, ty=thickness)), over


def turn_operations(
    operations: Sequence[Operation], size: tuple[float, float, float]
) -> list[Operation]:
    """All operations of a drawing that shows the back."""
    found = []
    for operation in operations:
        path, face = turned_over(operation.path, operation.face, size)
        islands = tuple(turned_over(one, operation.face, size)[0] for one in operation.islands)
        found.append(replace(operation, path=path, face=face, islands=islands))
    return found


def united(bounds: Sequence[Bounds]) -> Bounds:
    """The rectangle around all of these; at least one."""
    lows_x, lows_y, highs_x, highs_y = zip(*bounds, strict=True)
    return (min(lows_x), min(lows_y), max(highs_x), max(highs_y))
