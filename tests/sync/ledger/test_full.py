"""A full disk: nothing is taken as recorded that is not, and the room kept back is used."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from core.errors import EnvironmentFault
from core.messages import say_error
from desktop.sync.ledger import Ledger
from desktop.sync.ledger.entry import Cell
from desktop.sync.ledger.store import Rows, connect_file
from tests.support.ledgers import gesture, keys, open_ledger

DISK = 3 << 20


class Tight:
    """A connection whose commits find the disk full while `full` says so."""

    def __init__(self, path: Path, full: list[bool], at: str) -> None:
        self._inner = connect_file(path)
        self._full = full
        self._at = at

    def execute(self, sql: str, parameters: Sequence[Cell] = (), /) -> Rows:
        if sql.startswith(self._at) and self._full and self._full.pop(0):
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise error
        return self._inner.execute(sql, parameters)

    def close(self) -> None:
        self._inner.close()


@pytest.mark.parametrize("at", ["COMMIT", "INSERT INTO op", "BEGIN"])
def test_a_commit_that_fails_leaves_nothing(tmp_path: Path, at: str) -> None:
    full: list[bool] = []
    with open_ledger(tmp_path / "ledger.db", connect=lambda path: Tight(path, full, at)) as ledger:
        ledger.record_many([gesture(1)])
        full.append(True)

        with pytest.raises(EnvironmentFault) as caught:
            ledger.record_many([gesture(2), gesture(3)])

        assert caught.value.code == "sync.disco_cheio"
        assert "NÃO foi registrada" in say_error(caught.value)
        assert ledger.op_ids() == ["op-000001"]
        # and the next one is taken, under the number that was not used
        assert ledger.record_many([gesture(4)])[0].n == 2


def test_the_room_kept_back_takes_the_gesture(tmp_path: Path) -> None:
    full: list[bool] = []
    with Ledger.open(
        tmp_path / "ledger.db", connect=lambda path: Tight(path, full, "COMMIT"), reserve=1 << 16
    ) as ledger:
        full.extend((True, False))

        ledger.record_many([gesture(1)])

        assert ledger.op_ids() == ["op-000001"]
        assert not ledger.reserve_kept
        full.append(True)
        with pytest.raises(EnvironmentFault, match="disco_cheio"):
            ledger.record_many([gesture(2)])


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 3 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root may mount a file system")
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)], check=False
    )
    if made.returncode != 0:
        pytest.skip("this machine mounts no file system")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Leave no byte free."""
    filler = folder / "filler"
    with filler.open("ab", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
    return filler


def test_a_disk_that_is_really_full(small_disk: Path) -> None:
    path = small_disk / "ledger.db"
    acknowledged = 0
    with Ledger.open(path, reserve=1 << 18) as ledger:
        assert ledger.reserve_kept
        ledger.record_many([gesture(0)])
        filler = fill(small_disk)
        told = ""
        while not told:
            acknowledged += 1
            try:
                ledger.record_many([gesture(acknowledged)])
            except EnvironmentFault as fault:
                told = fault.code

        assert told == "sync.disco_cheio"
        assert not (small_disk / "ledger.db.reserve").exists()
        # the room kept back took some of them, and every one that was taken is there
        assert acknowledged > 5
        assert ledger.op_ids() == keys(range(acknowledged))

        filler.unlink()
        ledger.record_many([gesture(acknowledged)])
    with Ledger.open(path, reserve=1 << 18) as again:
        assert again.op_ids() == keys(range(acknowledged + 1))
        assert again.reserve_kept


def test_a_ledger_begun_on_a_full_disk_says_so_and_leaves_no_lock(small_disk: Path) -> None:
    filler = fill(small_disk)
    with pytest.raises(EnvironmentFault) as caught:
        open_ledger(small_disk / "ledger.db")
    filler.unlink()

    assert caught.value.code == "sync.disco_cheio"
    open_ledger(small_disk / "ledger.db").close()
