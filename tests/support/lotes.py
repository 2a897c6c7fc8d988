"""Batches for tests of production: samples as they are read, and files that commands may read."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from uuid import UUID

from core.arquivos.commands import mark_present
from core.arquivos.rules import FileRef
from core.command import Result
from core.command.files import lend_files
from core.db.engine import Database
from core.db.unit import Unit
from core.errors import NotFound
from core.formats import batch_form, read_batch
from core.formats.preset import load
from core.parts import Batch
from core.parts.codes import MemoryRegister
from core.producao.commands.importacao import ImportarLote
from core.producao.queries.lote import batch_do_lote
from tests.support.databases import run, someone

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
NAMES = sorted(path.name for path in SAMPLES.iterdir() if path.is_dir())
OFFICE = ("producao", "producao/lote")


class FileShelf:
    """Files by their hash, lent to one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._files: dict[str, bytes] = {}
        lend_files(database, self.read)

    def read(self, sha256: str) -> bytes:
        """The bytes; NotFound where they were never put."""
        if sha256 not in self._files:
            raise NotFound("comando.arquivo_ausente", sha256=sha256)
        return self._files[sha256]

    def put(self, data: bytes) -> str:
        """Keep bytes and make their row; gives their hash."""
        sha256 = hashlib.sha256(data).hexdigest()
        self._files[sha256] = data
        with Unit(self._database) as unit:
            ref = FileRef(sha256, len(data), "application/json")
            mark_present(unit.session, ref, datetime.now(UTC))
            unit.commit()
        return sha256

    def put_batch(self, batch: Batch) -> str:
        """Keep a batch as the import makes it."""
        return self.put(json.dumps(batch_form(batch)).encode())


@cache
def sample(name: str = "cozinha_dxt", station: str = "T2") -> Batch:
    """A sample batch, its pieces numbered by this station."""
    return read_batch([SAMPLES / name], preset=load("padrao"), codes=MemoryRegister(station)).batch


def imported(
    database: Database,
    batch: Batch,
    *,
    fonte: str = "fonte",
    nome: str | None = None,
    **more: object,
) -> Result:
    """Take a batch into the database as the office does; the result of the command."""
    shelf = FileShelf(database)
    command = ImportarLote.model_validate(
        {"lote": shelf.put_batch(batch), "fonte": fonte, "nome": nome or batch.name, **more}
    )
    return run(database, command, someone(*OFFICE))


def rebuilt(database: Database, lote_id: object) -> Batch:
    """The batch as nesting would take it from the rows."""
    with Unit(database, writes=False) as unit:
        return batch_do_lote(unit.session, UUID(str(lote_id)))
