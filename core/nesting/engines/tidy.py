"""Leftovers: the emptiest sheets are laid out anew until one large rectangle stays free."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from core.nesting.draft import Draft, DraftSheet, finish, largest_leftover
from core.nesting.engines import maxrects, shelves
from core.nesting.engines.constructive import ORDERS
from core.nesting.engines.options import Effort
from core.nesting.engines.packing import pack
from core.nesting.problem import Mode, Placement, Problem
from core.nesting.tasks import Report, Task

SHAKES = (0.1, 0.4, 0.8)
"""How far the order of the parts is disturbed, a share of the sorting key."""

SOLVER_SECONDS = 3.0
"""Seconds that the solver may take for one sheet."""


def run(task: Task, seconds: float, report: Report) -> Draft:
    """See `core.nesting.tasks`; options are a `Tidying`, the start is the layout to tidy."""
    rng = random.Random(task.seed)
    until = time.monotonic() + seconds
    sheets = list(task.start)
    free = [(_free(task.problem, sheet), -index) for index, sheet in enumerate(sheets)]
    for _, index in sorted(free, reverse=True)[: task.options.sheets]:
        if time.monotonic() > until:
            break
        sheets[-index] = _tidied(task, sheets[-index], rng, until)
        report(tuple(sheets))
    return tuple(sheets)


def _free(problem: Problem, sheet: DraftSheet) -> float:
    """Area of the sheet that no part takes, mm²."""
    sizes = {item.id: item.length * item.width for item in problem.items}
    stock = problem.stocks[sheet.stock]
    return stock.length * stock.width - sum(sizes[p.item] for p in sheet.placements)


def _tidied(task: Task, sheet: DraftSheet, rng: random.Random, until: float) -> DraftSheet:
    wanted = Counter(placement.item for placement in sheet.placements)
    problem = replace(
        task.problem,
        items=tuple(
            replace(item, quantity=wanted[item.id])
            for item in task.problem.items
            if wanted[item.id]
        ),
        stocks=(replace(task.problem.stocks[sheet.stock], copies=1),),
    )
    best = (_leftover(problem, sheet.placements), sheet.placements)
    for draft in _layouts(problem, task.options.builds, rng, until):
        if len(draft) != 1 or len(draft[0].placements) != len(sheet.placements):
            continue
        left = _leftover(problem, draft[0].placements)
        if left > best[0] + 1e-6:
            best = (left, draft[0].placements)
    return DraftSheet(sheet.stock, best[1])


def _leftover(problem: Problem, placements: tuple[Placement, ...]) -> float:
    solution = finish(problem, (DraftSheet(0, placements),))
    return -1.0 if solution is None else largest_leftover(solution)


def _layouts(problem: Problem, builds: int, rng: random.Random, until: float) -> Iterator[Draft]:
    effort = Effort(queue=32, leftovers=True)
    yield pack(problem, effort, min(SOLVER_SECONDS, until - time.monotonic()))
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
