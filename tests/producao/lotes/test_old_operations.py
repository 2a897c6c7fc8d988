"""`Operacao` of the old API, there and back."""

from __future__ import annotations

import contextlib
import json
import math
from pathlib import Path as File

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from core.errors import InputError
from core.formats import read_batch
from core.formats.preset import load
from core.geometry import Path
from core.parts import Face, Operation, OperationKind
from core.parts.codes import MemoryRegister
from core.producao.old.corners import QUARTER, Corner, corners_of, old_corners, radii_of, rounded
from core.producao.old.operation_model import Operacao
from core.producao.old.operations import merged, old_operation, operation_of
from core.producao.old.sent import FerragemAntiga, PecaAntiga

SAMPLES = sorted(
    path for path in (File(__file__).parents[3] / "resources/samples").iterdir() if path.is_dir()
)
THICKNESS = 18.0

numbers = st.integers(-50_000, 3_000_000).map(lambda n: n / 1000)
sizes = st.integers(1_100, 3_000_000).map(lambda n: n / 1000)
depths = st.integers(1, 30_000).map(lambda n: n / 1000)
faces = st.sampled_from(
    ["Face (F0)", "Face (F1)", "Topo (L1)", "Topo (L3)", "Topo (C1)", "Topo (C2)"]
)
common = {"x": numbers, "y": numbers, "profundidade": depths, "face": faces}
closed = st.sampled_from(["Por Dentro", "Por Fora", "Desbaste", "Linha"])
prefix = {"prefixo": st.sampled_from(["PuxadorCava1", "Corte45"])}

holes = st.fixed_dictionaries(
    {"tipo": st.just("Furo"), "diametro": sizes, "estrategia": st.just("Por Dentro"), **common}
)
circles = st.fixed_dictionaries(
    {"tipo": st.just("Círculo"), "diametro": sizes, "estrategia": closed, **common},
    optional=prefix,
)
rectangles = st.fixed_dictionaries(
    {
        "tipo": st.just("Retângulo"),
        "comprimento": sizes,
        "largura": sizes,
        "estrategia": closed,
        **common,
    },
    optional=prefix,
)
lines = st.tuples(
    st.fixed_dictionaries({"estrategia": st.just("Linha"), **common}, optional=prefix),
    st.one_of(
        st.tuples(sizes, st.just(1.0)),
        st.tuples(st.just(1.0), sizes),
        st.tuples(sizes, sizes.map(lambda n: -n)),
        st.tuples(sizes, sizes),
    ),
).map(lambda t: {"tipo": "Linha", **t[0], "comprimento": t[1][0], "largura": t[1][1]})


@given(st.one_of(holes, circles, rectangles, lines))
def test_an_old_operation_comes_back_as_it_was(old: dict[str, object]) -> None:
    operation = operation_of(Operacao.model_validate(old), THICKNESS)

    back = json.loads(json.dumps(old_operation(operation)))

    assert back.keys() == old.keys()
    for name, value in old.items():
        assert back[name] == (pytest.approx(value, abs=1e-6) if name in _NUMBERS else value)


_NUMBERS = {"x", "y", "profundidade", "diametro", "comprimento", "largura"}

points = st.tuples(numbers, numbers)


@given(points, sizes, depths, st.sampled_from(list(Face)))
def test_a_hole_is_exact_both_ways(
    at: tuple[float, float], diameter: float, depth: float, face: Face
) -> None:
    hole = Operation(
        kind=OperationKind.DRILL,
        path=Path.point(at),
        depth=depth,
        face=face,
        through=not face.is_edge and depth >= THICKNESS - 0.3,
        diameter=diameter,
        layer=f"FURO_{diameter:g}_{depth:g}",
    )

    assert hole == operation_of(Operacao.model_validate(old_operation(hole)), THICKNESS)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_what_was_read_and_is_sent_back_unchanged_stays_exact(sample: File) -> None:
    batch = read_batch([sample], preset=load("padrao"), codes=MemoryRegister()).batch
    parts = [part for part in batch.parts() if part.operations]
    assert parts

    for part in parts:
        wire = json.loads(json.dumps([old_operation(one) for one in part.operations]))
        sent = [Operacao.model_validate(one) for one in wire]
        assert part.operations == merged(sent, part.operations, part.thickness)


def test_what_was_moved_is_taken_as_it_was_sent() -> None:
    known = operation_of(
        Operacao.model_validate(
            {"tipo": "Furo", "x": 10, "y": 20, "profundidade": 5, "diametro": 8}
        ),
        THICKNESS,
    )
    sent = Operacao.model_validate({**old_operation(known), "x": 12})

    (moved,) = merged([sent], [known], THICKNESS)

    assert moved.path.start == (12.0, 20.0)
    assert moved.diameter == 8


def test_an_edge_hole_lies_through_the_thickness_first() -> None:
    old = {"tipo": "Furo", "x": 9.25, "y": 37, "profundidade": 24, "diametro": 8}

    hole = operation_of(Operacao.model_validate({**old, "face": "Topo (L3)"}), THICKNESS)

    assert hole.face is Face.L3
    assert hole.path.start == (37.0, 9.25)
    assert not hole.through


def test_a_groove_shows_as_the_rectangle_it_cuts() -> None:
    groove = Operation(
        kind=OperationKind.GROOVE,
        path=Path.polyline(((0.0, 20.0), (700.0, 20.0))),
        depth=8.0,
        width=6.0,
    )

    expected = {
        "tipo": "Retângulo",
        "x": 0.0,
        "y": 17.0,
        "comprimento": 700.0,
        "largura": 6.0,
        "profundidade": 8.0,
        "estrategia": "Desbaste",
        "face": "Face (F0)",
    }
    assert expected == old_operation(groove)


