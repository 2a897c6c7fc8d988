"""Which tasks are tried, round by round.

A round's tasks depend only on the problem, the time asked for, the seed and the best layout
of the rounds before, never on which of them ends first; that is why runs repeat.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from core.nesting.draft import Draft
from core.nesting.engines.options import Effort, Ladder, Rounds, Tidying, Tries
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

SEARCHED_A_SECOND = 10_000
"""Copies times queue that the solver's tree search gets through in a second, roughly."""

QUEUES = (4, 13, 28, 63, 94, 141, 211, 316)
"""Sizes of the solver's tree search, one after the other; none is the best for all jobs."""


SMALL = 60
"""Copies up to which the solver's leftover objective ends in time on the whole problem."""


@dataclass(frozen=True, slots=True)
class Situation:
    """Where the search for one problem stands.

    Args:
        problem: only placeable items.
        seconds: meant for this problem.
        seed: of the run.
        best: the best layout of the rounds before.
        bound: no layout costs less.
        optimal: whether the best costs no more.
        round: from 0.
    """

    problem: Problem
    seconds: float
    seed: int
    best: Draft
    bound: float
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
        tasks.append(_leftovers(now))
    return _seeded(now, tasks)


def _leftovers(now: Situation) -> Task:
    """The solver's own leftover objective on no more sheets than are needed."""
    stock = replace(now.problem.stocks[0], copies=len(now.best))
    task = _task(now, "packing", Ladder((Effort(queue=64, leftovers=True),)))
    return replace(task, problem=replace(now.problem, stocks=(stock,)))


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
    restart = _task(now, "restart", Tries(_tries(now)))
    if len(now.problem.stocks) > 1:
        yield [restart, _ladder(now, (Effort(queue=8, rounds=1),))]
        return
    small, large = _queues(now, 0, 0.15), _queues(now, 3, 0.4)
    yield [restart, _ladder(now, tuple(Effort(queue=queue) for queue in small or QUEUES[:1]))]
    if large:
        yield [
            _ladder(now, tuple(Effort(queue=queue, guides=(guide,)) for queue in large))
            for guide in (0, 1)
        ]


def _tries(now: Situation) -> int:
    return max(4, min(200, int(0.05 * now.seconds * PLACED_A_SECOND / _copies(now.problem))))


def _ladder(now: Situation, efforts: tuple[Effort, ...]) -> Task:
    return _task(now, "packing", Ladder(efforts, now.bound * (1 + 1e-9)))


def _queues(now: Situation, first: int, share: float) -> tuple[int, ...]:
    """The sizes from the first one on that fit into this share of the time."""
    room = share * now.seconds * SEARCHED_A_SECOND / _copies(now.problem)
    found = []
    for queue in QUEUES[first : first + 4]:
        room -= queue
        if room < 0:
            break
        found.append(queue)
    return tuple(found)


def _true_shape(now: Situation) -> Iterator[list[Task]]:
    yield [_task(now, "restart", Tries(_tries(now))), _task(now, "irregular", Effort(queue=16))]
