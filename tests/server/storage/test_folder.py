"""What is particular to a folder: whole or not at all, private, and nothing outside it."""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.errors import EnvironmentFault, InputError, NotFound
from core.ids import new_id
from server.storage.base import Ticket
from server.storage.files import spool
from server.storage.folder import FolderStorage

DATA = bytes(range(256))
SHA = hashlib.sha256(DATA).hexdigest()
POSIX = pytest.mark.skipif(os.name == "nt", reason="modes, signals and limits are POSIX's own")
EVIL = ["../../x", "/etc/passwd", "C:\\x", "a\0b", "CON", SHA.upper(), SHA + "/..", "." * 64]


@pytest.fixture
def storage(tmp_path: Path) -> FolderStorage:
    return FolderStorage(tmp_path / "files")


def _ticket(size: int = len(DATA), part_size: int = 100) -> Ticket:
    return Ticket(new_id(), size, datetime.now(UTC), part_size)


def _save(storage: FolderStorage, data: bytes = DATA) -> str:
    file, sha256 = spool(storage.scratch, [data])
    storage.save(sha256, file)
    return sha256


@pytest.mark.parametrize("name", EVIL)
def test_nothing_but_a_hash_becomes_a_path(
    storage: FolderStorage, name: str, tmp_path: Path
) -> None:
    file = tmp_path / "source"
    file.write_bytes(DATA)
    before = sorted(tmp_path.rglob("*"))

    for act in (
        storage.open,
        storage.local,
        storage.size,
        storage.delete,
        lambda sha: storage.save(sha, file),
        lambda sha: storage.address(sha, "attachment", "a/b"),
    ):
        with pytest.raises(InputError):
            act(name)

    assert sorted(tmp_path.rglob("*")) == before


def test_lies_where_the_paper_says(storage: FolderStorage) -> None:
    _save(storage)

    assert (storage.root / "sha256" / SHA[:2] / SHA[2:4] / SHA).read_bytes() == DATA


@POSIX
def test_only_the_server_may_read(storage: FolderStorage) -> None:
    _save(storage)
    place = storage.local(SHA)

    assert place is not None
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    # nobody passes through it to what lies below
    assert stat.S_IMODE(storage.root.stat().st_mode) == 0o700


def test_a_file_from_elsewhere_is_copied(storage: FolderStorage, tmp_path: Path) -> None:
    source = tmp_path / "planta.bin"
    source.write_bytes(DATA)

    storage.save(SHA, source)

    assert source.read_bytes() == DATA
    assert storage.size(SHA) == len(DATA)
    assert list(storage.scratch.iterdir()) == []


def test_saving_again_makes_it_young(storage: FolderStorage) -> None:
    _save(storage)
    place = storage.local(SHA)
    assert place is not None
    os.utime(place, (0, 0))

    _save(storage)

    (stored,) = storage.listing()
    assert stored.modified.year > 2000


def test_what_lies_about_is_not_listed(storage: FolderStorage) -> None:
    _save(storage)
    (storage.root / "sha256" / "zz").mkdir()
    (storage.root / "sha256" / SHA[:2] / SHA[2:4] / "notes.txt").write_text("x", encoding="utf-8")
    (storage.root / "sha256" / SHA[:2] / SHA[2:4] / ("0" * 64)).write_text("x", encoding="utf-8")

    assert [it.sha256 for it in storage.listing()] == [SHA]


def test_parts_come_in_any_order_and_twice(storage: FolderStorage) -> None:
    ticket = _ticket()
    storage.begin(ticket)
    for number in (3, 1, 2, 1):
        storage.receive(ticket, number, [DATA[(number - 1) * 100 : number * 100]])

    assert storage.done(ticket) == [1, 2, 3]
    assert b"".join(storage.gather(ticket)) == DATA
    storage.discard(ticket)
    storage.discard(ticket)
    assert storage.done(ticket) == []
    with pytest.raises(NotFound):
        b"".join(storage.gather(ticket))


@pytest.mark.parametrize("data", [b"", bytes(99), bytes(101), bytes(10_000)])
def test_a_part_of_another_length_is_not_kept(storage: FolderStorage, data: bytes) -> None:
    ticket = _ticket()

    with pytest.raises(InputError):
        storage.receive(ticket, 1, [data[:50], data[50:]])

    assert storage.done(ticket) == []
    assert list(storage.scratch.iterdir()) == []


def test_a_part_that_breaks_off_is_not_kept(storage: FolderStorage) -> None:
    ticket = _ticket()

    def broken() -> object:
        yield DATA[:50]
        raise RuntimeError

    with pytest.raises(RuntimeError):
        storage.receive(ticket, 1, broken())  # type: ignore[arg-type]  # an iterator of bytes

    assert storage.done(ticket) == []
    assert list(storage.scratch.iterdir()) == []


def test_a_torn_part_of_a_crash_does_not_count(storage: FolderStorage) -> None:
    ticket = _ticket()
    storage.receive(ticket, 1, [DATA[:100]])
    storage._part(ticket, 1).write_bytes(DATA[:99])

    assert storage.done(ticket) == []


SAVING = """
import os, sys
from pathlib import Path
from server.storage.files import spool
from server.storage.folder import FolderStorage
storage = FolderStorage(Path(sys.argv[1]))
while True:
    file, sha256 = spool(storage.scratch, [os.urandom(200_000)])
    storage.save(sha256, file)
    print(sha256, flush=True)
"""


def test_a_killed_server_leaves_whole_files_only(storage: FolderStorage) -> None:
    command = [sys.executable, "-c", SAVING, str(storage.root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = [process.stdout.readline().strip() for _ in range(20)]
        process.kill()
        told += [line.strip() for line in process.stdout if len(line) == 65]

    stored = {it.sha256 for it in storage.listing()}
    assert set(told) <= stored
    for sha256 in stored:
        with storage.open(sha256) as stream:
            assert hashlib.sha256(stream.read()).hexdigest() == sha256


FULL = """
import resource, sys
from pathlib import Path
from core.errors import EnvironmentFault
from server.storage.files import spool
from server.storage.folder import FolderStorage
storage = FolderStorage(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    spool(storage.scratch, [bytes(60_000)] * 3)
except EnvironmentFault as fault:
    print(fault.code, len(list(storage.scratch.iterdir())))
"""


@POSIX
def test_a_full_disk_is_told_and_leaves_nothing(storage: FolderStorage) -> None:
    command = [sys.executable, "-c", FULL, str(storage.root)]
    result = subprocess.run(command, capture_output=True, text=True, check=True)

    assert result.stdout.split() == ["arquivos.armazenamento", "0"]


def test_a_folder_that_cannot_be_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(EnvironmentFault):
        FolderStorage(tmp_path / "file" / "files")


def test_a_folder_that_vanished_is_a_fault(storage: FolderStorage) -> None:
    storage.check()
    storage.scratch.rmdir()

    with pytest.raises(EnvironmentFault):
        storage.check()
