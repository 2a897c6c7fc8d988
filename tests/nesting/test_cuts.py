from __future__ import annotations

from core.nesting.cuts import cutting_tree, waste
from core.nesting.problem import Cut, Placement, Problem
from tests.support.nesting import FULL, part, problem, saw


def depth(cut: Cut) -> int:
    return max((cut.depth, *(depth(child) for child in cut.children)))


def tree(found: Problem, *placements: Placement) -> Cut | None:
    return cutting_tree(found, FULL, placements)


TWO = saw(problem(part("a", 500, 400), part("b", 300, 200)), stages=2)


def test_a_single_part_needs_two_cuts() -> None:
    found = tree(TWO, Placement(item="a", x=10, y=10))

    assert found is not None
    assert depth(found) == 2
    assert sorted((w.length, w.width) for w in waste(found)) == [(500, 1426), (2226, 1830)]


def test_the_kerf_must_fit_between_parts() -> None:
    near = tree(TWO, Placement(item="a", x=10, y=10), Placement(item="b", x=513, y=10))
    right = tree(TWO, Placement(item="a", x=10, y=10), Placement(item="b", x=514, y=10))

    assert near is None
    assert right is not None


def test_a_gap_narrower_than_two_kerfs_leaves_no_waste() -> None:
    found = tree(TWO, Placement(item="a", x=10, y=10), Placement(item="b", x=516, y=10))

    assert found is not None
    assert all(piece.length > 0 and piece.width > 0 for piece in waste(found))


def test_a_pinwheel_cannot_be_sawn() -> None:
    found = saw(problem(part("a", 600, 300), part("b", 300, 600)), stages=3)
    pinwheel = (
        Placement(item="a", x=10, y=10),
        Placement(item="b", x=614, y=10),
        Placement(item="a", x=314, y=614),
        Placement(item="b", x=10, y=314),
    )

    assert tree(found, *pinwheel) is None


def test_three_stages_and_a_trim_but_no_more() -> None:
    parts = (part("a", 1000, 1000), part("b", 400, 300), part("c", 300, 200))
    three = saw(problem(*parts), stages=3)
    # a column beside a, shelves in it, two parts on the shelf, the smaller one trimmed
    placements = (
        Placement(item="a", x=10, y=10),
        Placement(item="b", x=1014, y=10),
        Placement(item="c", x=1418, y=10),
        Placement(item="a", x=1014, y=314),
    )
    found = tree(three, *placements)

    assert found is not None
    assert depth(found) == 4
    assert tree(saw(problem(*parts), stages=2), *placements) is None
