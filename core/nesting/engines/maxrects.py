"""Rectangles anywhere on the sheets: our instant layout for the router.

Parts come in an order, each goes where the largest free rectangles of any open sheet hold it
best; a part that fits nowhere opens the next sheet. Parts are inflated by the spacing, and so
is the usable area, which keeps the spacing between parts and owes none at the edges.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from core.nesting.draft import Draft, DraftSheet
from core.nesting.measure import EXACT, inflated_spaces, orientations
from core.nesting.problem import Item, Placement, Problem
from core.nesting.spaces import Space, without

type Shape = tuple[float, float, float]
"""turn, and length and width inflated by the spacing."""

type Choice = Callable[[np.ndarray, np.ndarray, float, float], np.ndarray]


@dataclass(slots=True)
class _Sheets:
    """Open sheets with their free rectangles, flat for speed."""

    stocks: list[int] = field(default_factory=list)
    spaces: list[list[Space]] = field(default_factory=list)
    placed: list[list[Placement]] = field(default_factory=list)
    edges: np.ndarray = field(default_factory=lambda: np.empty((0, 4)))
    owner: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=np.intp))

    def refresh(self, sheet: int) -> None:
        """Take over the changed spaces of a sheet."""
        keep = self.owner != sheet
        fresh = np.array(self.spaces[sheet], dtype=np.float64).reshape(-1, 4)
        self.edges = np.concatenate([self.edges[keep], fresh])
        self.owner = np.concatenate([self.owner[keep], np.full(len(fresh), sheet, dtype=np.intp)])


@dataclass(frozen=True, slots=True)
class Recipe:
    """One way to build a layout.

    Args:
        order: sorting key of the parts, the largest first.
        first_fit: fill early sheets first; else the snuggest place anywhere.
        stocks: indices of the sheets to open, in order of preference.
        shake: how far the order may be disturbed, 0 not at all.
        corner: as near as possible to the lower left corner; else where it is snuggest.
    """

    order: Callable[[Item], tuple[float, ...]]
    stocks: tuple[int, ...]
    first_fit: bool = True
    shake: float = 0.0
    corner: bool = False


def build(problem: Problem, recipe: Recipe, rng: random.Random | None = None) -> Draft:
    """A layout of all copies for which there is room and stock."""
    sheets = _Sheets()
    left = {index: problem.stocks[index].copies for index in recipe.stocks}
    empty = {i: inflated_spaces(problem, problem.stocks[i]) for i in recipe.stocks}
    shapes = {item.id: _shapes(problem, item) for item in problem.items}
    for item in _queue(problem, recipe, rng):
        if _place(sheets, item.id, shapes[item.id], recipe):
            continue
        index = _next_stock(recipe, left, empty, shapes[item.id])
        if index is None:
            continue
        copies = left[index]
        left[index] = None if copies is None else copies - 1
        sheets.stocks.append(index)
        sheets.spaces.append(list(empty[index]))
        sheets.placed.append([])
        sheets.refresh(len(sheets.stocks) - 1)
        _place(sheets, item.id, shapes[item.id], recipe)
    return tuple(
        DraftSheet(stock, tuple(placed))
        for stock, placed in zip(sheets.stocks, sheets.placed, strict=True)
        if placed
    )


def _queue(problem: Problem, recipe: Recipe, rng: random.Random | None) -> Iterator[Item]:
    def key(item: Item) -> tuple[float, ...]:
        first, *rest = recipe.order(item)
        noise = 1.0 + (rng.uniform(-recipe.shake, recipe.shake) if rng else 0.0)
        return (-first * noise, *(-value for value in rest))

    for item in sorted(problem.items, key=key):
        for _ in range(item.quantity):
            yield item


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


def _place(sheets: _Sheets, item: str, shapes: Sequence[Shape], recipe: Recipe) -> bool:
    best: tuple[float, int, Shape] | None = None
    lengths = sheets.edges[:, 2] - sheets.edges[:, 0]
    widths = sheets.edges[:, 3] - sheets.edges[:, 1]
    for shape in shapes:
        over = lengths - shape[1]
        above = widths - shape[2]
        fits = (over >= -EXACT) & (above >= -EXACT)
        if not fits.any():
            continue
        if recipe.corner:
            score = sheets.edges[:, 0] + shape[1] + sheets.edges[:, 1] * 1e-4
        else:
            score = np.minimum(over, above) + np.maximum(over, above) * 1e-4
        if recipe.first_fit:
            score = score + sheets.owner * 1e5
        score = np.where(fits, score, np.inf)
        at = int(np.argmin(score))
        if best is None or float(score[at]) < best[0]:
            best = (float(score[at]), at, shape)
    if best is None:
        return False
    _, at, (turn, length, width) = best
    sheet = int(sheets.owner[at])
    x, y = float(sheets.edges[at, 0]), float(sheets.edges[at, 1])
    sheets.placed[sheet].append(Placement(item=item, x=x, y=y, rotation=turn))
    sheets.spaces[sheet] = without(sheets.spaces[sheet], (x, y, x + length, y + width))
    sheets.refresh(sheet)
    return True
