"""Every entity kind, as it comes out of the reader."""

from __future__ import annotations

import math

import pytest
from ezdxf.math import BSpline
from shapely import LineString
from shapely import Point as Dot

from core.geometry import Path
from core.geometry.tolerance import CHORD
from core.messages import known
from core.parts import OperationKind
from tests.support.drawings import (
    arc,
    block,
    circle,
    codes,
    file_of,
    insert,
    line,
    lwpolyline,
    panel,
    polyline,
    read,
    rectangle,
    tags,
)

LINE = "USINAR_4_Linha"
FLIPPED = tags(210, 0.0, 220, 0.0, 230, -1.0)


def only_path(data: bytes) -> Path:
    drawing = read(data)
    assert drawing.blocked is None, drawing.blocked_values
    (operation,) = drawing.operations
    return operation.path


def near(first: Path, second: Path, within: float = 1e-9) -> bool:
    return (
        first.closed == second.closed
        and len(first.vertices) == len(second.vertices)
        and all(
            abs(a - b) <= within
            for one, other in zip(first.vertices, second.vertices, strict=True)
            for a, b in zip(one, other, strict=True)
        )
    )


def test_line() -> None:
    assert only_path(panel(line(LINE, (10, 20), (300, 40)))) == Path.polyline(
        ((10.0, 20.0), (300.0, 40.0))
    )


@pytest.mark.parametrize(
    ("start", "end", "sweep"), [(0, 90, 90), (90, 0, 270), (350, 10, 20), (0, 180, 180)]
)
def test_arc_runs_counter_clockwise(start: float, end: float, sweep: float) -> None:
    path = only_path(panel(arc(LINE, 200, 200, 50, start, end)))

    first, last = path.vertices[0], path.vertices[-1]
    assert path.length == pytest.approx(math.radians(sweep) * 50)
    assert first[:2] == pytest.approx(
        (200 + 50 * math.cos(math.radians(start)), 200 + 50 * math.sin(math.radians(start)))
    )
    assert last[:2] == pytest.approx(
        (200 + 50 * math.cos(math.radians(end)), 200 + 50 * math.sin(math.radians(end)))
    )


def test_an_arc_all_around_is_a_circle() -> None:
    assert only_path(panel(arc(LINE, 200, 200, 50, 0, 360))).as_circle() == ((200.0, 200.0), 50.0)


def test_circle() -> None:
    assert only_path(panel(circle(LINE, 100, 200, 30))) == Path.circle((100.0, 200.0), 30.0)


def test_lwpolyline_with_bulges() -> None:
    path = only_path(panel(lwpolyline(LINE, [(10, 10, 0.5), (60, 10), (60, 90, -1)])))

    assert path == Path(((10.0, 10.0, 0.5), (60.0, 10.0, 0.0), (60.0, 90.0, -1.0)), closed=True)


def test_polyline_with_bulges() -> None:
    path = only_path(panel(polyline(LINE, [(10, 10, 0.5), (60, 10), (60, 90)], flags=0)))

    assert path == Path(((10.0, 10.0, 0.5), (60.0, 10.0, 0.0), (60.0, 90.0, 0.0)))


def test_a_polyline_back_at_its_start_is_closed_and_repeated_points_are_dropped() -> None:
    drawn = [(10, 10), (60, 10), (60, 10), (60, 90), (10, 10)]

    path = only_path(panel(lwpolyline(LINE, drawn, closed=False)))

    assert path == Path.polyline(((10.0, 10.0), (60.0, 10.0), (60.0, 90.0)), closed=True)


def test_a_3d_polyline_is_seen_from_above() -> None:
    path = only_path(panel(polyline(LINE, [(10, 10), (60, 10)], flags=8)))

    assert path == Path.polyline(((10.0, 10.0), (60.0, 10.0)))


@pytest.mark.parametrize(
    ("entity", "expected"),
    [
        (circle(LINE, -100, 200, 30, 210, 0, 220, 0, 230, -1), Path.circle((100.0, 200.0), 30.0)),
        (
            lwpolyline(LINE, [(-10, 10, 0.5), (-60, 10)], closed=False, more=FLIPPED),
            Path(((10.0, 10.0, -0.5), (60.0, 10.0, 0.0))),
        ),
        (
            polyline(LINE, [(-10, 10, 0.5), (-60, 10)], flags=0, more=FLIPPED),
            Path(((10.0, 10.0, -0.5), (60.0, 10.0, 0.0))),
        ),
    ],
)
def test_extrusion_downwards_mirrors(entity: str, expected: Path) -> None:
    assert near(only_path(panel(entity)), expected)


