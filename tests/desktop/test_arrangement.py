from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.layout.model import Sheet
from desktop.ui.canvas.arrangement import Arrangement, PartFinder, arrange
from tests.support.layouts import simple_layout

SHEETS = simple_layout().layout.sheets


def many(counts: list[int]) -> list[Sheet]:
    return [
        replace(SHEETS[0], material=f"Material {group}", parts=())
        for group, count in enumerate(counts)
        for _ in range(count)
    ]


def overlap(arrangement: Arrangement) -> bool:
    boxes = [spot.bounds for spot in arrangement.spots]
    return any(
        a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
        for index, a in enumerate(boxes)
        for b in boxes[index + 1 :]
    )


@given(counts=st.lists(st.integers(1, 9), min_size=1, max_size=6), aspect=st.floats(0.3, 4.0))
def test_every_sheet_stands_once_and_apart(counts: list[int], aspect: float) -> None:
    sheets = many(counts)
    found = arrange(sheets, aspect)

    assert [spot.sheet for spot in found.spots] == sheets
    assert [spot.number for spot in found.spots] == list(range(1, len(sheets) + 1))
    assert len(found.heads) == len(counts)
    assert not overlap(found)
    x0, y0, x1, y1 = found.bounds
    for spot in found.spots:
        left, top, right, bottom = spot.bounds
        assert x0 <= left
        assert y0 <= top
        assert right <= x1 + 1e-6
        assert bottom <= y1 + 1e-6


def test_a_wide_window_gets_a_wide_arrangement() -> None:
    sheets = many([12])

    wide, tall = arrange(sheets, 3.0).bounds, arrange(sheets, 0.4).bounds
    assert wide[2] / wide[3] > 1.5
    assert tall[2] / tall[3] < 1.0


def test_nothing_to_show_is_no_fault() -> None:
    assert arrange(()).spots == ()


@pytest.mark.parametrize("at", [(0, 0), (0, 6), (1, 0)])
def test_the_part_under_a_point_is_found(at: tuple[int, int]) -> None:
    arrangement = arrange(SHEETS)
    finder = PartFinder(arrangement)
    spot = arrangement.spots[at[0]]
    left, low, right, _ = spot.sheet.parts[at[1]].bounds
    # near the middle of the lower side, which is inside for every part chosen here
    point = spot.to_scene(((left + right) / 2, low + 5.0))

    assert finder.part_at(point) == at
    assert finder.spot_at(point) == at[0]


def test_the_smaller_part_wins_where_one_lies_in_the_corner_of_another() -> None:
    arrangement = arrange(SHEETS)
    finder = PartFinder(arrangement)
    rail = SHEETS[1].parts[5]
    left, low, right, high = rail.bounds
    point = arrangement.spots[1].to_scene(((left + right) / 2, (low + high) / 2))

    assert finder.part_at(point) == (1, 5)


def test_between_parts_there_is_none() -> None:
    arrangement = arrange(SHEETS)
    finder = PartFinder(arrangement)

    assert finder.part_at(arrangement.spots[0].to_scene((2.0, 2.0))) is None
    assert finder.spot_at((-500.0, -500.0)) is None


def test_the_frames_are_each_others_inverse() -> None:
    spot = arrange(SHEETS).spots[1]

    assert spot.to_sheet(spot.to_scene((123.0, 456.0))) == pytest.approx((123.0, 456.0))


def test_arrows_walk_to_the_neighbour_and_stop_at_the_end() -> None:
    finder = PartFinder(arrange(SHEETS[:1]))
    right = finder.neighbour((0, 0), 1, 0)

    assert right == (0, 1)
    assert finder.neighbour((0, 0), -1, 0) is None
    assert finder.neighbour(None, 1, 0) == (0, 0)
