from __future__ import annotations

import multiprocessing
from dataclasses import replace

from core.nesting import check, solve, solve_all
from core.nesting.draft import Draft
from core.nesting.engines.options import Effort, Ladder, Rounds, Tries
from core.nesting.pool import Pool
from core.nesting.problem import Solution, Stock
from core.nesting.tasks import Task
from core.nesting.worker import Reply
from tests.support.nesting import FULL, angle, kitchen, part, problem, saw


def test_the_best_is_right_and_never_worse_than_the_first() -> None:
    told: list[Solution] = []
    found = kitchen(60, seed=2)
    solution = solve(found, seconds=3, seed=1, on_better=told.append)

    assert check(found, solution) == ()
    assert told
    assert all(check(found, better) == () for better in told)
    costs = [better.cost for better in told]
    assert costs == sorted(costs, reverse=True)
    assert solution.cost == costs[-1]
    assert [cost for _, cost in solution.progress] == sorted({*costs}, reverse=True)


def test_the_same_seed_gives_the_same_layout() -> None:
    found = saw(kitchen(40, seed=4))
    one = solve(found, seconds=30, seed=5)
    other = solve(found, seconds=30, seed=5)

    assert one.sheets == other.sheets
    assert one.cost == one.lower_bound == other.lower_bound


def test_without_time_the_instant_layout_comes_back() -> None:
    found = kitchen(50, seed=1)

    assert check(found, solve(found, seconds=0, seed=1)) == ()


def test_cancelling_keeps_the_best_of_every_group() -> None:
    groups = (kitchen(40, 1), saw(kitchen(40, 2)), kitchen(30, 3, grain=True))
    asked = iter([False] * 3 + [True] * 1000)
    found = solve_all(groups, seconds=60, seed=1, cancelled=lambda: next(asked))

    for group, solution in zip(groups, found, strict=True):
        assert check(group, solution) == ()
        assert solution.unplaced == ()


def test_cancelled_from_the_start_still_places_everything() -> None:
    (solution,) = solve_all((kitchen(30, 1),), seconds=60, seed=1, cancelled=lambda: True)

    assert solution.unplaced == ()


def test_groups_are_told_by_name_and_keep_their_order() -> None:
    groups = tuple(replace(kitchen(12, seed), name=f"g{seed}") for seed in range(4))
    told: list[Solution] = []
    found = solve_all(groups, seconds=2, seed=1, on_better=told.append)

    assert [solution.problem for solution in found] == ["g0", "g1", "g2", "g3"]
    assert {solution.problem for solution in told} == {"g0", "g1", "g2", "g3"}


def test_true_shapes_are_nested_closer_than_their_boxes() -> None:
    found = problem(angle("l", 8), spacing=8.0)
    first = solve(found, seconds=0, seed=1)
    solution = solve(found, seconds=20, seed=1)

    assert check(found, solution) == ()
    assert (len(first.sheets), len(solution.sheets)) == (2, 1)


def test_offcuts_are_used_where_they_save() -> None:
    offcut = Stock(id="off", length=820.0, width=620.0, cost=1000.0, copies=1, offcut=True)
    found = problem(part("a", 800, 600), stocks=(FULL, offcut))
    solution = solve(found, seconds=1, seed=1)

    assert [sheet.stock for sheet in solution.sheets] == ["off"]


def test_no_items_is_no_work() -> None:
    solution = solve(problem(), seconds=60, seed=1)

    assert (solution.sheets, solution.unplaced, solution.cost) == ((), (), 0.0)


def test_a_worker_that_dies_is_replaced() -> None:
    found = kitchen(10, seed=1)
    with Pool(1) as pool:
        pool.start(1, Task(engine="no such engine", problem=found), deadline=1e12)
        failed = first_end(pool)
        pool.start(
            2,
            Task(engine="packing", problem=found, options=Ladder((Effort(queue=2),))),
            deadline=1e12,
        )
        worked = first_end(pool)

    assert (failed.number, failed.draft, bool(failed.failure)) == (1, (), True)
    assert (worked.number, worked.failure) == (2, "")
    assert placed(worked.draft) == 10


def test_a_worker_that_overruns_is_killed() -> None:
    long = Task(engine="regroup", problem=kitchen(60, 1), start=(), options=Rounds(1))
    with Pool(1) as pool:
        pool.start(1, long, deadline=0.0)
        reply = first_end(pool)

    assert reply.draft == ()


def test_a_worker_killed_from_outside_is_noticed() -> None:
    with Pool(1) as pool:
        pool.start(1, Task(engine="restart", problem=kitchen(60, 1), options=Tries(10_000)), 1e12)
        for process in multiprocessing.active_children():
            process.kill()
        reply = first_end(pool)

    assert (reply.number, reply.draft, bool(reply.failure)) == (1, (), True)


def test_workers_that_keep_dying_cost_nothing_but_their_finds() -> None:
    def murder() -> bool:
        for process in multiprocessing.active_children():
            process.kill()
        return False

    found = kitchen(40, seed=2)
    solution = solve(found, seconds=2, seed=1, cancelled=murder)

    assert check(found, solution) == ()
    assert solution.unplaced == ()


def first_end(pool: Pool) -> Reply:
    while True:
        for reply in pool.replies(5.0):
            if reply.ended:
                return reply


def placed(draft: Draft) -> int:
    return sum(len(sheet.placements) for sheet in draft)
