"""Our instant layouts: never empty for a job that has any placeable part."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from core.nesting.draft import finish, rank
from core.nesting.engines import maxrects, shelves
from core.nesting.measure import orientations
from core.nesting.problem import Item, Mode, Problem, Solution


def instant(problem: Problem) -> Solution:
    """A full feasible layout at once; copies stay out only where stock runs out."""
    found = [solution for solution in _layouts(problem) if solution is not None]
    return min(found, key=rank, default=Solution(problem=problem.name, sheets=()))


def _layouts(problem: Problem) -> Iterator[Solution | None]:
    for stocks in preferences(problem):
        if problem.mode is Mode.SAW:
            yield finish(problem, shelves.build(problem, stocks))
        else:
            recipe = maxrects.Recipe(order=by_area, stocks=stocks)
            yield finish(problem, maxrects.build(problem, recipe))


def preferences(problem: Problem) -> list[tuple[int, ...]]:
    """Orders in which sheets may be opened: the cheapest by area, or the largest first."""
    everything = range(len(problem.stocks))
    by_price = tuple(
        sorted(everything, key=lambda i: (_price(problem, i), -_extent(problem, i), i))
    )
    by_size = tuple(sorted(everything, key=lambda i: (-_extent(problem, i), _price(problem, i), i)))
    return [by_price] if by_price == by_size else [by_price, by_size]


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
