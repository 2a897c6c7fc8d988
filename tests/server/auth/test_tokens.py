"""Tokens: what is ours, and what only looks like it."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Unauthenticated
from core.ids import new_id
from server.auth.tokens import (
    AUDIENCE,
    ISSUER,
    TokenKeys,
    make_access,
    make_renewal,
    proves,
    read_access,
    read_renewal,
    session_of,
)

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
KEYS = TokenKeys(b"a" * 32, b"b" * 32, b"c" * 32)
OTHERS = TokenKeys(b"x" * 32, b"y" * 32, b"z" * 32)
SID = new_id()
CLAIMS = {"sub": "ana", "nome": "Ana", "cargo": "admin", "permissoes": ["x"], "sid": str(SID)}


def payload(**more: Any) -> dict[str, Any]:
    moment = int(NOW.timestamp())
    fixed = {"iss": ISSUER, "aud": AUDIENCE, "iat": moment, "exp": moment + 900, "jti": "j"}
    return {**CLAIMS, **fixed, **more}


def signed(algorithm: str = "HS256", key: Any = KEYS.signing, **more: Any) -> str:
    return jwt.encode(payload(**more), key, algorithm=algorithm)


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def refused(token: str, now: datetime = NOW) -> str:
    with pytest.raises(Unauthenticated) as error:
        read_access(KEYS, token, now)
    return error.value.code


def test_a_token_gives_its_claims_back() -> None:
    claims = read_access(KEYS, make_access(KEYS, CLAIMS, new_id(), NOW), NOW)

    assert claims.items() >= CLAIMS.items()
    assert session_of(claims) == SID
    assert claims["exp"] - claims["iat"] == 900


def test_the_keys_of_one_secret_differ_by_use() -> None:
    assert len({KEYS.signing, KEYS.renewing, KEYS.offline}) == 3


def test_a_token_expires_by_the_clock_that_is_given() -> None:
    token = make_access(KEYS, CLAIMS, new_id(), NOW)

    assert read_access(KEYS, token, NOW + timedelta(seconds=899))
    assert refused(token, NOW + timedelta(seconds=900)) == "acesso.token_vencido"
    assert refused(token, NOW - timedelta(minutes=1)) == "acesso.token_invalido"


def test_another_servers_token_is_not_ours() -> None:
    assert refused(make_access(OTHERS, CLAIMS, new_id(), NOW)) == "acesso.token_invalido"


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "nOnE"])
def test_a_token_without_a_signature_is_refused(alg: str) -> None:
    for tail in ("", part({}), part("x")):
        token = f"{part({'alg': alg, 'typ': 'JWT'})}.{part(payload())}.{tail}"
        assert refused(token) == "acesso.token_invalido"


@pytest.mark.parametrize("alg", ["HS384", "HS512"])
def test_only_one_algorithm_will_do(alg: str) -> None:
    assert refused(signed(alg, KEYS.signing * 2)) == "acesso.token_invalido"


def test_a_public_key_algorithm_is_refused() -> None:
    key = generate_private_key(public_exponent=65537, key_size=2048)

    assert refused(signed("RS256", key)) == "acesso.token_invalido"


def test_a_header_cannot_bring_its_own_key() -> None:
    header = {"jwk": {"kty": "oct", "k": part("mine")}, "kid": "../../dev/null", "jku": "http://x"}
    token = jwt.encode(payload(), OTHERS.signing, algorithm="HS256", headers=header)

    assert refused(token) == "acesso.token_invalido"


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "radha-offline"},
        {"aud": ["other"]},
        {"iss": "somebody"},
        {"exp": None},
        {"exp": "never"},
        {"iat": [1]},
        {"sub": 7},
        {"iss": None},
    ],
)
def test_claims_that_are_not_as_we_make_them(changed: dict[str, Any]) -> None:
    whole = payload(**changed)
    claims = {name: value for name, value in whole.items() if value is not None}
    body = f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part(claims)}"
    mac = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    proof = base64.urlsafe_b64encode(mac.sign(body.encode(), KEYS.signing)).rstrip(b"=").decode()

    assert refused(f"{body}.{proof}") == "acesso.token_invalido"


@pytest.mark.parametrize("missing", ["exp", "iat", "iss", "aud", "sub", "jti", "sid"])
def test_every_claim_must_be_there(missing: str) -> None:
    claims = payload()
    del claims[missing]

    assert refused(jwt.encode(claims, KEYS.signing, algorithm="HS256")) == "acesso.token_invalido"


def test_a_session_that_is_no_key() -> None:
    with pytest.raises(Unauthenticated):
        session_of({"sid": "1 OR 1=1"})


def test_changed_claims_break_the_signature() -> None:
    head, body, proof = signed().split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    claims["permissoes"] = ["acesso/papeis"]

    assert refused(f"{head}.{part(claims)}.{proof}") == "acesso.token_invalido"


@given(st.text(max_size=400))
def test_any_text_is_refused_and_never_breaks(text: str) -> None:
    with pytest.raises(Unauthenticated):
        read_access(KEYS, text, NOW)
    with pytest.raises(Unauthenticated):
        read_renewal(text)


def test_a_huge_token_is_not_looked_at() -> None:
    assert refused("a" * 1_000_000) == "acesso.token_invalido"


@given(generation=st.integers(0, 10**15 - 1), nonce=st.text("abc-_", min_size=1))
def test_a_refresh_token_is_the_same_each_time(generation: int, nonce: str) -> None:
    token = make_renewal(KEYS, SID, generation, nonce)
    read = read_renewal(token)

    assert token == make_renewal(KEYS, SID, generation, nonce)
    assert (read.session_id, read.generation) == (SID, generation)
    assert proves(KEYS, read, nonce)
    assert not proves(OTHERS, read, nonce)
    assert not proves(KEYS, read, nonce + "x")


@pytest.mark.parametrize("generation", [0, 2])
def test_the_generation_cannot_be_changed(generation: int) -> None:
    parts = make_renewal(KEYS, SID, 1, "n").split(".")
    parts[2] = str(generation)

    assert not proves(KEYS, read_renewal(".".join(parts)), "n")


def test_a_refresh_token_of_another_session_proves_nothing() -> None:
    parts = make_renewal(KEYS, SID, 1, "n").split(".")
    other = make_renewal(KEYS, UUID(int=7), 1, "n").split(".")

    assert not proves(KEYS, read_renewal(f"r1.{other[1]}.1.{parts[3]}"), "n")
