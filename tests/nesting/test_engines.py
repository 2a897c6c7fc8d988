"""Every engine: right layouts, the same ones again, and nothing where nothing can be."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from core.nesting import check
from core.nesting.draft import Draft, finish, largest_leftover
from core.nesting.engines import maxrects
from core.nesting.engines.constructive import by_area, instant
from core.nesting.engines.grid import grid_for
from core.nesting.engines.options import Effort, Ladder, Rounds, Tidying, Tries
from core.nesting.problem import STRAIGHT_TURNS, Keepout, Problem, Solution, Stock
from core.nesting.tasks import Task, run
from tests.support.nesting import FULL, angle, arch, kitchen, part, problem, saw, worktop

OPTIONS: dict[str, Any] = {
    "packing": Ladder((Effort(queue=4), Effort(queue=8))),
    "restart": Tries(6),
    "regroup": Rounds(8, heat=0.02),
    "tidy": Tidying(sheets=1, builds=5, rounds=Rounds(2)),
}

SHAPES = problem(arch("a", 3), angle("l", 2), worktop("w", 1), part("r", 300, 200, 3), spacing=8.0)


def task(engine: str, found: Problem, **more: Any) -> Task:
    start = instant(found)[0]
    return Task(engine=engine, problem=found, seed=3, start=start, options=more.get("options"))


def done(one: Task) -> Draft:
    heard: list[Draft] = []
    draft = run(one, 60.0, heard.append)
    for better in heard:
        judged(one.problem, better)
    return draft


def judged(found: Problem, draft: Draft) -> Solution:
    solution = finish(found, draft)
    assert solution is not None
    assert check(found, solution) == ()
    return solution


@pytest.mark.parametrize("engine", OPTIONS)
@pytest.mark.parametrize("stages", [0, 2, 3])
def test_engines_for_rectangles_are_right_and_repeat(engine: str, stages: int) -> None:
    found = kitchen(35, seed=8, grain=stages == 2, spacing=4.5)
    found = saw(found, stages) if stages else found
    one = task(engine, found, options=OPTIONS[engine])
    draft = done(one)

    assert judged(found, draft).unplaced == ()
    assert done(one) == draft


def test_value_correction_uses_offcuts() -> None:
    offcut = Stock(id="off", length=1200.0, width=900.0, cost=400_000.0, copies=2, offcut=True)
    found = kitchen(20, seed=8, stocks=(FULL, offcut))
    one = task("packing", found, options=Ladder((Effort(queue=4, rounds=1),)))

    assert judged(found, done(one)).unplaced == ()


@pytest.mark.parametrize("stages", [0, 3])
def test_the_leftover_objective_leaves_more(stages: int) -> None:
    found = problem(*(part(f"p{i}", 300 + 90 * i, 250 + 40 * i, 2) for i in range(5)))
    found = saw(found, stages) if stages else found
    one = task("packing", found, options=Ladder((Effort(queue=16, leftovers=True),)))
    plain = task("packing", found, options=Ladder((Effort(queue=1),)))
    kept = largest_leftover(judged(found, done(one)))

    assert kept >= largest_leftover(judged(found, done(plain)))
    assert kept > 2e6


def test_true_shapes_lie_in_openings_and_corners() -> None:
    one = task("irregular", SHAPES, options=Effort(queue=8, guides=(0,)))
    draft = done(one)

    assert len(draft) == 1
    assert judged(SHAPES, draft).unplaced == ()
    assert done(one) == draft


def test_true_shapes_keep_off_defects() -> None:
    zone = Keepout(x=700, y=500, length=300, width=300)
    found = replace(SHAPES, stocks=(replace(FULL, keepouts=(zone,)),))
    one = task("irregular", found, options=Effort(queue=8, guides=(0,)))

    assert judged(found, done(one)).unplaced == ()


def test_rectangles_keep_off_defects() -> None:
    zone = Keepout(x=700, y=500, length=300, width=300)
    found = problem(part("a", 500, 400, 15), stocks=(replace(FULL, keepouts=(zone,)),))
    for tried in (found, saw(found)):
        one = task("packing", tried, options=Ladder((Effort(queue=4),)))
        assert judged(tried, done(one)).unplaced == ()


def loose(found: Problem) -> Draft:
    """A layout from the upper right, so that any packing leaves more."""
    recipe = maxrects.Recipe(order=by_area, stocks=(0,), shake=0.9)
    return maxrects.build(found, recipe, random.Random(0))


@pytest.mark.parametrize("engine", ["compact", "strip"])
def test_the_last_sheet_is_only_exchanged_for_a_larger_leftover(engine: str) -> None:
    one = replace(
        task(engine, SHAPES, options=Effort(queue=16, guides=(0,), leftovers=True)),
        start=loose(SHAPES),
    )
    before = largest_leftover(judged(SHAPES, one.start))
    draft = run(one, 2.0, lambda _: None)

    if engine == "compact":
        assert draft
    if draft:
        assert largest_leftover(judged(SHAPES, draft)) > before


def test_a_strip_of_shapes_alone_is_packed_closer() -> None:
    found = problem(angle("l", 4), arch("a", 4), spacing=8.0)
    one = replace(task("strip", found), start=loose(found))

    draft = run(one, 2.0, lambda _: None)

    assert judged(found, draft).unplaced == ()


def test_too_little_stock_gives_no_layout_and_no_error() -> None:
    found = problem(part("a", 2000, 1500, 3), stocks=(replace(FULL, copies=2),))
    for tried in (found, saw(found)):
        assert (
            run(Task(engine="packing", problem=tried, options=Ladder((Effort(queue=2),))), 5, print)
            == ()
        )


def test_a_part_as_large_as_the_sheet_is_no_root_of_a_tree() -> None:
    found = saw(problem(part("a", 2730, 1830, 2), part("b", 100, 100)))
    one = task("packing", found, options=Ladder((Effort(queue=2),)))

    assert len(judged(found, done(one)).sheets) == 3


@pytest.mark.parametrize(
    ("lengths", "steps"),
    [([10.0, 4.0], 1), ([10.5, 4.0], 10), ([10.25], 100), ([3.175], 1000), ([1 / 3], 100)],
)
def test_lengths_become_whole_without_loss(lengths: list[float], steps: int) -> None:
    grid = grid_for(lengths)

    assert grid.steps == steps
    for length in lengths:
        assert grid.back(grid.down(length)) <= length + 1e-6
        assert grid.back(grid.up(length)) >= length - 1e-6


def test_lengths_that_never_become_whole_still_keep_the_spacing() -> None:
    third = 1000 / 3
    found = problem(part("a", third, third, 30, turns=STRAIGHT_TURNS), spacing=10 / 3)
    for tried in (found, saw(found)):
        one = task("packing", tried, options=Ladder((Effort(queue=4),)))
        assert judged(tried, done(one)).unplaced == ()
