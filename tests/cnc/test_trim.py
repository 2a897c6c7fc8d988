from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cnc.trim import with_ends
from core.geometry import Path

LINE = Path.polyline([(0.0, 0.0), (10.0, 0.0), (10.0, 40.0)])
ARC = Path(((0.0, 0.0, math.tan(math.pi / 8)), (10.0, 10.0, 0.0)))  # a quarter about (0, 10)


def test_a_line_grows_straight_on() -> None:
    found = with_ends(LINE, 3.0, 2.0)

    assert found.vertices[0][:2] == pytest.approx((-3.0, 0.0))
    assert found.vertices[-1][:2] == pytest.approx((10.0, 42.0))


def test_it_is_cut_back_round_a_corner() -> None:
    found = with_ends(LINE, -12.0, -1.0)

    assert found.start == pytest.approx((10.0, 2.0))
    assert found.length == pytest.approx(37.0)


def test_an_arc_stays_on_its_circle() -> None:
    found = with_ends(ARC, -2.0, -3.0)

    assert found.length == pytest.approx(ARC.length - 5.0)
    assert all(math.dist(point, (0.0, 10.0)) == pytest.approx(10.0) for point in found.points())


def test_an_arc_grows_along_its_tangents() -> None:
    found = with_ends(ARC, 4.0, 5.0)

    assert found.start == pytest.approx((-4.0, 0.0))
    assert found.vertices[-1][:2] == pytest.approx((10.0, 15.0))


def test_what_is_cut_back_entirely_leaves_a_point() -> None:
    found = with_ends(Path.polyline([(0.0, 0.0), (5.0, 0.0)]), -3.0, -3.0)

    assert [vertex[:2] for vertex in found.vertices] == [(2.5, 0.0)]


@given(st.floats(-20.0, 20.0), st.floats(-20.0, 20.0))
def test_lengths_add_up(first: float, last: float) -> None:
    found = with_ends(LINE, first, last)

    assert found.length == pytest.approx(50.0 + first + last)
