"""Leftovers: parts are drawn off the roomiest sheets, which are then laid out by themselves."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

from core.nesting.draft import Draft, DraftSheet, finish, rank
from core.nesting.engines import maxrects, regroup, shelves
from core.nesting.engines.constructive import ORDERS
from core.nesting.engines.lastsheet import alone, leftover_of, roomiest
from core.nesting.engines.options import Effort
from core.nesting.engines.packing import pack
from core.nesting.problem import Mode, Problem
from core.nesting.tasks import Report, Task

SHAKES = (0.1, 0.4, 0.8)
"""How far the order of the parts is disturbed, a share of the sorting key."""

SOLVER = Effort(queue=32, leftovers=True)
"""The solver's effort for one sheet."""

SOLVER_SECONDS = 3.0
"""Seconds that the solver may take for one sheet at the most."""


def run(task: Task, seconds: float, report: Report) -> Draft:
    """See `core.nesting.tasks`; options are a `Tidying`, the start is the layout to tidy."""
    rng = random.Random(task.seed)
    until = time.monotonic() + seconds
    best = _tidied(task, task.start, rng, until)
    report(best)
    if task.options.rounds.count:
        drawn = regroup.improve(task.problem, task.start, task.options.rounds, rng, until)
        best = min(best, _tidied(task, drawn, rng, until), key=lambda d: _worth(task.problem, d))
    return best


def _worth(problem: Problem, draft: Draft) -> tuple[float, ...]:
    solution = finish(problem, draft)
    return (float("inf"),) if solution is None else rank(solution)


def _tidied(task: Task, draft: Draft, rng: random.Random, until: float) -> Draft:
    sheets = list(draft)
    for number in roomiest(task.problem, draft)[: task.options.sheets]:
        if time.monotonic() < until:
            sheets[number] = _anew(task, sheets[number], rng, until)
    return tuple(sheets)


def _anew(task: Task, sheet: DraftSheet, rng: random.Random, until: float) -> DraftSheet:
    problem = alone(task.problem, sheet)
    best = (leftover_of(problem, sheet.placements), sheet.placements)
    for draft in _layouts(problem, task.options.builds, rng, until):
        if len(draft) != 1 or len(draft[0].placements) != len(sheet.placements):
            continue
        left = leftover_of(problem, draft[0].placements)
        if left > best[0] + 1e-6:
            best = (left, draft[0].placements)
    return DraftSheet(sheet.stock, best[1])


def _layouts(problem: Problem, builds: int, rng: random.Random, until: float) -> Iterator[Draft]:
    yield pack(problem, SOLVER, min(SOLVER_SECONDS, until - time.monotonic()))
    for _ in range(builds):
        if time.monotonic() > until:
            return
        if problem.mode is Mode.SAW:
            yield shelves.build(problem, (0,), rng)
        else:
            recipe = maxrects.Recipe(
                order=rng.choice(ORDERS),
                stocks=(0,),
                corner=rng.choice((True, False)),
                shake=rng.choice(SHAKES),
            )
            yield maxrects.build(problem, recipe, rng)
