"""Our instant layouts again and again, each with the order of the parts disturbed."""

from __future__ import annotations

import random
import time

from core.nesting.draft import Draft, finish, rank
from core.nesting.engines import maxrects, shelves
from core.nesting.engines.constructive import ORDERS, preferences
from core.nesting.problem import Mode, Problem
from core.nesting.tasks import Report, Task

SHAKES = (0.05, 0.15, 0.3)
"""How far the order is disturbed, a share of the sorting key."""


def run(task: Task, seconds: float, report: Report) -> Draft:
    """See `core.nesting.tasks`; options are `Tries`."""
    problem = task.problem
    rng = random.Random(task.seed)
    until = time.monotonic() + seconds
    best: tuple[tuple[int, float, float], Draft] | None = None
    for _ in range(task.options.count):
        draft = _layout(problem, rng)
        solution = finish(problem, draft)
        if solution is not None and (best is None or rank(solution) < best[0]):
            best = (rank(solution), draft)
            report(draft)
        if time.monotonic() > until:
            break
    return best[1] if best else ()


def _layout(problem: Problem, rng: random.Random) -> Draft:
    stocks = rng.choice(preferences(problem))
    if problem.mode is Mode.SAW:
        return shelves.build(problem, stocks, rng)
    recipe = maxrects.Recipe(
        order=rng.choice(ORDERS),
        stocks=stocks,
        first_fit=rng.random() < 0.6,
        shake=rng.choice(SHAKES),
    )
    return maxrects.build(problem, recipe, rng)
