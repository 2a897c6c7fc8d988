import shapely
from hypothesis import given
from hypothesis import strategies as st

from core.drawing.room import free_spot, middle, taken_on
from core.geometry import Path
from core.parts import Face, OperationKind
from tests.support.layouts import drill, groove, rounded, shape

PANEL = Path.rectangle(0.0, 0.0, 300.0, 200.0)


def box_at(spot: tuple[float, float], size: tuple[float, float]) -> shapely.Geometry:
    x, y = spot
    return shapely.box(x - size[0] / 2, y - size[1] / 2, x + size[0] / 2, y + size[1] / 2)


def test_the_middle_where_it_is_free() -> None:
    assert free_spot(PANEL, (), (50.0, 30.0)) == (150.0, 100.0)


def test_nothing_for_a_box_that_is_too_large() -> None:
    assert free_spot(PANEL, (), (310.0, 30.0)) is None
    assert free_spot(PANEL, (), (299.0, 30.0), clearance=1.0) is None


def test_the_middle_of_an_l_lies_inside_it() -> None:
    corner = Path.polyline(
        [(0, 0), (600, 0), (600, 100), (100, 100), (100, 500), (0, 500)], closed=True
    )

    x, y = middle(corner)

    assert shapely.Polygon(corner.points()).contains(shapely.Point(x, y))


def test_it_stays_off_the_hole_and_near_the_middle() -> None:
    taken = taken_on(Face.TOP, [drill(150.0, 100.0, 35.0, 12.0)], 18.0)

    spot = free_spot(PANEL, taken, (50.0, 30.0), clearance=2.0)

    assert spot is not None
    assert abs(spot[0] - 150.0) < 1e-6
    assert abs(abs(spot[1] - 100.0) - (17.5 + 15.0 + 2.0)) < 1e-6


def test_holes_of_the_other_face_count_only_when_they_go_through() -> None:
    blind, through = drill(150.0, 100.0, 35.0, 12.0), drill(150.0, 100.0, 35.0, 18.0)

    assert taken_on(Face.BOTTOM, [blind], 18.0) == []
    assert len(taken_on(Face.BOTTOM, [through], 18.0)) == 1
    assert taken_on(Face.TOP, [drill(10.0, 9.0, 8.0, 24.0, Face.L1)], 18.0) == []


def test_a_rounded_panel_keeps_the_box_out_of_its_corners() -> None:
    panel = rounded(120.0, 90.0, 45.0)
    size = (80.0, 40.0)

    spot = free_spot(panel, (), size)

    assert spot is not None
    assert shapely.Polygon(panel.points()).buffer(1e-6).contains(box_at(spot, size))
    assert free_spot(panel, (), (118.0, 60.0)) is None


@given(
    st.lists(
        st.tuples(st.floats(0.0, 300.0), st.floats(0.0, 200.0), st.floats(3.0, 60.0)), max_size=8
    ),
    st.tuples(st.floats(10.0, 120.0), st.floats(10.0, 80.0)),
)
def test_a_found_box_touches_nothing(
    holes: list[tuple[float, float, float]], size: tuple[float, float]
) -> None:
    operations = [drill(x, y, diameter, 10.0) for x, y, diameter in holes]
    operations.append(groove([(20.0, 180.0), (280.0, 20.0)], 8.0, 6.0))
    operations.append(
        shape(OperationKind.POCKET, Path.polyline([(0, 0), (80, 0), (0, 60)], closed=True), 5.0)
    )
    taken = taken_on(Face.TOP, operations, 18.0)

    spot = free_spot(PANEL, taken, size)

    if spot is not None:
        box = box_at(spot, size).buffer(-1e-6)
        assert shapely.Polygon(PANEL.points()).contains(box)
        assert not any(shape.intersects(box) for shape in taken)