def test_a_flipped_arc_turns_the_other_way() -> None:
    path = only_path(panel(arc(LINE, -200, 200, 50, 0, 90, 210, 0, 220, 0, 230, -1)))

    assert path.vertices[0][:2] == pytest.approx((150, 200))
    assert path.vertices[-1][:2] == pytest.approx((200, 250))
    assert path.vertices[0][2] < 0


def ellipse(layer: str, start: float = 0.0, end: float = math.tau, *more: object) -> str:
    body = (10, 300, 20, 200, 11, 80, 21, 30, 40, 0.4, 41, start, 42, end)
    return tags(0, "ELLIPSE", 5, "E1", 8, layer, *body, *more)


def on_ellipse(angle: float, side: float = 1.0) -> tuple[float, float]:
    cos, sin = math.cos(angle), math.sin(angle) * 0.4 * side
    return (300 + 80 * cos - 30 * sin, 200 + 30 * cos + 80 * sin)


def farthest(path: Path, truth: list[tuple[float, float]]) -> float:
    """How far the worst point of the true curve lies from the path."""
    points = path.points(1e-4)
    drawn = LineString([*points, points[0]] if path.closed else points)
    return max(float(drawn.distance(Dot(point))) for point in truth)


def test_a_whole_ellipse_stays_within_the_chord_tolerance() -> None:
    path = only_path(panel(ellipse(LINE)))

    truth = [on_ellipse(math.tau * share / 997) for share in range(997)]
    assert path.closed
    assert farthest(path, truth) <= CHORD
    assert len(path.vertices) < 120


def test_part_of_an_ellipse() -> None:
    path = only_path(panel(ellipse(LINE, 0.5, 4.0)))

    assert not path.closed
    assert path.vertices[0][:2] == pytest.approx(on_ellipse(0.5))
    assert path.vertices[-1][:2] == pytest.approx(on_ellipse(4.0))
    assert farthest(path, [on_ellipse(0.5 + 3.5 * share / 500) for share in range(501)]) <= CHORD


def test_a_flipped_ellipse_runs_the_other_way() -> None:
    path = only_path(panel(ellipse(LINE, 0.5, 2.0, 210, 0, 220, 0, 230, -1)))

    assert path.vertices[0][:2] == pytest.approx(on_ellipse(0.5, -1.0))
    assert path.vertices[-1][:2] == pytest.approx(on_ellipse(2.0, -1.0))


CONTROL = [(50.0, 50.0), (150.0, 250.0), (300.0, 20.0), (450.0, 300.0), (600.0, 100.0)]
KNOTS = [0, 0, 0, 0, 1, 2, 2, 2, 2]


def spline(layer: str, weights: tuple[float, ...] = (), flags: int = 8) -> str:
    head = tags(0, "SPLINE", 5, "51", 8, layer, 70, flags, 71, 3)
    knots = "".join(tags(40, knot) for knot in KNOTS)
    ends = "".join(tags(41, weight) for weight in weights)
    return head + knots + ends + "".join(tags(10, x, 20, y, 30, 0) for x, y in CONTROL)


@pytest.mark.parametrize("weights", [(), (1.0, 3.0, 0.5, 2.0, 1.0)])
def test_splines_stay_within_the_chord_tolerance(weights: tuple[float, ...]) -> None:
    path = only_path(panel(spline(LINE, weights)))

    truth = BSpline(CONTROL, order=4, knots=KNOTS, weights=weights or None)
    points = [(p.x, p.y) for p in truth.points([2 * share / 800 for share in range(801)])]
    assert path.vertices[0][:2] == pytest.approx(CONTROL[0])
    assert path.vertices[-1][:2] == pytest.approx(CONTROL[-1])
    assert farthest(path, points) <= CHORD


def test_a_spline_of_fit_points_goes_through_them() -> None:
    body = "".join(tags(11, x, 21, y, 31, 0) for x, y in CONTROL)

    path = only_path(panel(tags(0, "SPLINE", 5, "52", 8, LINE, 70, 8, 71, 3) + body))

    assert farthest(path, CONTROL) <= CHORD


