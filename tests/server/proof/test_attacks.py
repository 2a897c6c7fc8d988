"""What strangers and the curious try with a web server."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from PIL import Image
from sqlalchemy import DateTime, String, Uuid, func, select
from starlette.testclient import TestClient

from core.acesso.rules.catalogo import CATALOGUE
from core.schema import METADATA
from server.state import State
from tests.support.routes import JSON, operations, send
from tests.support.serving import login

KEY = "0badc0de-0000-7000-8000-000000000bad"
NUMBER = 987_654_321
WORD = "atacante"
MOMENT = "1999-01-01T00:00:00Z"

FORGED: dict[str, Any] = {
    "id": NUMBER,
    "uuid": KEY,
    "number": NUMBER,
    "ver": NUMBER,
    "scope": WORD,
    "field_seq": {"nome": NUMBER},
    "archived_at": MOMENT,
    "archivedAt": MOMENT,
    "created_at": MOMENT,
    "created_by": KEY,
    "updated_at": MOMENT,
    "updated_by": KEY,
    "usuario_id": KEY,
    "senha_hash": WORD,
    "hash": WORD,
    "tudo": True,
    "authority": True,
    "actor": {"id": KEY, "permissions": ["acesso/papeis"]},
    "op_id": KEY,
    "kind": "papel.criar",
}
"""What only the server says of a record, under the names it has inside."""

STAMPS = ("number", "ver", "scope", "archived_at", "created_at", "created_by", "updated_by")


@pytest.fixture(scope="module")
def everything(server: TestClient) -> dict[str, str]:
    return login(server, *CATALOGUE)


def smuggled(value: Any) -> Any:
    """The same value, with what nobody may say added to every object in it."""
    if isinstance(value, dict):
        return {**FORGED, **{name: smuggled(below) for name, below in value.items()}}
    return [smuggled(below) for below in value] if isinstance(value, list) else value


def forged_rows(state: State) -> dict[str, int]:
    """Columns that hold what was smuggled, with the number of rows."""
    found = {}
    with state.database.sessions() as session:
        for table in METADATA.sorted_tables:
            for name in ("id", *STAMPS):
                column = table.columns.get(name)
                if column is None:
                    continue
                kind = column.type
                if isinstance(kind, Uuid):
                    wanted = column == UUID(KEY)
                elif isinstance(kind, String):
                    wanted = column == WORD
                elif isinstance(getattr(kind, "impl", kind), DateTime):
                    wanted = func.strftime("%Y", column) == "1999"
                else:
                    wanted = column == NUMBER
                count = session.scalar(select(func.count()).select_from(table).where(wanted))
                if count:
                    found[f"{table.name}.{name}"] = count
    return found


def test_nothing_that_only_the_server_says_can_be_sent(
    server: TestClient, everything: dict[str, str]
) -> None:
    assert isinstance(server.app, FastAPI)
    headers = everything
    taken, faults = [], {}
    for operation in operations(server.app):
        if operation.media != JSON or operation.path.startswith("/auth/"):
            continue
        for whole in (False, True):
            body = smuggled(operation.body(whole=whole))
            status = send(server, operation, headers, body=body).status_code
            if status == 401:
                headers = login(server, *CATALOGUE)
            if status >= 500:
                faults[operation.label] = status
            if status < 300:
                taken.append(operation.label)

    assert faults == {}
    assert len(set(taken)) >= 5, taken
    assert forged_rows(server.app.state.radha) == {}


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/v1/blobs/..%2f..%2fsecrets.env",
        "/v1/blobs/%2e%2e%2fsecrets.env",
        "/producao/nestings/1/arquivos/../../../secrets.env",
        "/producao/nestings/1/arquivos/..%2f..%2f..%2fsecrets.env",
        "/producao/nestings/1/arquivos/%2fetc%2fpasswd",
        "/clientes/",
        "/clientes//1",
        "/clientes;a=b",
        "/CLIENTES",
        "/%00",
        "/clientes/%00",
        "/docs",
        "/redoc",
        "/static/",
        "/files/",
        "/.env",
    ],
)
def test_tricks_with_paths_lead_nowhere(
    server: TestClient, everything: dict[str, str], path: str
) -> None:
    answer = server.get(path, headers=everything, follow_redirects=False)

    assert answer.status_code in {401, 404, 405, 422}, answer.text
    assert b"SECRET_KEY" not in answer.content


@pytest.mark.parametrize(
    "headers",
    [
        {"X-HTTP-Method-Override": "DELETE"},
        {"X-HTTP-Method": "DELETE"},
        {"X-Method-Override": "DELETE"},
        {"X-Original-URL": "/usuarios"},
        {"X-Rewrite-URL": "/usuarios"},
        {"X-Forwarded-User": "admin"},
        {"X-Forwarded-Prefix": "/usuarios"},
    ],
)
def test_headers_do_not_change_what_is_asked(server: TestClient, headers: dict[str, str]) -> None:
    mine = login(server, "cadastros/clientes")
    number = server.post("/clientes", headers=mine, json={"nome": "Fica"}).json()["id"]

    plain = server.get(f"/clientes/{number}", headers=mine)
    tricked = server.get(f"/clientes/{number}", headers=mine | headers)

    assert (plain.status_code, plain.json()) == (200, tricked.json())


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PROPFIND", "PATCH", "OPTIONS"])
def test_methods_that_no_route_has_are_refused(
    server: TestClient, everything: dict[str, str], method: str
) -> None:
    assert server.request(method, "/clientes", headers=everything).status_code == 405


@pytest.mark.parametrize("origin", ["https://example.com", "null", "http://127.0.0.1.example.com"])
def test_no_other_site_may_read_an_answer(
    server: TestClient, everything: dict[str, str], origin: str
) -> None:
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    for answer in (
        server.options("/clientes", headers=asked),
        server.get("/clientes", headers=everything | asked),
        server.post("/auth/login", headers=asked, json={"username": "x", "password": "y"}),
    ):
        assert not [name for name in answer.headers if name.startswith("access-control-")]
        assert "set-cookie" not in answer.headers


def test_every_answer_bears_the_guards(server: TestClient, everything: dict[str, str]) -> None:
    for answer in (
        server.get("/"),
        server.get("/clientes", headers=everything),
        server.get("/clientes"),
        server.get("/nirgends"),
        server.post("/clientes", headers=everything, content=b"{"),
        server.post("/clientes", headers=everything, content=b"x" * 300_000),
    ):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["content-type"].startswith("application/json")


@pytest.mark.parametrize("host", ["example.com", "127.0.0.1:9", "a b", "", "x" * 2000])
def test_addresses_that_we_give_do_not_follow_the_host_header(
    server: TestClient, host: str
) -> None:
    mine = login(server, "cadastros/clientes")
    for name in ("Ana", "Bia"):
        server.post("/clientes", headers=mine, json={"nome": name})

    answer = server.get("/clientes?limite=1", headers=mine | {"Host": host})

    assert answer.status_code == 200
    assert answer.headers["link"].startswith("</clientes?limite=1&depois=")


def test_what_comes_in_never_becomes_a_header_of_its_own(
    server: TestClient, everything: dict[str, str]
) -> None:
    for query in ("limite=1&x=a%0d%0aSet-Cookie:%20a=b", "limite=1&x=%E2%80%A8"):
        answer = server.get(f"/clientes?{query}", headers=everything)
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers
        assert "\n" not in answer.headers.get("link", "")


@pytest.fixture(scope="module")
def company(server: TestClient, everything: dict[str, str]) -> str:
    """The address of the one company; another test may have made it."""
    server.post("/empresa", headers=everything, data={"razaoSocial": "Móveis Exemplo"})
    listed = server.get("/empresa", headers=everything).json()
    return f"/empresa/{next(iter(listed.values()))[0]['id']}"


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd",
        "/etc/passwd",
        "..\\..\\a.png",
        "a\r\nSet-Cookie: a=b.png",
        "x" * 4000,
        "CON",
    ],
)
def test_the_name_of_an_upload_is_never_used(
    server: TestClient, everything: dict[str, str], company: str, name: str
) -> None:
    picture = BytesIO()
    Image.new("RGB", (1, 1)).save(picture, "PNG")
    changed = server.put(
        company,
        headers=everything,
        data={"razaoSocial": "Móveis Exemplo"},
        files={"logo": (name, picture.getvalue(), "image/png")},
    )

    assert changed.status_code == 200, changed.text
    logo = server.get(company, headers=everything).json()["empresa"]["logo"]
    shown = server.get(logo, headers=everything)
    assert name not in logo
    assert shown.content == picture.getvalue()
    assert name not in shown.headers.get("content-disposition", "")


def test_a_picture_that_is_none_is_refused_whatever_it_is_called(
    server: TestClient, everything: dict[str, str], company: str
) -> None:
    answer = server.put(
        company,
        headers=everything,
        data={"razaoSocial": "Móveis Exemplo"},
        files={"logo": ("logo.png", b"<script>alert(1)</script>", "image/png")},
    )

    assert answer.status_code == 422


def test_an_error_tells_nothing_of_the_inside(
    server: TestClient, everything: dict[str, str]
) -> None:
    for answer in (
        server.get("/clientes/999999", headers=everything),
        server.post("/clientes", headers=everything, json={"nome": 1}),
        server.post("/auth/login", json={"username": "nobody", "password": "x"}),
    ):
        text = answer.text.lower()
        assert not any(
            word in text for word in ("traceback", "sqlalchemy", "sqlite", ".py", "select")
        )
