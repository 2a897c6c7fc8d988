"""Rectangles anywhere on the sheets: our instant layout for the router.

Parts come in an order, each goes where the largest free rectangles of any open sheet hold it
best; a part that fits nowhere opens the next sheet. Parts are inflated by the spacing, and so
is the usable area, which keeps the spacing between parts and owes none at the edges.

Plain loops: with the few free rectangles of a sheet they are twice as fast as arrays.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from core.nesting.draft import Draft, DraftSheet
from core.nesting.measure import EXACT, inflated_spaces, orientations
from core.nesting.problem import Item, Placement, Problem
from core.nesting.spaces import Space, without

type Shape = tuple[float, float, float]
"""turn, and length and width inflated by the spacing."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """One way to build a layout.

    Args:
        order: sorting key of the parts, the largest first.
        stocks: indices of the sheets to open, in order of preference.
        first_fit: fill early sheets first; else the snuggest place anywhere.
        shake: how far the order may be disturbed, 0 not at all.
        corner: as near as possible to the lower left corner; else where it is snuggest.
    """

    order: Callable[[Item], tuple[float, ...]]
    stocks: tuple[int, ...]
    first_fit: bool = True
    shake: float = 0.0
    corner: bool = False


@dataclass(slots=True)
class _Sheet:
    """An open sheet: its free rectangles and the largest extents among them."""

    stock: int
    spaces: list[Space]
    placed: list[Placement] = field(default_factory=list)
    longest: float = 0.0
    widest: float = 0.0

    def take(self, spaces: list[Space]) -> None:
        """These are free now."""
        self.spaces = spaces
        self.longest = max((space[2] - space[0] for space in spaces), default=0.0) + EXACT
        self.widest = max((space[3] - space[1] for space in spaces), default=0.0) + EXACT


def build(problem: Problem, recipe: Recipe, rng: random.Random | None = None) -> Draft:
    """A layout of all copies for which there is room and stock."""
    sheets: list[_Sheet] = []
    left = {index: problem.stocks[index].copies for index in recipe.stocks}
    empty = {i: inflated_spaces(problem, problem.stocks[i]) for i in recipe.stocks}
    for item in _queue(problem, recipe, rng):
        shapes = _shapes(problem, item)
        for _ in range(item.quantity):
            if _place(sheets, item.id, shapes, recipe):
                continue
            index = _next_stock(recipe, left, empty, shapes)
            if index is None:
                break
            copies = left[index]
            left[index] = None if copies is None else copies - 1
            fresh = _Sheet(index, [])
            fresh.take(empty[index])
            _place([fresh], item.id, shapes, recipe)
            sheets.append(fresh)
    return tuple(DraftSheet(sheet.stock, tuple(sheet.placed)) for sheet in sheets)


def _queue(problem: Problem, recipe: Recipe, rng: random.Random | None) -> Iterable[Item]:
    def key(item: Item) -> tuple[float, ...]:
        first, *rest = recipe.order(item)
        noise = 1.0 + (rng.uniform(-recipe.shake, recipe.shake) if rng else 0.0)
        return (-first * noise, *(-value for value in rest))

    return sorted(problem.items, key=key)


def _shapes(problem: Problem, item: Item) -> list[Shape]:
    return [
        (turn, length + problem.spacing, width + problem.spacing)
        for turn, length, width in orientations(item)
    ]


def _next_stock(
    recipe: Recipe,
    left: dict[int, int | None],
    empty: dict[int, list[Space]],
    shapes: Sequence[Shape],
) -> int | None:
    for index in recipe.stocks:
        if left[index] != 0 and any(
            length <= space[2] - space[0] + EXACT and width <= space[3] - space[1] + EXACT
            for space in empty[index]
            for _, length, width in shapes
        ):
            return index
    return None


def _place(sheets: list[_Sheet], item: str, shapes: Sequence[Shape], recipe: Recipe) -> bool:
    """Put one copy where it lies best; False where it fits nowhere."""
    best: tuple[float, float, float, Shape] | None = None
    chosen: _Sheet | None = None
    for sheet in sheets:
        for score, space, shape in _fits(sheet, shapes, corner=recipe.corner):
            if best is None or score < best[0]:
                best = (score, space[0], space[1], shape)
                chosen = sheet
        if chosen is not None and recipe.first_fit:
            break
    if best is None or chosen is None:
        return False
    _, x, y, (turn, length, width) = best
    chosen.placed.append(Placement(item=item, x=x, y=y, rotation=turn))
    chosen.take(without(chosen.spaces, (x, y, x + length, y + width)))
    return True


def _fits(
    sheet: _Sheet, shapes: Sequence[Shape], *, corner: bool
) -> Iterator[tuple[float, Space, Shape]]:
    """Free rectangles that hold the part, with how badly: smaller is better."""
    for shape in shapes:
        _, length, width = shape
        if length > sheet.longest or width > sheet.widest:
            continue
        for space in sheet.spaces:
            over = space[2] - space[0] - length
            above = space[3] - space[1] - width
            if over < -EXACT or above < -EXACT:
                continue
            if corner:
                yield space[0] + length + space[1] * 1e-4, space, shape
            elif over < above:
                yield over + above * 1e-4, space, shape
            else:
                yield above + over * 1e-4, space, shape