@pytest.mark.parametrize(
    "knots", [[0, 0, 0], [5, 4, 3, 2, 1, 0, 0, 0, 0], [1] * 9, [0, 0, 0, 0, 1, 2, 2, 2]]
)
def test_wrong_knots_are_refused(knots: list[int]) -> None:
    body = "".join(tags(40, knot) for knot in knots)
    points = "".join(tags(10, x, 20, y) for x, y in CONTROL)

    drawing = read(panel(tags(0, "SPLINE", 5, "53", 8, LINE, 71, 3) + body + points))

    assert drawing.blocked == "desenho.curva_impossivel"


def test_a_block_reference_is_scaled_turned_and_moved() -> None:
    stored = block("B", line(LINE, (10, 5), (20, 5)), base=(10.0, 5.0))
    data = panel(insert("0", "b", 100, 200, 41, 2, 42, 2, 50, 90), blocks=[stored])

    assert near(only_path(data), Path.polyline(((100.0, 200.0), (100.0, 220.0))))


def test_a_mirrored_reference_turns_arcs() -> None:
    stored = block("B", arc(LINE, 0, 0, 50, 0, 90))
    path = only_path(panel(insert("0", "B", 300, 200, 41, -1, 42, 1), blocks=[stored]))

    assert path.vertices[0][:2] == pytest.approx((250, 200))
    assert path.vertices[-1][:2] == pytest.approx((300, 250))
    assert path.vertices[0][2] < 0


def test_references_inside_references() -> None:
    inner = block("IN", circle("FURO_8_12", 10, 0, 4))
    outer = block("OUT", insert("0", "IN", 100, 0, 50, 90))
    drawing = read(panel(insert("0", "OUT", 300, 100, 50, 90), blocks=[outer, inner]))

    (hole,) = drawing.operations
    # inner: (10, 0) turned to (0, 10), at (100, 10); outer: turned to (-10, 100), at (290, 200)
    assert hole.path.start == pytest.approx((290, 200))
    assert drawing.notes[-1].handle == "B7>B7>C1"


def test_a_row_of_references() -> None:
    stored = block("B", circle("FURO_5_12", 0, 0, 2.5))
    data = panel(insert("0", "B", 50, 60, 70, 3, 71, 2, 44, 32, 45, 100, 50, 90), blocks=[stored])

    places = sorted(op.path.start for op in read(data).operations)
    expected = sorted(
        (50 - row * 100.0 + 700.0 * (row > 0), 60 + 32.0 * n) for row in range(2) for n in range(3)
    )
    assert places == [pytest.approx(place) for place in expected]


def test_entities_on_layer_0_of_a_block_take_the_layer_of_the_reference() -> None:
    stored = block("B", circle("0", 100, 100, 4))
    drawing = read(panel(insert("FURO_8_12", "B"), blocks=[stored]))

    assert [op.kind for op in drawing.operations] == [OperationKind.DRILL]


def test_an_unevenly_scaled_circle_becomes_an_ellipse() -> None:
    stored = block("B", circle(LINE, 0, 0, 50))
    path = only_path(panel(insert("0", "B", 300, 200, 41, 3, 42, 1), blocks=[stored]))

    angles = [math.tau * share / 720 for share in range(720)]
    truth = [(300 + 150 * math.cos(a), 200 + 50 * math.sin(a)) for a in angles]
    assert path.closed
    assert farthest(path, truth) <= CHORD


def test_an_unevenly_scaled_hole_keeps_its_centre() -> None:
    stored = block("B", circle("FURO_8_12", 10, 20, 4))
    (hole,) = read(panel(insert("0", "B", 0, 0, 41, 3, 42, 2), blocks=[stored])).operations

    assert hole.path.start == pytest.approx((30, 40))
    assert hole.diameter == 8.0


ANNOTATIONS = ["TEXT", "MTEXT", "DIMENSION", "HATCH", "LEADER", "ATTDEF", "VIEWPORT", "XLINE"]


@pytest.mark.parametrize("kind", ANNOTATIONS)
def test_annotations_are_ignored_even_on_machining_layers(kind: str) -> None:
    drawing = read(panel(tags(0, kind, 5, "7", 8, "FURO_8_12", 10, 1, 20, 1, 40, 3)))

    assert drawing.blocked is None
    assert codes(drawing) == ["desenho.anotacao"]


