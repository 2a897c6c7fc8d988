import json
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import InputError
from core.formats.batch_form import batch_form, batch_from_form
from core.formats.diff import difference
from core.formats.preset import BandRule, ImportPreset
from core.formats.writing import safe_name, write_batch
from core.parts import Batch, Part
from tests.support.lists import Files, drawing, dxt, dxt_part, read, write

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
NAMES = sorted(folder.name for folder in SAMPLES.iterdir() if folder.is_dir())


def comparable(batch: Batch) -> list[object]:
    """What a DXT and its drawings can carry: all but places, file names and attachments."""
    return [
        (package.client, package.room, [_part(part) for part in package.parts],
         [replace(item, origin=None) for item in package.hardware])
        for package in batch.packages
    ]  # fmt: skip


def _part(part: Part) -> object:
    pieces = tuple(piece.copy for piece in part.pieces)
    return (
        part.id, part.name, part.program, part.code, part.material, part.notes, part.grain,
        part.thickness, part.bands, part.drawn, part.blocked, pieces,
        round(part.length, 6), round(part.width, 6),
    )  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_written_batch_reads_back_as_the_same(tmp_path: Path, name: str) -> None:
    before = read(SAMPLES / name).batch

    after = read(write(tmp_path / "de_novo", write_batch(before))).batch

    assert comparable(after) == comparable(before)
    for one, other in zip(before.parts(), after.parts(), strict=True):
        assert_same_shape(one, other)


def assert_same_shape(one: Part, other: Part) -> None:
    assert_near(one.outline.points(), other.outline.points())
    assert len(one.operations) == len(other.operations)
    pairs = zip(sorted_operations(one), sorted_operations(other), strict=True)
    for (key, points), (other_key, other_points) in pairs:
        assert key == other_key
        assert_near(points, other_points)


def sorted_operations(part: Part) -> list[tuple[str, list[tuple[float, float]]]]:
    found = [
        (
            f"{one.face}{one.kind}{one.depth:.4f}{one.diameter}{one.width}{one.through}",
            one.path.points(),
        )
        for one in part.operations
    ]
    return sorted(
        found, key=lambda pair: (pair[0], [(round(x, 3), round(y, 3)) for x, y in pair[1]])
    )


def assert_near(one: list[tuple[float, float]], other: list[tuple[float, float]]) -> None:
    assert len(one) == len(other)
    for (x, y), (u, v) in zip(one, other, strict=True):
        assert abs(x - u) < 1e-6
        assert abs(y - v) < 1e-6


def test_bands_notes_and_hostile_texts_survive(tmp_path: Path) -> None:
    text = (
        "nome;comprimento;largura;espessura;material;fita c1;observacoes;cliente;codigo\n"
        'Porta & "A" <b>;700;300,25;18;MDF;PVC 2;não virar;Ação & Cia;../x\n'
    )
    preset = ImportPreset(bands={"PVC 2": BandRule(thickness=2, premilling=0.5)})
    before = read(write(tmp_path / "a", {"x.csv": text}), preset=preset).batch

    files = write_batch(before)
    after = read(write(tmp_path / "b", files)).batch

    assert all("/" not in name and "\\" not in name for name in files)
    assert comparable(after) == comparable(before)


def test_different_parts_of_one_number_get_files_of_their_own(tmp_path: Path) -> None:
    source = write(
        tmp_path / "a",
        {
            "x.dxt": dxt(dxt_part(), dxt_part(Length="500", Filename="b.dxf")),
            "101.dxf": drawing(),
            "b.dxf": drawing(length=500.0),
        },
    )
    before = read(source).batch

    files = write_batch(before)

    assert sorted(name for name in files if name.endswith(".DXF")) == [
        "00000101.DXF",
        "00000101_2.DXF",
    ]
    after = read(write(tmp_path / "b", files)).batch
    assert comparable(after) == comparable(before)


@pytest.mark.parametrize("name", NAMES)
def test_the_json_form_is_without_loss(name: str) -> None:
    batch = read(SAMPLES / name).batch

    text = json.dumps(batch_form(batch), allow_nan=False)

    assert batch_from_form(json.loads(text)) == batch
    assert not difference(batch, batch_from_form(json.loads(text)))


@pytest.mark.parametrize("form", [{}, {"version": 1}, {"version": 1, "name": "x", "packages": 3}])
def test_a_form_that_is_none_is_refused(form: dict[str, object]) -> None:
    with pytest.raises(InputError):
        batch_from_form(form)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("101", "101"),
        ("../x", "x"),
        ("CON", "_CON"),
        ("com1.x", "_com1.x"),
        ("Peça nº 1", "Peca_no_1"),
    ],
)
def test_file_names_are_safe_everywhere(text: str, name: str) -> None:
    assert safe_name(text) == name


def test_a_banded_part_with_work_on_every_face_reads_back(tmp_path: Path) -> None:
    table = (
        "codigo;nome;comprimento;largura;espessura;material;fita c1;fita l3\n"
        "p1;porta;700;400;18;MDF;PVC 2;PVC 1\n"
    )
    lines = [f'@ BH, "", "", 1, "", 0 : {face}, "2", 37, 9, 0, 24, 8, NO' for face in (1, 2, 3, 4)]
    source: Files = {
        "x.csv": table,
        "p1.dxf": drawing(700.0, 400.0, holes=[(37, 100, 35, 11.5), (50, -20, 5, 12)]),
        "p1.bpp": "\r\n".join(["[PROGRAM]", *lines]),
    }
    preset = ImportPreset(
        bands={"PVC 2": BandRule(thickness=2, premilling=0.5), "PVC 1": BandRule(thickness=1)}
    )
    before = read(write(tmp_path / "a", source), preset=preset).batch
    (part,) = before.parts()
    assert len(part.operations) == 6
    assert (part.length, part.width) == (701.0, 401.5)

    after = read(write(tmp_path / "b", write_batch(before))).batch

    assert comparable(after) == comparable(before)
    (again,) = after.parts()
    assert_same_shape(part, again)
