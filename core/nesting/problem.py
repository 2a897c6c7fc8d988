"""What is to be nested and what came of it: plain frozen values, mm and degrees.

A problem is one material group: one material, one thickness, one machine. The sheet frame has
its origin at the lower left corner of the whole sheet (trims included), X along the length,
which is also the grain.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from core.geometry import Point

type Ring = tuple[Point, ...]
"""A closed polygon; the first point is not repeated."""

ALL_TURNS = (0.0, 90.0, 180.0, 270.0)
STRAIGHT_TURNS = (0.0, 180.0)


class Mode(StrEnum):
    """The machine that will cut."""

    ROUTER = "router"
    SAW = "saw"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A part kind to be placed.

    Args:
        id: unique in the problem.
        length, width: bounding box at turn 0, mm.
        quantity: copies wanted.
        turns: allowed rotations in degrees, counter-clockwise; never a mirror.
        outline: true shape at turn 0 with the bounding box's corner at (0, 0),
            counter-clockwise; None for a rectangle.
        holes: openings of the outline in which smaller parts may lie.
    """

    id: str
    length: float
    width: float
    quantity: int = 1
    turns: tuple[float, ...] = STRAIGHT_TURNS
    outline: Ring | None = None
    holes: tuple[Ring, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Keepout:
    """A rectangle of a sheet that nothing may touch: a defect, a clamp."""

    x: float
    y: float
    length: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """A kind of sheet or one offcut.

    Args:
        cost: of one copy, in any unit the caller likes; by area when he does not care.
        copies: how many there are, None for as many as wanted.
        offcut: a leftover of an earlier job.
    """

    id: str
    length: float
    width: float
    cost: float
    copies: int | None = None
    offcut: bool = False
    keepouts: tuple[Keepout, ...] = ()


@dataclass(frozen=True, slots=True)
class Trims:
    """Margins of every sheet that no part may touch, mm."""

    left: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    top: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One material group.

    Args:
        spacing: smallest distance between two parts, mm: kerf of the saw, or machining
            envelope of the router.
        stages: of guillotine cuts, 2 or 3; a last trim cut is not counted. Saw only.
        offcut_side, offcut_area: what counts as a storable leftover (mm, mm²).
    """

    name: str
    items: tuple[Item, ...]
    stocks: tuple[Stock, ...]
    mode: Mode = Mode.ROUTER
    spacing: float = 0.0
    trims: Trims = field(default_factory=Trims)
    stages: int = 3
    offcut_side: float = 100.0
    offcut_area: float = 100_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """One copy of an item: its turn, and the lower left of its turned bounding box."""

    item: str
    x: float
    y: float
    rotation: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A node of the saw's cutting tree: a rectangle of the sheet and what is cut from it.

    Args:
        depth: 0 the trimmed sheet; the pieces of one node are cut across the same way.
        placement: index into the sheet's placements when this is a part.
        children: the rectangles it is cut into, in cutting order; empty for part and waste.
    """

    x: float
    y: float
    length: float
    width: float
    depth: int
    placement: int | None = None
    children: tuple[Cut, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftover:
    """A storable rectangle that stays free, mm in the sheet frame."""

    x: float
    y: float
    length: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NestedSheet:
    """One sheet with what lies on it."""

    stock: str
    placements: tuple[Placement, ...]
    leftovers: tuple[Leftover, ...] = ()
    cuts: Cut | None = None


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Copies that did not find a place, and why (a code of the message catalogue)."""

    item: str
    copies: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """The best layout found for one problem.

    Args:
        lower_bound: no layout of the placeable items costs less (same unit as Stock.cost).
        progress: (seconds, cost) whenever a better one was found.
    """

    problem: str
    sheets: tuple[NestedSheet, ...]
    unplaced: tuple[Unplaced, ...] = ()
    cost: float = 0.0
    lower_bound: float = 0.0
    seconds: float = 0.0
    progress: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What a judge has against a layout: a code of the catalogue, the sheet's index, items."""

    code: str
    sheet: int | None = None
    items: tuple[str, ...] = ()
    detail: str = ""
