"""Work without the server: a signed grant that a known workstation can judge by itself.

The server signs `{person, permissions, device, expiry}` with Ed25519 together with an Argon2id
verifier of the PIN or password. The workstation holds the server's public key since it was
registered, and needs neither a network nor a secret to check a grant.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import jwt
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from core.command import Actor
from core.errors import Denied, Unauthenticated

ISSUER = "radha"
AUDIENCE = "radha-offline"
ALGORITHM = "EdDSA"
CLOCK = timedelta(minutes=5)
_REQUIRED = ["exp", "iat", "iss", "aud", "sub", "uid", "jti", "device", "verifier"]


@dataclass(frozen=True)
class Grant:
    """A grant that was signed by our server for this device.

    Attributes:
        verifier: Argon2id hash of what the person types.
        expires: after it facts are still taken, and nothing else.
    """

    id: UUID
    user_id: UUID
    username: str
    nome: str
    cargo: str
    permissions: frozenset[str]
    device_id: UUID
    issued: datetime
    expires: datetime
    verifier: str

    def actor(self) -> Actor:
        """The person, as commands on this workstation see him."""
        return Actor(self.user_id, self.username, self.permissions, self.device_id)


def open_grant(signed: str, public_key: str, device_id: UUID) -> Grant:
    """Read a grant and prove that our server signed it for this device.

    Args:
        signed: the grant as it was given.
        public_key: the server's, 32 bytes in base64url, kept since the device was registered.
        device_id: of this workstation.

    Raises:
        Unauthenticated: it is not from our server, was changed, or is for another device.
    """
    try:
        key = Ed25519PublicKey.from_public_bytes(_bytes(public_key))
        claims: dict[str, Any] = jwt.decode(
            signed,
            key,
            algorithms=[ALGORITHM],
            audience=AUDIENCE,
            issuer=ISSUER,
            # `log_in` compares the times with the clock it is given
            options={
                "require": _REQUIRED,
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
            },
        )
        grant = _grant(claims)
    except (jwt.PyJWTError, ValueError, TypeError, KeyError, OverflowError) as error:
        raise Unauthenticated("acesso.concessao_invalida") from error
    if grant.device_id != device_id:
        raise Unauthenticated("acesso.concessao_invalida")
    return grant


def log_in(grant: Grant, typed: str, now: datetime, latest: datetime | None = None) -> Actor:
    """The person of a grant, who typed his PIN or password.

    Args:
        grant: from `open_grant`.
        typed: what he typed.
        now: this workstation's clock.
        latest: the latest moment that the workstation has seen (its ledger's, the server's): a
            clock set back does not make a grant live longer.

    Raises:
        Unauthenticated: it is not what the verifier expects.
        Denied: the grant has expired, or the clock is behind.
    """
    if not verifies(grant.verifier, typed):
        raise Unauthenticated("acesso.credenciais")
    seen = max(moment for moment in (grant.issued, latest) if moment is not None)
    if now < seen - CLOCK:
        raise Denied("acesso.relogio_atrasado")
    if now >= grant.expires:
        raise Denied("acesso.concessao_vencida")
    return grant.actor()


def verifies(verifier: str, typed: str) -> bool:
    """Whether the Argon2id verifier is of what was typed; its parameters stand in it."""
    try:
        return PasswordHasher().verify(verifier, typed)
    except (VerificationError, InvalidHashError):
        return False


def device_statement(device_id: UUID, username: str, at: int) -> bytes:
    """What a device signs at log-in: itself, the name as typed, and the second since 1970."""
    return f"radha-login\n{device_id}\n{username}\n{at}".encode()


def _grant(claims: dict[str, Any]) -> Grant:
    return Grant(
        id=UUID(claims["jti"]),
        user_id=UUID(claims["uid"]),
        username=str(claims["sub"]),
        nome=str(claims.get("nome", "")),
        cargo=str(claims.get("cargo", "")),
        permissions=frozenset(str(permission) for permission in claims.get("permissoes", [])),
        device_id=UUID(claims["device"]),
        issued=datetime.fromtimestamp(int(claims["iat"]), UTC),
        expires=datetime.fromtimestamp(int(claims["exp"]), UTC),
        verifier=str(claims["verifier"]),
    )


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
