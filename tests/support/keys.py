"""Keys of devices under test."""

from __future__ import annotations

import base64
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.acesso.offline import device_statement


def text_of(raw: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Station:
    """A workstation with a key of its own."""

    def __init__(self) -> None:
        self.key = Ed25519PrivateKey.generate()
        self.public = text_of(self.key.public_key().public_bytes_raw())

    def proof(self, device: str, username: str, at: int) -> dict[str, object]:
        """What it sends at log-in to show that it is itself."""
        said = device_statement(UUID(device), username, at)
        return {"id": device, "em": at, "assinatura": text_of(self.key.sign(said))}
