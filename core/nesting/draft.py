"""What engines hand over: where parts lie; the rest of a solution is worked out here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from core.nesting.admission import NO_SHEET
from core.nesting.cuts import cutting_tree, waste
from core.nesting.leftovers import free_rectangles, storable
from core.nesting.problem import (
    Leftover,
    Mode,
    NestedSheet,
    Placement,
    Problem,
    Solution,
    Stock,
    Unplaced,
)


@dataclass(frozen=True, slots=True)
class DraftSheet:
    """One sheet of an engine: the index of its stock, and what lies on it."""

    stock: int
    placements: tuple[Placement, ...]


type Draft = tuple[DraftSheet, ...]


def finish(problem: Problem, draft: Sequence[DraftSheet]) -> Solution | None:
    """The whole solution of a draft; None when the saw cannot cut it within its stages."""
    sheets: list[NestedSheet] = []
    for sheet in sorted((s for s in draft if s.placements), key=_order):
        nested = _sheet(problem, sheet)
        if nested is None:
            return None
        sheets.append(nested)
    return Solution(
        problem=problem.name,
        sheets=tuple(sheets),
        unplaced=_missing(problem, draft),
        cost=sum(problem.stocks[sheet.stock].cost for sheet in draft if sheet.placements),
    )


def copies(problem: Problem) -> int:
    """How many parts there are to place."""
    return sum(item.quantity for item in problem.items)


def nothing(problem: Problem) -> Solution:
    """Not one copy placed."""
    return Solution(problem=problem.name, sheets=(), unplaced=_missing(problem, ()))


def _order(sheet: DraftSheet) -> tuple[int, int]:
    return (sheet.stock, -len(sheet.placements))


def _sheet(problem: Problem, sheet: DraftSheet) -> NestedSheet | None:
    stock = problem.stocks[sheet.stock]
    placements = tuple(sorted(sheet.placements, key=lambda p: (p.x, p.y, p.item)))
    if problem.mode is Mode.ROUTER:
        leftovers = free_rectangles(problem, stock, placements)
        return NestedSheet(stock=stock.id, placements=placements, leftovers=leftovers)
    cuts = cutting_tree(problem, stock, placements)
    if cuts is None:
        return None
    found = [left for left in waste(cuts) if storable(problem, left) and _off(stock, left)]
    return NestedSheet(
        stock=stock.id, placements=placements, leftovers=tuple(_largest_first(found)), cuts=cuts
    )


def _off(stock: Stock, left: Leftover) -> bool:
    """Whether a leftover lies on no keep-out."""
    return not any(
        left.x < k.x + k.length
        and k.x < left.x + left.length
        and left.y < k.y + k.width
        and k.y < left.y + left.width
        for k in stock.keepouts
    )


def _largest_first(leftovers: Sequence[Leftover]) -> list[Leftover]:
    return sorted(leftovers, key=lambda left: (-left.length * left.width, left.x, left.y))


def _missing(problem: Problem, draft: Sequence[DraftSheet]) -> tuple[Unplaced, ...]:
    placed = Counter(p.item for sheet in draft for p in sheet.placements)
    return tuple(
        Unplaced(item.id, item.quantity - placed[item.id], NO_SHEET)
        for item in problem.items
        if placed[item.id] < item.quantity
    )


def largest_leftover(solution: Solution) -> float:
    """Area of the largest storable leftover, mm²."""
    areas = [left.length * left.width for sheet in solution.sheets for left in sheet.leftovers]
    return max(areas, default=0.0)


def rank(solution: Solution) -> tuple[int, float, float]:
    """Smaller is better: copies left out, cost, then the largest leftover."""
    left_out = sum(unplaced.copies for unplaced in solution.unplaced)
    return (left_out, round(solution.cost, 6), -round(largest_leftover(solution), 3))
