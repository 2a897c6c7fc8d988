"""Bodies that nobody honest sends: too large, too deep, twice the same name, no JSON at all."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from core.acesso.rules.catalogo import CATALOGUE
from tests.support.routes import FILES, JSON, Operation, operations, send
from tests.support.serving import admin, login

DEEP = "[" * 100 + "]" * 100
TYPED = {"content-type": JSON}


@pytest.fixture(scope="module")
def everything(server: TestClient) -> dict[str, str]:
    return login(server, *CATALOGUE)


def with_json(server: TestClient) -> list[Operation]:
    assert isinstance(server.app, FastAPI)
    return [one for one in operations(server.app) if one.media == JSON]


def said(server: TestClient, operation: Operation, headers: dict[str, str], text: str) -> int:
    answer = server.request(
        operation.method, operation.url(), headers=headers | TYPED, content=text.encode()
    )
    return answer.status_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"nome": NaN}', "servidor.json_numero"),
        ('{"nome": -Infinity}', "servidor.json_numero"),
        ('{"nome": 9223372036854775808}', "servidor.json_numero"),
        ('{"nome": ' + "9" * 5000 + "}", "servidor.json_numero"),
        ('{"nome": "a", "nome": "b"}', "servidor.json_repetido"),
        ('{"outro": {"x": 1, "x": 2}}', "servidor.json_repetido"),
        ('{"nome": "a\\u0000b"}', "servidor.json_caractere"),
        ('{"a\\u0000b": "nome"}', "servidor.json_caractere"),
        ('{"nome": "\\ud800"}', "servidor.json_caractere"),
        ('{"nome": ' + DEEP + "}", "servidor.json_fundo"),
        ("[" * 200_000, "servidor.json_fundo"),
    ],
)
def test_json_that_is_not_quite_json_is_refused_before_any_route(
    server: TestClient, everything: dict[str, str], text: str, code: str
) -> None:
    answer = server.post("/clientes", headers=everything | TYPED, content=text)

    assert (answer.status_code, answer.json()["codigo"]) == (422, code)


@pytest.mark.parametrize(
    "text", ['{"nome": "\\\\u0000"}', '{"nome": "\\ud83d\\ude00"}', '{"nome": "Açaí \\u00e9"}']
)
def test_what_only_looks_strange_is_kept(
    server: TestClient, everything: dict[str, str], text: str
) -> None:
    made = server.post("/clientes", headers=everything | TYPED, content=text)
    shown = server.get(f"/clientes/{made.json()['id']}", headers=everything)

    assert shown.json()["cliente"]["nome"] == json.loads(text)["nome"]


@pytest.mark.parametrize(
    "text",
    ["", "null", "[]", "0", '""', "{", "{}", "nome=x", '{"nome": 1e999}', "\ufeff{}", "\xff"],
)
def test_no_route_falls_over_a_body_of_another_shape(
    server: TestClient, everything: dict[str, str], text: str
) -> None:
    wrong = {}
    for operation in with_json(server):
        status = said(server, operation, everything, text)
        if status >= 500:
            wrong[operation.label] = status

    assert wrong == {}


def test_no_route_takes_json_under_another_name(
    server: TestClient, everything: dict[str, str]
) -> None:
    """A form that a foreign page can send without asking must not be read as JSON."""
    wrong = {}
    for operation in with_json(server):
        body = json.dumps(operation.body())
        if not operation.spec["requestBody"].get("required"):
            continue
        for kind in ("text/plain", "application/x-www-form-urlencoded", "application/octet-stream"):
            answer = server.request(
                operation.method,
                operation.url(),
                headers=everything | {"content-type": kind},
                content=body,
            )
            if answer.status_code < 400 or answer.status_code >= 500:
                wrong[operation.label, kind] = answer.status_code

    assert wrong == {}


def test_a_body_over_the_limit_is_refused_by_its_length_and_by_its_bytes(
    server: TestClient, everything: dict[str, str]
) -> None:
    def parts() -> Iterator[bytes]:
        yield b'{"nome": "'
        for _ in range(300):
            yield b"x" * 1024
        yield b'"}'

    for content in (b"".join(parts()), parts()):
        answer = server.post("/clientes", headers=everything | TYPED, content=content)
        assert answer.status_code == 413, answer.text


def test_no_route_reads_more_than_its_limit(server: TestClient, everything: dict[str, str]) -> None:
    assert isinstance(server.app, FastAPI)
    wrong = {}
    for operation in operations(server.app):
        if operation.media is None:
            continue
        size = 1024 * 1024 + 64 if operation.media != JSON else 256 * 1024 + 64
        kind = f"{FILES}; boundary=x" if operation.media == FILES else operation.media
        answer = server.request(
            operation.method,
            operation.url(),
            headers=everything | {"content-type": kind},
            content=(b"x" * 4096 for _ in range(size // 4096 + 1)),
        )
        # a route may find out sooner that there is nothing to send to
        if answer.status_code not in {400, 404, 413}:
            wrong[operation.label] = answer.status_code

    assert wrong == {}


@pytest.mark.parametrize(
    ("said", "status"),
    [("", 413), ("Bearer x.y.z", 413), ("signed", 401)],
)
def test_a_stranger_may_not_send_what_only_files_need(
    server: TestClient, said: str, status: int
) -> None:
    headers = {"Authorization": said}
    if said == "signed":
        headers = login(server, "cadastros/dados-empresa")
        server.post("/auth/logout", headers=headers)
    answer = server.post(
        "/empresa",
        headers=headers,
        data={"razaoSocial": "Móveis"},
        files={"logo": ("logo.png", b"\x89PNG" + b"x" * 300 * 1024)},
    )

    assert answer.status_code == status


@pytest.mark.parametrize(
    "content",
    [b"", b"--x", b"--x--", b"--x\r\n\r\n", b"--x\r\nContent-Disposition: form-data\r\n\r\n"],
)
@pytest.mark.parametrize("kind", [FILES, f"{FILES}; boundary=x", f"{FILES}; boundary="])
def test_a_broken_form_is_the_senders_fault(
    server: TestClient, everything: dict[str, str], kind: str, content: bytes
) -> None:
    assert isinstance(server.app, FastAPI)
    for operation in operations(server.app):
        if operation.media == FILES:
            answer = server.request(
                operation.method,
                operation.url(),
                headers=everything | {"content-type": kind},
                content=content,
            )
            assert 400 <= answer.status_code < 500, operation.label


def test_a_form_with_more_fields_than_anybody_has_is_refused(
    server: TestClient, everything: dict[str, str]
) -> None:
    fields = [(f"f{index}", (None, "x")) for index in range(2000)]

    answer = server.post("/empresa", headers=everything, files=fields)

    assert answer.status_code == 400


@pytest.mark.parametrize(
    "number", [str(2**31), str(2**63), "9" * 30, "9" * 5000, "-1", "0", "1e3", "1.5", "%00", "１"]
)
def test_numbers_of_records_that_cannot_be_are_not_found_or_refused(
    server: TestClient, everything: dict[str, str], number: str
) -> None:
    assert isinstance(server.app, FastAPI)
    wrong = {}
    for operation in operations(server.app):
        names = [
            parameter["name"]
            for parameter in operation.spec.get("parameters", [])
            if parameter["in"] == "path"
        ]
        if names and operation.media is None:
            url = operation.url(**dict.fromkeys(names, number))
            answer = send(server, operation, everything, url=url)
            if answer.status_code >= 500 or (answer.status_code == 401):
                wrong[operation.label] = answer.status_code

    assert wrong == {}


@pytest.mark.parametrize("value", [str(2**31), str(2**63), "9" * 5000, "%00", "%ED%A0%80", "NaN"])
def test_strange_values_of_parameters_are_no_fault_of_ours(server: TestClient, value: str) -> None:
    headers = admin(server)
    assert isinstance(server.app, FastAPI)
    wrong = {}
    for operation in operations(server.app):
        if operation.method != "GET":
            continue
        for parameter in operation.spec.get("parameters", []):
            if parameter["in"] == "query":
                url = operation.url().partition("?")[0] + f"?{parameter['name']}={value}"
                status = server.get(url, headers=headers).status_code
                if status >= 500:
                    wrong[url] = status

    assert wrong == {}
