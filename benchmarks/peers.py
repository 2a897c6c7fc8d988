"""Public engines on our problems, for comparison in the same run; each in its own process."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

import packingsolver.irregular as shapes
import packingsolver.rectangle as free
import packingsolver.rectangleguillotine as guillotine
import rectpack
import spyrrow

from core.nesting.measure import outline_of, usable
from core.nesting.problem import Mode, Problem

SCALE = 10
"""Steps a millimetre: the instances are whole or have one decimal."""

GRACE = 20.0
"""Seconds that a peer may overrun before it is killed."""


def packing_solver(problem: Problem, seconds: float) -> float | None:
    """Cost of PackingSolver's own anytime portfolio; None where it finds no full layout."""
    return _apart(_packing_solver, problem, seconds)


def best_of_rectpack(problem: Problem, seconds: float) -> float | None:
    """Cost of the best of rectpack's algorithms; None where it does not know the problem.

    It turns all parts or none, and has neither stages nor costs.
    """
    turning = {len(item.turns) > 2 for item in problem.items}
    if len(turning) > 1 or problem.mode is Mode.SAW or len(problem.stocks) > 1:
        return None
    return _apart(_rectpack, problem, seconds)


def spyrrow_length(problem: Problem, seconds: float) -> float | None:
    """Length of spyrrow's strip, mm."""
    return _apart(_spyrrow, problem, seconds)


def packing_solver_length(problem: Problem, seconds: float) -> float | None:
    """Length of PackingSolver's strip, mm."""
    return _apart(_open_dimension, problem, seconds)


type Peer = Callable[[Problem, float], float | None]


def _apart(peer: Peer, problem: Problem, seconds: float) -> float | None:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_answer, args=(peer, problem, seconds, theirs), daemon=True)
    process.start()
    theirs.close()
    answer: float | None = None
    try:
        if ours.poll(seconds + GRACE):
            answer = ours.recv()
    except EOFError:
        answer = None
    process.kill()
    process.join()
    return answer


def _answer(peer: Peer, problem: Problem, seconds: float, pipe: Connection) -> None:
    pipe.send(peer(problem, seconds))


def _packing_solver(problem: Problem, seconds: float) -> float | None:
    solver: Any = guillotine if problem.mode is Mode.SAW else free
    builder = solver.InstanceBuilder()
    several = len(problem.stocks) > 1
    objective = solver.Objective
    builder.set_objective(objective.VariableSizedBinPacking if several else objective.BinPacking)
    if problem.mode is Mode.SAW:
        builder.set_number_of_stages(problem.stages)
        builder.set_cut_type(guillotine.CutType.NonExact)
    by = problem.spacing
    wanted = sum(item.quantity for item in problem.items)
    for stock in problem.stocks:
        area = usable(problem, stock)
        builder.add_bin_type(
            round((area.length + by) * SCALE),
            round((area.width + by) * SCALE),
            cost=float(stock.cost),
            copies=wanted if stock.copies is None else stock.copies,
        )
    for item in problem.items:
        builder.add_item_type(
            round((item.length + by) * SCALE),
            round((item.width + by) * SCALE),
            copies=item.quantity,
            oriented=90.0 not in item.turns,
        )
    found = solver.optimize(builder.build(), _parameters(solver, seconds)).solution
    return float(found.cost()) if found.full() else None


def _parameters(solver: Any, seconds: float) -> Any:
    parameters = solver.OptimizeParameters()
    parameters.verbosity_level = 0
    parameters.time_limit = seconds
    return parameters


def _rectpack(problem: Problem, seconds: float) -> float | None:
    by, area = problem.spacing, usable(problem, problem.stocks[0])
    until = time.monotonic() + seconds
    best: int | None = None
    algorithms = (rectpack.MaxRectsBssf, rectpack.MaxRectsBl, rectpack.SkylineMwfl)
    for algorithm in algorithms:
        for order in (rectpack.SORT_AREA, rectpack.SORT_LSIDE, rectpack.SORT_SSIDE):
            if time.monotonic() > until:
                break
            packer = rectpack.newPacker(
                pack_algo=algorithm, sort_algo=order, rotation=90.0 in problem.items[0].turns
            )
            packer.add_bin(area.length + by, area.width + by, count=float("inf"))
            for item in problem.items:
                for _ in range(item.quantity):
                    packer.add_rect(item.length + by, item.width + by)
            packer.pack()
            count = len(packer)
            best = count if best is None else min(best, count)
    return None if best is None else best * problem.stocks[0].cost


def _spyrrow(problem: Problem, seconds: float) -> float | None:
    items = [
        spyrrow.Item(item.id, list(outline_of(item)), item.quantity, list(item.turns))
        for item in problem.items
    ]
    strip = spyrrow.StripPackingInstance("", problem.stocks[0].width, items)
    config = spyrrow.StripPackingConfig(
        total_computation_time=int(seconds), num_workers=2, seed=1, early_termination=False
    )
    return float(strip.solve(config).width)


def _open_dimension(problem: Problem, seconds: float) -> float | None:
    builder = shapes.InstanceBuilder()
    builder.set_objective(shapes.Objective.OpenDimensionX)
    stock = problem.stocks[0]
    builder.add_bin_type(shapes.build_rectangle(stock.length, stock.width))
    for item in problem.items:
        builder.add_item_type(
            shapes.build_shape([(float(x), float(y)) for x, y in outline_of(item)]),
            allowed_rotations=[(turn, turn, False) for turn in item.turns],
            copies=item.quantity,
        )
    found = shapes.optimize(builder.build(), _parameters(shapes, seconds)).solution
    return float(found.x_max()) if found.full() else None
