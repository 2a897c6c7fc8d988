"""What every storage can do.

Published files lie under their hash and never change. What is being sent lies apart under a
ticket, and becomes a file only after the server has read and checked it all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import UUID

from core.arquivos.rules import PART_BYTES, part_count

CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Ticket:
    """One sending of one file.

    Attributes:
        id: names the place of its bytes; never anything a client said.
        size: bytes announced.
        expires: until when its addresses hold, UTC.
        part_size: bytes of every part but the last.
        remote_id: the storage's own name for a sending in parts; None until `begin`.
    """

    id: UUID
    size: int
    expires: datetime
    part_size: int = PART_BYTES
    remote_id: str | None = None

    @property
    def parts(self) -> int:
        """How many parts there are."""
        return part_count(self.size, self.part_size)


@dataclass(frozen=True, slots=True)
class SendTo:
    """Where and how a client sends one part: an HTTP PUT with these headers."""

    url: str
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stored:
    """One published file as the storage lists it."""

    sha256: str
    size: int
    modified: datetime


class Storage(Protocol):
    """Bytes by their hash.

    Every method may raise EnvironmentFault when the store is out of reach.
    """

    @property
    def scratch(self) -> Path:
        """A folder for what is being checked, as near to the store as can be."""

    def save(self, sha256: str, file: Path) -> None:
        """Publish a checked file, durably; the file given may be gone afterwards.

        An equal file that is there already is written anew, so that its age starts again.
        """

    def open(self, sha256: str) -> BinaryIO:
        """The bytes from the start; the caller closes.

        Raises:
            NotFound: it is not here.
        """

    def local(self, sha256: str) -> Path | None:
        """The published file itself, to be read only; None where it lies on another machine.

        Raises:
            NotFound: it is not here.
        """

    def address(self, sha256: str, disposition: str, media_type: str) -> str | None:
        """A signed address that holds for a quarter of an hour; None where the server streams."""

    def size(self, sha256: str) -> int | None:
        """Bytes of a published file; None when it is not here."""

    def delete(self, sha256: str) -> None:
        """Remove a published file; nothing happens when it is gone already."""

    def listing(self) -> Iterator[Stored]:
        """Every published file."""

    def begin(self, ticket: Ticket) -> str | None:
        """Open a sending in parts, or find the one that the ticket names still open.

        Returns:
            The storage's own name for it, where it has one; another than the ticket's when the
            store has forgotten that one, as a lifecycle rule or a restart may do.
        """

    def send_to(self, ticket: Ticket, numbers: Sequence[int]) -> list[SendTo]:
        """Where these parts go, counted from 1; a file of one part is sent whole."""

    def receive(self, ticket: Ticket, number: int, chunks: Iterable[bytes]) -> None:
        """Take one part that comes through the server.

        Raises:
            InputError: more or fewer bytes than the part has; nothing is kept of it.
            NotFound: parts of this storage do not come through the server.
        """

    def done(self, ticket: Ticket) -> list[int]:
        """The parts that are here whole."""

    def gather(self, ticket: Ticket) -> Iterator[bytes]:
        """All that was sent, in order.

        Raises:
            NotFound: parts are missing.
        """

    def discard(self, ticket: Ticket) -> None:
        """Forget a sending; nothing happens when it is forgotten already."""

    def sweep(self, before: datetime, alive: Collection[UUID]) -> int:
        """Remove what interrupted work left behind, written before this moment.

        Args:
            before: younger things may belong to somebody at work.
            alive: tickets that may still be gone on with.

        Returns:
            How many things were removed.
        """

    def check(self) -> None:
        """Answer whether files can be written and read now.

        Raises:
            EnvironmentFault: they cannot.
        """

    def close(self) -> None:
        """Let go of connections."""


def digest_of(chunks: Iterable[bytes]) -> tuple[str, int]:
    """SHA-256 and length of what goes by."""
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def chunks_of(stream: BinaryIO) -> Iterator[bytes]:
    """The rest of a stream in handy pieces."""
    while chunk := stream.read(CHUNK):
        yield chunk
