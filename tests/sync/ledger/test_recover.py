"""Broken ledgers: what was acknowledged comes back, and the broken file stays."""

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import EnvironmentFault, InputError
from desktop.sync.ledger import (
    DamagedLedger,
    Entry,
    State,
    counts,
    export,
    open_anyhow,
    read_anyhow,
    reading,
    recover,
)
from desktop.sync.ledger.swap import finish_swap, fresh_name
from tests.support.ledgers import MORNING, gesture, keys, open_ledger

COUNT = 300
SEEDS = int(os.environ.get("RADHA_LEDGER_DAMAGES", "12"))
"""How many damages of each kind; the long run has hundreds."""
LONG = 250
"""The gesture whose arguments fill several pages."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger as a power cut leaves it: a part of it only in its log."""
    folder = tmp_path_factory.mktemp("made")
    with open_ledger(folder / "ledger.db", copy=folder / "copia.jsonl") as ledger:
        ledger.record_many([gesture(number) for number in range(200)])
        for number in range(0, 200, 2):
            ledger.settle(f"op-{number:06d}", State.ACKED, number, {"r": "ok"}, at=MORNING)
    with open_ledger(folder / "ledger.db", copy=folder / "copia.jsonl") as ledger:
        for number in range(200, COUNT):
            text = "x" * 30_000 if number == LONG else "y"
            ledger.record_many([gesture(number, args={"texto": text})])
        for name in ("ledger.db", "ledger.db-wal", "copia.jsonl"):
            shutil.copy(folder / name, folder / f"kept-{name}")
    return folder


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    for name in ("ledger.db", "ledger.db-wal", "copia.jsonl"):
        shutil.copy(made / f"kept-{name}", tmp_path / name)
    return tmp_path / "ledger.db"


@pytest.fixture
def whole(path: Path) -> list[Entry]:
    found = read_anyhow(path)
    assert found.sound
    assert len(found.entries) == COUNT
    return found.entries


def spoil(file: Path, start: int, length: int) -> None:
    data = bytearray(file.read_bytes())
    data[start : start + length] = b"\xde" * len(data[start : start + length])
    file.write_bytes(data)


def log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def headers(path: Path) -> None:
    """Of the file, and of the log that could have healed it."""
    spoil(path, 0, 100)
    spoil(log_of(path), 0, 32)


def roots(path: Path) -> None:
    """The first page of every tree is gone; leaves below them are not."""
    spoil(path, 4096, 4 * 4096)
    spoil(log_of(path), 0, 32)


def first_page(path: Path) -> None:
    spoil(path, 0, 4096)
    spoil(log_of(path), 0, 32)


@pytest.mark.parametrize("damage", [headers, roots, first_page])
def test_every_gesture_comes_back_without_the_copy(
    path: Path, whole: list[Entry], damage: Callable[[Path], None]
) -> None:
    damage(path)
    broken = path.read_bytes()
    with pytest.raises(DamagedLedger):
        open_ledger(path)

    found = recover(path)

    assert not found.saved.sound
    assert found.aside is not None
    assert found.aside.read_bytes() == broken
    assert Path(f"{found.aside}-wal").exists()
    with open_ledger(path) as ledger:
        assert [entry.gesture() for entry in ledger.entries()] == [e.gesture() for e in whole]
        pending = {entry.op_id for entry in whole if entry.state is State.PENDING}
        assert pending <= {entry.op_id for entry in ledger.pending()}
        assert [entry.n for entry in ledger.pending()] == list(range(1, found.pending + 1))


def test_the_device_keeps_its_key(path: Path) -> None:
    device = read_anyhow(path).device_id
    headers(path)

    recover(path)

    assert device is not None
    assert read_anyhow(path).device_id == device


@pytest.mark.parametrize("seed", range(SEEDS))
def test_with_the_copy_no_damage_costs_a_gesture(path: Path, whole: list[Entry], seed: int) -> None:
    """Flipped bytes, runs of garbage and a truncated file, in the file and in its log."""
    dice = random.Random(seed)
    log = path.with_name("ledger.db-wal")
    for file in (path, log):
        data = bytearray(file.read_bytes())
        for _ in range(dice.randint(1, 40)):
            start = dice.randrange(len(data))
            length = dice.choice((1, 1, 16, 512, 4096))
            data[start : start + length] = dice.randbytes(len(data[start : start + length]))
        if dice.random() < 0.3:
            del data[dice.randrange(len(data)) :]
        file.write_bytes(data)

    found = recover(path, copy=path.with_name("copia.jsonl"))

    done = {entry.op_id: entry.gesture() for entry in whole}
    assert {entry.op_id: entry.gesture() for entry in found.saved.entries} == done
    with open_ledger(path) as ledger:
        assert sorted(ledger.op_ids()) == sorted(done)
        assert ledger.record_many([gesture(COUNT)])[0].n == 1


