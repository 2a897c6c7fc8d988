"""Where sheets stand on the ground, and which part is at a point. Knows no Qt.

Scene: mm, X to the right, Y down (as screens have it); a sheet's own frame has Y up.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import shapely

from core.geometry import Bounds, Point
from core.layout.model import PlacedPart, Sheet

GAP = 140.0
"""Between two sheets, mm."""
GROUP_GAP = 260.0
"""Between two groups, mm."""
TITLE = 190.0
"""Room above every sheet for its title, mm."""
HEAD = 230.0
"""Room above every group for its name, mm."""
_CHORD = 0.5
"""Curves need not be finer to be found under a pointer, mm."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One sheet with its upper left corner in the scene.

    Args:
        number: from 1 over the whole layout.
        group: which material group it belongs to, from 0.
    """

    sheet: Sheet
    number: int
    group: int
    x: float
    y: float

    @property
    def bounds(self) -> Bounds:
        """In the scene."""
        return (self.x, self.y, self.x + self.sheet.length, self.y + self.sheet.width)

    def to_scene(self, point: Point) -> Point:
        """From the sheet's frame."""
        return (self.x + point[0], self.y + self.sheet.width - point[1])

    def to_sheet(self, point: Point) -> Point:
        """Into the sheet's frame."""
        return (point[0] - self.x, self.y + self.sheet.width - point[1])


@dataclass(frozen=True, slots=True)
class Head:
    """The name of a material group over its sheets."""

    material: str
    thickness: float
    sheets: int
    utilisation: float
    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class Arrangement:
    """All sheets on the ground."""

    spots: tuple[Spot, ...] = ()
    heads: tuple[Head, ...] = ()
    bounds: Bounds = (0.0, 0.0, 1.0, 1.0)


type Address = tuple[int, int]
"""A part: index of its spot, index in the sheet's parts."""


def material_key(sheet: Sheet) -> tuple[str, float]:
    """What makes sheets one group."""
    return (sheet.material, sheet.thickness)


def arrange(sheets: Sequence[Sheet], aspect: float = 1.6) -> Arrangement:
    """Groups as blocks of sheets, in rows, as large as a window of this aspect can show them.

    Args:
        sheets: in order; those of one material and thickness stay together.
        aspect: width over height of the window.
    """
    groups: dict[tuple[str, float], list[tuple[int, Sheet]]] = {}
    for number, sheet in enumerate(sheets, start=1):
        groups.setdefault(material_key(sheet), []).append((number, sheet))
    if not groups:
        return Arrangement()
    blocks = list(groups.values())
    longest = max(sheet.length for sheet in sheets) + GROUP_GAP
    tries = (_in_rows(blocks, columns * longest) for columns in range(1, len(sheets) + 1))
    return max(tries, key=lambda found: _scale(found, aspect))


def _scale(found: Arrangement, aspect: float) -> float:
    """How large a window of height 1 shows it."""
    _, _, width, height = found.bounds
    return min(aspect / width, 1.0 / height)


def _in_rows(blocks: Sequence[list[tuple[int, Sheet]]], width: float) -> Arrangement:
    """Blocks beside one another while they fit in the width, then below."""
    spots: list[Spot] = []
    heads: list[Head] = []
    x = y = bottom = right = 0.0
    for index, found in enumerate(blocks):
        longest = max(sheet.length for _, sheet in found) + GAP
        columns = min(len(found), max(1, int(width // longest)))
        if x and x + columns * longest > width:
            x, y = 0.0, bottom + GROUP_GAP
        placed = list(_block(found, index, columns, x, y + HEAD))
        end = max(spot.bounds[2] for spot in placed)
        heads.append(_head(found, x, y, end - x))
        spots.extend(placed)
        bottom = max(bottom, *(spot.bounds[3] for spot in placed))
        right = max(right, end)
        x = end + GROUP_GAP
    return Arrangement(tuple(spots), tuple(heads), (0.0, 0.0, right, bottom))


def _head(found: Sequence[tuple[int, Sheet]], x: float, y: float, width: float) -> Head:
    first = found[0][1]
    area = sum(sheet.length * sheet.width for _, sheet in found)
    used = sum(sheet.utilisation * sheet.length * sheet.width for _, sheet in found)
    return Head(first.material, first.thickness, len(found), used / area, x, y, width)


def _block(
    found: Sequence[tuple[int, Sheet]], group: int, columns: int, left: float, top: float
) -> Iterator[Spot]:
    y = top
    for start in range(0, len(found), columns):
        row = found[start : start + columns]
        x = left
        for number, sheet in row:
            yield Spot(sheet, number, group, x, y + TITLE)
            x += sheet.length + GAP
        y += TITLE + max(sheet.width for _, sheet in row) + GAP


class PartFinder:
    """Which part is at a point; a spatial index over all sheets."""

    def __init__(self, arrangement: Arrangement) -> None:
        self._spots = arrangement.spots
        self._where: list[Address] = []
        shapes: list[shapely.Polygon] = []
        for index, spot in enumerate(arrangement.spots):
            for number, part in enumerate(spot.sheet.parts):
                self._where.append((index, number))
                shapes.append(_polygon(spot, part))
        self._shapes = shapes
        self._parts = shapely.STRtree(shapes)
        self._sheets = shapely.STRtree([shapely.box(*spot.bounds) for spot in self._spots])

    def part_at(self, point: Point) -> Address | None:
        """The part there; the smaller one where one lies in another's opening."""
        found = self._parts.query(shapely.Point(point), predicate="intersects")
        if not len(found):
            return None
        return self._where[min(found, key=lambda index: self._shapes[index].area)]

    def spot_at(self, point: Point) -> int | None:
        """The sheet there."""
        found = self._sheets.query(shapely.Point(point), predicate="intersects")
        return int(found[0]) if len(found) else None

    def neighbour(self, address: Address | None, dx: int, dy: int) -> Address | None:
        """The nearest part in a direction (one of dx, dy is ±1, Y down); None at the end."""
        if not self._where:
            return None
        if address is None:
            return self._where[0]
        x, y = self._middle(address)
        best, best_cost = None, math.inf
        for index, other in enumerate(self._where):
            box = self._shapes[index].bounds
            ox, oy = (box[0] + box[2]) / 2 - x, (box[1] + box[3]) / 2 - y
            ahead, aside = (ox * dx, abs(oy)) if dx else (oy * dy, abs(ox))
            cost = ahead + 2.5 * aside
            if other != address and ahead > 1.0 and aside <= 4.0 * ahead and cost < best_cost:
                best, best_cost = other, cost
        return best

    def _middle(self, address: Address) -> Point:
        box = self._shapes[self._where.index(address)].bounds
        return ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)


def _polygon(spot: Spot, part: PlacedPart) -> shapely.Polygon:
    outline = [spot.to_scene(point) for point in part.outline.points(_CHORD)]
    holes = [[spot.to_scene(p) for p in hole.points(_CHORD)] for hole in part.holes]
    return shapely.Polygon(outline, [hole for hole in holes if len(hole) >= 3])
