"""Offline grants, judged as a workstation does: no network, no secret of the server."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from argon2 import PasswordHasher
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.acesso.offline import AUDIENCE, ISSUER, Grant, log_in, open_grant, verifies
from core.errors import Denied, Unauthenticated
from core.ids import new_id
from tests.support.keys import text_of

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SERVER = Ed25519PrivateKey.generate()
PUBLIC = text_of(SERVER.public_key().public_bytes_raw())
DEVICE, PERSON, GRANT = new_id(), new_id(), new_id()
VERIFIER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("271828")


def claims(**more: Any) -> dict[str, Any]:
    return {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "jti": str(GRANT),
        "sub": "ana",
        "uid": str(PERSON),
        "nome": "Ana",
        "cargo": "operador",
        "permissoes": ["producao"],
        "device": str(DEVICE),
        "iat": int(NOW.timestamp()),
        "exp": int((NOW + timedelta(days=7)).timestamp()),
        "verifier": VERIFIER,
        **more,
    }


def signed(key: Any = SERVER, algorithm: str = "EdDSA", **more: Any) -> str:
    return jwt.encode(claims(**more), key, algorithm=algorithm)


def grant() -> Grant:
    return open_grant(signed(), PUBLIC, DEVICE)


def test_the_person_works_with_what_he_might_when_it_was_given() -> None:
    person = log_in(grant(), "271828", NOW + timedelta(days=6))

    assert (person.id, person.username, person.device_id) == (PERSON, "ana", DEVICE)
    assert person.permissions == {"producao"}


def test_another_pin_opens_nothing() -> None:
    with pytest.raises(Unauthenticated, match=r"^acesso\.credenciais\("):
        log_in(grant(), "271829", NOW)


def test_a_grant_expires() -> None:
    with pytest.raises(Denied, match=r"^acesso\.concessao_vencida\("):
        log_in(grant(), "271828", NOW + timedelta(days=7))


def test_a_clock_set_back_does_not_make_it_live_longer() -> None:
    with pytest.raises(Denied, match=r"^acesso\.relogio_atrasado\("):
        log_in(grant(), "271828", NOW - timedelta(days=1))
    with pytest.raises(Denied, match=r"^acesso\.relogio_atrasado\("):
        log_in(grant(), "271828", NOW, latest=NOW + timedelta(days=8))


def test_a_grant_is_for_one_device() -> None:
    with pytest.raises(Unauthenticated, match=r"^acesso\.concessao_invalida\("):
        open_grant(signed(), PUBLIC, new_id())


@pytest.mark.parametrize(
    "token",
    [
        signed(Ed25519PrivateKey.generate()),
        signed(PUBLIC.encode(), "HS256"),
        jwt.encode(claims(), "", algorithm="none"),
        signed(aud="radha-api"),
        signed(iss="somebody"),
        signed(uid="x"),
        signed(exp="never"),
        signed()[:-4] + "AAAA",
        "",
        "a.b.c",
    ],
)
def test_what_our_server_did_not_sign_for_this_is_refused(token: str) -> None:
    with pytest.raises(Unauthenticated, match=r"^acesso\.concessao_invalida\("):
        open_grant(token, PUBLIC, DEVICE)


@pytest.mark.parametrize("key", ["", "AAAA", "A" * 43])
def test_another_key_is_not_the_servers(key: str) -> None:
    with pytest.raises(Unauthenticated, match=r"^acesso\.concessao_invalida\("):
        open_grant(signed(), key, DEVICE)


@pytest.mark.parametrize("verifier", ["", "271828", "$argon2id$v=19$", "$2b$04$x"])
def test_a_verifier_that_is_none_verifies_nothing(verifier: str) -> None:
    assert not verifies(verifier, "271828")
