"""Bytes in, hash out: on a folder and on real S3 servers, with both databases."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.arquivos.kinds import PDF, TEXT
from core.arquivos.models import Blob, BlobState
from core.db.engine import Database
from core.db.unit import Unit
from core.errors import EnvironmentFault, NotFound
from server.storage.files import Files
from server.storage.folder import FolderStorage
from tests.support.storages import corrupt, storage_of

DATA = b"%PDF-1.7\n" + bytes(range(256)) * 40
SHA = hashlib.sha256(DATA).hexdigest()


@pytest.fixture(params=["folder", "seaweedfs", "rclone"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Files]:
    files = Files(storage_of(request, str(request.param), tmp_path))
    yield files
    files.close()


def _put(files: Files, database: Database, data: bytes = DATA, kind: str = PDF) -> str:
    with Unit(database) as unit:
        sha256 = files.put(unit.session, data, kind)
        unit.commit()
    return sha256


def _blob(database: Database, sha256: str) -> Blob | None:
    with Unit(database, writes=False) as unit:
        return unit.session.get(Blob, sha256)


def test_stores_and_gives_back(files: Files, database: Database) -> None:
    sha256 = _put(files, database)

    blob = _blob(database, sha256)
    assert blob is not None
    assert (sha256, blob.state, blob.size, blob.type) == (SHA, BlobState.PRESENT, len(DATA), PDF)
    assert files.read(sha256) == DATA
    with files.open(sha256) as stream:
        assert stream.read(9) == DATA[:9]
        assert stream.read() == DATA[9:]
    with files.path(sha256) as path:
        assert path.read_bytes() == DATA


def test_takes_files_and_streams_and_leaves_them(
    files: Files, database: Database, tmp_path: Path
) -> None:
    source = tmp_path / "lista.pdf"
    source.write_bytes(DATA)
    with Unit(database) as unit:
        from_file = files.put(unit.session, source, PDF)
        from_stream = files.put(unit.session, io.BytesIO(DATA), PDF)
        unit.commit()

    assert from_file == from_stream == SHA
    assert source.read_bytes() == DATA
    assert [it.sha256 for it in files.storage.listing()] == [SHA]


def test_an_empty_file_is_a_file(files: Files, database: Database) -> None:
    sha256 = _put(files, database, b"", TEXT)

    assert files.read(sha256) == b""
    assert files.storage.size(sha256) == 0


def test_what_is_not_committed_has_no_row_and_can_be_put_again(
    files: Files, database: Database
) -> None:
    with Unit(database) as unit:
        files.put(unit.session, DATA, PDF)

    assert _blob(database, SHA) is None
    assert _put(files, database) == SHA
    assert files.read(SHA) == DATA


def test_what_nobody_stored_is_absent(files: Files) -> None:
    for ask in (
        files.read,
        files.open,
        files.storage.local,
        lambda sha: files.path(sha).__enter__(),
    ):
        if ask == files.storage.local and files.storage.address(SHA, "attachment", PDF):
            continue  # a store on another machine has no local files at all
        with pytest.raises(NotFound):
            ask(SHA)
    assert files.storage.size(SHA) is None
    files.storage.delete(SHA)


def test_a_falsified_file_is_not_given_out(files: Files, database: Database) -> None:
    _put(files, database)
    corrupt(files.storage, SHA)

    with pytest.raises(EnvironmentFault):
        files.read(SHA)


def test_several_are_stored_in_one_go(files: Files, database: Database) -> None:
    with Unit(database) as unit:
        named = files.put_all(
            unit.session,
            {"a": (b"a;b", TEXT), "b": (DATA, PDF), "again": (io.BytesIO(b"a;b"), TEXT)},
        )
        unit.commit()

    assert named["a"] == named["again"]
    assert files.read(named["a"]) == b"a;b"
    assert files.read(named["b"]) == DATA


def test_nothing_stays_in_the_scratch_folder(database: Database, tmp_path: Path) -> None:
    files = Files(FolderStorage(tmp_path / "files"))
    _put(files, database)
    _put(files, database)
    with pytest.raises(FileNotFoundError), Unit(database) as unit:
        files.put(unit.session, tmp_path / "nada", PDF)

    assert list(files.storage.scratch.iterdir()) == []


def test_equal_files_at_once_become_one(files: Files, postgres: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: _put(files, postgres), range(16)))

    assert found == {SHA}
    assert files.read(SHA) == DATA


def test_the_same_files_in_another_order_do_not_block(files: Files, postgres: Database) -> None:
    contents = {str(number): (f"arquivo {number}".encode(), TEXT) for number in range(12)}

    def put(turned: bool) -> dict[str, str]:
        items = reversed(contents.items()) if turned else contents.items()
        with Unit(postgres) as unit:
            named = files.put_all(unit.session, dict(items))
            unit.commit()
        return named

    with ThreadPoolExecutor(4) as pool:
        first, *others = pool.map(put, [False, True, False, True])

    assert all(other == first for other in others)
