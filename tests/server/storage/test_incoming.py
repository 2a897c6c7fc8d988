"""Files inside forms: told by their bytes, bounded, kept once, and never under their name."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from core.arquivos import queries
from core.arquivos.kinds import CSV, PNG, XML, ZIP
from core.db.engine import Database
from core.db.unit import Unit
from core.errors import InputError
from server.storage.files import Files
from server.storage.folder import FolderStorage
from server.storage.incoming import Rules, take
from tests.support.uploads import sha_of

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(100)
EVIL = ["../../etc/passwd", "C:\\x.png", "CON", "a\0.png", "", None, "x" * 5000]


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(FolderStorage(tmp_path / "files"))


@pytest.mark.parametrize("name", EVIL, ids=repr)
def test_the_name_decides_nothing(files: Files, database: Database, name: str | None) -> None:
    ref = take(files, database, io.BytesIO(PICTURE), name, Rules(1000, ("image/",)))

    assert (ref.sha256, ref.size, ref.type) == (sha_of(PICTURE), len(PICTURE), PNG)
    assert [it.sha256 for it in files.storage.listing()] == [ref.sha256]
    with Unit(database, writes=False) as unit:
        assert queries.stored(unit.session, ref.sha256).type == PNG
    assert files.read(ref.sha256) == PICTURE


def test_a_name_tells_kinds_of_text_apart(files: Files, database: Database) -> None:
    assert take(files, database, io.BytesIO(b"a;b"), "x.csv", Rules(10)).type == CSV
    assert take(files, database, io.BytesIO(b"<a/>"), "x.csv", Rules(10)).type == XML


@pytest.mark.parametrize(
    ("data", "rules", "code"),
    [
        (PICTURE, Rules(len(PICTURE) - 1), "arquivos.corpo_grande"),
        (b"a;b", Rules(10, ("image/",)), "arquivos.tipo_recusado"),
        (b"MZ\x00\x00", Rules(10), "arquivos.tipo_recusado"),
        (b"PK\x03\x04", Rules(10, (ZIP,)), "formatos.zip_invalido"),
    ],
    ids=["too large", "not wanted", "program", "torn archive"],
)
def test_refuses_and_keeps_nothing(
    files: Files, database: Database, data: bytes, rules: Rules, code: str
) -> None:
    with pytest.raises(InputError) as caught:
        take(files, database, io.BytesIO(data), "foto.png", rules)

    assert caught.value.code == code
    assert list(files.storage.listing()) == []
    assert list(files.storage.scratch.iterdir()) == []
