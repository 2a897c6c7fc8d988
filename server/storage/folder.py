"""Files in a folder of the server: the default of a small shop, and nothing else to install.

A file is written beside its place, synchronised to the disk and renamed, so that it is there whole
or not at all, also after a power cut.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO
from uuid import UUID

from core.arquivos.rules import check_address, key_of, part_length
from core.errors import EnvironmentFault, InputError, NotFound
from server.storage.base import CHUNK, SendTo, Storage, Stored, Ticket, chunks_of

UPLOADS = "/v1/blobs/uploads"
"""The route that takes parts for this storage."""


class FolderStorage(Storage):
    """A folder; several server processes of one machine may share it.

    Args:
        root: the folder; made when it is missing, readable by the server's own user only.

    Raises:
        EnvironmentFault: it cannot be made.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._scratch = root / "scratch"
        self._uploads = root / "uploads"
        with _faults():
            for folder in (root, self._scratch, self._uploads):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    @property
    def scratch(self) -> Path:
        """On the same disk, so that publishing is a rename."""
        return self._scratch

    def save(self, sha256: str, file: Path) -> None:
        """Move the file into its place; copied when it lies outside our folder."""
        place = self._place(sha256)
        with _faults():
            ready = file if file.parent == self._scratch else self._copy(file)
            _sync(ready)
            os.utime(ready)
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _replace(ready, place)
            _sync_folder(place.parent)

    def open(self, sha256: str) -> BinaryIO:
        """The file, open."""
        with _faults(absent=True):
            return self._place(sha256).open("rb")

    def local(self, sha256: str) -> Path | None:
        """The file's place."""
        place = self._place(sha256)
        if not place.is_file():
            raise NotFound("arquivos.ausente")
        return place

    def address(self, sha256: str, disposition: str, media_type: str) -> str | None:  # noqa: ARG002 - as the protocol
        """None: the server streams."""
        check_address(sha256)
        return None

    def size(self, sha256: str) -> int | None:
        """Bytes on the disk."""
        with _faults():
            return _size(self._place(sha256))

    def delete(self, sha256: str) -> None:
        """Remove it; its folder stays, for another may be on its way into it."""
        with _faults():
            self._place(sha256).unlink(missing_ok=True)

    def listing(self) -> Iterator[Stored]:
        """Every file whose place is the right one for its name."""
        for place in (self.root / "sha256").glob("*/*/*"):
            try:
                right = place == self._place(place.name)
                state = place.stat()
            except (InputError, FileNotFoundError):
                continue
            if right:
                yield Stored(place.name, state.st_size, datetime.fromtimestamp(state.st_mtime, UTC))

    def begin(self, ticket: Ticket) -> str | None:
        """Make the folder of its parts."""
        with _faults():
            self._staging(ticket).mkdir(mode=0o700, exist_ok=True)
        return None

    def send_to(self, ticket: Ticket, numbers: Sequence[int]) -> list[SendTo]:
        """Our own route, which asks who is signed in."""
        return [SendTo(f"{UPLOADS}/{ticket.id}/{number}") for number in numbers]

    def receive(self, ticket: Ticket, number: int, chunks: Iterable[bytes]) -> None:
        """Write one part beside its place; only a whole one gets its name."""
        expected = part_length(ticket.size, number, ticket.part_size)
        place = self._part(ticket, number)
        with _faults():
            place.parent.mkdir(mode=0o700, exist_ok=True)
            with self._fresh() as part:
                arrived = _write(part, chunks, expected)
            if arrived != expected:
                Path(part.name).unlink()
                raise InputError(
                    "arquivos.parte_incompleta", parte=number, chegou=arrived, esperado=expected
                )
            _replace(Path(part.name), place)

    def done(self, ticket: Ticket) -> list[int]:
        """Parts with their full length."""
        with _faults():
            return [number for number in range(1, ticket.parts + 1) if self._has(ticket, number)]

    def gather(self, ticket: Ticket) -> Iterator[bytes]:
        """Part after part."""
        for number in range(1, ticket.parts + 1):
            with _faults(absent=True):
                stream = self._part(ticket, number).open("rb")
            with stream:
                yield from chunks_of(stream)

    def discard(self, ticket: Ticket) -> None:
        """Remove the parts."""
        shutil.rmtree(self._staging(ticket), ignore_errors=True)

    def sweep(self, before: datetime, alive: Collection[UUID]) -> int:
        """Remove parts of forgotten sendings and half-written files."""
        names = {key.hex for key in alive}
        old = [
            *(it for it in self._uploads.iterdir() if it.name not in names and _older(it, before)),
            *(it for it in self._scratch.iterdir() if _older(it, before)),
        ]
        for it in old:
            if it.is_dir():
                shutil.rmtree(it, ignore_errors=True)
            else:
                it.unlink(missing_ok=True)
        return len(old)

    def check(self) -> None:
        """Write a byte, as a full or vanished disk would not let us."""
        with _faults():
            with self._fresh() as probe:
                probe.write(b"\0")
            Path(probe.name).unlink()

    def close(self) -> None:
        """Nothing is held."""

    def _place(self, sha256: str) -> Path:
        return self.root / key_of(sha256)

    def _staging(self, ticket: Ticket) -> Path:
        return self._uploads / ticket.id.hex

    def _part(self, ticket: Ticket, number: int) -> Path:
        return self._staging(ticket) / f"{number:05d}"

    def _has(self, ticket: Ticket, number: int) -> bool:
        expected = part_length(ticket.size, number, ticket.part_size)
        return _size(self._part(ticket, number)) == expected

    @contextmanager
    def _fresh(self) -> Iterator[BinaryIO]:
        """A new file of our own; removed when the writing of it fails."""
        with NamedTemporaryFile(dir=self._scratch, suffix=".part", delete=False) as file:
            try:
                yield file  # type: ignore[misc]  # a temporary file is a binary stream
                file.flush()
                os.fsync(file.fileno())
            except BaseException:
                file.close()
                Path(file.name).unlink()
                raise

    def _copy(self, file: Path) -> Path:
        with file.open("rb") as source, self._fresh() as target:
            shutil.copyfileobj(source, target, CHUNK)
        return Path(target.name)


def _write(part: BinaryIO, chunks: Iterable[bytes], limit: int) -> int:
    arrived = 0
    for chunk in chunks:
        arrived += len(chunk)
        if arrived > limit:
            raise InputError("arquivos.corpo_grande", limite=limit)
        part.write(chunk)
    return arrived


def _size(file: Path) -> int | None:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return None


def _older(file: Path, moment: datetime) -> bool:
    try:
        return datetime.fromtimestamp(file.stat().st_mtime, UTC) < moment
    except FileNotFoundError:
        return False


def _replace(ready: Path, place: Path) -> None:
    try:
        ready.replace(place)
    except PermissionError:
        # Windows does not replace a file that somebody reads; an equal one is as good
        if _size(place) != _size(ready):
            raise
        os.utime(place)
        ready.unlink()


def _sync(file: Path) -> None:
    with file.open("rb+") as stream:
        os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # folders cannot be opened there; its journal keeps the rename
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _faults(*, absent: bool = False) -> Iterator[None]:
    """The disk's complaints as ours.

    Args:
        absent: whether a file that is not there is one that nobody stored.
    """
    try:
        yield
    except OSError as error:
        if absent and isinstance(error, FileNotFoundError):
            raise NotFound("arquivos.ausente") from error
        raise EnvironmentFault("arquivos.armazenamento", detail=str(error)) from error
