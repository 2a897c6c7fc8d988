"""The bytes of the files that commands name by their hash; whoever opens a database lends them.

A large argument is a file sent first. Its hash stands in the command, so that the command stays
small and says the same wherever it runs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from sqlalchemy.orm import Session

from core.db.engine import Database
from core.errors import EnvironmentFault, NotFound

type FileReader = Callable[[str], bytes]
"""Gives the bytes behind a hash; raises NotFound where they are not here."""

_READER = "file_reader"


def lend_files(database: Database, reader: FileReader) -> None:
    """Let the commands that run on this database read files."""
    info = dict(database.sessions.kw.get("info") or {})
    database.sessions.configure(info={**info, _READER: reader})


def file_bytes(session: Session, sha256: str) -> bytes:
    """The file with this hash.

    Raises:
        NotFound: it is not here, or nobody lends files to this database.
        EnvironmentFault: the bytes are not those of the hash.
    """
    reader: FileReader | None = session.info.get(_READER)
    if reader is None:
        raise NotFound("comando.arquivo_ausente", sha256=sha256)
    data = reader(sha256)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise EnvironmentFault("comando.arquivo_estragado", sha256=sha256)
    return data
