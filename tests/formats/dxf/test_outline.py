from __future__ import annotations

import pytest

from core.geometry import Path
from core.messages import known
from core.parts import OperationKind
from tests.support.drawings import (
    arc,
    assumed,
    circle,
    codes,
    file_of,
    line,
    lwpolyline,
    read,
    rectangle,
)

BOX = Path.rectangle(0.0, 0.0, 700.0, 500.0)
C = "CONTORNO"
SIDES = [
    line(C, (0, 0), (700, 0), "1"),
    line(C, (700, 500), (700, 0), "2"),
    line(C, (0, 500), (700, 500), "3"),
    line(C, (0, 500), (0, 0), "4"),
]


def same_corners(path: Path | None) -> bool:
    return path is not None and {v[:2] for v in path.vertices} == {v[:2] for v in BOX.vertices}


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 1, 0, 2), (2, 3, 1, 0)])
@pytest.mark.parametrize("layer", ["CONTORNO", "borda_externa"])
def test_loose_lines_in_any_order(order: tuple[int, ...], layer: str) -> None:
    drawing = read(file_of(*(SIDES[index].replace(C, layer) for index in order)))

    assert same_corners(drawing.outline)
    assert drawing.outline is not None
    assert drawing.outline.area == 350000.0
    assert drawing.blocked is None
    assert [note.outcome for note in drawing.notes] == ["outline"] * 4


def test_lines_and_arcs_of_a_rounded_panel() -> None:
    drawing = read(
        file_of(
            line(C, (0, 0), (600, 0)),
            line(C, (700, 100), (700, 500)),
            arc(C, 600, 100, 100, 270, 360),
            line(C, (0, 500), (700, 500)),
            line(C, (0, 500), (0, 0)),
        )
    )

    assert drawing.outline is not None
    assert drawing.outline.bounds == pytest.approx((0, 0, 700, 500))
    assert drawing.outline.area == pytest.approx(350000 - 10000 + 7853.98, abs=0.01)


def test_a_round_panel() -> None:
    drawing = read(file_of(circle(C, 250, 250, 250)), size=(500.0, 500.0, 18.0))

    assert drawing.outline is not None
    assert drawing.outline.as_circle() == ((250.0, 250.0), 250.0)


def test_a_clockwise_outline_is_turned_around() -> None:
    drawing = read(file_of(lwpolyline(C, [(0, 0), (0, 500), (700, 500), (700, 0)])))

    assert drawing.outline is not None
    assert drawing.outline.area > 0


def test_an_outline_drawn_twice_counts_once() -> None:
    drawing = read(
        file_of(rectangle(C, 0, 0, 700, 500), rectangle("borda_externa", 0, 0, 700, 500))
    )

    assert drawing.outline == BOX
    assert drawing.blocked is None
    assert codes(drawing) == ["desenho.duplicada"]
    assert drawing.operations == ()


def test_lines_on_top_of_a_closed_outline_are_doubles() -> None:
    drawing = read(file_of(*SIDES, rectangle(C, 0, 0, 700, 500)))

    assert drawing.outline == BOX
    assert codes(drawing) == ["desenho.duplicada"] * 4


def test_closed_loops_inside_are_cut_outs() -> None:
    drawing = read(
        file_of(
            rectangle(C, 100, 100, 50, 60), rectangle(C, 0, 0, 700, 500), circle(C, 400, 200, 30)
        )
    )

    assert drawing.outline == BOX
    assert [op.kind for op in drawing.operations] == [OperationKind.INSIDE] * 2
    assert all(op.through and op.depth == 18.0 for op in drawing.operations)
    assert drawing.operations[1].path.as_circle() == ((400.0, 200.0), 30.0)


BAD = [
    ([SIDES[0], SIDES[1], SIDES[2]], "desenho.contorno_aberto"),
    ([*SIDES, line(C, (10, 10), (90, 90), "9")], "desenho.contorno_aberto"),
    ([lwpolyline(C, [(0, 0), (700, 0), (700, 500)], closed=False)], "desenho.contorno_aberto"),
    ([lwpolyline(C, [(0, 0), (700, 500), (700, 0), (0, 500)])], "desenho.contorno_cruzado"),
    ([lwpolyline(C, [(0, 0), (700, 0)])], "desenho.contorno_cruzado"),
    ([rectangle(C, 0, 0, 700, 500), circle(C, 700, 200, 30)], "desenho.contorno_cruzado"),
    ([rectangle(C, 0, 0, 700, 500), circle(C, 900, 200, 30)], "desenho.contorno_solto"),
    (
        [rectangle(C, 0, 0, 700, 500), rectangle(C, 10, 10, 50, 50), rectangle(C, 20, 20, 10, 10)],
        "desenho.contorno_cruzado",
    ),
    (
        [rectangle(C, 0, 0, 700, 500), rectangle("borda_externa", 1, 1, 698, 498)],
        "desenho.contorno_duplo",
    ),
    ([circle(C, f"{n * 10}", 5, 2) for n in range(2001)], "desenho.contornos_demais"),
    ([circle(C, "nan", 5, 2), rectangle(C, 0, 0, 700, 500)], "desenho.numero_invalido"),
]


@pytest.mark.parametrize(("entities", "code"), BAD)
def test_an_outline_that_cannot_be_used_blocks(entities: list[str], code: str) -> None:
    drawing = read(file_of(*entities))

    assert drawing.blocked == code
    assert known(code)
    assert dict(drawing.blocked_values)["handle"]
    assert code == "desenho.numero_invalido" or drawing.outline is None
    assert len(drawing.notes) == len(entities)


def test_no_outline_is_the_list_rectangle_and_reported() -> None:
    drawing = read(file_of(circle("FURO_8_12", 50, 60, 4)))

    assert drawing.outline == BOX
    assert assumed(drawing) == {"desenho.contorno_do_tamanho"}
    assert drawing.blocked is None


@pytest.mark.parametrize(
    ("drawn", "code"),
    [
        ((700.4, 500), None),
        ((700.6, 500), "desenho.medida_difere"),
        ((700, 499.4), "desenho.medida_difere"),
        ((500, 700), "desenho.medida_trocada"),
        ((500.4, 700), "desenho.medida_trocada"),
    ],
)
def test_the_drawn_size_is_that_of_the_list(drawn: tuple[float, float], code: str | None) -> None:
    drawing = read(file_of(rectangle(C, 0, 0, *drawn)))

    assert drawing.blocked == code
    if code:
        said = dict(drawing.blocked_values)
        assert said["listed"] == "700 × 500"
        assert said["drawn"] == f"{drawn[0]:g} × {drawn[1]:g}".replace(".", ",")


@pytest.mark.parametrize("corner", [(100.0, 50.0), (-700.0, -500.0), (-350.0, -250.0)])
def test_an_outline_elsewhere_is_moved_to_the_origin_with_everything(
    corner: tuple[float, float],
) -> None:
    x, y = corner
    drawing = read(
        file_of(
            rectangle(C, x, y, 700, 500),
            rectangle(C, x + 300, y + 200, 100, 50),
            circle("FURO_8_12", x + 37, y + 22, 4),
        )
    )

    assert drawing.outline == BOX
    assert drawing.blocked is None
    assert assumed(drawing) == {"desenho.contorno_movido"}
    hole = next(op for op in drawing.operations if op.kind is OperationKind.DRILL)
    assert hole.path.start == (37.0, 22.0)
    cut_out = next(op for op in drawing.operations if op.kind is OperationKind.INSIDE)
    assert cut_out.path.bounds == (300.0, 200.0, 400.0, 250.0)
