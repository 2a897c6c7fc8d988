"""The person of a job, kept with it: he may be gone or changed when the work is done."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from core.command import Actor


def pack(actor: Actor) -> dict[str, Any]:
    """The actor as JSON."""
    return {
        "id": _text(actor.id),
        "username": actor.username,
        "permissions": sorted(actor.permissions),
        "device_id": _text(actor.device_id),
        "address": actor.address,
    }


def unpack(kept: dict[str, Any]) -> Actor:
    """The actor again."""
    return Actor(
        _key(kept["id"]),
        kept["username"],
        frozenset(kept["permissions"]),
        device_id=_key(kept["device_id"]),
        address=kept["address"],
    )


def _text(key: UUID | None) -> str | None:
    return None if key is None else str(key)


def _key(text: str | None) -> UUID | None:
    return None if text is None else UUID(text)
