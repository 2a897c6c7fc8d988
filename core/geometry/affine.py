"""Plane maps: turns, mirrors and shifts."""

from __future__ import annotations

import math
from dataclasses import dataclass

type Point = tuple[float, float]

_QUARTERS = {0: (1.0, 0.0), 90: (0.0, 1.0), 180: (-1.0, 0.0), 270: (0.0, -1.0)}


@dataclass(frozen=True, slots=True)
class Matrix:
    """The map x' = a·x + c·y + tx, y' = b·x + d·y + ty (mm)."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    tx: float = 0.0
    ty: float = 0.0

    @classmethod
    def shift(cls, tx: float, ty: float) -> Matrix:
        """A move by (tx, ty) mm."""
        return cls(tx=tx, ty=ty)

    @classmethod
    def turn(cls, degrees: float) -> Matrix:
        """A turn about the origin, counter-clockwise; quarter turns are exact."""
        quarter = _QUARTERS.get(int(degrees) % 360) if degrees == int(degrees) else None
        cos, sin = quarter or (math.cos(math.radians(degrees)), math.sin(math.radians(degrees)))
        return cls(cos, sin, -sin, cos)

    @classmethod
    def mirror_x(cls) -> Matrix:
        """A mirror over the Y axis."""
        return cls(a=-1.0)

    @classmethod
    def mirror_y(cls) -> Matrix:
        """A mirror over the X axis."""
        return cls(d=-1.0)

    @property
    def determinant(self) -> float:
        """Positive for a proper motion, negative for a mirrored one."""
        return self.a * self.d - self.b * self.c

    def apply(self, point: Point) -> Point:
        """Where the point goes."""
        x, y = point
        return (self.a * x + self.c * y + self.tx, self.b * x + self.d * y + self.ty)

    def then(self, after: Matrix) -> Matrix:
        """This map followed by another."""
        tx, ty = after.apply((self.tx, self.ty))
        return Matrix(
            after.a * self.a + after.c * self.b,
            after.b * self.a + after.d * self.b,
            after.a * self.c + after.c * self.d,
            after.b * self.c + after.d * self.d,
            tx,
            ty,
        )

    def inverse(self) -> Matrix:
        """The map back; the determinant is never zero for the maps built here."""
        det = self.determinant
        a, b, c, d = self.d / det, -self.b / det, -self.c / det, self.a / det
        return Matrix(a, b, c, d, -(a * self.tx + c * self.ty), -(b * self.tx + d * self.ty))

    def as_list(self) -> list[float]:
        """[a, b, c, d, tx, ty], the form of `layout.json`."""
        return [self.a, self.b, self.c, self.d, self.tx, self.ty]
