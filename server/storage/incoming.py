"""Files that come inside a form: told by their bytes and kept before a command names them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from core.arquivos.kinds import HEAD_BYTES, check_archive, type_of
from core.arquivos.rules import FileRef
from core.db.engine import Database
from core.db.unit import Unit
from core.errors import InputError
from server.storage.base import chunks_of
from server.storage.files import Files, spool


@dataclass(frozen=True, slots=True)
class Rules:
    """What a route takes.

    Attributes:
        limit: bytes.
        kinds: beginnings of the media types it wants, such as ``image/``; empty: every kind that
            is taken at all.
    """

    limit: int
    kinds: tuple[str, ...] = ()


def take(
    files: Files, database: Database, stream: BinaryIO, name: str | None, rules: Rules
) -> FileRef:
    """Keep a file that somebody sent in a form, in a transaction of its own.

    Until a record refers to it the file is unused, and collected after the usual time.

    Args:
        files: where to.
        database: where its row goes.
        stream: the bytes, read to the end.
        name: what the sender calls it; only ever a hint to its kind.
        rules: what this route takes.

    Returns:
        Hash, size and media type as found.

    Raises:
        InputError: too large, a kind that is not taken, or an archive nobody should open.
    """
    file, sha256 = spool(files.storage.scratch, _limited(stream, rules.limit))
    try:
        with file.open("rb") as head:
            media_type = type_of(head.read(HEAD_BYTES), name or "")
        if rules.kinds and not media_type.startswith(rules.kinds):
            raise InputError("arquivos.tipo_recusado", tipo=media_type)
        check_archive(file, media_type)
        ref = FileRef(sha256, file.stat().st_size, media_type)
        with Unit(database) as unit:
            files.put(unit.session, file, media_type)
            unit.commit()
    finally:
        file.unlink(missing_ok=True)
    return ref


def _limited(stream: BinaryIO, limit: int) -> Iterator[bytes]:
    seen = 0
    for chunk in chunks_of(stream):
        seen += len(chunk)
        if seen > limit:
            raise InputError("arquivos.corpo_grande", limite=limit)
        yield chunk
