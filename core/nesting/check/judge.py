"""What the judge looks at, in order."""

from __future__ import annotations

import math
from collections.abc import Iterator

from core.nesting.check.counting import counted
from core.nesting.check.leftovers import leftovers_fit
from core.nesting.check.lying import lies_well
from core.nesting.check.sawing import sawn_well
from core.nesting.check.tolerance import COST
from core.nesting.problem import Finding, Item, Mode, NestedSheet, Problem, Solution, Stock


def check(problem: Problem, solution: Solution) -> tuple[Finding, ...]:
    """Everything that is wrong with a layout; empty when it is right.

    Every copy is placed once or unplaced with a reason; parts keep their allowed turns, lie
    inside the sheet less its trims, keep the spacing (mm) from each other and stay off the
    keep-outs; stock and costs are right; leftovers are free and storable; the saw's cutting
    tree yields the parts within the stages.
    """
    return tuple(_findings(problem, solution))


def _findings(problem: Problem, solution: Solution) -> Iterator[Finding]:
    items = {item.id: item for item in problem.items}
    stocks = {stock.id: stock for stock in problem.stocks}
    yield from counted(problem, solution)
    yield from _costs(stocks, solution)
    for index, sheet in enumerate(solution.sheets):
        stock = stocks.get(sheet.stock)
        if stock is not None and _readable(items, sheet):
            yield from _sheet(problem, items, stock, sheet, index)
        else:
            yield Finding("nesting.ilegivel", sheet=index, detail=sheet.stock)


def _sheet(
    problem: Problem, items: dict[str, Item], stock: Stock, sheet: NestedSheet, index: int
) -> Iterator[Finding]:
    yield from lies_well(problem, items, stock, sheet, index)
    yield from leftovers_fit(problem, items, stock, sheet, index)
    if problem.mode is Mode.SAW:
        yield from sawn_well(problem, items, stock, sheet, index)


def _readable(items: dict[str, Item], sheet: NestedSheet) -> bool:
    """Whether every placement names a known item and finite numbers."""
    return all(
        placement.item in items
        and all(map(math.isfinite, (placement.x, placement.y, placement.rotation)))
        for placement in sheet.placements
    )


def _costs(stocks: dict[str, Stock], solution: Solution) -> Iterator[Finding]:
    cost = sum(stocks[sheet.stock].cost for sheet in solution.sheets if sheet.stock in stocks)
    room = COST * max(1.0, abs(cost))
    if not abs(cost - solution.cost) <= room:
        yield Finding("nesting.custo_errado", detail=f"{solution.cost:g} != {cost:g}")
    if not solution.lower_bound <= cost + room and not _left_out(solution):
        yield Finding("nesting.limite_errado", detail=f"{solution.lower_bound:g} > {cost:g}")


def _left_out(solution: Solution) -> bool:
    return any(unplaced.copies > 0 for unplaced in solution.unplaced)
