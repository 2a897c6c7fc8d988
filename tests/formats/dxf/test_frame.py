"""Coordinates from the opposite edge, drawings of the back, views of the edges, units."""

from __future__ import annotations

import pytest

from core.geometry import Path
from core.messages import known
from core.parts import Face
from tests.support.drawings import (
    assumed,
    circle,
    file_of,
    line,
    lwpolyline,
    panel,
    read,
    rectangle,
    tags,
)


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        ((37, -22), (37, 478)),
        ((-37, 22), (663, 22)),
        ((-37, -22), (663, 478)),
        ((37, 22), (37, 22)),
        ((0, -9), (0, 491)),
        ((-1e-9, 22), (-1e-9, 22)),
        ((-3, 100), (697, 100)),
    ],
)
def test_below_zero_counts_from_the_opposite_edge(
    drawn: tuple[float, float], expected: tuple[float, float]
) -> None:
    drawing = read(panel(circle("FURO_35_11-5", *drawn, 17.5)))

    assert drawing.operations[0].path.start == pytest.approx(expected)
    assert ("desenho.da_borda_oposta" in assumed(drawing)) == (drawn[0] < -1e-6 or drawn[1] < 0)


def test_a_groove_near_the_edge_stays_there() -> None:
    # half its width lies beside the panel; only the line's own points count
    (groove,) = read(panel(line("RASGO_6_8", (0, 2), (700, 2)))).operations

    assert groove.path == Path.polyline(((0.0, 2.0), (700.0, 2.0)))


def test_a_groove_from_the_opposite_edge() -> None:
    (groove,) = read(panel(line("RASGO_6_8", (0, -20), (700, -20)))).operations

    assert groove.path == Path.polyline(((0.0, 480.0), (700.0, 480.0)))


def test_shapes_that_cross_zero_stay() -> None:
    # the handle macro starts 6 mm before the part and ends 6 mm after it
    data = panel(rectangle("PuxadorCava1_6.5_Desbaste", -6, -6, 712, 55))

    drawing = read(data)

    assert drawing.operations[0].path.bounds == (-6.0, -6.0, 706.0, 49.0)
    assert "desenho.da_borda_oposta" not in assumed(drawing)


def test_each_axis_is_judged_apart() -> None:
    (one,) = read(panel(rectangle("USINAR_6_Desbaste", -6, -60, 712, 55))).operations

    assert one.path.bounds == (-6.0, 440.0, 706.0, 495.0)


def test_loose_lines_are_judged_as_the_shape_they_make() -> None:
    corners = [(-6, 10), (706, 10), (706, 60), (-6, 60)]
    sides = [line("USINAR_6_Desbaste", corners[n], corners[(n + 1) % 4], f"{n}") for n in range(4)]

    drawing = read(panel(*sides))

    assert drawing.blocked is None
    assert drawing.operations[0].path.bounds == (-6.0, 10.0, 706.0, 60.0)


def test_without_the_rule_below_zero_is_beside_the_part() -> None:
    drawing = read(panel(circle("FURO_8_12", 37, -22, 4)), negative=False)

    assert drawing.blocked == "desenho.fora_da_peca"
    assert drawing.operations == ()


def test_the_rule_takes_the_drawn_size() -> None:
    data = file_of(rectangle("CONTORNO", 0, 0, 700.3, 500), circle("FURO_8_12", -37, 22, 4))

    assert read(data).operations[0].path.start == pytest.approx((663.3, 22))


def test_a_drawing_of_the_back_is_turned_over() -> None:
    outline = lwpolyline("CONTORNO", [(0, 0), (700, 0), (700, 400), (600, 500), (0, 500)])
    data = file_of(
        outline,
        circle("FURO_8_12", 37, 22, 4),
        circle("FURO_5_9@verso", 50, 60, 2.5),
        circle("FURO_8_24@L1", 100, 5, 4),
        circle("FURO_8_24@C1", 100, 5, 4),
    )

    drawing = read(data, face="verso")

    assert drawing.blocked is None
    assert "desenho.verso" in assumed(drawing)
    assert [(op.face, op.path.start) for op in drawing.operations] == [
        (Face.BOTTOM, (663.0, 22.0)),
        (Face.TOP, (650.0, 60.0)),
        (Face.L3, (100.0, 13.0)),
        (Face.C1, (600.0, 13.0)),
    ]
    assert drawing.outline is not None
    assert drawing.outline.area == pytest.approx(345000)
    assert (100.0, 500.0) in {vertex[:2] for vertex in drawing.outline.vertices}


