import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.geometry import Matrix, Path
from core.geometry.tolerance import CHORD
from tests.support.layouts import rounded

SHAPES = (
    Path.circle((50.0, 40.0), 30.0),
    rounded(200.0, 100.0, 25.0),
    Path(((0.0, 0.0, 1.0), (100.0, 0.0, 0.0), (100.0, 80.0, -0.4), (0.0, 80.0, 0.0)), closed=True),
)


@pytest.mark.parametrize("shape", SHAPES)
@given(turn=st.floats(0.0, 360.0))
def test_the_points_have_the_paths_own_box(shape: Path, turn: float) -> None:
    path = shape.transformed(Matrix.turn(turn))

    points = path.points()

    xs, ys = [x for x, _ in points], [y for _, y in points]
    assert (min(xs), min(ys), max(xs), max(ys)) == pytest.approx(path.bounds, abs=1e-6)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_points_stay_within_the_chord_of_the_path(shape: Path) -> None:
    fine = shape.points(CHORD / 50)
    coarse = shape.points()

    assert all(min(math.dist(a, b) for b in fine) < 0.5 for a in coarse)
    lost = abs(shape.area) - abs(Path.polyline(coarse, closed=True).area)
    assert abs(lost) <= CHORD * shape.length


def test_straight_shapes_keep_their_corners() -> None:
    assert Path.rectangle(1.0, 2.0, 3.0, 4.0).points() == [(1, 2), (4, 2), (4, 6), (1, 6)]
    assert Path.point((3.0, 4.0)).points() == [(3.0, 4.0)]
