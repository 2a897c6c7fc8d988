from __future__ import annotations

from core.nesting.admission import admit
from core.nesting.bounds import lower_bound
from core.nesting.draft import Draft, finish
from core.nesting.engines.constructive import instant
from core.nesting.problem import STRAIGHT_TURNS, Problem, Solution
from core.nesting.race import Candidate, Race
from tests.support.nesting import part, problem

FOUND = problem(part("a", 1300, 900, 4, turns=STRAIGHT_TURNS))


def one_a_sheet(found: Problem) -> Draft:
    """The dearest layout."""
    alone = problem(part("a", 1300, 900, 1, turns=STRAIGHT_TURNS))
    return instant(alone)[0] * found.items[0].quantity


def race(told: list[Solution]) -> Race:
    draft = one_a_sheet(FOUND)
    solution = finish(FOUND, draft)
    assert solution is not None
    first = Candidate(draft, solution)
    return Race(
        problem=FOUND,
        admission=admit(FOUND),
        bound=lower_bound(FOUND),
        seconds=10.0,
        seed=1,
        tell=told.append,
        clock=lambda: 1.0,
        settled=first,
        shown=first,
    )


def test_a_wrong_layout_never_becomes_the_best() -> None:
    told: list[Solution] = []
    running = race(told)
    good = instant(FOUND)[0]
    # the same part twice in one place
    wrong = tuple(
        type(sheet)(sheet.stock, (sheet.placements[0],) * len(sheet.placements)) for sheet in good
    )

    assert running.hear(wrong) is None
    assert told == []
    assert len(running.best().sheets) == 4


def test_a_better_layout_is_told_and_kept() -> None:
    told: list[Solution] = []
    running = race(told)
    running.open_round()
    running.end(0, instant(FOUND)[0])

    assert [len(solution.sheets) for solution in told] == [1]
    assert len(running.best().sheets) == 1
    assert running.optimal


def test_a_round_is_over_when_an_earlier_task_reaches_the_bound() -> None:
    running = race([])
    running.open_round()
    count = len(running.tasks)
    running.end(0, instant(FOUND)[0])

    assert count > 1
    assert running.tasks == ()


def test_a_round_waits_for_the_tasks_before() -> None:
    running = race([])
    running.open_round()
    last = len(running.tasks) - 1
    running.end(last, instant(FOUND)[0])

    assert running.tasks != ()
    assert not running.optimal
    for number in range(last):
        running.end(number, ())
    assert running.tasks == ()
    assert running.optimal


def test_leftovers_are_the_last_thing() -> None:
    running = race([])
    running.open_round(late=True)
    first = {task.engine for task in running.tasks}
    for number in range(len(running.tasks)):
        running.end(number, ())
    running.open_round(late=True)

    assert "tidy" in first
    assert running.done
