"""Sizes of items and sheets as the engines need them; the judge has its own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from core.geometry import Matrix, Point
from core.nesting.problem import Item, Problem, Ring, Stock
from core.nesting.spaces import Space, free_spaces

EXACT = 1e-6
"""Lengths that differ by less are equal, mm."""

THIN = 1e-3
"""Width of what stands for a keep-out narrower than the spacing, mm."""


@dataclass(frozen=True, slots=True)
class Area:
    """The part of a sheet that parts may use: its lower left corner and its extents, mm."""

    x: float
    y: float
    length: float
    width: float


def usable(problem: Problem, stock: Stock) -> Area:
    """The sheet less its trims; extents may come out negative."""
    trims = problem.trims
    return Area(
        trims.left,
        trims.bottom,
        stock.length - trims.left - trims.right,
        stock.width - trims.bottom - trims.top,
    )


@lru_cache(maxsize=20_000)
def turned_size(item: Item, turn: float) -> tuple[float, float]:
    """Length and width of the turned item's bounding box, mm."""
    if item.outline is None and turn % 90 == 0:
        return (item.length, item.width) if turn % 180 == 0 else (item.width, item.length)
    ring = turned_ring(item, turn)
    return (max(x for x, _ in ring), max(y for _, y in ring))


@lru_cache(maxsize=20_000)
def turned_ring(item: Item, turn: float) -> Ring:
    """The turned outline with its bounding box's corner at (0, 0)."""
    matrix = Matrix.turn(turn)
    turned = [matrix.apply(point) for point in outline_of(item)]
    left, low = min(x for x, _ in turned), min(y for _, y in turned)
    return tuple((x - left, y - low) for x, y in turned)


def lowest(item: Item, turn: float) -> Point:
    """The lower left of the item's bounding box after a turn about its own origin, mm."""
    turned = [Matrix.turn(turn).apply(point) for point in outline_of(item)]
    return (min(x for x, _ in turned), min(y for _, y in turned))


def is_plain(item: Item) -> bool:
    """Whether the item is an upright rectangle in every allowed turn."""
    return item.outline is None and all(turn % 90 == 0 for turn in item.turns)


def orientations(item: Item) -> list[tuple[float, float, float]]:
    """Different (turn, length, width) of the bounding box, in the order of the turns."""
    found: list[tuple[float, float, float]] = []
    for turn in item.turns:
        length, width = turned_size(item, turn)
        if not any(abs(length - a) < EXACT and abs(width - b) < EXACT for _, a, b in found):
            found.append((turn, length, width))
    return found


def inflated_spaces(problem: Problem, stock: Stock) -> list[Space]:
    """Largest free rectangles of an empty sheet for parts that carry their spacing with them.

    A part at (x, y) takes its box and the spacing on the right and above; the usable area is
    wider by the spacing there, so that none is owed at the edges.
    """
    area, by = usable(problem, stock), problem.spacing
    if area.length <= 0 or area.width <= 0:
        return []
    whole = (area.x, area.y, area.x + area.length + by, area.y + area.width + by)
    spaces = free_spaces([whole], inflated_blocks(problem, stock))
    return [s for s in spaces if s[2] - s[0] > by + EXACT and s[3] - s[1] > by + EXACT]


def inflated_blocks(problem: Problem, stock: Stock) -> list[Space]:
    """The keep-outs for parts that carry their spacing on the right and above.

    That spacing may lie over a keep-out, the part itself may not.
    """
    blocks = []
    for k in stock.keepouts:
        right, high = k.x + k.length, k.y + k.width
        left, low = k.x + problem.spacing, k.y + problem.spacing
        blocks.append((min(left, right - THIN), min(low, high - THIN), right, high))
    return blocks


def outline_of(item: Item) -> Ring:
    """The item's outline at turn 0; the corners of a rectangle where it has none."""
    if item.outline is not None:
        return item.outline
    return ((0.0, 0.0), (item.length, 0.0), (item.length, item.width), (0.0, item.width))
