"""PackingSolver for rectangles: free placement for the router, guillotine for the saw.

Parts and usable areas are inflated by the spacing or kerf and trims are cut off beforehand:
the solver then owes no kerf at the edges and needs no trims, where it has had errors.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace
from typing import Any

import packingsolver.rectangle as free
import packingsolver.rectangleguillotine as guillotine

from core.nesting.draft import Draft, DraftSheet
from core.nesting.engines.constructive import main_stock
from core.nesting.engines.grid import Grid, grid_for
from core.nesting.engines.options import Effort, Ladder
from core.nesting.measure import EXACT, inflated_blocks, orientations, usable
from core.nesting.problem import Item, Mode, Placement, Problem
from core.nesting.tasks import Report, Task


@dataclass(frozen=True, slots=True)
class _Kind:
    """An item as the solver has it: whole lengths, and the turns of its two ways to lie."""

    item: str
    length: int
    width: int
    turn: float
    other: float | None


def pack(problem: Problem, effort: Effort, seconds: float, report: Report | None = None) -> Draft:
    """The best layout PackingSolver finds; empty when it finds none.

    Args:
        problem: only placeable items; true shapes are taken as their bounding boxes.
        effort: how hard to try.
        seconds: time after which the solver gives up, which it may overrun.
        report: hears of every better full layout.
    """
    solver = guillotine if problem.mode is Mode.SAW else free
    grid = grid_for(_lengths(problem))
    kinds = [_kind(problem, grid, item) for item in problem.items]
    instance = _instance(problem, solver, grid, kinds, effort)
    parameters = _parameters(solver, effort, seconds)
    # the solver drops bin types and merges items on the way; its solutions use our numbers
    read = _read_guillotine if problem.mode is Mode.SAW else _read_free

    def heard(output: Any) -> None:
        if report is not None and output.solution.full():
            report(read(problem, grid, kinds, output.solution))

    parameters.new_solution_callback = heard
    solution = solver.optimize(instance, parameters).solution
    return read(problem, grid, kinds, solution) if solution.full() else ()


def _lengths(problem: Problem) -> list[float]:
    found = [problem.spacing]
    for item in problem.items:
        found += [size for _, *sizes in orientations(item) for size in sizes]
    for stock in problem.stocks:
        area = usable(problem, stock)
        found += [area.length, area.width]
    return found


def _kind(problem: Problem, grid: Grid, item: Item) -> _Kind:
    ways = orientations(item)
    turn, length, width = ways[0]
    other = next((t for t, a, b in ways if _swapped((length, width), (a, b))), None)
    by = problem.spacing
    return _Kind(item.id, grid.up(length + by), grid.up(width + by), turn, other)


def _swapped(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return (
        abs(one[0] - other[1]) < EXACT
        and abs(one[1] - other[0]) < EXACT
        and abs(one[0] - one[1]) > EXACT
    )


def _instance(problem: Problem, solver: Any, grid: Grid, kinds: list[_Kind], effort: Effort) -> Any:
    builder = solver.InstanceBuilder()
    builder.set_objective(_objective(problem, solver, effort))
    if problem.mode is Mode.SAW:
        builder.set_number_of_stages(problem.stages)
        builder.set_cut_type(guillotine.CutType.NonExact)
    wanted = sum(item.quantity for item in problem.items)
    for number, stock in enumerate(problem.stocks):
        area = usable(problem, stock)
        builder.add_bin_type(
            grid.down(area.length + problem.spacing),
            grid.down(area.width + problem.spacing),
            cost=float(stock.cost),
            copies=wanted if stock.copies is None else min(stock.copies, wanted),
        )
        for left, low, right, high in inflated_blocks(problem, stock):
            x, y = grid.down(left - area.x), grid.down(low - area.y)
            far = (grid.up(right - area.x), grid.up(high - area.y))
            builder.add_defect(number, max(0, x), max(0, y), far[0] - max(0, x), far[1] - max(0, y))
    for kind, item in zip(kinds, problem.items, strict=True):
        builder.add_item_type(
            kind.length, kind.width, copies=item.quantity, oriented=kind.other is None
        )
    return builder.build()


def _objective(problem: Problem, solver: Any, effort: Effort) -> Any:
    if effort.leftovers:
        return solver.Objective.BinPackingWithLeftovers
    if len(problem.stocks) == 1:
        return solver.Objective.BinPacking
    return solver.Objective.VariableSizedBinPacking


def _parameters(solver: Any, effort: Effort, seconds: float) -> Any:
    parameters = solver.OptimizeParameters()
    parameters.verbosity_level = 0
    parameters.time_limit = max(0.01, seconds)
    parameters.optimization_mode = solver.OptimizationMode.NotAnytimeSequential
    if effort.rounds:
        parameters.use_sequential_value_correction = True
        parameters.not_anytime_sequential_value_correction_number_of_iterations = effort.rounds
        parameters.sequential_value_correction_subproblem_tree_search_queue_size = effort.queue
    else:
        parameters.use_tree_search = True
        parameters.not_anytime_tree_search_queue_size = effort.queue
        parameters.tree_search_guides = list(effort.guides)
    return parameters


def _read_free(problem: Problem, grid: Grid, kinds: list[_Kind], solution: Any) -> Draft:
    sheets = []
    for number in range(solution.number_of_different_bins()):
        found = solution.bin(number)
        placements = tuple(
            _placed(
                problem, grid, found.bin_type_id, kinds[i.item_type_id], (i.x, i.y), turned=i.rotate
            )
            for i in found.items
        )
        sheets += [DraftSheet(found.bin_type_id, placements)] * found.copies
    return tuple(sheets)


def _read_guillotine(problem: Problem, grid: Grid, kinds: list[_Kind], solution: Any) -> Draft:
    sheets = []
    for number in range(solution.number_of_different_bins()):
        found = solution.bin(number)
        placements = []
        for node in found.nodes:
            if node.item_type_id < 0 or node.children:
                continue
            kind = kinds[node.item_type_id]
            size = (node.r - node.l, node.t - node.b)
            turned = size != (kind.length, kind.width)
            if turned and size != (kind.width, kind.length):
                continue  # the root carries an item's number without being one
            placements.append(
                _placed(problem, grid, found.bin_type_id, kind, (node.l, node.b), turned=turned)
            )
        sheets += [DraftSheet(found.bin_type_id, tuple(placements))] * found.copies
    return tuple(sheets)


def _placed(
    problem: Problem, grid: Grid, stock: int, kind: _Kind, corner: tuple[int, int], *, turned: bool
) -> Placement:
    area = usable(problem, problem.stocks[stock])
    turn = kind.other if turned and kind.other is not None else kind.turn
    return Placement(
        item=kind.item,
        x=area.x + grid.back(corner[0]),
        y=area.y + grid.back(corner[1]),
        rotation=turn,
    )


def run(task: Task, seconds: float, report: Report) -> Draft:
    """See `core.nesting.tasks`; options are a `Ladder`.

    Tree search gets the most useful kind of sheet alone: with several kinds it rarely finds a
    full layout. Value correction gets them all.
    """
    ladder: Ladder = task.options
    until = time.monotonic() + min(seconds, ladder.seconds)
    best: tuple[float, Draft] = (math.inf, ())
    for effort in ladder.efforts:
        left = until - time.monotonic()
        if left <= 0 or best[0] <= ladder.enough:
            break
        stock = None if effort.rounds else main_stock(task.problem)
        found = _on(task.problem, stock, effort, left, report)
        cost = sum(task.problem.stocks[sheet.stock].cost for sheet in found)
        if found and (cost < best[0] or effort.leftovers):
            best = (cost, found)
    return best[1]


def _on(
    problem: Problem, stock: int | None, effort: Effort, seconds: float, report: Report
) -> Draft:
    """The layout on one kind of sheet (all kinds where it is None), in the problem's numbers."""
    if stock is None:
        return pack(problem, effort, seconds, report)

    def renumbered(draft: Draft) -> Draft:
        return tuple(replace(sheet, stock=stock) for sheet in draft)

    alone = replace(problem, stocks=(problem.stocks[stock],))
    return renumbered(pack(alone, effort, seconds, lambda draft: report(renumbered(draft))))
