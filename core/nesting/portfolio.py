"""Which tasks are tried, round by round.

A round's tasks depend only on the problem, the time asked for, the seed and the best layout
of the rounds before, never on which of them ends first; that is why runs repeat.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from core.nesting.draft import Draft, copies
from core.nesting.engines.options import Effort, Ladder, Rounds, Tidying, Tries
from core.nesting.measure import is_plain
from core.nesting.problem import Mode, Problem
from core.nesting.tasks import Task

PLACED_A_SECOND = 12_000
"""Parts that our own builders place in a second, roughly, on one core."""

REGROUPED_A_SECOND = {Mode.ROUTER: 2_500.0, Mode.SAW: 350.0}
"""Choices of sheets that are laid out anew in a second times parts a sheet, on one core."""

SHARE = 0.6
"""Share of the time that rounds of improvement should take on an idle machine."""

WEIGHING = 0.35
"""Share of the time for weighing up several kinds of sheets."""

LEAST = 3
"""Rounds of improvement that are planned however short the time."""

HEAT = 0.02
"""How much concentration is given up for a change in the first round of improvement."""

GROUPS = (4, 6)
"""The most sheets that are laid out anew together, lane by lane."""

CHUNK = 1.5
"""Seconds that one round of improvement is meant to take."""

SEARCHED_A_SECOND = 25_000
"""Copies times queue that the solver's tree search with one guide does in a second, roughly."""

LARGE = 400
"""Copies above which laying a few sheets out anew gains more than larger tree searches."""

FIRST, SECOND = 0.04, 0.25
"""Shares of the time for the solver's first searches (with two guides) and the larger ones."""

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
        lanes: where the last round of improvement ended, lane by lane; equal in cost to the
            best, and a better start for the next round.
        bound: no layout costs less.
        optimal: whether the best costs no more.
        round: from 0.
    """

    problem: Problem
    seconds: float
    seed: int
    best: Draft
    lanes: tuple[Draft, ...]
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
    rounds = Rounds(_regroups(now))
    tasks = [
        replace(_task(now, "tidy", Tidying(sheets=2, builds=60, rounds=rounds)), start=start)
        for start in _lanes(now)
    ]
    if len(now.problem.stocks) == 1 and copies(now.problem) <= SMALL:
        tasks.append(_leftovers(now))
    return _seeded(now, tasks)


def _leftovers(now: Situation) -> Task:
    """The solver's own leftover objective on no more sheets than are needed."""
    stock = replace(now.problem.stocks[0], copies=len(now.best))
    task = _task(now, "packing", Ladder((Effort(queue=64, leftovers=True),)))
    return replace(task, problem=replace(now.problem, stocks=(stock,)))


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
    count = max(LEAST, int(now.seconds * SHARE / CHUNK))
    if len(now.problem.stocks) > 1:
        chunks = max(1, int(now.seconds * WEIGHING / CHUNK))
        yield [_corrected(now), _regroup(now, chunks, 0, HEAT)]
        count = max(1, count - chunks)
    for number in range(count):
        heat = HEAT * (1 - (number + 1) / count)
        yield [_regroup(now, 1, lane, heat) for lane in range(len(GROUPS))]


def _regroup(now: Situation, chunks: int, lane: int, heat: float) -> Task:
    options = Rounds(chunks * _regroups(now), GROUPS[lane], heat)
    return replace(_task(now, "regroup", options), start=_lanes(now)[lane])


def _corrected(now: Situation) -> Task:
    """The solver's value correction, which alone weighs several kinds of sheets up.

    For the saw with two stages, where it ends soonest.
    """
    efforts = (Effort(queue=8, rounds=2),)
    task = _task(now, "packing", Ladder(efforts, seconds=now.seconds * WEIGHING))
    return replace(task, problem=replace(now.problem, stages=2))


def _regroups(now: Situation) -> int:
    seconds = min(CHUNK, now.seconds * SHARE / LEAST)
    crowd = max(1.0, copies(now.problem) / max(1, len(now.best)))
    return max(1, int(seconds * REGROUPED_A_SECOND[now.problem.mode] / crowd))


def _lanes(now: Situation) -> list[Draft]:
    return [*now.lanes, *[now.best] * len(GROUPS)][: len(GROUPS)]


def _openings(now: Situation) -> Iterator[list[Task]]:
    """From scratch: many quick layouts of our own beside the solver's first ones."""
    restart = _task(now, "restart", Tries(_tries(now)))
    small = _queues(now, 0, FIRST) or QUEUES[:1]
    large = _queues(now, len(small), SECOND)
    yield [restart, *_both_ways(_ladder(now, tuple(Effort(queue=queue) for queue in small)))]
    if large and len(now.problem.stocks) == 1:
        yield [
            _ladder(now, tuple(Effort(queue=queue, guides=(guide,)) for queue in large))
            for guide in (0, 1)
        ]


def _both_ways(task: Task) -> list[Task]:
    """Also the plans of two stages, which suit any machine and are often found sooner."""
    if task.problem.mode is Mode.SAW and task.problem.stages < 3:
        return [task]
    return [task, replace(task, problem=replace(task.problem, mode=Mode.SAW, stages=2))]


def _tries(now: Situation) -> int:
    return max(4, min(200, int(0.05 * now.seconds * PLACED_A_SECOND / copies(now.problem))))


def _ladder(now: Situation, efforts: tuple[Effort, ...]) -> Task:
    """The solver on one kind of sheet: with several it is slow to find any layout."""
    return _task(now, "packing", Ladder(efforts, now.bound * (1 + 1e-9)))


def _queues(now: Situation, first: int, share: float) -> tuple[int, ...]:
    """The sizes from the first one on that fit into this share of the time."""
    if copies(now.problem) > LARGE:
        return ()
    room = share * now.seconds * SEARCHED_A_SECOND / copies(now.problem)
    found = []
    for queue in QUEUES[first : first + 4]:
        room -= queue
        if room < 0:
            break
        found.append(queue)
    return tuple(found)


def _true_shape(now: Situation) -> Iterator[list[Task]]:
    yield [_task(now, "restart", Tries(_tries(now))), _task(now, "irregular", Effort(queue=16))]
