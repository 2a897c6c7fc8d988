"""Keys of records and operations: UUIDs of version 7 (RFC 9562), ordered by their time of birth."""

from __future__ import annotations

from hashlib import blake2b
from uuid import UUID

from uuid_utils.compat import uuid7

_TIME_BYTES = 6
_VERSION = 0x70
_VARIANT = 0x80


def new_id() -> UUID:
    """A fresh key; later keys of one process are greater."""
    return uuid7()


def derive_id(parent: UUID, key: str | int) -> UUID:
    """The key that belongs to `parent` under this name: the same wherever it is derived.

    It keeps the parent's time, so that indexes stay ordered, and is itself a valid version 7.
    """
    digest = blake2b(str(key).encode(), key=parent.bytes, digest_size=10).digest()
    raw = bytearray(parent.bytes[:_TIME_BYTES] + digest)
    raw[6] = _VERSION | (raw[6] & 0x0F)
    raw[8] = _VARIANT | (raw[8] & 0x3F)
    return UUID(bytes=bytes(raw))
