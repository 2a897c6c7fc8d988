from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from core.nesting.bounds import lower_bound
from core.nesting.draft import finish
from core.nesting.engines.constructive import instant
from core.nesting.problem import STRAIGHT_TURNS, Problem, Stock, Trims
from tests.support.nesting import FULL, arch, kitchen, part, problem, saw


def cheapest_known(found: Problem) -> float:
    """A feasible layout's cost: no bound may lie above it."""
    solution = finish(found, instant(found)[0])
    assert solution is not None
    assert solution.unplaced == ()
    return solution.cost


@settings(max_examples=80, deadline=None)
@given(
    columns=st.integers(1, 6),
    rows=st.integers(1, 6),
    sheets=st.integers(1, 3),
    kerf=st.sampled_from([0.0, 4.0, 7.5]),
    sawn=st.booleans(),
    turned=st.booleans(),
)
def test_a_full_grid_is_never_bounded_above_itself(
    columns: int, rows: int, sheets: int, kerf: float, sawn: bool, turned: bool
) -> None:
    # parts that tile the sheet exactly: the answer is known, and any error upwards shows
    size = ((2400 - (columns - 1) * kerf) / columns, (1800 - (rows - 1) * kerf) / rows)
    size = (size[1], size[0]) if turned else size
    item = part("a", *size, columns * rows * sheets, turns=(90.0,) if turned else (0.0,))
    found = problem(
        item,
        stocks=(Stock(id="s", length=2400.0, width=1800.0, cost=1.0),),
        spacing=kerf,
        trims=Trims(),
    )
    found = saw(found, 2) if sawn else found

    assert lower_bound(found) <= sheets
    assert lower_bound(found) == cheapest_known(found) == sheets or not sawn


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 120), st.integers(0, 1000), st.booleans())
def test_no_feasible_layout_is_cheaper(copies: int, seed: int, grain: bool) -> None:
    found = kitchen(copies, seed, grain=grain)

    assert 0 < lower_bound(found) <= cheapest_known(found)
    assert lower_bound(saw(found)) <= cheapest_known(saw(found))


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 60), st.integers(0, 1000), st.integers(1, 4))
def test_offcuts_never_raise_the_bound_above_a_layout(copies: int, seed: int, count: int) -> None:
    offcut = Stock(id="off", length=1200.0, width=900.0, cost=400_000.0, copies=count, offcut=True)
    found = kitchen(copies, seed, stocks=(FULL, offcut))

    assert lower_bound(found) <= cheapest_known(found)


def test_large_parts_count_whole_sheets() -> None:
    # by area three would go on two sheets; no two fit side by side
    found = problem(part("a", 1500, 1000, 3, turns=STRAIGHT_TURNS))

    assert lower_bound(found) == 3 * FULL.cost


def test_true_shapes_count_by_their_own_area() -> None:
    found = problem(arch("a", 30), spacing=0.0)
    boxes = problem(part("a", 600, 400, 30), spacing=0.0)

    assert lower_bound(found) <= lower_bound(boxes)
    assert lower_bound(replace(found, stocks=(replace(FULL, copies=0),))) >= 0


def test_nothing_to_place_costs_nothing() -> None:
    assert lower_bound(problem()) == 0.0
