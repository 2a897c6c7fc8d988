"""Our instant layouts: never empty for a job that has any placeable part."""

from __future__ import annotations

from collections.abc import Callable

from core.nesting.draft import Draft
from core.nesting.engines import maxrects, shelves
from core.nesting.measure import orientations
from core.nesting.problem import Item, Mode, Problem


def instant(problem: Problem) -> list[Draft]:
    """Layouts at once, the best first; copies stay out only where stock runs out."""
    drafts = [_layout(problem, stocks) for stocks in preferences(problem)]
    return sorted(drafts, key=lambda draft: _worth(problem, draft))


def _layout(problem: Problem, stocks: tuple[int, ...]) -> Draft:
    if problem.mode is Mode.SAW:
        return shelves.build(problem, stocks)
    return maxrects.build(problem, maxrects.Recipe(order=by_area, stocks=stocks))


def _worth(problem: Problem, draft: Draft) -> tuple[int, float]:
    """Copies placed, then cost; smaller is better."""
    placed = sum(len(sheet.placements) for sheet in draft)
    return (-placed, sum(problem.stocks[sheet.stock].cost for sheet in draft))


def preferences(problem: Problem) -> list[tuple[int, ...]]:
    """Orders in which sheets may be opened: the cheapest by area, or the largest first."""
    everything = range(len(problem.stocks))
    by_price = tuple(
        sorted(everything, key=lambda i: (_price(problem, i), -_extent(problem, i), i))
    )
    by_size = tuple(sorted(everything, key=lambda i: (-_extent(problem, i), _price(problem, i), i)))
    return [by_price] if by_price == by_size else [by_price, by_size]


def main_stock(problem: Problem) -> int:
    """The kind of sheet that does most of the work: endless, then cheap by area, then large."""
    return min(
        range(len(problem.stocks)),
        key=lambda i: (
            problem.stocks[i].copies is not None,
            _price(problem, i),
            -_extent(problem, i),
            i,
        ),
    )


def _extent(problem: Problem, index: int) -> float:
    return problem.stocks[index].length * problem.stocks[index].width


def _price(problem: Problem, index: int) -> float:
    return problem.stocks[index].cost / _extent(problem, index)


def by_area(item: Item) -> tuple[float, ...]:
    """Large parts first."""
    _, length, width = orientations(item)[0]
    return (length * width, max(length, width))


def by_length(item: Item) -> tuple[float, ...]:
    """Long parts first."""
    _, length, width = orientations(item)[0]
    return (max(length, width), min(length, width))


ORDERS: tuple[Callable[[Item], tuple[float, ...]], ...] = (by_area, by_length)
