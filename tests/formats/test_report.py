import json
from pathlib import Path

import pytest

from core.errors import Cancelled
from core.formats.census import covers
from core.formats.importing import read_batch
from core.formats.preset import ImportPreset
from core.formats.report_form import report_form
from core.parts.codes import MemoryRegister
from tests.support.lists import drawing, dxt, dxt_part, read, write

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"


@pytest.mark.parametrize(
    ("name", "rows", "parts", "pieces", "hardware", "blocked"),
    [
        ("cozinha_dxt", 61, 41, 61, 0, 1),
        ("cozinha_promob", 46, 41, 61, 4, 1),
        ("curvos", 16, 13, 16, 0, 0),
        ("guarda_roupa_dxt", 41, 25, 41, 0, 0),
        ("lote_gabster", 18, 16, 18, 0, 0),
    ],
)
def test_the_counts_of_every_sample_add_up(
    name: str, rows: int, parts: int, pieces: int, hardware: int, blocked: int
) -> None:
    report = read(SAMPLES / name).report

    counts = report.counts
    assert counts.balanced
    assert (counts.rows, counts.parts, counts.pieces) == (rows, parts, pieces)
    assert (counts.hardware, counts.blocked) == (hardware, blocked)
    assert counts.pieces == sum(row.pieces for row in report.rows())
    assert counts.rows == len(list(report.rows()))


def test_the_two_kitchens_are_the_same_kitchen() -> None:
    dxt_kitchen = read(SAMPLES / "cozinha_dxt").batch
    promob_kitchen = read(SAMPLES / "cozinha_promob").batch

    def seen(batch: object) -> list[tuple[object, ...]]:
        assert batch in (dxt_kitchen, promob_kitchen)
        return sorted(
            (
                part.name,
                part.length,
                part.width,
                part.thickness,
                part.quantity,
                part.operations != (),
            )
            for part in (dxt_kitchen if batch is dxt_kitchen else promob_kitchen).parts()
        )

    assert seen(dxt_kitchen) == seen(promob_kitchen)


def test_the_form_is_json_and_every_reason_has_words(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        {"l.dxt": dxt(dxt_part(), dxt_part(Length="x"), dxt_part(Filename="2.dxf")),
         "101.dxf": drawing(), "9.dxf": drawing()},
    )  # fmt: skip

    form = report_form(read(folder).report)

    assert json.loads(json.dumps(form, allow_nan=False)) == form
    assert form["counts"]["rows"] == 3
    for item in [*form["items"], *form["assumptions"]]:
        assert bool(item["code"]) == bool(item["reason"])
        assert "?" not in item["reason"]


def test_every_file_is_told_with_its_hash(tmp_path: Path) -> None:
    folder = write(tmp_path, {"l.dxt": dxt(dxt_part()), "101.dxf": drawing(), "x.png": b"\x89PNG"})

    notes = {note.name: note for note in read(folder).report.files}

    assert {name: (note.kind, note.used) for name, note in notes.items()} == {
        "101.dxf": ("drawing", True),
        "l.dxt": ("dxt", True),
        "x.png": ("unknown", False),
    }
    assert len(notes["l.dxt"].sha256) == len(notes["101.dxf"].sha256) == 64


def test_progress_is_told_and_cancel_stops(tmp_path: Path) -> None:
    folder = write(tmp_path, {"l.dxt": dxt(*[dxt_part(Program1=f"{n}") for n in range(5)])})
    heard: list[tuple[int, int]] = []

    with pytest.raises(Cancelled):
        read_batch(
            [folder],
            preset=ImportPreset(),
            codes=MemoryRegister(),
            listener=lambda done, total, _what: heard.append((done, total)),
            cancelled=lambda: len(heard) == 3,
        )

    assert heard == [(1, 5), (2, 5), (3, 5)]


@pytest.mark.parametrize("name", sorted(f.name for f in SAMPLES.iterdir() if f.is_dir()))
def test_the_raw_drawings_agree_with_the_import(name: str) -> None:
    result = read(SAMPLES / name)

    drawn = [part for part in result.batch.parts() if part.drawn]
    assert set(result.drawings) == {part.id for part in drawn}
    for part in drawn:
        assert covers(result.drawings[part.id], part.operations) == ()
