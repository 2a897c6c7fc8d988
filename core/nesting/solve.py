"""The search: instant layouts first, then engines in processes of their own, the best kept."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from core.nesting.admission import admit
from core.nesting.bounds import lower_bound
from core.nesting.check import check
from core.nesting.draft import Draft, finish, nothing
from core.nesting.engines.constructive import instant
from core.nesting.pool import Pool
from core.nesting.problem import Problem, Solution
from core.nesting.race import Candidate, Race

TICK = 0.05
"""Seconds between two questions whether to stop."""

POLISH_AT = 0.75
"""Share of the time after which the search for less cost gives way to leftovers."""

type Tell = Callable[[Solution], None]
type IsCancelled = Callable[[], bool]


def solve(
    problem: Problem,
    *,
    seconds: float,
    seed: int,
    on_better: Tell | None = None,
    cancelled: IsCancelled | None = None,
) -> Solution:
    """A layout of one problem; see `solve_all`."""
    (solution,) = solve_all(
        (problem,), seconds=seconds, seed=seed, on_better=on_better, cancelled=cancelled
    )
    return solution


def solve_all(
    problems: Sequence[Problem],
    *,
    seconds: float,
    seed: int,
    on_better: Tell | None = None,
    cancelled: IsCancelled | None = None,
) -> tuple[Solution, ...]:
    """A layout of every problem, each judged before it is told or handed over.

    Args:
        problems: one a material group; ids of items and stocks are unique in each.
        seconds: wall-clock time for all of them; less is used where nothing is left to gain.
        seed: the same seed gives the same layouts where the planned work ends in time.
        on_better: hears of every better layout, the instant ones first, in this process.
        cancelled: asked many times a second; when it says yes the best so far comes back.
    """
    start = time.monotonic()
    cores = max(1, os.process_cpu_count() or 1) if hasattr(os, "process_cpu_count") else 2
    tell = on_better or _nobody
    with Pool(cores) as pool:
        if seconds > 0:
            pool.warm(cores)
        share = seconds * cores / max(cores, len(problems))
        races = [
            _race(problem, share=share, seed=seed, tell=tell, start=start) for problem in problems
        ]
        polish_at = start + seconds * POLISH_AT
        search = _Search(races, pool, start + seconds, polish_at, cores)
        while search.goes_on() and not (cancelled and cancelled()):
            search.step()
        return tuple(race.best() for race in races)


def _nobody(_solution: Solution) -> None:
    """Nobody wants to know."""


def _race(problem: Problem, *, share: float, seed: int, tell: Tell, start: float) -> Race:
    """The instant layout, told at once."""
    admission = admit(problem)
    candidate = _instant(admission.problem)
    race = Race(
        problem=problem,
        admission=admission,
        bound=lower_bound(admission.problem),
        seconds=share,
        seed=seed,
        tell=tell,
        clock=lambda: time.monotonic() - start,
        settled=candidate,
        shown=candidate,
    )
    race.progress.append((race.clock(), candidate.solution.cost))
    tell(race.solution(candidate))
    return race


def _instant(problem: Problem) -> Candidate:
    """The best instant layout that the judge accepts; nothing placed when he accepts none."""
    for draft in instant(problem):
        solution = finish(problem, draft)
        if solution is not None and not check(problem, solution):
            return Candidate(draft, solution)
    return Candidate((), nothing(problem))


@dataclass(slots=True)
class _Search:
    """All races on the same workers."""

    races: list[Race]
    pool: Pool
    deadline: float
    polish_at: float
    cores: int
    running: dict[int, tuple[Race, int]] = field(default_factory=dict)
    waiting: list[tuple[Race, int]] = field(default_factory=list)
    started: int = 0

    def goes_on(self) -> bool:
        """Whether there is time and anything left to do."""
        if time.monotonic() >= self.deadline:
            return False
        for race in self.races:
            while not race.done and not race.tasks:
                race.open_round(late=time.monotonic() >= self.polish_at)
                self.waiting.extend((race, number) for number in range(len(race.tasks)))
        return any(not race.done for race in self.races)

    def step(self) -> None:
        """Give out tasks, hear what came."""
        while self.waiting and self.pool.idle:
            race, number = self.waiting.pop(self._most_urgent())
            self.started += 1
            self.running[self.started] = (race, number)
            self.pool.start(self.started, race.tasks[number], self._until(race))
        wait = max(0.0, min(TICK, self.deadline - time.monotonic()))
        for reply in self.pool.replies(wait):
            entry = self.running.get(reply.number)
            if entry is not None:
                self._hear(reply.number, *entry, reply.draft, ended=reply.ended)

    def _most_urgent(self) -> int:
        """Fewer sheets anywhere before larger leftovers somewhere."""
        urgent = (i for i, (race, _) in enumerate(self.waiting) if not race.polished)
        return next(urgent, 0)

    def _hear(self, key: int, race: Race, number: int, draft: Draft, *, ended: bool) -> None:
        if not ended:
            race.hear(draft)
            return
        del self.running[key]
        race.end(number, draft)
        if not race.tasks:
            self._drop(race)

    def _drop(self, race: Race) -> None:
        """End what the closed round no longer needs."""
        self.waiting = [entry for entry in self.waiting if entry[0] is not race]
        for key in [key for key, entry in self.running.items() if entry[0] is race]:
            del self.running[key]
            self.pool.stop(key)

    def _until(self, race: Race) -> float:
        """When a task that starts now must end, so that every problem gets its turn."""
        now = time.monotonic()
        end = self.deadline if race.polished else self.polish_at
        busy = sum(1 for other in self.races if not other.done)
        share = (end - now) * self.cores / max(self.cores, busy)
        return min(end, now + max(0.5, share))
