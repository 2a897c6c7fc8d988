from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.nesting import check
from core.nesting.admission import admit
from core.nesting.draft import finish
from core.nesting.engines import maxrects, shelves
from core.nesting.engines.constructive import by_length, instant
from core.nesting.problem import STRAIGHT_TURNS, Item, Keepout, Problem, Solution
from tests.support.nesting import FULL, arch, kitchen, part, problem, saw, worktop


def best(found: Problem) -> Solution:
    placeable = admit(found)
    solution = finish(placeable.problem, instant(placeable.problem)[0])
    assert solution is not None
    return replace(solution, unplaced=(*placeable.refused, *solution.unplaced))


sizes = st.floats(20, 2800, allow_nan=False).map(lambda size: round(size, 1))
items = st.lists(st.tuples(sizes, sizes, st.integers(1, 5), st.booleans()), min_size=1, max_size=12)


@settings(max_examples=40, deadline=None)
@given(items, st.sampled_from([0.0, 3.2, 4.0, 12.0]), st.sampled_from(["router", "saw2", "saw3"]))
def test_every_job_gets_a_right_layout(
    rows: list[tuple[float, float, int, bool]], spacing: float, mode: str
) -> None:
    parts = [
        part(f"p{index}", length, width, count, turns=(0.0, 90.0) if free else STRAIGHT_TURNS)
        for index, (length, width, count, free) in enumerate(rows)
    ]
    found = problem(*parts, spacing=spacing)
    if mode != "router":
        found = saw(found, int(mode[-1]))

    assert check(found, best(found)) == ()


@pytest.mark.parametrize("copies", [30, 100, 300])
def test_nothing_is_left_out_where_stock_is_endless(copies: int) -> None:
    for found in (kitchen(copies, 1), saw(kitchen(copies, 1), 2), saw(kitchen(copies, 1), 3)):
        assert best(found).unplaced == ()


def test_stock_that_runs_out_is_told() -> None:
    found = problem(part("a", 2000, 1500, 3), stocks=(replace(FULL, copies=2),))
    solution = best(found)

    assert [(u.item, u.copies, u.reason) for u in solution.unplaced] == [
        ("a", 1, "nesting.sem_chapa")
    ]
    assert check(found, solution) == ()


def bow_tie() -> Item:
    ring = ((0.0, 0.0), (100.0, 100.0), (100.0, 0.0), (0.0, 100.0))
    return part("x", 100, 100, outline=ring)


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (part("x", 2731, 100), "nesting.grande_demais"),
        (part("x", 100, 1900, turns=STRAIGHT_TURNS), "nesting.grande_demais"),
        (part("x", 0, 100), "nesting.medida_invalida"),
        (part("x", float("nan"), 100), "nesting.medida_invalida"),
        (part("x", float("inf"), 100), "nesting.medida_invalida"),
        (part("x", 100, -5), "nesting.medida_invalida"),
        (part("x", 100, 100, turns=()), "nesting.sem_giro"),
        (bow_tie(), "nesting.contorno_invalido"),
    ],
)
def test_parts_that_cannot_be_placed_are_named_and_the_others_go_on(
    item: Item, reason: str
) -> None:
    found = problem(item, part("ok", 500, 500))
    solution = best(found)

    assert [(u.item, u.reason) for u in solution.unplaced] == [("x", reason)]
    assert [p.item for sheet in solution.sheets for p in sheet.placements] == ["ok"]


def test_a_part_as_large_as_the_sheet_fits() -> None:
    found = problem(part("a", 2730, 1830, 2))

    assert len(best(found).sheets) == 2
    assert len(best(saw(found)).sheets) == 2


def test_a_part_turned_to_fit_is_turned() -> None:
    (sheet,) = best(problem(part("a", 100, 2700))).sheets

    assert sheet.placements[0].rotation == 90.0


def test_no_sheet_at_all_is_told() -> None:
    found = problem(part("a", 100, 100), stocks=())

    assert [u.reason for u in best(found).unplaced] == ["nesting.sem_chapa"]


def test_true_shapes_and_rectangles_mix() -> None:
    found = problem(arch("a", 5), worktop("w", 2), part("r", 300, 200, 9), spacing=8.0)

    assert check(found, best(found)) == ()


@pytest.mark.parametrize("spacing", [0.0, 8.0])
def test_keepouts_stay_free(spacing: float) -> None:
    zones = (
        Keepout(x=1000, y=700, length=200, width=150),
        Keepout(x=0, y=0, length=60, width=60),
        Keepout(x=2000, y=100, length=3, width=3),
    )
    found = problem(
        part("a", 400, 300, 40), stocks=(replace(FULL, keepouts=zones),), spacing=spacing
    )

    assert check(found, best(found)) == ()
    assert check(saw(found), best(saw(found))) == ()


def test_disturbed_layouts_are_right_and_repeat() -> None:
    found = kitchen(80, seed=9)
    recipe = maxrects.Recipe(order=by_length, stocks=(0,), first_fit=False, shake=0.5)
    one = maxrects.build(found, recipe, random.Random(4))
    cut = saw(found)
    sawn = shelves.build(cut, (0,), random.Random(4))
    one_solution, cut_solution = finish(found, one), finish(cut, sawn)

    assert one == maxrects.build(found, recipe, random.Random(4))
    assert sawn == shelves.build(cut, (0,), random.Random(4))
    assert one_solution is not None
    assert cut_solution is not None
    assert check(found, one_solution) == ()
    assert check(cut, cut_solution) == ()
