from __future__ import annotations

import re
from pathlib import Path as FilePath

import pytest

from core.geometry import Path
from core.messages import known
from core.parts import Face, OperationKind
from tests.support.drawings import (
    arc,
    assumed,
    circle,
    codes,
    line,
    lwpolyline,
    panel,
    read,
    rectangle,
    tags,
)

K = OperationKind


def test_a_hole_takes_its_diameter_from_the_layer() -> None:
    (hole,) = read(panel(circle("FURO_35_11-5", 100, 22, 4))).operations

    assert (hole.kind, hole.diameter, hole.depth) == (K.DRILL, 35.0, 11.5)
    assert hole.path == Path.point((100.0, 22.0))
    assert hole.layer == "FURO_35_11-5"
    assert hole.origin is not None
    assert (hole.origin.file, hole.origin.handle) == ("peca.dxf", "C1")


def test_points_and_round_polylines_are_holes_too() -> None:
    drawing = read(
        panel(
            tags(0, "POINT", 5, "9", 8, "FURO_8_12", 10, 100, 20, 50),
            lwpolyline("FURO_8_12", [(196, 60, 1), (204, 60, 1)]),
        )
    )

    assert [op.path.start for op in drawing.operations] == [(100, 50), pytest.approx((200, 60))]


@pytest.mark.parametrize(
    "entity",
    [
        line("FURO_8_12", (1, 1), (9, 9)),
        arc("FURO_8_12", 50, 50, 4, 0, 90),
        rectangle("FURO_8_12", 50, 50, 8, 8),
    ],
)
def test_what_is_no_circle_is_no_hole(entity: str) -> None:
    assert read(panel(entity)).blocked == "desenho.nao_e_furo"


@pytest.mark.parametrize(
    ("layer", "through"),
    [
        ("FURO_8_17.6", False),
        ("FURO_8_17.7", True),
        ("FURO_8_18", True),
        ("FURO_8_30", True),
        ("FURO_8_18@cego", False),
        ("FURO_8_5@passante", True),
        ("FURO_8_24@L1", False),
    ],
)
def test_through(layer: str, through: bool) -> None:
    assert read(panel(circle(layer, 100, 9, 4))).operations[0].through is through


@pytest.mark.parametrize(
    ("layer", "told"),
    [("FURO_8_24", True), ("FURO_8_19", False), ("FURO_8_24@L1", False), ("FURO_8_18", False)],
)
def test_a_depth_far_beyond_the_thickness_is_told(layer: str, told: bool) -> None:
    drawing = read(panel(circle(layer, 100, 9, 4)))

    assert ("desenho.mais_fundo" in assumed(drawing)) is told
    assert drawing.blocked is None


def test_an_inclined_groove() -> None:
    (groove,) = read(panel(line("RASGO_6_8", (100, 100), (300, 250)))).operations

    assert (groove.kind, groove.width, groove.depth) == (K.GROOVE, 6.0, 8.0)
    assert groove.path == Path.polyline(((100.0, 100.0), (300.0, 250.0)))


def test_every_line_of_a_groove_layer_is_a_groove() -> None:
    drawing = read(
        panel(
            line("RASGO_6_8", (100, 100), (300, 100), "1"),
            line("RASGO_6_8", (300, 100), (300, 400), "2"),
        )
    )

    assert len(drawing.operations) == 2


@pytest.mark.parametrize(
    ("corners", "start", "end"),
    [
        ([(100, 17), (600, 17), (600, 23), (100, 23)], (600, 20), (100, 20)),
        ([(17, 100), (23, 100), (23, 400), (17, 400)], (20, 100), (20, 400)),
        ([(0, 0), (30, 40), (25.2, 43.6), (-4.8, 3.6)], (27.6, 41.8), (-2.4, 1.8)),
    ],
)
def test_a_rectangle_as_wide_as_the_groove_means_its_centre_line(
    corners: list[tuple[float, float]], start: tuple[float, float], end: tuple[float, float]
) -> None:
    as_polyline = panel(lwpolyline("RASGO_6_8", corners))
    as_lines = panel(
        *(line("RASGO_6_8", corners[n], corners[(n + 1) % 4], f"{n}") for n in (2, 0, 3, 1))
    )

    for data in (as_polyline, as_lines):
        drawing = read(data)
        (groove,) = drawing.operations
        ends = [vertex[:2] for vertex in groove.path.vertices]
        assert not groove.path.closed
        assert sorted(ends) == [pytest.approx(point) for point in sorted([start, end])]
        assert {note.outcome for note in drawing.notes[1:]} == {"operation"}


def test_a_wide_rectangle_on_a_groove_layer_is_a_frame() -> None:
    (groove,) = read(panel(rectangle("RASGO_6_8", 100, 100, 300, 200))).operations

    assert groove.path == Path.rectangle(100.0, 100.0, 300.0, 200.0)


@pytest.mark.parametrize(
    "corners",
    [
        [(-6, 54), (706, 54), (706, 55), (-6, 55)],
        [(10, 0), (11, 0), (11, 500), (10, 500)],
        [(10, 20), (400, 20), (400, 20), (10, 20)],
    ],
)
def test_a_line_drawn_1_mm_wide_means_its_centre_line(corners: list[tuple[float, float]]) -> None:
    (one,) = read(panel(lwpolyline("PuxadorCava2_18.2_Linha", corners))).operations

    assert (one.kind, one.macro, one.through) == (K.LINE, "PuxadorCava2", True)
    assert not one.path.closed
    assert len(one.path.vertices) == 2
    (x0, y0), (x1, y1) = corners[0], corners[2]
    assert {value for vertex in one.path.vertices for value in vertex[:2]} <= {
        x0, x1, y0, y1, (x0 + x1) / 2, (y0 + y1) / 2,
    }  # fmt: skip


