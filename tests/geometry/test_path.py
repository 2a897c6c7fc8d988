import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.geometry import Matrix, Path, arc_of
from core.geometry.outer import outer_ring

coordinate = st.floats(-1000, 1000)
bulge = st.one_of(st.just(0.0), st.floats(0.05, 1.0), st.floats(-1.0, -0.05))


@st.composite
def convex_rings(draw: st.DrawFn) -> Path:
    """A closed path around the origin whose arcs bulge outwards or not at all."""
    angles = sorted(draw(st.lists(st.floats(0, 6.2), min_size=3, max_size=8, unique=True)))
    radius = draw(st.floats(10, 500))
    points = [(radius * math.cos(a), radius * math.sin(a)) for a in angles]
    bulges = draw(st.lists(st.sampled_from([0.0, 0.2]), min_size=8, max_size=8))
    return Path(tuple((x, y, b) for (x, y), b in zip(points, bulges, strict=False)), closed=True)


@given(coordinate, coordinate, coordinate, coordinate, bulge)
def test_an_arc_starts_and_ends_where_it_should(
    x0: float, y0: float, x1: float, y1: float, turn: float
) -> None:
    if turn == 0.0 or math.dist((x0, y0), (x1, y1)) < 1.0:
        return
    arc = arc_of((x0, y0), (x1, y1), turn)

    assert math.dist(arc.at(0.0), (x0, y0)) < 1e-6
    assert math.dist(arc.at(1.0), (x1, y1)) < 1e-6


@given(convex_rings())
def test_flattening_keeps_the_bounding_box(ring: Path) -> None:
    points = ring.points()

    xs, ys = [x for x, _ in points], [y for _, y in points]

    assert (min(xs), min(ys), max(xs), max(ys)) == pytest.approx(ring.bounds, abs=1e-6)


@given(convex_rings())
def test_the_outer_ring_is_around_the_shape(ring: Path) -> None:
    area = Path.polyline(outer_ring(ring), closed=True).area

    assert area >= ring.area - 1e-6
    assert area <= ring.area + 0.2 * ring.length + 1e-6


@given(convex_rings(), st.floats(0, 360), coordinate, coordinate)
def test_a_motion_keeps_area_and_length(ring: Path, turn: float, tx: float, ty: float) -> None:
    moved = ring.transformed(Matrix.turn(turn).then(Matrix.shift(tx, ty)))

    assert moved.area == pytest.approx(ring.area, rel=1e-6, abs=1e-3)
    assert moved.length == pytest.approx(ring.length, rel=1e-9)


@given(convex_rings())
def test_walking_backwards_twice_is_the_same_path(ring: Path) -> None:
    assert ring.reversed().area == pytest.approx(-ring.area)
    assert ring.reversed().reversed() == ring


def test_a_circle_knows_itself() -> None:
    circle = Path.circle((30.0, 40.0), 17.5)

    assert circle.as_circle() == ((30.0, 40.0), 17.5)
    assert circle.bounds == pytest.approx((12.5, 22.5, 47.5, 57.5))
    assert circle.area == pytest.approx(math.pi * 17.5**2)


def test_quarter_turns_are_exact() -> None:
    assert Matrix.turn(90.0).apply((3.0, 4.0)) == (-4.0, 3.0)
    assert Matrix.turn(270.0).then(Matrix.turn(90.0)) == Matrix()


@given(st.floats(0, 360), coordinate, coordinate, coordinate, coordinate)
def test_a_map_and_its_inverse_cancel(
    turn: float, tx: float, ty: float, x: float, y: float
) -> None:
    there = Matrix.turn(turn).then(Matrix.mirror_x()).then(Matrix.shift(tx, ty))

    assert there.inverse().apply(there.apply((x, y))) == pytest.approx((x, y), abs=1e-6)
    assert there.determinant == pytest.approx(-1.0)