def test_edge_holes_without_a_view_are_in_u_and_v() -> None:
    (hole,) = read(panel(circle("FURO_8_24@L3", -30, 9, 4))).operations

    assert (hole.face, hole.path.start, hole.through) == (Face.L3, (470.0, 9.0), False)


def test_the_view_of_an_edge_says_where_its_corner_is() -> None:
    drawing = read(
        panel(rectangle("VISTA@C2", 100, 900, 700, 18), circle("FURO_8_24@C2", 137, 909, 4))
    )

    assert drawing.operations[0].path.start == (37.0, 9.0)
    assert drawing.notes[1].code == "desenho.vista"


@pytest.mark.parametrize(
    "entity",
    [
        circle("FURO_8_12", 701, 100, 4),
        circle("FURO_8_12", 100, 520, 4),
        circle("FURO_8_24@L1", 510, 9, 4),
        circle("FURO_8_24@C1", 100, 19, 4),
        line("RASGO_6_8", (800, 20), (900, 20)),
        rectangle("USINAR_5_Desbaste", 100, 600, 50, 50),
    ],
)
def test_machining_beside_the_part_blocks(entity: str) -> None:
    drawing = read(panel(entity))

    assert drawing.blocked == "desenho.fora_da_peca"
    assert drawing.notes[-1].outcome == "unread"
    assert drawing.operations == ()


def test_a_hole_in_a_cut_off_corner_is_beside_the_part() -> None:
    outline = lwpolyline("CONTORNO", [(0, 0), (700, 0), (700, 300), (500, 500), (0, 500)])

    good = read(file_of(outline, circle("FURO_8_12", 590, 400, 4)))
    bad = read(file_of(outline, circle("FURO_8_12", 690, 490, 4)))

    assert good.blocked is None
    assert bad.blocked == "desenho.fora_da_peca"


@pytest.mark.parametrize("at", [(0, 250), (700, 250), (350, 0), (350, 500), (0, 0), (700, 500)])
def test_a_hole_on_the_edge_is_none_beside_it(at: tuple[float, float]) -> None:
    assert read(panel(circle("FURO_8_12", *at, 4))).blocked is None


def header(units: object) -> str:
    return tags(9, "$INSUNITS", 70, units)


def scaled(factor: float, units: object) -> bytes:
    return file_of(
        rectangle("CONTORNO", 0, 0, 700 * factor, 500 * factor),
        circle("FURO_8_12", 37 * factor, -22 * factor, 4),
        header=header(units),
    )


@pytest.mark.parametrize(
    ("data", "units", "code"),
    [
        (scaled(1, 4), "mm", None),
        (scaled(1, 0), "mm", "desenho.unidade_suposta"),
        (scaled(1, 77), "mm", "desenho.unidade_suposta"),
        (scaled(1, "x"), "mm", "desenho.unidade_suposta"),
        (scaled(1, 6), "mm", "desenho.unidade_ignorada"),
        (scaled(1, 1), "mm", "desenho.unidade_ignorada"),
        (scaled(1 / 25.4, 1), "pol", "desenho.unidade_convertida"),
        (scaled(1 / 304.8, 2), "pés", "desenho.unidade_convertida"),
        (scaled(0.1, 5), "cm", "desenho.unidade_convertida"),
        (scaled(0.001, 6), "m", "desenho.unidade_convertida"),
    ],
)
def test_units(data: bytes, units: str, code: str | None) -> None:
    drawing = read(data)

    assert drawing.units == units
    assert drawing.blocked is None
    assert assumed(drawing) - {"desenho.da_borda_oposta"} == ({code} if code else set())
    assert drawing.operations[0].path.start == pytest.approx((37, 478))
    assert code is None or known(code)


def test_without_an_outline_millimetres_are_believed() -> None:
    drawing = read(file_of(circle("FURO_8_12", 37, 22, 4), header=header(1)))

    assert drawing.operations[0].path.start == (37.0, 22.0)
    assert "desenho.unidade_ignorada" in assumed(drawing)
