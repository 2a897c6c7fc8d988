"""Which tasks are tried, round by round.

A round's tasks depend only on the problem, the time asked for, the seed and the best layout
of the rounds before, never on which of them ends first; that is why runs repeat.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from core.nesting.draft import Draft
from core.nesting.engines.options import Effort, Rounds, Tidying, Tries
from core.nesting.measure import is_plain
from core.nesting.problem import Problem
from core.nesting.tasks import Task

PLACED_A_SECOND = 12_000
"""Parts that our own builders place in a second, roughly, on one core."""

REGROUPS_A_SECOND = 50.0
"""Choices of sheets that are laid out anew in a second, roughly, on one core."""

SHARE = 0.6
"""Share of the time that the planned work should take on an idle machine."""

CHUNK = 1.5
"""Seconds that one round of improvement is meant to take."""

LANES = 2
"""Tasks of one round that run side by side."""

LARGE = 400
"""Copies above which the solver's larger searches would not end in time."""


SMALL = 120
"""Copies up to which the solver's leftover objective ends in time on the whole problem."""


@dataclass(frozen=True, slots=True)
class Situation:
    """Where the search for one problem stands.

    Args:
        problem: only placeable items.
        seconds: meant for this problem.
        seed: of the run.
        best: the best layout of the rounds before.
        optimal: whether no layout costs less.
        round: from 0.
    """

    problem: Problem
    seconds: float
    seed: int
    best: Draft
    optimal: bool
    round: int


def plan(now: Situation) -> tuple[Task, ...]:
    """The tasks of this round; none when there is nothing more to try."""
    rounds = [] if now.optimal else list(_rounds(now))
    tasks = rounds[now.round] if now.round < len(rounds) else []
    return _seeded(now, tasks)


def polish(now: Situation) -> tuple[Task, ...]:
    """The tasks that make leftovers larger at the cost that was reached."""
    if not all(is_plain(item) for item in now.problem.items):
        effort = Effort(queue=32, guides=(0,), leftovers=True)
        return _seeded(now, [_task(now, "compact", effort), _task(now, "strip")])
    rounds = int(CHUNK * REGROUPS_A_SECOND)
    tasks = [_task(now, "tidy", Tidying(sheets=2, builds=60, rounds=rounds)) for _ in range(LANES)]
    if len(now.problem.stocks) == 1 and _copies(now.problem) <= SMALL:
        tasks.append(_task(now, "packing", Effort(queue=32, leftovers=True)))
    return _seeded(now, tasks)


def _copies(problem: Problem) -> int:
    return sum(item.quantity for item in problem.items)


def _seeded(now: Situation, tasks: list[Task]) -> tuple[Task, ...]:
    return tuple(
        replace(task, seed=now.seed * 1000 + now.round * 10 + index)
        for index, task in enumerate(tasks)
    )


def _task(now: Situation, engine: str, options: object = None) -> Task:
    return Task(engine=engine, problem=now.problem, start=now.best, options=options)


def _rounds(now: Situation) -> Iterator[list[Task]]:
    if not all(is_plain(item) for item in now.problem.items):
        yield from _true_shape(now)
        return
    yield from _openings(now)
    for _ in range(int(now.seconds * SHARE / CHUNK)):
        count = max(1, int(CHUNK * REGROUPS_A_SECOND))
        yield [_task(now, "regroup", Rounds(count)) for _ in range(LANES)]


def _openings(now: Situation) -> Iterator[list[Task]]:
    """From scratch: many quick layouts of our own beside the solver's first ones."""
    copies = _copies(now.problem)
    tries = max(4, min(200, int(0.5 * PLACED_A_SECOND / copies)))
    restart = _task(now, "restart", Tries(tries))
    if len(now.problem.stocks) > 1:
        yield [restart, _task(now, "packing", Effort(queue=8, rounds=1))]
        return
    yield [restart, _task(now, "packing", Effort(queue=8))]
    if copies <= LARGE:
        yield [_task(now, "packing", Effort(queue=64, guides=(guide,))) for guide in (0, 1)]


def _true_shape(now: Situation) -> Iterator[list[Task]]:
    copies = _copies(now.problem)
    tries = max(4, min(200, int(0.5 * PLACED_A_SECOND / copies)))
    yield [_task(now, "restart", Tries(tries)), _task(now, "irregular", Effort(queue=16))]
