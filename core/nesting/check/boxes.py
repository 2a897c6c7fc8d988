"""Upright rectangles, and the shape of an item as it lies."""

from __future__ import annotations

import math
from dataclasses import dataclass

from shapely import Polygon
from shapely.geometry import box as rectangle

from core.geometry import Matrix, Point
from core.nesting.check.tolerance import LENGTH
from core.nesting.problem import Item, Placement


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle in the sheet frame, mm."""

    left: float
    low: float
    right: float
    high: float

    def holds(self, other: Box) -> bool:
        """Whether the other lies wholly inside."""
        return (
            other.left >= self.left - LENGTH
            and other.low >= self.low - LENGTH
            and other.right <= self.right + LENGTH
            and other.high <= self.high + LENGTH
        )

    def same(self, other: Box) -> bool:
        """Whether both are the same rectangle."""
        return self.holds(other) and other.holds(self)

    def gap(self, other: Box) -> float:
        """Distance between the two, 0 where they touch; negative where they overlap."""
        across = max(other.left - self.right, self.left - other.right)
        along = max(other.low - self.high, self.low - other.high)
        if across > 0 and along > 0:
            return math.hypot(across, along)
        return max(across, along)


def is_rectangle(item: Item, rotation: float) -> bool:
    """Whether the item, so turned, is an upright rectangle."""
    return item.outline is None and rotation % 90 == 0


def lying_box(item: Item, placement: Placement) -> Box:
    """Around the item as it lies."""
    ring = _turned(item, placement.rotation)
    length = max(x for x, _ in ring) - min(x for x, _ in ring)
    width = max(y for _, y in ring) - min(y for _, y in ring)
    return Box(placement.x, placement.y, placement.x + length, placement.y + width)


def lying_shape(item: Item, placement: Placement) -> Polygon:
    """The true shape of the item as it lies, openings left open."""
    if is_rectangle(item, placement.rotation):
        lying = lying_box(item, placement)
        return rectangle(lying.left, lying.low, lying.right, lying.high)
    turn = Matrix.turn(placement.rotation)
    ring = _turned(item, placement.rotation)
    shift = Matrix.shift(
        placement.x - min(x for x, _ in ring), placement.y - min(y for _, y in ring)
    )
    whole = turn.then(shift)
    holes = [[whole.apply(point) for point in hole] for hole in item.holes]
    return Polygon([shift.apply(point) for point in ring], holes)


def _turned(item: Item, rotation: float) -> list[Point]:
    turn = Matrix.turn(rotation)
    corners = (
        item.outline
        if item.outline is not None
        else ((0.0, 0.0), (item.length, 0.0), (item.length, item.width), (0.0, item.width))
    )
    return [turn.apply(point) for point in corners]