@pytest.mark.parametrize(
    "old",
    [
        {"tipo": "Furo", "x": 1, "y": 1, "profundidade": 5},
        {"tipo": "Furo", "x": 1, "y": 1, "diametro": 5},
        {"tipo": "Furo", "x": 1, "y": 1, "diametro": 5, "profundidade": 0},
        {"tipo": "Retângulo", "x": 1, "y": 1, "comprimento": 5, "profundidade": 3},
        {"tipo": "Círculo", "x": 1, "y": 1, "diametro": -5, "profundidade": 3},
        {"tipo": "Linha", "x": 1, "y": 1, "profundidade": 3},
    ],
)
def test_a_missing_size_is_refused(old: dict[str, object]) -> None:
    with pytest.raises(InputError, match="operacao_sem_medida"):
        operation_of(Operacao.model_validate(old), THICKNESS)


@pytest.mark.parametrize(
    "change",
    [{"tipo": "Espiral"}, {"x": "abc"}, {"x": math.inf}, {"x": 1e9}, {"face": "Topo (L2)"}],
)
def test_what_cannot_be_read_does_not_validate(change: dict[str, object]) -> None:
    old = {"tipo": "Furo", "x": 1, "y": 1, "diametro": 5, "profundidade": 3}
    with pytest.raises(ValueError, match="validation error"):
        Operacao.model_validate({**old, **change})


def test_numbers_may_be_texts_with_a_comma() -> None:
    old = {"tipo": "furo", "x": "9,5", "y": "", "diametro": "8", "profundidade": "12,5"}

    read = Operacao.model_validate(old)

    assert (read.x, read.y, read.profundidade) == (9.5, 0.0, 12.5)


radii = st.dictionaries(
    st.sampled_from(list(Corner)), st.integers(10, 2500).map(lambda n: n / 10), max_size=4
)


@given(radii)
def test_corners_come_back_from_the_outline(wanted: dict[Corner, float]) -> None:
    outline = rounded(700.0, 500.0, wanted)

    found = corners_of(outline, 700.0, 500.0)

    assert found == pytest.approx(wanted)
    assert found is not None
    sent = [Operacao.model_validate(one) for one in old_corners(found)]
    assert radii_of(sent) == pytest.approx(wanted)
    assert outline.bounds == pytest.approx((0.0, 0.0, 700.0, 500.0))
    assert outline.area > 0


def test_another_outline_has_no_corners_of_this_kind() -> None:
    notched = Path.polyline(
        ((0, 0), (700, 0), (700, 500), (300, 500), (300, 400), (0, 400)), closed=True
    )
    inward = Path(((100, 0, 0), (700, 0, 0), (700, 500, 0), (0, 500, 0), (0, 100, -QUARTER)), True)

    assert corners_of(notched, 700.0, 500.0) is None
    assert corners_of(inward, 700.0, 500.0) is None


def test_radii_that_do_not_fit_are_refused() -> None:
    with pytest.raises(InputError, match="raio_grande"):
        rounded(700.0, 150.0, {Corner.LOWER_LEFT: 100.0, Corner.UPPER_LEFT: 100.0})


@pytest.mark.parametrize(
    ("pos", "sub", "corner"),
    [
        ("L1", "inferior", Corner.LOWER_LEFT),
        ("L1", "superior", Corner.UPPER_LEFT),
        ("C2", "inferior", Corner.LOWER_RIGHT),
        ("L3", "superior", Corner.UPPER_RIGHT),
        ("C1", "T1", Corner.LOWER_LEFT),
        ("C1", "T2", Corner.UPPER_LEFT),
        ("C1", "T3", Corner.UPPER_RIGHT),
        ("C1", "T4", Corner.LOWER_RIGHT),
    ],
)
def test_the_old_names_of_the_corners(pos: str, sub: str, corner: Corner) -> None:
    old = Operacao.model_validate({"tipo": "Raio", "pos": pos, "subPos": sub, "raio": 100})

    assert radii_of([old]) == {corner: 100.0}


def test_an_unknown_corner_is_refused() -> None:
    old = Operacao.model_validate({"tipo": "Raio", "pos": "L9", "subPos": "x", "raio": 100})
    with pytest.raises(InputError, match="canto_desconhecido"):
        radii_of([old])


def test_empty_fields_of_a_form_are_none() -> None:
    """Old screens send every field, empty where there is nothing."""
    for nothing in (None, "", " "):
        told = dict.fromkeys(("id", "comprimento", "largura", "espessura", "quantidade"), nothing)
        texts = dict.fromkeys(("nome", "codigo_peca", "material", "observacoes"))
        part = PecaAntiga.model_validate({**told, **texts, "operacoes": None})
        assert part.model_dump(exclude_none=True) == {}
        item = {"nome": "x", "id": nothing, "codigo_ferragem": None}
        assert FerragemAntiga.model_validate(item).id is None
        old = {"tipo": "Furo", "x": nothing, "diametro": nothing, "profundidade": nothing}
        assert Operacao.model_validate(old).diametro is None


@pytest.mark.parametrize("field", ["id", "quantidade", "comprimento", "nome"])
@pytest.mark.parametrize("value", [[], {}, True, "abc", -1, 1e300, float("nan")])
def test_what_is_no_field_does_not_validate_and_breaks_nothing(field: str, value: object) -> None:
    with contextlib.suppress(ValidationError):
        PecaAntiga.model_validate({field: value})
