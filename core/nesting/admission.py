"""Which items can be placed at all; the others are named before the search."""

from __future__ import annotations

import math
from dataclasses import dataclass

from shapely import Polygon

from core.nesting.measure import EXACT, inflated_spaces, orientations
from core.nesting.problem import Item, Problem, Ring, Stock, Unplaced

TOO_LARGE = "nesting.grande_demais"
NO_SHEET = "nesting.sem_chapa"
BAD_SIZE = "nesting.medida_invalida"
BAD_OUTLINE = "nesting.contorno_invalido"
NO_TURN = "nesting.sem_giro"


@dataclass(frozen=True, slots=True)
class Admission:
    """The problem with only the items and sheets that can be used, and what was left out."""

    problem: Problem
    refused: tuple[Unplaced, ...]


def admit(problem: Problem) -> Admission:
    """Refuse what no engine could place, with the reason; never an error."""
    stocks = tuple(stock for stock in problem.stocks if _usable(problem, stock))
    areas = {
        (right - left - problem.spacing, high - low - problem.spacing)
        for stock in stocks
        for left, low, right, high in inflated_spaces(problem, stock)
    }
    kept: list[Item] = []
    refused: list[Unplaced] = []
    for item in problem.items:
        reason = _wrong(item) or (None if areas else NO_SHEET) or _too_large(item, areas)
        if reason is None and item.quantity > 0:
            kept.append(item)
        elif item.quantity > 0:
            refused.append(Unplaced(item.id, item.quantity, reason or NO_SHEET))
    placeable = Problem(
        name=problem.name,
        items=tuple(kept),
        stocks=stocks,
        mode=problem.mode,
        spacing=problem.spacing,
        trims=problem.trims,
        stages=problem.stages,
        offcut_side=problem.offcut_side,
        offcut_area=problem.offcut_area,
    )
    return Admission(placeable, tuple(refused))


def _usable(problem: Problem, stock: Stock) -> bool:
    numbers = (stock.length, stock.width, stock.cost)
    return (
        all(map(math.isfinite, numbers))
        and stock.cost >= 0
        and (stock.copies is None or stock.copies > 0)
        and bool(inflated_spaces(problem, stock))
    )


def _wrong(item: Item) -> str | None:
    if not all(math.isfinite(size) and size > 0 for size in (item.length, item.width)):
        return BAD_SIZE
    if not item.turns:
        return NO_TURN
    if item.outline is not None and not _sound(item, item.outline):
        return BAD_OUTLINE
    return None


def _sound(item: Item, outline: Ring) -> bool:
    """A simple counter-clockwise ring in its own box, with its openings inside."""
    numbers = [value for ring in (outline, *item.holes) for point in ring for value in point]
    if not all(map(math.isfinite, numbers)) or min(map(len, (outline, *item.holes))) < 3:
        return False
    shape = Polygon(outline, item.holes)
    left, low, right, high = shape.bounds
    framed = max(abs(left), abs(low), abs(right - item.length), abs(high - item.width)) <= 1e-3
    return bool(shape.is_valid and shape.area > EXACT and framed)


def _too_large(item: Item, areas: set[tuple[float, float]]) -> str | None:
    for _, length, width in orientations(item):
        if any(length <= a + EXACT and width <= b + EXACT for a, b in areas):
            return None
    return TOO_LARGE
