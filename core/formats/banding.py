"""From the size a source gives to the finished size, with the edge bands between the two."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.geometry import Matrix, Path
from core.geometry.tolerance import SAME_POINT
from core.parts import NO_BANDS, Bands, Face, Operation


@dataclass(frozen=True, slots=True)
class Shape:
    """A panel's size, outline and operations in one frame (mm)."""

    length: float
    width: float
    outline: Path
    operations: tuple[Operation, ...]


def finished(cut: Shape, bands: Bands) -> Shape:
    """The finished panel whose cut size is this one; the inverse of `Part.cut_*`."""
    if bands == NO_BANDS:
        return cut
    left, right = bands.growth(Face.L1), bands.growth(Face.L3)
    low, high = bands.growth(Face.C1), bands.growth(Face.C2)
    vertices = tuple(
        (_outward(x, cut.length, left, right), _outward(y, cut.width, low, high), bulge)
        for x, y, bulge in cut.outline.vertices
    )
    return Shape(
        length=cut.length + left + right,
        width=cut.width + low + high,
        outline=Path(vertices, closed=True),
        operations=tuple(_moved(operation, bands) for operation in cut.operations),
    )


def _outward(value: float, size: float, low: float, high: float) -> float:
    if abs(value) <= SAME_POINT:
        return value
    if abs(value - size) <= SAME_POINT:
        return value + low + high
    return value + low


def _moved(operation: Operation, bands: Bands) -> Operation:
    left, low = bands.growth(Face.L1), bands.growth(Face.C1)
    if not operation.face.is_edge:
        return operation.transformed(Matrix.shift(left, low))
    along_x = operation.face in (Face.C1, Face.C2)
    shift = Matrix.shift(left if along_x else low, 0.0)
    return replace(
        operation,
        path=operation.path.transformed(shift),
        depth=operation.depth + bands.growth(operation.face),
    )
