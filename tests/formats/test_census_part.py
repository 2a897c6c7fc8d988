from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files

import pytest

from core.formats.banding import Shape, finished
from core.formats.census import SourceFrame, part_agrees
from core.formats.dxf import write_drawing
from core.geometry import Matrix, Path
from core.messages import known
from core.parts import Band, Bands, OperationKind, Part
from tests.support.drawings import (
    arc,
    block,
    circle,
    file_of,
    insert,
    line,
    lwpolyline,
    panel,
    part_of,
    read,
    rectangle,
)

CURVED = file_of(
    line("CONTORNO", (0, 0), (700, 0)),
    line("CONTORNO", (700, 0), (700, 400)),
    arc("CONTORNO", 600, 400, 100, 0, 90),
    line("CONTORNO", (600, 500), (0, 500)),
    line("CONTORNO", (0, 500), (0, 0)),
    circle("FURO_8_12", 37, -22, 4),
    circle("FURO_5_12", 300, 100, 2.5),
    rectangle("RASGO_6_8", 0, 20, 700, 6),
    lwpolyline("USINAR_5_Desbaste", [(100, 100), (200, 100), (200, 180)], closed=True),
    rectangle("USINAR_18_Por Dentro", 300, 200, 60, 40),
)


def part(data: bytes = CURVED) -> Part:
    drawing = read(data)
    assert drawing.blocked is None
    assert drawing.outline is not None
    return part_of(drawing.outline, drawing.operations)


def test_a_part_agrees_with_its_drawing() -> None:
    assert part_agrees(CURVED, part(), SourceFrame()) == ()


def test_a_written_part_agrees_with_its_drawing() -> None:
    assert part_agrees(write_drawing(part()), part(), SourceFrame()) == ()


def test_round_polylines_are_holes_too() -> None:
    round_one = lwpolyline("FURO_8_12", [(41, 22, 1), (33, 22, 1)])
    data = panel(round_one, circle("FURO_8_12", 37, 64, 4))

    assert part_agrees(data, part(data), SourceFrame()) == ()


def test_banded_parts_are_held_against_the_size_that_the_source_gives() -> None:
    given = part()
    bands = Bands(l1=Band("1 mm", 1.0), c1=Band("2 mm", 2.0, 0.5))
    cut = Shape(700.0, 500.0, given.outline, given.operations)
    whole = finished(cut, bands)
    banded = replace(
        given,
        length=whole.length,
        width=whole.width,
        outline=whole.outline,
        operations=whole.operations,
        bands=bands,
    )

    assert part_agrees(CURVED, banded, SourceFrame()) == ()
    assert {d.code for d in part_agrees(CURVED, banded, SourceFrame(cut=False))}


def test_an_outline_in_a_block_is_no_reason_to_complain() -> None:
    data = file_of(
        insert("0", "CORPO", 50, 40),
        circle("FURO_8_12", 87, 62, 4),
        blocks=[block("CORPO", rectangle("CONTORNO", 0, 0, 700, 500))],
    )

    assert part_agrees(data, part(data), SourceFrame()) == ()


def flipped(given: Part, *kinds: OperationKind) -> Part:
    mirror = Matrix(d=-1.0, ty=500.0)
    return replace(
        given,
        operations=tuple(
            one.transformed(mirror) if one.kind in kinds else one for one in given.operations
        ),
    )


def changed(given: Part, kind: OperationKind, **change: float) -> Part:
    operations = tuple(
        replace(one, **change)  # type: ignore[arg-type]  # a bag of fields
        if one.kind is kind
        else one
        for one in given.operations
    )
    return replace(given, operations=operations)


def moved(given: Part, kind: OperationKind, by: float) -> Part:
    shift = Matrix.shift(0.0, by)
    return replace(
        given,
        operations=tuple(
            one.transformed(shift) if one.kind is kind else one for one in given.operations
        ),
    )


def outline_flipped(given: Part) -> Part:
    return replace(given, outline=given.outline.transformed(Matrix(d=-1.0, ty=500.0)))


def larger(given: Part) -> Part:
    return replace(given, outline=Path.rectangle(0.0, 0.0, 710.0, 500.0), length=710.0)


SPOILT: list[tuple[str, Callable[[Part], Part], str]] = [
    ("holes flipped", lambda p: flipped(p, OperationKind.DRILL), "censo.posicao"),
    ("groove flipped", lambda p: flipped(p, OperationKind.GROOVE), "censo.forma"),
    ("pocket flipped", lambda p: flipped(p, OperationKind.POCKET), "censo.forma"),
    ("cut-out flipped", lambda p: flipped(p, OperationKind.INSIDE), "censo.forma"),
    ("outline flipped", outline_flipped, "censo.forma"),
    ("outline larger", larger, "censo.tamanho"),
    ("hole deeper", lambda p: changed(p, OperationKind.DRILL, depth=13.0), "censo.medidas"),
    ("hole wider", lambda p: changed(p, OperationKind.DRILL, diameter=9.0), "censo.medidas"),
    ("groove wider", lambda p: changed(p, OperationKind.GROOVE, width=7.0), "censo.medidas"),
    ("pocket deeper", lambda p: changed(p, OperationKind.POCKET, depth=6.0), "censo.medidas"),
    ("groove moved by half", lambda p: moved(p, OperationKind.GROOVE, 3.0), "censo.forma"),
    ("pocket moved", lambda p: moved(p, OperationKind.POCKET, 0.05), "censo.forma"),
    ("all lost", lambda p: replace(p, operations=()), "censo.camada"),
]


@pytest.mark.parametrize(("spoil", "code"), [s[1:] for s in SPOILT], ids=[s[0] for s in SPOILT])
def test_what_the_import_spoils_is_found(spoil: Callable[[Part], Part], code: str) -> None:
    found = {difference.code for difference in part_agrees(CURVED, spoil(part()), SourceFrame())}

    assert code in found
    assert all(known(one) for one in found)


def test_layers_with_rules_of_their_own_may_mean_other_sizes() -> None:
    deeper = changed(part(), OperationKind.DRILL, depth=13.0)

    assert part_agrees(CURVED, deeper, SourceFrame(factory_layers=False)) == ()


def test_samples_agree() -> None:
    folder = files("resources") / "samples" / "curvos"
    drawings = [one for one in folder.iterdir() if one.name.lower().endswith(".dxf")]
    assert drawings
    for one in drawings:
        data = one.read_bytes()
        outline = read(data).outline
        assert outline is not None
        drawing = read(data, size=(outline.bounds[2], outline.bounds[3], 18.0))
        assert drawing.outline is not None
        found = part_agrees(data, part_of(drawing.outline, drawing.operations), SourceFrame())
        assert found == (), one.name


def test_small_gaps_that_were_joined_are_no_reason_to_complain() -> None:
    data = file_of(
        line("CONTORNO", (0, 0), (700.04, 0)),
        line("CONTORNO", (700, 0.03), (700, 500)),
        line("CONTORNO", (700, 500), (0, 500.04)),
        line("CONTORNO", (0, 500), (0, 0.04)),
        line("USINAR_5_Desbaste", (100, 100), (200, 100)),
        line("USINAR_5_Desbaste", (200, 100.04), (200, 180)),
        line("USINAR_5_Desbaste", (200, 180), (100, 100)),
    )

    assert part_agrees(data, part(data), SourceFrame()) == ()
