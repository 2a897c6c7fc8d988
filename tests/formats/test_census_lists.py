from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from core.formats import ImportResult, read_batch
from core.formats.census import RawList, lists_agree
from core.formats.preset import load
from core.messages import known
from core.parts import Part
from core.parts.codes import MemoryRegister

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"


def imported(name: str) -> ImportResult:
    return read_batch([SAMPLES / name], preset=load(), codes=MemoryRegister())


@pytest.fixture(scope="module")
def kitchen() -> ImportResult:
    return imported("cozinha_dxt")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("cozinha_dxt", "dxt"),
        ("guarda_roupa_dxt", "dxt"),
        ("cozinha_promob", "promob"),
        ("lote_gabster", "gabster"),
        ("curvos", "dxt"),
    ],
)
def test_every_sample_agrees_and_is_really_read(name: str, kind: str) -> None:
    result = imported(name)
    first, *others = result.batch.parts()

    assert [one.kind for one in result.lists] == [kind]
    assert lists_agree(result.lists, [first, *others], renamed={}) == ()
    wrong = replace(first, thickness=first.thickness + 1.0)
    found = lists_agree(result.lists, [wrong, *others], renamed={})
    assert "censo.lista" in {one.code for one in found}


def exchanged(parts: list[Part]) -> list[Part]:
    """The materials of two parts of one thickness are exchanged."""
    one = parts[0]
    other = next(p for p in parts if p.thickness == one.thickness and p.material != one.material)
    given = {one.id: other.material, other.id: one.material}
    return [replace(p, material=given.get(p.id, p.material)) for p in parts]


SPOILT: list[tuple[str, Callable[[list[Part]], list[Part]], str]] = [
    ("thickness", lambda p: [replace(p[0], thickness=15.0), *p[1:]], "censo.lista"),
    ("length", lambda p: [replace(p[0], length=p[0].length + 0.1), *p[1:]], "censo.lista"),
    (
        "sides",
        lambda p: [replace(p[0], length=p[0].width, width=p[0].length), *p[1:]],
        "censo.lista",
    ),
    ("materials", exchanged, "censo.lista"),
    ("part lost", lambda p: p[1:], "censo.lista_linha"),
    (
        "copy lost",
        lambda p: [replace(one, pieces=one.pieces[:1]) for one in p],
        "censo.lista_linha",
    ),
    (
        "copy invented",
        lambda p: [replace(p[0], pieces=p[0].pieces * 2), *p[1:]],
        "censo.lista_copias",
    ),
]


@pytest.mark.parametrize(("spoil", "code"), [s[1:] for s in SPOILT], ids=[s[0] for s in SPOILT])
def test_what_the_import_spoils_is_found(
    kitchen: ImportResult, spoil: Callable[[list[Part]], list[Part]], code: str
) -> None:
    found = lists_agree(kitchen.lists, spoil(list(kitchen.batch.parts())), renamed={})

    assert code in {one.code for one in found}
    assert all(known(one.code) for one in found)


def test_materials_renamed_by_the_preset_are_meant(kitchen: ImportResult) -> None:
    parts = list(kitchen.batch.parts())
    name = parts[0].material
    renamed = [replace(p, material="Branco") if p.material == name else p for p in parts]

    assert lists_agree(kitchen.lists, renamed, renamed={}) != ()
    assert lists_agree(kitchen.lists, renamed, renamed={name: "Branco"}) == ()


def test_rows_that_the_import_left_out_are_no_loss(kitchen: ImportResult) -> None:
    first, *others = kitchen.batch.parts()
    found = lists_agree(kitchen.lists, others, renamed={})
    lines = frozenset((one.file, int(one.read)) for one in found)

    assert len(lines) == first.quantity
    assert lists_agree(kitchen.lists, others, renamed={}, left_out=lines) == ()


@pytest.mark.parametrize("kind", ["dxt", "promob", "gabster", "table"])
@pytest.mark.parametrize(
    "data", [b"", b"<", b"\x00" * 99, b"<Part>" * 99, b'"' * 200_000, b"\xff\xfe<"]
)
def test_any_bytes_are_read_without_failing(kitchen: ImportResult, kind: str, data: bytes) -> None:
    assert lists_agree([RawList("a", kind, data)], kitchen.batch.parts(), renamed={}) == ()