@pytest.mark.parametrize("seed", range(SEEDS))
def test_without_the_copy_nothing_false_comes_back(
    path: Path, whole: list[Entry], seed: int
) -> None:
    dice = random.Random(1000 + seed)
    data = bytearray(path.read_bytes())
    for _ in range(200):
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    path.write_bytes(data)

    found = recover(path)

    done = {entry.op_id: entry.gesture() for entry in whole}
    assert all(done[entry.op_id] == entry.gesture() for entry in found.saved.entries)
    # what was never in the damaged file is all there
    newest = set(keys(range(200, COUNT)))
    assert newest <= {entry.op_id for entry in found.saved.entries}


def test_a_damaged_schema_whose_text_cannot_be_read_is_damage(path: Path) -> None:
    log_of(path).unlink()
    data = path.read_bytes()
    assert data.count(b"CREATE INDEX op_state") == 1
    # SQLite's message names what it cannot understand, and Python cannot read that name
    path.write_bytes(
        data.replace(b"CREATE INDEX", b"CREATE INDXX").replace(b"op_state", b"op_\x83\xc3te_")
    )

    with pytest.raises(DamagedLedger):
        open_ledger(path)
    with pytest.raises(DamagedLedger), reading(path) as reader:
        counts(reader)
    assert len(recover(path).saved.entries) == 200


def test_a_truncated_file_gives_what_is_left(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    path.with_name("ledger.db-wal").unlink()

    found = recover(path)

    assert 10 < len(found.saved.entries) < 200
    assert found.saved.by_pages > 0


def test_a_lost_file_is_made_from_the_copy(path: Path, whole: list[Entry]) -> None:
    path.unlink()
    path.with_name("ledger.db-wal").unlink()

    found = recover(path, copy=path.with_name("copia.jsonl"))

    assert found.aside is None
    assert [e.gesture() for e in found.saved.entries] == [e.gesture() for e in whole]
    assert found.pending == COUNT


def test_nothing_to_recover_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        recover(tmp_path / "ledger.db", copy=tmp_path / "copia.jsonl")

    assert caught.value.code == "sync.diario_ausente"


def test_a_ledger_in_use_is_not_recovered(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "ledger.db"), pytest.raises(EnvironmentFault) as caught:
        recover(tmp_path / "ledger.db")

    assert caught.value.code == "sync.diario_em_uso"


@pytest.mark.parametrize("moved", range(4))
def test_an_interrupted_swap_is_finished_by_whoever_opens_next(
    path: Path, whole: list[Entry], moved: int
) -> None:
    """The process died after this many of the old files were put aside."""
    built = path.with_name("built.db")
    shutil.copy(path, built)
    shutil.copy(path.with_name("ledger.db-wal"), path.with_name("built.db-wal"))
    recover(built)
    headers(path)
    shutil.copy(built, fresh_name(path))
    for part in ("-wal", "-shm", "")[:moved]:
        old = Path(f"{path}{part}")
        if old.exists():
            old.rename(path.with_name(f"aside{part}"))

    with open_ledger(path) as ledger:
        assert [e.gesture() for e in ledger.entries()] == [e.gesture() for e in whole]
        assert not fresh_name(path).exists()
    assert finish_swap(path) is None


def test_recovering_twice_keeps_both_broken_files(path: Path) -> None:
    headers(path)
    first = recover(path)
    spoil(path, 0, 100)
    second = recover(path)

    assert first.aside is not None
    assert second.aside is not None
    assert first.aside != second.aside
    assert first.aside.exists()
    assert second.aside.exists()


def test_export_gives_a_line_an_operation_also_of_a_broken_one(path: Path) -> None:
    sound, _ = export(path)
    headers(path)
    broken, saved = export(path)

    assert len(sound.splitlines()) == len(broken.splitlines()) == COUNT
    assert not saved.sound
    assert b'"codigo": "K7000000"' in broken.splitlines()[0]


@pytest.mark.parametrize("instead", [b"K7000009", b"K70\xc30001"], ids=["text", "no text"])
def test_a_line_that_cannot_be_trusted_is_told_and_not_made_up(
    tmp_path: Path, instead: bytes
) -> None:
    path = tmp_path / "ledger.db"
    with open_ledger(path) as ledger:
        ledger.record_many([gesture(number) for number in range(3)])
    data = path.read_bytes()
    assert data.count(b"K7000001") == 1
    path.write_bytes(data.replace(b"K7000001", instead))

    with pytest.raises(DamagedLedger):
        open_ledger(path)
    ledger, found = open_anyhow(path)
    with ledger:
        assert found is not None
        assert found.saved.unreadable == 1
        assert ledger.op_ids() == ["op-000000", "op-000002"]
    ledger, found = open_anyhow(path)
    with ledger:
        assert found is None
