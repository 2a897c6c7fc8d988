from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from core.nesting import check
from core.nesting.draft import DraftSheet, finish
from core.nesting.engines.constructive import instant
from core.nesting.problem import Keepout, Placement, Problem
from core.nesting.settle import settle
from tests.support.nesting import FULL, arch, kitchen, part, problem, saw

TWO = problem(part("a", 500, 400), part("b", 300, 200))


def settled(found: Problem, *placements: Placement) -> list[tuple[float, float]]:
    (sheet,) = settle(found, (DraftSheet(0, placements),))
    return [(placement.x, placement.y) for placement in sheet.placements]


def test_a_sliver_between_two_parts_is_closed() -> None:
    a, b = Placement(item="a", x=10, y=10), Placement(item="b", x=514 + 2.5, y=10)

    assert settled(TWO, a, b) == [(10, 10), (514, 10)]
    assert settled(TWO, b, a) == [(514, 10), (10, 10)]


def test_a_sliver_at_the_trim_is_closed() -> None:
    assert settled(TWO, Placement(item="a", x=11, y=12.9)) == [(10, 10)]


def test_room_that_is_no_sliver_stays() -> None:
    a, b = Placement(item="a", x=10, y=10), Placement(item="b", x=517, y=13)

    assert settled(TWO, a, b) == [(10, 10), (517, 13)]


def test_what_only_touches_at_a_corner_is_no_neighbour() -> None:
    a, b = Placement(item="a", x=10, y=10), Placement(item="b", x=516, y=414)

    assert settled(TWO, a, b) == [(10, 10), (516, 414)]


def test_keepouts_are_no_place_to_move_into() -> None:
    zone = Keepout(x=100, y=0, length=20, width=1850)
    found = replace(TWO, stocks=(replace(FULL, keepouts=(zone,)),))

    assert settled(found, Placement(item="a", x=122, y=10)) == [(120, 10)]


def test_saw_plans_and_true_shapes_stay() -> None:
    draft = (DraftSheet(0, (Placement(item="a", x=12, y=12),)),)

    assert settle(saw(TWO), draft) == draft
    assert settle(problem(arch("a")), draft) == draft


@settings(max_examples=20, deadline=None)
@given(st.integers(5, 60), st.integers(0, 500), st.floats(0, 2.9), st.floats(0, 2.9))
def test_settled_layouts_stay_right(copies: int, seed: int, right: float, up: float) -> None:
    # a wide kerf leaves room to shift every part within, so that there is something to close
    wide = kitchen(copies, seed, spacing=10.0)
    narrow = replace(wide, spacing=4.0)
    loose = tuple(
        DraftSheet(
            sheet.stock,
            tuple(
                replace(p, x=p.x + right * (n % 2), y=p.y + up * (n % 3 == 0))
                for n, p in enumerate(sheet.placements)
            ),
        )
        for sheet in instant(wide)[0]
    )
    before = finish(narrow, loose)
    after = finish(narrow, settle(narrow, loose))
    assert before is not None
    assert after is not None

    if not check(narrow, before):
        assert check(narrow, after) == ()
        assert after.cost == before.cost
