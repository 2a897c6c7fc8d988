"""PackingSolver for true shapes: outlines, openings, spacing and keep-outs."""

from __future__ import annotations

from typing import Any

import packingsolver.irregular as solver

from core.nesting.draft import Draft, DraftSheet
from core.nesting.engines.options import Effort
from core.nesting.measure import lowest, outline_of, usable
from core.nesting.problem import Item, Placement, Problem, Ring, Stock
from core.nesting.tasks import Report, Task

SAFETY = 1e-4
"""Added to the spacing, because the solver calculates in floating point (mm)."""


def run(task: Task, seconds: float, report: Report) -> Draft:
    """See `core.nesting.tasks`; options are an `Effort`."""
    return pack(task.problem, task.options, seconds, report)


def pack(problem: Problem, effort: Effort, seconds: float, report: Report | None = None) -> Draft:
    """The best layout PackingSolver finds; empty when it finds none.

    Args:
        problem: only placeable items.
        effort: how hard to try.
        seconds: time after which the solver gives up, which it may overrun.
        report: hears of every better full layout.
    """
    parameters = solver.OptimizeParameters()
    parameters.verbosity_level = 0
    parameters.time_limit = max(0.01, seconds)
    parameters.optimization_mode = solver.OptimizationMode.NotAnytimeSequential
    parameters.use_tree_search = True
    parameters.not_anytime_tree_search_queue_size = effort.queue
    parameters.tree_search_guides = list(effort.guides)

    def heard(output: Any) -> None:
        if report is not None and output.solution.full():
            report(_read(problem, output.solution))

    parameters.new_solution_callback = heard
    solution = solver.optimize(_instance(problem, effort), parameters).solution
    return _read(problem, solution) if solution.full() else ()


def _instance(problem: Problem, effort: Effort) -> Any:
    builder = solver.InstanceBuilder()
    builder.set_objective(_objective(problem, effort))
    builder.set_leftover_mode(solver.LeftoverMode.Left)
    if problem.spacing:
        builder.set_item_item_minimum_spacing(problem.spacing + SAFETY)
    wanted = sum(item.quantity for item in problem.items)
    for stock in problem.stocks:
        _add_stock(builder, problem, stock, wanted)
    for item in problem.items:
        builder.add_item_type(
            solver.ShapeWithHoles(
                _shape(outline_of(item)), [_shape(_ccw(hole)) for hole in item.holes]
            ),
            allowed_rotations=[(float(turn), float(turn), False) for turn in item.turns],
            copies=item.quantity,
        )
    return builder.build()


def _objective(problem: Problem, effort: Effort) -> Any:
    if effort.leftovers:
        return solver.Objective.BinPackingWithLeftovers
    if len(problem.stocks) > 1:
        return solver.Objective.VariableSizedBinPacking
    return solver.Objective.BinPacking


def _add_stock(builder: Any, problem: Problem, stock: Stock, wanted: int) -> None:
    area = usable(problem, stock)
    number = builder.add_bin_type(
        solver.build_rectangle(float(area.length), float(area.width)),
        cost=float(stock.cost),
        copies=wanted if stock.copies is None else min(stock.copies, wanted),
    )
    for k in stock.keepouts:
        left, low = max(k.x - area.x, 0.0), max(k.y - area.y, 0.0)
        right = min(k.x + k.length - area.x, area.length)
        high = min(k.y + k.width - area.y, area.width)
        if right > left and high > low:
            zone = solver.build_rectangle(left, right, low, high)
            builder.add_defect(number, 0, solver.ShapeWithHoles(zone, []))


def _shape(ring: Ring) -> Any:
    return solver.build_shape([(float(x), float(y)) for x, y in ring])


def _ccw(ring: Ring) -> Ring:
    ends = (*ring[1:], ring[0])
    doubled = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, ends, strict=True))
    return ring if doubled > 0 else tuple(reversed(ring))


def _read(problem: Problem, solution: Any) -> Draft:
    sheets = []
    for number in range(solution.number_of_different_bins()):
        found = solution.bin(number)
        area = usable(problem, problem.stocks[found.bin_type_id])
        placements = tuple(
            _placed(problem.items[entry.item_type_id], entry, (area.x, area.y))
            for entry in found.items
        )
        sheets += [DraftSheet(found.bin_type_id, placements)] * found.copies
    return tuple(sheets)


def _placed(item: Item, entry: Any, corner: tuple[float, float]) -> Placement:
    """The solver says where the item's own origin comes to lie."""
    turn = min(item.turns, key=lambda t: abs((t - entry.angle + 180.0) % 360.0 - 180.0))
    left, low = lowest(item, turn)
    return Placement(
        item=item.id,
        x=corner[0] + entry.bl_corner.x + left,
        y=corner[1] + entry.bl_corner.y + low,
        rotation=turn,
    )
