"""One problem's search: its rounds, its best layout, what it has shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from core.nesting.admission import Admission
from core.nesting.check import check
from core.nesting.draft import Draft, finish, rank
from core.nesting.portfolio import Situation, plan, polish
from core.nesting.problem import Problem, Solution, Unplaced
from core.nesting.settle import settle
from core.nesting.tasks import Task

EQUAL = 1e-9
"""Share by which costs may differ and be equal."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A layout that has passed the judge."""

    draft: Draft
    solution: Solution

    @property
    def worth(self) -> tuple[int, float]:
        """Copies left out and cost; smaller is better."""
        return rank(self.solution)[:2]


@dataclass(slots=True)
class Race:
    """The search for one problem.

    Args:
        problem: as it was asked.
        admission: its placeable items, and the others with their reasons.
        bound: no layout of the placeable items costs less.
        seconds: meant for this problem.
        tell: hears of every better layout.
        clock: seconds since the search began.
    """

    problem: Problem
    admission: Admission
    bound: float
    seconds: float
    seed: int
    tell: Callable[[Solution], None]
    clock: Callable[[], float]
    settled: Candidate
    shown: Candidate
    progress: list[tuple[float, float]] = field(default_factory=list)
    tasks: tuple[Task, ...] = ()
    results: dict[int, Candidate | None] = field(default_factory=dict)
    lanes: tuple[Candidate, ...] = ()
    round: int = 0
    polished: bool = False
    done: bool = False
    finished: float = 0.0

    @property
    def optimal(self) -> bool:
        """Whether no layout costs less."""
        left_out, cost = self.settled.worth
        return left_out == 0 and cost <= self.bound * (1 + EQUAL) + EQUAL

    def open_round(self, *, late: bool = False) -> None:
        """Plan the next round; done when there is nothing more to try.

        Args:
            late: the time left is for leftovers.
        """
        self.results = {}
        now = Situation(
            problem=self.admission.problem,
            seconds=self.seconds,
            seed=self.seed,
            best=self.settled.draft,
            lanes=self._lanes(),
            bound=self.bound,
            optimal=self.optimal,
            round=self.round,
        )
        self.tasks = () if self.polished or late else plan(now)
        if not self.tasks and not self.polished and self.settled.draft:
            self.tasks, self.polished = polish(now), True
        self.round += 1
        if not self.tasks:
            self.done = True
            self.finished = self.clock()

    def hear(self, draft: Draft) -> Candidate | None:
        """Judge a layout; tell of it when it is better than what was shown."""
        candidate = self._judged(draft)
        if candidate is not None and rank(candidate.solution) < rank(self.shown.solution):
            cheaper = candidate.worth < self.shown.worth
            self.shown = candidate
            if cheaper:
                self.progress.append((self.clock(), candidate.solution.cost))
            self.tell(self.solution(candidate))
        return candidate

    def end(self, number: int, draft: Draft) -> None:
        """A task of the round ended with this layout (empty when it has none)."""
        self.results[number] = self.hear(draft) if draft else None
        if self.decided():
            self.close_round()

    def decided(self) -> bool:
        """Whether the tasks still running can no longer change the round's outcome."""
        for number in range(len(self.tasks)):
            if number not in self.results:
                return False
            if self._reaches_bound(self.results[number]) and not self.polished:
                return True
        return True

    def close_round(self) -> None:
        """Keep the best of the round, in the order of its tasks."""
        for number in range(len(self.tasks)):
            self._settle(self.results.get(number))
            if self._reaches_bound(self.results.get(number)) and not self.polished:
                break
        if self.shown.worth < self.settled.worth:
            # from a task that was cut short: not repeatable, but cheaper
            self.settled = self.shown
        found = (self.results.get(number) for number in range(len(self.tasks)))
        self.lanes = tuple(candidate for candidate in found if candidate is not None)
        self.tasks = ()

    def best(self) -> Solution:
        """What to hand over now: settled rounds first, since they repeat."""
        for number in sorted(self.results) if self.tasks else ():
            self._settle(self.results[number])
        best = self.shown if self.shown.worth < self.settled.worth else self.settled
        without_slivers = self._judged(settle(self.admission.problem, best.draft))
        if without_slivers is not None and without_slivers.worth == best.worth:
            best = without_slivers
        return self.solution(best)

    def solution(self, candidate: Candidate) -> Solution:
        """The candidate with everything that was asked accounted for."""
        left_out = sum(unplaced.copies for unplaced in candidate.solution.unplaced)
        cost = candidate.solution.cost
        return replace(
            candidate.solution,
            problem=self.problem.name,
            unplaced=_in_order(self.problem, self.admission, candidate.solution),
            lower_bound=min(self.bound, cost) if left_out else self.bound,
            seconds=self.finished or self.clock(),
            progress=tuple(self.progress),
        )

    def _lanes(self) -> tuple[Draft, ...]:
        """Where the last round's tasks ended, those as cheap as the best."""
        worth = self.settled.worth
        return tuple(lane.draft for lane in self.lanes if lane.worth == worth)

    def _settle(self, candidate: Candidate | None) -> None:
        if candidate is not None and rank(candidate.solution) < rank(self.settled.solution):
            self.settled = candidate

    def _reaches_bound(self, candidate: Candidate | None) -> bool:
        if candidate is None:
            return False
        left_out, cost = candidate.worth
        return left_out == 0 and cost <= self.bound * (1 + EQUAL) + EQUAL

    def _judged(self, draft: Draft) -> Candidate | None:
        problem = self.admission.problem
        solution = finish(problem, draft)
        if solution is None or check(problem, solution):
            return None
        return Candidate(draft, solution)


def _in_order(problem: Problem, admission: Admission, solution: Solution) -> tuple[Unplaced, ...]:
    left = {unplaced.item: unplaced for unplaced in (*admission.refused, *solution.unplaced)}
    return tuple(left[item.id] for item in problem.items if item.id in left)
