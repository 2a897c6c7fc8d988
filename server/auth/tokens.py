"""Access tokens (JWT, HS256) and refresh tokens (keyed digests of a session's generation).

The claims of the old system stay (`sub nome cargo permissoes exp`); they only tell a client what
to show. What a person may do is read from the database at each request.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

import jwt

from core.errors import Unauthenticated
from server.settings import Settings

ISSUER = "radha"
AUDIENCE = "radha-api"
ALGORITHM = "HS256"
LEEWAY = timedelta(seconds=5)
"""Clocks of two servers differ a little."""

TOKEN_MAX = 16 * 1024
"""Characters; nothing longer is looked at."""

_RENEWAL = re.compile(
    r"r1\.(?P<session>[A-Za-z0-9_-]{22})\.(?P<generation>[0-9]{1,15})\.(?P<proof>[A-Za-z0-9_-]{43})"
)

_REQUIRED = ["exp", "iat", "iss", "aud", "sub", "jti", "sid"]


@dataclass(frozen=True)
class TokenKeys:
    """The keys that sign tokens, and how long tokens live.

    Attributes:
        signing: of access tokens.
        renewing: of refresh tokens.
        offline: seed of the Ed25519 key that signs offline grants.
    """

    signing: bytes
    renewing: bytes
    offline: bytes
    access: timedelta = timedelta(minutes=15)
    refresh: timedelta = timedelta(days=30)
    grant: timedelta = timedelta(days=7)

    @classmethod
    def of(cls, settings: Settings) -> TokenKeys:
        """Each key derived from the server's secret for its own use."""
        secret = settings.secret_key.get_secret_value().encode()
        return cls(
            signing=_derived(secret, b"access"),
            renewing=_derived(secret, b"refresh"),
            offline=_derived(secret, b"offline"),
            access=timedelta(minutes=settings.access_minutes),
            refresh=timedelta(days=settings.refresh_days),
            grant=timedelta(days=settings.offline_days),
        )


@dataclass(frozen=True)
class Renewal:
    """What a refresh token says: which session, which generation, and its proof."""

    session_id: UUID
    generation: int
    proof: bytes


def make_access(keys: TokenKeys, claims: Mapping[str, Any], token_id: UUID, now: datetime) -> str:
    """A signed access token with these claims; `sub` and `sid` must be among them."""
    payload = {
        **claims,
        "iss": ISSUER,
        "aud": AUDIENCE,
        "iat": int(now.timestamp()),
        "exp": int((now + keys.access).timestamp()),
        "jti": str(token_id),
    }
    return jwt.encode(payload, keys.signing, algorithm=ALGORITHM)


def read_access(keys: TokenKeys, token: str, now: datetime) -> dict[str, Any]:
    """The claims of an access token of ours.

    Raises:
        Unauthenticated: it is not ours, was changed, or has expired.
    """
    if len(token) > TOKEN_MAX:
        raise Unauthenticated("acesso.token_invalido")
    try:
        claims = dict(_signed(keys.signing, token))
        expires, issued = int(claims["exp"]), int(claims["iat"])
    except (jwt.PyJWTError, ValueError, TypeError, OverflowError) as error:
        raise Unauthenticated("acesso.token_invalido") from error
    moment = now.timestamp()
    if issued > moment + LEEWAY.total_seconds():
        raise Unauthenticated("acesso.token_invalido")
    if expires <= moment:
        raise Unauthenticated("acesso.token_vencido")
    return claims


@lru_cache(maxsize=2048)
def _signed(key: bytes, token: str) -> dict[str, Any]:
    """The claims of a token whose signature holds: that never changes, unlike all else about it."""
    claims: dict[str, Any] = jwt.decode(
        token,
        key,
        algorithms=[ALGORITHM],
        audience=AUDIENCE,
        issuer=ISSUER,
        # times are compared by whoever asks, with the clock that he is given
        options={
            "require": _REQUIRED,
            "verify_exp": False,
            "verify_iat": False,
            "verify_nbf": False,
        },
    )
    return claims


def session_of(claims: Mapping[str, Any]) -> UUID:
    """The session that an access token belongs to.

    Raises:
        Unauthenticated: the claim is no key.
    """
    try:
        return UUID(str(claims["sid"]))
    except ValueError as error:
        raise Unauthenticated("acesso.token_invalido") from error


def make_renewal(keys: TokenKeys, session_id: UUID, generation: int, nonce: str) -> str:
    """The refresh token of a session's generation: always the same text."""
    proof = _proof(keys, session_id, generation, nonce)
    return f"r1.{_text(session_id.bytes)}.{generation}.{_text(proof)}"


def read_renewal(token: str) -> Renewal:
    """The parts of a refresh token; nothing is proved yet.

    Raises:
        Unauthenticated: it is not one.
    """
    found = _RENEWAL.fullmatch(token)
    if found is None:
        raise Unauthenticated("acesso.renovacao_invalida")
    session_id = UUID(bytes=_bytes(found["session"]))
    return Renewal(session_id, int(found["generation"]), _bytes(found["proof"]))


def proves(keys: TokenKeys, renewal: Renewal, nonce: str) -> bool:
    """Whether the token was made by us for the session with this nonce."""
    expected = _proof(keys, renewal.session_id, renewal.generation, nonce)
    return hmac.compare_digest(expected, renewal.proof)


def _proof(keys: TokenKeys, session_id: UUID, generation: int, nonce: str) -> bytes:
    said = b"|".join((session_id.bytes, str(generation).encode(), nonce.encode()))
    return hmac.digest(keys.renewing, said, hashlib.sha256)


def _derived(secret: bytes, use: bytes) -> bytes:
    return hmac.digest(secret, b"radha/" + use, hashlib.sha256)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
