"""The judge's own map between sheet and machine, from the profile's words, not its matrix.

Profile: swap X and Y, then mirror over the sheet's extent, then shift. Z: over the table, or
over the board's top.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from core.machine.profile import Frame

type Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Mapping2D:
    """x' = a·x + c·y + tx, y' = b·x + d·y + ty (mm)."""

    a: float
    b: float
    c: float
    d: float
    tx: float
    ty: float

    @property
    def determinant(self) -> float:
        """+1 for a proper motion, -1 for a mirror."""
        return self.a * self.d - self.b * self.c

    def there(self, x: float, y: float) -> Point:
        """The image of a point."""
        return (self.a * x + self.c * y + self.tx, self.b * x + self.d * y + self.ty)

    def back(self, x: float, y: float) -> Point:
        """The point whose image this is."""
        det, dx, dy = self.determinant, x - self.tx, y - self.ty
        return ((self.d * dx - self.c * dy) / det, (self.a * dy - self.b * dx) / det)

    def as_list(self) -> list[float]:
        """[a, b, c, d, tx, ty]."""
        return [self.a, self.b, self.c, self.d, self.tx, self.ty]


def sheet_to_machine(frame: Frame, length: float, width: float) -> Mapping2D:
    """The map of a sheet of this length and width, found from where its corners go."""
    corners = [_machine_place(frame, length, width, p) for p in ((0, 0), (1, 0), (0, 1))]
    (ox, oy), (px, py), (qx, qy) = corners
    return Mapping2D(px - ox, py - oy, qx - ox, qy - oy, ox, oy)


def _machine_place(frame: Frame, length: float, width: float, point: Point) -> Point:
    x, y = point
    extent_x, extent_y = length, width
    if frame.swap_axes:
        x, y = y, x
        extent_x, extent_y = extent_y, extent_x
    if frame.mirror_x:
        x = extent_x - x
    if frame.mirror_y:
        y = extent_y - y
    return (x + frame.offset_x, y + frame.offset_y)


def placed_part(
    cut_width: float, box: tuple[Point, ...], at: Point, rotation: float, *, face_down: bool
) -> Mapping2D:
    """From a cut part's frame to the sheet: face, turn, then the box's lower left to `at`.

    Args:
        cut_width: size along the part's Y, mm; a panel face down is turned about its X axis.
        box: points of the outline dense enough that their bounding box is the outline's.
        at: lower left of the placed outline's bounding box.
        rotation: degrees, counter-clockwise.
        face_down: whether the panel lies with its bottom up.
    """
    angle = math.radians(rotation)
    cos, sin = (round(f(angle), 15) for f in (math.cos, math.sin))
    flip = -1.0 if face_down else 1.0
    lift = cut_width if face_down else 0.0
    bare = Mapping2D(cos, sin, -sin * flip, cos * flip, -sin * lift, cos * lift)
    moved = [bare.there(x, y) for x, y in box]
    left, low = min(x for x, _ in moved), min(y for _, y in moved)
    return Mapping2D(bare.a, bare.b, bare.c, bare.d, bare.tx + at[0] - left, bare.ty + at[1] - low)