def test_a_thin_rectangle_to_cut_out_stays_a_rectangle() -> None:
    (one,) = read(panel(rectangle("USINAR_18_Por Dentro", 100, 100, 300, 1))).operations

    assert one.path.closed


def test_loose_lines_and_arcs_make_one_line_to_cut_along() -> None:
    drawing = read(
        panel(
            line("USINAR_4_Linha", (200, 100), (300, 100)),
            arc("USINAR_4_Linha", 300, 150, 50, 270, 360),
            line("USINAR_4_Linha", (350, 300), (350, 150)),
        )
    )

    (one,) = drawing.operations
    assert not one.path.closed
    assert len(one.path.vertices) == 4
    assert [note.outcome for note in drawing.notes[1:]] == ["operation"] * 3


@pytest.mark.parametrize(
    ("word", "kind"), [("Por Dentro", K.INSIDE), ("Por Fora", K.OUTSIDE), ("Desbaste", K.POCKET)]
)
def test_loose_sides_are_closed(word: str, kind: K) -> None:
    corners = [(100, 100), (300, 100), (300, 180), (100, 180)]
    sides = [
        line(f"USINAR_9_{word}", corners[n], corners[(n + 1) % 4], f"{n}") for n in (1, 3, 0, 2)
    ]

    (one,) = read(panel(*sides)).operations

    assert one.kind is kind
    assert abs(one.path.area) == pytest.approx(16000)


@pytest.mark.parametrize("word", ["Por Dentro", "Por Fora", "Desbaste"])
@pytest.mark.parametrize(
    ("entity", "code"),
    [
        (line("L", (1, 1), (9, 9)), "desenho.usinagem_aberta"),
        (lwpolyline("L", [(1, 1), (9, 9), (9, 1), (1, 9)]), "desenho.usinagem_cruzada"),
    ],
)
def test_closed_contours_are_needed(word: str, entity: str, code: str) -> None:
    drawing = read(panel(entity.replace("\nL\n", f"\nUSINAR_9_{word}\n")))

    assert drawing.blocked == code
    assert drawing.operations == ()


def test_every_second_contour_of_a_pocket_is_an_island() -> None:
    layer = "USINAR_5_Desbaste"
    drawing = read(
        panel(
            rectangle(layer, 150, 150, 50, 50),
            rectangle(layer, 100, 100, 300, 300),
            circle(layer, 175, 175, 10),
            circle(layer, 300, 300, 20),
            rectangle(layer, 500, 100, 50, 50),
        )
    )

    big, inner, beside = sorted(drawing.operations, key=lambda op: -op.path.area)
    assert len(big.islands) == 2
    assert inner.islands == ()
    assert beside.islands == ()
    assert {inner.path.bounds[0], beside.path.bounds[0]} == {500.0, 165.0}


def test_the_same_operation_drawn_twice_counts_once() -> None:
    drawing = read(
        panel(
            circle("FURO_8_12", 100, 50, 4),
            circle("FURO_8_12", 100, 50, 4),
            rectangle("USINAR_5_Desbaste", 100, 100, 50, 50),
            lwpolyline("USINAR_5_Desbaste", [(100, 150), (150, 150), (150, 100), (100, 100)]),
            line("RASGO_6_8", (0, 20), (700, 20)),
            line("RASGO_6_8", (700, 20), (0, 20)),
        )
    )

    assert [op.kind for op in drawing.operations] == [K.DRILL, K.POCKET, K.GROOVE]
    assert codes(drawing) == ["desenho.duplicada"] * 3
    assert drawing.blocked is None


def test_holes_of_two_layers_at_one_place_are_two() -> None:
    data = panel(circle("FURO_8_18", 100, 50, 4), circle("FURO_15_5", 100, 50, 7.5))

    assert len(read(data).operations) == 2


def test_a_cut_strategy_is_an_assumption() -> None:
    drawing = read(panel(circle("USINAR_18_POR", 200, 200, 30)))

    assert drawing.operations[0].kind is K.INSIDE
    assert "desenho.estrategia_cortada" in assumed(drawing)


def test_layers_are_the_same_in_any_case() -> None:
    drawing = read(
        panel(
            line("usinar_4_linha", (100, 100), (200, 100)),
            line("USINAR_4_LINHA", (200, 100), (200, 200)),
        )
    )

    assert len(drawing.operations) == 1


@pytest.mark.parametrize("face", [Face.BOTTOM, Face.C1, Face.L3])
def test_faces_by_mark(face: Face) -> None:
    mark = "verso" if face is Face.BOTTOM else face.value

    assert read(panel(circle(f"FURO_8_12@{mark}", 100, 9, 4))).operations[0].face is face


@pytest.mark.parametrize("layer", ["FURO_8", "USINAR_9", "USINAR_9_Lixar", "FURO_8_0"])
def test_a_machining_layer_that_says_too_little_blocks(layer: str) -> None:
    drawing = read(panel(circle(layer, 100, 100, 4)))

    assert drawing.blocked is not None
    assert dict(drawing.blocked_values)["layer"] == layer


def test_every_code_has_its_sentence() -> None:
    sources = FilePath("core/formats/dxf").glob("*.py")
    more = [FilePath("core/formats/layers.py"), FilePath("core/formats/layer_names.py")]
    more.extend(FilePath("core/formats/census").glob("*.py"))
    used = {
        code
        for path in [*sources, *more]
        for code in re.findall(r'"((?:desenho|censo)\.[a-z_0-9]+)"', path.read_text("utf-8"))
    }

    assert len(used) > 40
    assert {code for code in used if not known(code)} == set()
