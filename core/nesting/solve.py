"""The portfolio: instant layouts first, then engines in their own processes, the best kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from core.nesting.admission import admit
from core.nesting.bounds import lower_bound
from core.nesting.engines.constructive import instant
from core.nesting.problem import Problem, Solution


def solve_all(
    problems: Sequence[Problem],
    *,
    seconds: float,
    seed: int,
    on_better: Callable[[Solution], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[Solution, ...]:
    """A layout of every problem."""
    found = []
    for problem in problems:
        start = time.perf_counter()
        admission = admit(problem)
        solution = instant(admission.problem)
        spent = time.perf_counter() - start
        solution = replace(
            solution,
            problem=problem.name,
            unplaced=(*admission.refused, *solution.unplaced),
            lower_bound=lower_bound(admission.problem),
            seconds=spent,
            progress=((spent, solution.cost),),
        )
        if on_better:
            on_better(solution)
        found.append(solution)
    return tuple(found)


def solve(
    problem: Problem,
    *,
    seconds: float,
    seed: int,
    on_better: Callable[[Solution], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Solution:
    """A layout of one problem; see `solve_all`."""
    (solution,) = solve_all(
        (problem,), seconds=seconds, seed=seed, on_better=on_better, cancelled=cancelled
    )
    return solution
