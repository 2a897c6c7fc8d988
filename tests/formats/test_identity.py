import random
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from core.formats.diff import difference
from core.parts import Part
from core.parts.codes import MemoryRegister
from tests.support.lists import Files, drawing, dxt, dxt_part, read, write

ROWS = [
    dxt_part(),
    dxt_part(),
    dxt_part(PartName="Outra"),
    dxt_part(Length="500"),
    dxt_part(Program1="2", PartName="Porta", Filename="2.dxf"),
    dxt_part(Program1="2", PartName="Porta", Filename="2.dxf", Project="Sala"),
    dxt_part(Program1=None, PartName="Sem programa", Filename="x.dxf"),
    dxt_part(Program1=None, PartName="Sem nada", Filename=""),
]


def seen(part: Part) -> tuple[str, str, float, str, tuple[tuple[int, str], ...]]:
    pieces = tuple((piece.copy, piece.code) for piece in part.pieces)
    return (part.id, part.name, part.length, part.room, pieces)


@given(st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None)
def test_the_order_of_rows_changes_neither_ids_nor_codes(rng: random.Random) -> None:
    codes = MemoryRegister()
    rows = list(ROWS)
    rng.shuffle(rows)
    with TemporaryDirectory() as name:
        folder = Path(name)
        first = read(write(folder, {"l.dxt": dxt(*ROWS)}), codes=codes)
        again = read(write(folder, {"l.dxt": dxt(*rows)}), codes=codes)

    assert sorted(map(seen, first.batch.parts())) == sorted(map(seen, again.batch.parts()))
    assert not difference(first.batch, again.batch)
    assert again.report.counts.balanced


def test_ids_and_pairs_of_label_and_copy_are_unique(tmp_path: Path) -> None:
    batch = read(write(tmp_path, {"l.dxt": dxt(*ROWS)})).batch

    parts = list(batch.parts())
    pairs = [(part.label, piece.copy) for part in parts for piece in part.pieces]
    codes = [piece.code for part in parts for piece in part.pieces]
    assert len({part.id for part in parts}) == len(parts) == 7
    assert len(set(pairs)) == len(pairs) == len(set(codes)) == 8


def test_another_place_is_other_wood_and_a_changed_part_too(tmp_path: Path) -> None:
    codes = MemoryRegister()
    one = read(write(tmp_path / "a", {"l.dxt": dxt(ROWS[0])}), codes=codes)
    same = read(tmp_path / "a" / "l.dxt", codes=codes)
    moved = read(write(tmp_path / "b", {"l.dxt": dxt(ROWS[0])}), codes=codes)
    changed = read(write(tmp_path / "a", {"l.dxt": dxt(ROWS[3])}), codes=codes)

    found = [next(result.batch.parts()).pieces[0].code for result in (one, same, moved, changed)]
    assert found[0] == found[1]
    assert len(set(found)) == 3
    assert next(one.batch.parts()).id == next(changed.batch.parts()).id


def test_the_difference_names_what_came_changed_and_went(tmp_path: Path) -> None:
    before: Files = {
        "l.dxt": dxt(
            dxt_part(Program1="1"), dxt_part(Program1="2", Filename="2.dxf"), dxt_part(Program1="3")
        ),
        "101.dxf": drawing(),
        "2.dxf": drawing(holes=[(50, 50, 8, 12)]),
    }
    after: Files = {
        "l.dxt": dxt(
            dxt_part(Program1="1", Material="MDF Preto 18mm"),
            dxt_part(Program1="2", Filename="2.dxf"),
            dxt_part(Program1="4"),
            dxt_part(Program1="4"),
        ),
        "2.dxf": drawing(holes=[(60, 50, 8, 12)]),
    }
    old = read(write(tmp_path, before)).batch
    new = read(write(tmp_path, after)).batch

    found = difference(old, new)

    assert [part.program for part in found.added] == ["4"]
    assert [part.program for part in found.removed] == ["3"]
    changes = {change.after.program: change.fields for change in found.changed}
    assert changes == {"1": ("material",), "2": ("operations",)}
    assert not difference(new, new)
