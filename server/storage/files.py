"""Files for the rest of the server: bytes in, hash out, and the row that others refer to.

sha256 = files.put(session, data, PDF)     # in the transaction of the record that refers to it
Desenho(arquivo_sha256=sha256, ...)
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO

from sqlalchemy.orm import Session

from core.arquivos.commands import expect, mark_present
from core.arquivos.models import BlobState
from core.arquivos.rules import FileRef
from core.errors import EnvironmentFault
from server.settings import Settings
from server.storage.base import Storage, chunks_of
from server.storage.folder import FolderStorage
from server.storage.s3_settings import s3_config

type Content = bytes | Path | BinaryIO


class Files:
    """The storage together with the rows of its files."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def put(self, session: Session, data: Content, type: str) -> str:  # noqa: A002 - the word of the record
        """Store bytes and make their row be there and present; equal bytes are stored once.

        The bytes are durable before the row says so. A transaction that is not committed leaves at
        most bytes without a row, which the collection of unused files finds.

        Args:
            session: the transaction of the record that will refer to the file.
            data: the bytes, a local file (left as it is), or an open stream (read to its end).
            type: media type under which the file is handed out.

        Returns:
            The file's SHA-256, for a foreign key to ``blob.sha256``.

        Raises:
            EnvironmentFault: the storage is full or out of reach.
        """
        with self._spooled(data) as (file, sha256):
            self._publish(session, file, FileRef(sha256, file.stat().st_size, type))
        return sha256

    def put_all(self, session: Session, files: Mapping[str, tuple[Content, str]]) -> dict[str, str]:
        """Store several, named as the caller likes, each with its media type; hashes by name.

        Rows are taken in the order of their hashes, so that two callers with the same files in
        another order do not wait for each other for ever.
        """
        named: dict[str, str] = {}
        ready: dict[str, tuple[Path, str]] = {}
        try:
            for name, (data, media_type) in files.items():
                file, named[name] = self._spool(data)
                if named[name] in ready:
                    file.unlink()
                else:
                    ready[named[name]] = (file, media_type)
            for sha256, (file, media_type) in sorted(ready.items()):
                self._publish(session, file, FileRef(sha256, file.stat().st_size, media_type))
        finally:
            for file, _ in ready.values():
                file.unlink(missing_ok=True)
        return named

    def open(self, sha256: str) -> BinaryIO:
        """The bytes as a stream; the caller closes.

        Raises:
            NotFound: they are not here.
        """
        return self.storage.open(sha256)

    def read(self, sha256: str) -> bytes:
        """All the bytes, checked against their hash.

        Raises:
            NotFound: they are not here.
            EnvironmentFault: the storage gave something else.
        """
        with self.storage.open(sha256) as stream:
            data = b"".join(chunks_of(stream))
        if hashlib.sha256(data).hexdigest() != sha256:
            raise EnvironmentFault("arquivos.armazenamento_adulterado", sha256=sha256)
        return data

    @contextmanager
    def path(self, sha256: str) -> Iterator[Path]:
        """A local file with the bytes, to be read only and not after the block.

        Raises:
            NotFound: they are not here.
            EnvironmentFault: the storage gave something else.
        """
        local = self.storage.local(sha256)
        if local is not None:
            yield local
            return
        with self.storage.open(sha256) as stream, self._spooled(stream) as (file, arrived):
            if arrived != sha256:
                raise EnvironmentFault("arquivos.armazenamento_adulterado", sha256=sha256)
            yield file

    def close(self) -> None:
        """Let go of the storage's connections."""
        self.storage.close()

    def _publish(self, session: Session, file: Path, ref: FileRef) -> None:
        now = datetime.now(UTC)
        # the row first: from here on the collection of unused files keeps away
        if expect(session, ref, now) is not BlobState.PRESENT:
            self.storage.save(ref.sha256, file)
            mark_present(session, ref, now)

    @contextmanager
    def _spooled(self, data: Content) -> Iterator[tuple[Path, str]]:
        file, sha256 = self._spool(data)
        try:
            yield file, sha256
        finally:
            file.unlink(missing_ok=True)

    def _spool(self, data: Content) -> tuple[Path, str]:
        if isinstance(data, Path):
            with data.open("rb") as file:
                return spool(self.storage.scratch, chunks_of(file))
        stream = io.BytesIO(data) if isinstance(data, bytes) else data
        return spool(self.storage.scratch, chunks_of(stream))


def spool(folder: Path, chunks: Iterable[bytes]) -> tuple[Path, str]:
    """What goes by, in a new file of this folder, and its SHA-256; the caller removes the file.

    Raises:
        EnvironmentFault: the disk is full.
    """
    digest = hashlib.sha256()
    with _disk():
        file = NamedTemporaryFile(dir=folder, suffix=".part", delete=False)  # noqa: SIM115 - closed below
    try:
        for chunk in chunks:
            digest.update(chunk)
            with _disk():
                file.write(chunk)
        with _disk():
            file.close()
    except BaseException:
        with suppress(OSError):
            file.close()
        Path(file.name).unlink()
        raise
    return Path(file.name), digest.hexdigest()


@contextmanager
def _disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise EnvironmentFault("arquivos.armazenamento", detail=str(error)) from error


def storage_from(settings: Settings) -> Storage:
    """The storage that these settings name: S3 where an address is set, else a folder.

    Raises:
        InputError: S3 is set up by half.
    """
    config = s3_config(settings)
    if config is None:
        return FolderStorage(settings.storage_folder)
    # its library is slow to load
    from server.storage.s3 import S3Storage  # noqa: PLC0415

    return S3Storage(config)


def files_from(settings: Settings) -> Files:
    """The files of these settings; any process may build its own."""
    return Files(storage_from(settings))
