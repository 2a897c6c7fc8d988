"""A damaged log, which SQLite passes over without a word, loses nothing that was acknowledged."""

import shutil
from pathlib import Path

import pytest

from desktop.sync.ledger import State, recover
from desktop.sync.ledger.salvage import log_frames
from tests.support.ledgers import MORNING, gesture, keys, open_ledger

COUNT = 60
FRAME = 24 + 4096


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger whose last gestures are only in its log, as a power cut leaves it."""
    folder = tmp_path_factory.mktemp("made")
    with open_ledger(folder / "ledger.db") as ledger:
        ledger.record_many([gesture(number) for number in range(20)])
    with open_ledger(folder / "ledger.db") as ledger:
        for number in range(20, COUNT):
            ledger.record_many([gesture(number)])
        for name in ("ledger.db", "ledger.db-wal"):
            shutil.copy(folder / name, folder / f"kept-{name}")
    return folder


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    for name in ("ledger.db", "ledger.db-wal"):
        shutil.copy(made / f"kept-{name}", tmp_path / name)
    return tmp_path / "ledger.db"


@pytest.fixture
def log(path: Path) -> Path:
    return path.with_name("ledger.db-wal")


def flip(file: Path, place: int) -> None:
    data = bytearray(file.read_bytes())
    data[place] ^= 0x10
    file.write_bytes(data)


def commits(path: Path) -> list[int]:
    """Ends of the transactions in the log, in bytes."""
    return [32 + FRAME * (n + 1) for n, one in enumerate(log_frames(path)) if one.commits]


@pytest.mark.parametrize("place", [3, 18, 32 + 5, 32 + 20, 32 + 24 + 1000, 32 + 10 * FRAME + 3000])
def test_a_flipped_bit_in_the_log_loses_nothing(path: Path, log: Path, place: int) -> None:
    flip(log, place)
    damaged = log.read_bytes()

    with open_ledger(path) as ledger:
        assert sorted(ledger.op_ids()) == keys(range(COUNT))
        assert ledger.found_again > 1
        assert ledger.op_ids() == keys(range(COUNT))
        assert [entry.n for entry in ledger.pending()][-ledger.found_again :] == list(
            range(1, ledger.found_again + 1)
        )
    kept = list(path.parent.glob("ledger-quebrado-*-wal"))
    assert [file.read_bytes() for file in kept] == [damaged]
    with open_ledger(path) as ledger:
        assert ledger.found_again == 0


def test_a_ledger_of_the_first_day_that_is_all_in_its_damaged_log(tmp_path: Path) -> None:
    folder = tmp_path / "cut"
    folder.mkdir()
    with open_ledger(tmp_path / "ledger.db") as ledger:
        for number in range(10):
            ledger.record_many([gesture(number)])
        for name in ("ledger.db", "ledger.db-wal"):
            shutil.copy(tmp_path / name, folder / name)
    flip(folder / "ledger.db-wal", 10)

    with open_ledger(folder / "ledger.db") as ledger:
        assert ledger.found_again == 10
        assert ledger.op_ids() == keys(range(10))


def test_recovering_finds_it_as_well(path: Path, log: Path) -> None:
    flip(log, 32 + 10 * FRAME + 3000)

    found = recover(path)

    assert [entry.op_id for entry in found.saved.entries] == keys(range(COUNT))
    assert found.saved.by_pages > 0


def test_a_torn_end_is_no_damage(path: Path, log: Path, tmp_path: Path) -> None:
    ends = commits(path)
    for cut in range(ends[-2], ends[-1], 512):
        for garbage in (b"", b"\xaa" * (ends[-1] - cut)):
            folder = tmp_path / f"cut-{cut}-{len(garbage)}"
            folder.mkdir()
            shutil.copy(path, folder / "ledger.db")
            (folder / "ledger.db-wal").write_bytes(log.read_bytes()[:cut] + garbage)

            with open_ledger(folder / "ledger.db") as ledger:
                assert ledger.found_again == 0
                assert ledger.op_ids() == keys(range(COUNT - 1))


def test_what_is_left_of_an_older_log_is_no_damage(tmp_path: Path) -> None:
    """The log was begun anew over an older, longer one; some of that was purged meanwhile."""
    path = tmp_path / "ledger.db"
    with open_ledger(path) as ledger:
        for number in range(400):
            ledger.record_many([gesture(number)])
            ledger.settle(f"op-{number:06d}", State.ACKED, number, at=MORNING)
        ledger.purge(MORNING.replace(year=2027))
        for number in range(400, 420):
            ledger.record_many([gesture(number)])
        folder = tmp_path / "cut"
        folder.mkdir()
        for name in ("ledger.db", "ledger.db-wal"):
            shutil.copy(tmp_path / name, folder / name)
    salts = {frame.salt for frame in log_frames(folder / "ledger.db")}

    with open_ledger(folder / "ledger.db") as ledger:
        assert len(salts) > 1
        assert ledger.found_again == 0
        assert len(ledger.op_ids()) == 21
