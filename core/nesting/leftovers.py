"""Storable rectangles that stay free on a sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.nesting.measure import turned_size, usable
from core.nesting.problem import Leftover, Placement, Problem, Stock
from core.nesting.spaces import Space, free_spaces, without

MOST = 8
"""Leftovers kept of one sheet; more would be firewood."""


def storable(problem: Problem, leftover: Leftover) -> bool:
    """Whether a rectangle is worth keeping."""
    return (
        min(leftover.length, leftover.width) >= problem.offcut_side
        and leftover.length * leftover.width >= problem.offcut_area
    )


def free_rectangles(
    problem: Problem, stock: Stock, placements: Sequence[Placement]
) -> tuple[Leftover, ...]:
    """Rectangles free of parts, one after the other the largest that is left.

    Bounding boxes stand for true shapes. Every one keeps the spacing from the parts and from
    the others, and lies inside the trims.
    """
    area = usable(problem, stock)
    whole = (area.x, area.y, area.x + area.length, area.y + area.width)
    side, least = problem.offcut_side, problem.offcut_area
    spaces = free_spaces([whole], _blocks(problem, stock, placements), side, least)
    found: list[Leftover] = []
    while spaces and len(found) < MOST:
        best = min(spaces, key=_largest_first)
        left, low, right, high = best
        leftover = Leftover(x=left, y=low, length=right - left, width=high - low)
        if not storable(problem, leftover):
            break
        found.append(leftover)
        spaces = without(spaces, _grown(best, problem.spacing), side, least)
    return tuple(found)


def _largest_first(space: Space) -> tuple[float, Space]:
    left, low, right, high = space
    return (round((left - right) * (high - low), 3), space)


def _blocks(problem: Problem, stock: Stock, placements: Sequence[Placement]) -> Iterator[Space]:
    items = {item.id: item for item in problem.items}
    for placement in placements:
        length, width = turned_size(items[placement.item], placement.rotation)
        box = (placement.x, placement.y, placement.x + length, placement.y + width)
        yield _grown(box, problem.spacing)
    for k in stock.keepouts:
        yield (k.x, k.y, k.x + k.length, k.y + k.width)


def _grown(space: Space, by: float) -> Space:
    return (space[0] - by, space[1] - by, space[2] + by, space[3] + by)
