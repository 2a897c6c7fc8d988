from __future__ import annotations

import random

from core.nesting.draft import finish
from core.nesting.engines.constructive import instant
from core.nesting.leftovers import free_rectangles
from core.nesting.problem import Leftover, Placement
from core.nesting.spaces import Space, free_spaces
from tests.support.nesting import FULL, kitchen, part, problem, saw


def test_what_stays_beside_one_part() -> None:
    found = problem(part("a", 1000, 1830))
    left = free_rectangles(found, FULL, [Placement(item="a", x=10, y=10)])

    assert left == (Leftover(x=1014, y=10, length=1726, width=1830),)


def test_leftovers_are_large_enough_and_the_largest_comes_first() -> None:
    found = kitchen(40, seed=12)
    solution = finish(found, instant(found)[0])
    assert solution is not None
    for sheet in solution.sheets:
        areas = [left.length * left.width for left in sheet.leftovers]
        assert areas == sorted(areas, reverse=True)
        assert all(area >= found.offcut_area for area in areas)


def test_nothing_larger_stays_free() -> None:
    rng = random.Random(3)
    for _ in range(20):
        blocks = [_block(rng) for _ in range(6)]
        spaces = free_spaces([(0.0, 0.0, 12.0, 12.0)], blocks)
        assert max(map(_area, spaces), default=0.0) == _largest_by_trying(blocks)


def _block(rng: random.Random) -> Space:
    left, low = rng.randint(0, 10), rng.randint(0, 10)
    return (left, low, left + rng.randint(1, 4), low + rng.randint(1, 4))


def _area(space: Space) -> float:
    return (space[2] - space[0]) * (space[3] - space[1])


def _largest_by_trying(blocks: list[Space]) -> float:
    """Every rectangle of a grid of ones, the slow and sure way."""
    taken = [
        [any(b[0] <= x < b[2] and b[1] <= y < b[3] for b in blocks) for y in range(12)]
        for x in range(12)
    ]
    best = 0
    for left in range(12):
        free = [True] * 12
        for right in range(left, 12):
            free = [free[y] and not taken[right][y] for y in range(12)]
            run = longest = 0
            for one in free:
                run = run + 1 if one else 0
                longest = max(longest, run)
            best = max(best, longest * (right - left + 1))
    return float(best)


def test_the_saw_keeps_only_what_a_cut_sets_free() -> None:
    found = saw(problem(part("a", 1000, 800), part("b", 600, 500)))
    solution = finish(found, instant(found)[0])
    assert solution is not None
    (sheet,) = solution.sheets

    assert sheet.leftovers
    assert sheet.leftovers[0].length * sheet.leftovers[0].width > 1.5e6
