from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files

import pytest

from core.formats.census import agrees, count, covers
from core.formats.dxf import Drawing
from core.geometry import Matrix
from core.messages import known
from tests.support.drawings import (
    block,
    circle,
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

DATA = panel(
    circle("FURO_8_12", 37, -22, 4),
    circle("FURO_8_12", 37, 64, 4),
    circle("FURO_5_12", 300, 100, 2.5),
    line("RASGO_6_8", (0, 20), (700, 20)),
    polyline("USINAR_5_Desbaste", [(100, 100), (200, 100), (200, 200)]),
    insert("0", "DOB", 400, 300, 70, 2, 44, 64),
    tags(0, "TEXT", 8, "0", 10, 1, 20, 1, 1, "x"),
    blocks=[
        block("DOB", circle("0", 0, 0, 3), circle("FURO_35_12", 0, 0, 17.5), insert("0", "IN")),
        block("IN", circle("FURO_3_1", 5, 5, 1)),
    ],
)


def test_counts_by_layer_and_kind() -> None:
    counts = {layer: dict(kinds) for layer, kinds in count(DATA).items()}

    assert counts == {
        "CONTORNO": {"LWPOLYLINE": 1},
        "FURO_8_12": {"CIRCLE": 2},
        "FURO_5_12": {"CIRCLE": 1},
        "RASGO_6_8": {"LINE": 1},
        "USINAR_5_DESBASTE": {"POLYLINE": 1},
        "FURO_35_12": {"CIRCLE": 2},
        "FURO_3_1": {"CIRCLE": 2},
        "0": {"CIRCLE": 2, "TEXT": 1},
    }


GOOD = [
    DATA,
    DATA.replace(b"\n", b"\r\n"),
    file_of(circle("FURO_8_12", 37, -22, 4)),
    file_of(rectangle("CONTORNO", 100, 100, 700, 500), circle("FURO_8_12", 137, 122, 4)),
    panel(circle("FURO_8_24@L1", 37, 9, 4), circle("FURO_8_12@verso", 37, 22, 4)),
    panel(circle("Peça ção", 1, 1, 1)).decode().encode("cp1252"),
    panel(circle("FURO_8_12", "37,5", 22, 4), circle("FURO_8_12", "37,5", 22, 4)),
    panel(circle("FURO_8_12", -37, 22, 4, 210, 0, 220, 0, 230, -1)),
    panel(insert("0", "NADA"), insert("0", "EU"), blocks=[block("EU", insert("0", "EU"))]),
    panel(lwpolyline("USINAR_3_Linha", [(1, 1), (9, 9)], closed=False)),
    panel(line("RASGO_6_8", (9, 9), (9, 9)), lwpolyline("USINAR_5_Linha", [(1, 1), (1, 1)])),
    panel(circle("FURO_8_12", 37, 22, 4), circle("A_FURO_8.0_12,0", 37, 22, 4)),
    panel(circle("FURO_8_12 (1)", 37, 22, 4)),
]


@pytest.mark.parametrize("data", GOOD, ids=range(len(GOOD)))
def test_the_import_agrees_with_the_raw_drawing(data: bytes) -> None:
    assert agrees(data, read(data)) == ()


def test_it_agrees_on_drawings_of_the_back() -> None:
    assert agrees(DATA, read(DATA, face="verso"), face="verso") == ()
    assert agrees(DATA, read(DATA, face="verso"), face="frente") != ()


def test_it_agrees_on_every_sample() -> None:
    samples = files("resources") / "samples"
    for name in ("cozinha_dxt", "curvos"):
        drawings = [one for one in (samples / name).iterdir() if one.name.lower().endswith(".dxf")]
        assert len(drawings) > 10
        for one in drawings:
            data = one.read_bytes()
            outline = read(data).outline
            assert outline is not None
            drawing = read(data, size=(outline.bounds[2], outline.bounds[3], 18.0))
            assert drawing.blocked is None, (one.name, drawing.blocked_values)
            assert agrees(data, drawing) == (), one.name


def _flip(drawing: Drawing) -> Drawing:
    mirror = Matrix(d=-1.0, ty=500.0)
    return replace(drawing, operations=tuple(op.transformed(mirror) for op in drawing.operations))


def _shift(drawing: Drawing) -> Drawing:
    first, *rest = drawing.operations
    return replace(drawing, operations=(first.transformed(Matrix.shift(0.05, 0.0)), *rest))


def _without(layer: str) -> Callable[[Drawing], Drawing]:
    def lose(drawing: Drawing) -> Drawing:
        kept = tuple(op for op in drawing.operations if op.layer != layer)
        return replace(drawing, operations=kept)

    return lose


def _unnoted(drawing: Drawing) -> Drawing:
    return replace(drawing, notes=drawing.notes[:-1])


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (_flip, "censo.posicao"),
        (_shift, "censo.posicao"),
        (_without("RASGO_6_8"), "censo.camada"),
        (_without("USINAR_5_Desbaste"), "censo.camada"),
        (_without("FURO_8_12"), "censo.furos"),
        (lambda drawing: replace(drawing, operations=drawing.operations[1:]), "censo.furos"),
        (_unnoted, "censo.contagem"),
    ],
)
def test_what_the_import_spoils_is_found(spoil: Callable[[Drawing], Drawing], code: str) -> None:
    found = agrees(DATA, spoil(read(DATA)))

    assert code in {difference.code for difference in found}
    assert known(code)


def test_a_part_covers_its_drawing() -> None:
    drawing = read(DATA)

    assert covers(DATA, drawing.operations) == ()
    assert {one.code for one in covers(DATA, drawing.operations[:-1])} == {"censo.furos"}


@pytest.mark.parametrize(
    "data", [b"", b"\x00" * 99, DATA[:200], b"0\nSECTION\n2\nENTITIES\n0", b"9" * 99]
)
def test_any_bytes_are_counted_without_failing(data: bytes) -> None:
    assert isinstance(count(data), dict)
