"""The proof by which a device shows at log-in that it holds the key it registered."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from core.acesso.offline import device_statement

CLOCK_SECONDS = 300
"""How far a workstation's clock may be off; the password is asked for besides."""


@dataclass(frozen=True)
class Proof:
    """A device's signature over `core.acesso.offline.device_statement`.

    Attributes:
        at: when it signed, seconds since 1970.
        signature: 64 bytes in base64url without padding.
    """

    device_id: UUID
    at: int
    signature: str


def proves_device(proof: Proof, public_key: str, username: str, now: datetime) -> bool:
    """Whether the signature is this device's, for this person, and fresh."""
    if abs(now.timestamp() - proof.at) > CLOCK_SECONDS:
        return False
    said = device_statement(proof.device_id, username, proof.at)
    try:
        key = Ed25519PublicKey.from_public_bytes(_bytes(public_key))
        key.verify(_bytes(proof.signature), said)
    except (InvalidSignature, ValueError):
        return False
    return True


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
