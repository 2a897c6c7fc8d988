from __future__ import annotations

import math

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from core.cnc.offset import exact_offset, offset
from core.geometry import Matrix, Path
from tests.support.cutting import area_of
from tests.support.layouts import rounded

EACH = 0.006
"""Offset and chords of the judge together (mm)."""

L_SHAPE = Path.polyline(
    [(0, 0), (600, 0), (600, 200), (250, 200), (250, 500), (0, 500)], closed=True
)


def keeps_distance(path: Path, found: list[Path], distance: float) -> bool:
    wanted = area_of(path).buffer(distance, 256)
    got = shapely.union_all([area_of(each) for each in found])
    edges = shapely.hausdorff_distance(wanted.boundary, got.boundary)
    return bool(edges <= EACH)


def test_a_rectangle_grows_with_round_corners() -> None:
    (grown,) = offset(Path.rectangle(10, 20, 100, 50), 3.0)

    assert len(grown.vertices) == 8
    assert grown.bounds == pytest.approx((7, 17, 113, 73))
    assert grown.area == pytest.approx(100 * 50 + 2 * 3 * 150 + math.pi * 9)


def test_a_rectangle_shrinks_with_sharp_corners() -> None:
    (shrunk,) = offset(Path.rectangle(0, 0, 100, 50), -3.0)

    assert shrunk.is_rectangle()
    assert shrunk.bounds == pytest.approx((3, 3, 97, 47))


def test_round_corners_stay_arcs_about_their_centres() -> None:
    (grown,) = offset(rounded(500.0, 300.0, 60.0), 3.0)

    assert sorted(bulge != 0 for _, _, bulge in grown.vertices) == [False] * 4 + [True] * 4
    assert grown.length == pytest.approx(2 * 380 + 2 * 180 + 2 * math.pi * 63)


def test_a_circle_stays_a_circle_and_vanishes() -> None:
    circle = Path.circle((50.0, 40.0), 13.0)

    (inner,) = offset(circle, -3.0)
    found = inner.as_circle()

    assert found is not None
    assert found[1] == pytest.approx(10.0)
    assert offset(circle, -13.5) == []


def test_an_inner_corner_keeps_the_cutters_radius() -> None:
    (grown,) = offset(L_SHAPE, 3.0)

    assert (253.0, 203.0) in {(round(x, 6), round(y, 6)) for x, y, _ in grown.vertices}
    assert keeps_distance(L_SHAPE, [grown], 3.0)


def test_a_narrow_neck_parts_in_two() -> None:
    dumbbell = Path.polyline(
        [
            *((0, 0), (40, 0), (40, 18), (60, 18), (60, 0), (100, 0)),
            *((100, 40), (60, 40), (60, 22), (40, 22), (40, 40), (0, 40)),
        ],
        closed=True,
    )

    assert len(offset(dumbbell, -3.0)) == 2


def test_a_slit_too_narrow_for_the_cutter_is_closed() -> None:
    slit = Path.polyline(
        [(0, 0), (100, 0), (100, 60), (52, 60), (52, 20), (48, 20), (48, 60), (0, 60)], closed=True
    )

    assert exact_offset(slit.counter_clockwise(), 3.0) is None
    assert keeps_distance(slit, offset(slit, 3.0), 3.0)


@given(
    st.lists(st.floats(30.0, 90.0), min_size=3, max_size=9),
    st.floats(-12.0, 12.0).filter(lambda d: abs(d) > 0.1),
    st.floats(0.0, 360.0),
)
def test_every_star_keeps_its_distance(radii: list[float], distance: float, turn: float) -> None:
    count = len(radii)
    points = [
        (r * math.cos(2 * math.pi * n / count), r * math.sin(2 * math.pi * n / count))
        for n, r in enumerate(radii)
    ]
    star = Path.polyline(points, closed=True).transformed(Matrix.turn(turn))

    found = offset(star, distance)

    wanted = area_of(star).buffer(distance, 256)
    got = shapely.union_all([area_of(each) for each in found])
    assert shapely.symmetric_difference(wanted, got).area <= EACH * (wanted.length + 1.0)


@given(st.floats(20.0, 400.0), st.floats(20.0, 400.0), st.floats(1.0, 9.0), st.floats(-9.0, 9.0))
def test_every_rounded_rectangle_keeps_its_distance(
    length: float, width: float, radius: float, distance: float
) -> None:
    shape = rounded(length, width, radius)

    assert keeps_distance(shape, offset(shape, distance), distance)