def test_attributes_of_a_reference_are_part_of_it() -> None:
    stored = block("B", circle("FURO_8_12", 100, 100, 4))
    attribute = tags(0, "ATTRIB", 5, "8", 8, "FURO_8_12", 1, "X") + tags(0, "SEQEND")
    drawing = read(panel(insert("0", "B", 0, 0, 66, 1) + attribute, blocks=[stored]))

    assert [note.kind for note in drawing.notes] == ["LWPOLYLINE", "CIRCLE"]


def test_the_paper_is_not_the_part() -> None:
    drawing = read(panel(circle("FURO_8_12", 50, 50, 4, 67, 1)))

    assert drawing.operations == ()
    assert codes(drawing) == ["desenho.espaco_do_papel"]


UNREADABLE = [
    (tags(0, "3DSOLID", 5, "D", 8, LINE), "desenho.tipo_desconhecido"),
    (tags(0, "REGION", 5, "D", 8, LINE), "desenho.tipo_desconhecido"),
    (tags(0, "MLINE", 5, "D", 8, LINE), "desenho.tipo_desconhecido"),
    (circle(LINE, 10, 10, 0), "desenho.raio_zero"),
    (circle(LINE, 10, 10, -3), "desenho.raio_zero"),
    (circle(LINE, "nan", 10, 3), "desenho.numero_invalido"),
    (circle(LINE, "inf", 10, 3), "desenho.numero_invalido"),
    (circle(LINE, "1e300", 10, 3), "desenho.numero_invalido"),
    (circle(LINE, "1_0", 10, 3), "desenho.numero_invalido"),
    (circle(LINE, "", 10, 3), "desenho.numero_invalido"),
    (circle(LINE, "1.234,5", 10, 3), "desenho.numero_invalido"),
    (circle(LINE, 10, 10, 3, 210, 0.7, 220, 0, 230, 0.7), "desenho.plano_inclinado"),
    (circle(LINE, 10, 10, 3, 210, 0, 220, 0, 230, 0), "desenho.plano_inclinado"),
    (polyline(LINE, [(1, 1), (2, 2)], flags=64), "desenho.malha"),
    (polyline(LINE, [(1, 1), (2, 2)], flags=16), "desenho.malha"),
    (lwpolyline(LINE, [(1, 1), ("x", 2)]), "desenho.numero_invalido"),  # type: ignore[list-item] # a broken number is the point
    (ellipse(LINE).replace("\n0.4\n", "\n0\n"), "desenho.raio_zero"),
    (insert(LINE, "NADA"), "desenho.bloco_sem_definicao"),
    (insert("0", "NADA"), "desenho.bloco_sem_definicao"),
    (insert(LINE, "B", 0, 0, 41, 0), "desenho.raio_zero"),
    (tags(0, "POINT", 5, "D", 8, LINE, 10, 1, 20, 1), "desenho.ponto_sem_usinagem"),
]


@pytest.mark.parametrize(("entity", "code"), UNREADABLE)
def test_what_cannot_be_read_blocks_and_names_handle_and_layer(entity: str, code: str) -> None:
    drawing = read(panel(entity, blocks=[block("B", circle(LINE, 1, 1, 1))]))

    assert drawing.blocked == code
    assert known(code)
    said = dict(drawing.blocked_values)
    assert said["handle"] == drawing.notes[-1].handle
    assert said["layer"] == drawing.notes[-1].layer
    assert drawing.notes[-1].outcome == "unread"


@pytest.mark.parametrize("kind", ["3DSOLID", "MLINE", "LINE"])
def test_the_same_on_a_layer_without_rule_only_stands_in_the_report(kind: str) -> None:
    drawing = read(panel(tags(0, kind, 5, "D", 8, "MOLDURA", 10, 1)))

    assert drawing.blocked is None
    assert codes(drawing) == ["desenho.camada_sem_regra"]


def test_a_repeated_block_that_contains_itself_is_refused() -> None:
    stored = block("B", circle("FURO_8_12", 10, 10, 4), insert("0", "B"))

    assert read(panel(insert("0", "B"), blocks=[stored])).blocked == "desenho.bloco_recursivo"


def test_the_order_of_the_file_is_kept() -> None:
    data = file_of(
        circle("FURO_5_12", 10, 10, 2.5),
        rectangle("CONTORNO", 0, 0, 700, 500),
        circle("FURO_8_12", 20, 10, 4),
        circle("FURO_5_12", 30, 10, 2.5),
    )

    assert [op.path.start[0] for op in read(data).operations] == [10, 20, 30]
