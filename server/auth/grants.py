"""Gives offline grants: signed by the server's Ed25519 key, checked by `core.acesso.offline`."""

from __future__ import annotations

import base64

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.acesso.models import Concessao
from core.acesso.offline import ALGORITHM, AUDIENCE, ISSUER
from core.acesso.queries import Person
from core.errors import InputError
from server.auth.tokens import TokenKeys

PIN_MIN = 6


def public_key(keys: TokenKeys) -> str:
    """The key by which workstations check grants: 32 bytes in base64url without padding."""
    raw = Ed25519PrivateKey.from_private_bytes(keys.offline).public_key().public_bytes_raw()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def judge_pin(pin: str) -> None:
    """Accept a PIN for offline log-in or say why not.

    Raises:
        InputError: shorter than six digits, one digit repeated, or digits in a row.
    """
    rows = ("01234567890", "09876543210")
    plain = len(set(pin)) < 3 or any(pin in row for row in rows)
    if not (pin.isascii() and pin.isdigit() and PIN_MIN <= len(pin) <= 32) or plain:
        raise InputError("acesso.pin_curto", minimo=PIN_MIN)


def sign_grant(keys: TokenKeys, grant: Concessao, person: Person, verifier: str) -> str:
    """The grant as the workstation keeps it (JWS, EdDSA)."""
    payload = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "jti": str(grant.id),
        "sub": person.user.username,
        "uid": str(person.user.id),
        "nome": person.user.nome,
        "cargo": person.role.nome,
        "permissoes": grant.permissoes,
        "device": str(grant.dispositivo_id),
        "iat": int(grant.created_at.timestamp()),
        "exp": int(grant.expires_at.timestamp()),
        "verifier": verifier,
    }
    key = Ed25519PrivateKey.from_private_bytes(keys.offline)
    return jwt.encode(payload, key, algorithm=ALGORITHM)
