from __future__ import annotations

import math

import pytest

from core.cnc.moves import Line, Turn
from core.cnc.track import Track
from core.geometry import Path
from tests.support.layouts import rounded

SQUARE = Track(Path.rectangle(0.0, 0.0, 100.0, 60.0))


def test_a_walk_goes_round_and_round() -> None:
    moves = SQUARE.walk(50.0, 50.0 + SQUARE.length, 0.0, 0.0, 1.0)

    assert [(move.x, move.y) for move in moves] == [
        (100.0, 0.0), (100.0, 60.0), (0.0, 60.0), (0.0, 0.0), (50.0, 0.0)
    ]  # fmt: skip


def test_height_falls_evenly() -> None:
    moves = SQUARE.walk(50.0, 150.0, 10.0, 0.0, 1.0)

    assert [move.z for move in moves] == pytest.approx([5.0, 0.0])


def test_a_tiny_piece_keeps_its_height() -> None:
    track = Track(Path.polyline([(0.0, 0.0), (50.0, 0.0), (50.0, 0.05), (0.0, 0.05)]))

    heights = [move.z for move in track.walk(0.0, track.length, 10.0, 0.0, 1.0)]

    assert heights == pytest.approx([5.0, 5.0, 0.0])


def test_arcs_stay_arcs_and_half_circles_are_the_longest() -> None:
    full = Track(Path(((10.0, 0.0, math.tan(math.radians(67.5))), (0.0, 10.0, 0.0))))  # 270°

    moves = full.walk(0.0, full.length, 0.0, 0.0, 1.0)

    assert [type(move) for move in moves] == [Turn, Turn]


def test_the_other_way_round_passes_the_same_places() -> None:
    track = Track(rounded(100.0, 60.0, 10.0))
    back = track.backwards()

    for at in (0.0, 13.0, 77.0, 150.0):
        assert back.point(track.length - at) == pytest.approx(track.point(at))


def test_it_begins_in_the_middle_of_the_longest_straight_side() -> None:
    track = Track(rounded(100.0, 60.0, 10.0))

    assert track.point(track.longest_side()) in ((50.0, 0.0), (50.0, 60.0))


def test_the_nearest_place() -> None:
    at, away = SQUARE.nearest((30.0, -4.0))

    assert (at, away) == pytest.approx((30.0, 4.0))
    assert isinstance(SQUARE.walk(0.0, at, 0.0, 0.0, 1.0)[0], Line)
