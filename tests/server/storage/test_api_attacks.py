"""What nobody honest sends to the file routes; the folder is where the server takes the bytes."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import uvicorn
from sqlalchemy import update
from starlette.testclient import TestClient

from core.arquivos.kinds import PDF, PNG, SVG
from core.arquivos.models import Upload
from core.db.unit import Unit
from server.state import State
from tests.support.object_store import free_ports
from tests.support.serving import login
from tests.support.uploads import (
    PART,
    Sender,
    served,
    sha_of,
    state_of_client,
    unique_pdf,
)

ABSENT = "0" * 64
LIMIT = 3 * PART


@pytest.fixture(scope="module")
def client(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """One server for all tests here."""
    folder = tmp_path_factory.mktemp("server")
    with served(request, "sqlite", folder, upload_limit_bytes=LIMIT) as opened:
        yield opened


@pytest.fixture
def sender(client: TestClient) -> Sender:
    return Sender(client, login(client, "arquivos"))


@pytest.fixture
def state(client: TestClient) -> State:
    return state_of_client(client)


@pytest.fixture
def data() -> bytes:
    return unique_pdf()


ROUTES = [
    ("POST", "/v1/blobs/plan", {"sha256": ABSENT, "size": 1, "type": PDF}),
    ("POST", "/v1/blobs/commit", {"sha256": ABSENT}),
    ("PUT", f"/v1/blobs/uploads/{UUID(int=0)}/1", None),
    ("GET", f"/v1/blobs/{ABSENT}", None),
]


@pytest.mark.parametrize(("method", "path", "body"), ROUTES)
def test_asks_for_a_person_and_the_permission(
    client: TestClient, method: str, path: str, body: dict[str, Any] | None
) -> None:
    stranger = client.request(method, path, json=body)
    other = client.request(method, path, json=body, headers=login(client, "producao/lote"))

    assert stranger.status_code == 401
    assert other.status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        "..%2f..%2fradha.db",
        "%2e%2e/radha.db",
        "%2fetc%2fpasswd",
        "C:%5cwindows%5cwin.ini",
        "CON",
        "a%00b",
        "A" * 64,
        "0" * 63,
        "0" * 65,
        "%0a".join(["0" * 32] * 2),
    ],
)
def test_nothing_but_a_hash_names_a_file(sender: Sender, address: str, data: bytes) -> None:
    got = sender.client.get(f"/v1/blobs/{address}", headers=sender.headers)
    planned = sender.plan(data, PDF, sha256=address)
    committed = sender.commit(address)

    assert got.status_code in {404, 422}
    assert planned.status_code == 422
    assert committed.status_code == 422


@pytest.mark.parametrize(
    "other",
    [
        {"size": -1},
        {"size": LIMIT + 1},
        {"size": 2**70},
        {"size": "x"},
        {"type": "text/html"},
        {"type": "../x"},
        {"type": "a/" + "b" * 200},
        {"type": PDF + "; charset=utf-8"},
        {"name": "../../x"},
        {"state": "present"},
    ],
    ids=str,
)
def test_a_plan_must_be_plausible(sender: Sender, other: dict[str, Any], data: bytes) -> None:
    assert sender.plan(data, PDF, **other).status_code == 422


def test_a_plan_of_the_largest_file_is_taken(sender: Sender, data: bytes) -> None:
    assert len(sender.plan(data, PDF, size=LIMIT).json()["multipart"]["urls"]) == 3


@pytest.mark.parametrize("part", ["0", "2", "99999999999999999999", "-1", "x", "..%2f1"])
def test_there_are_no_other_parts(sender: Sender, part: str, data: bytes) -> None:
    url = sender.plan(data, PDF).json()["put"]["url"]

    answer = sender.put(url.rpartition("/")[0] + "/" + part, data)

    assert answer.status_code in {404, 422}


def test_a_body_over_its_part_is_cut_off(sender: Sender, state: State, data: bytes) -> None:
    url = sender.plan(data, PDF).json()["put"]["url"]

    answer = sender.put(url, data + b"x")

    assert answer.status_code == 413
    assert answer.json()["codigo"] == "arquivos.corpo_grande"
    assert list(state.files.storage.scratch.iterdir()) == []


def test_a_body_over_the_limit_is_cut_off_before_anybody_reads_it(
    sender: Sender, data: bytes
) -> None:
    url = sender.plan(data, PDF).json()["put"]["url"]

    assert sender.put(url, bytes(LIMIT + 1)).status_code == 413


def test_nobody_sends_into_anothers_file(client: TestClient, sender: Sender, data: bytes) -> None:
    url = sender.plan(data, PDF).json()["put"]["url"]
    thief = Sender(client, login(client, "arquivos"))

    assert thief.put(url, b"X" * len(data)).status_code == 404
    assert thief.commit(sha_of(data)).status_code == 404
    assert sender.put(url, data).status_code == 204
    assert thief.commit(sha_of(data)).status_code == 404
    assert sender.commit(sha_of(data)).status_code == 200


def test_an_expired_address_is_refused_and_a_new_plan_renews_it(
    sender: Sender, state: State, data: bytes
) -> None:
    url = sender.plan(data, PDF).json()["put"]["url"]
    long_ago = datetime.now(UTC) - timedelta(minutes=16)
    with Unit(state.database) as unit:
        unit.session.execute(update(Upload).values(planned_at=long_ago))
        unit.commit()

    late = sender.put(url, data)
    renewed = sender.plan(data, PDF).json()["put"]["url"]

    assert late.status_code == 403
    assert late.json()["codigo"] == "arquivos.endereco_vencido"
    assert renewed == url
    assert sender.put(renewed, data).status_code == 204


def test_svg_is_only_ever_a_download(sender: Sender) -> None:
    picture = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    assert sender.send(picture, SVG).status_code == 200

    answer = sender.get(sha_of(picture), "a.html")

    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "private" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\r\nSet-Cookie: x=1.pdf", "a--Set-Cookie- x=1.pdf"),
        ('x"; filename="y.exe', "x-; filename=-y.exe"),
        ("../../../etc/cron.d/x", "x"),
        ("NUL.pdf", "_NUL.pdf"),
    ],
)
def test_the_name_of_a_download_is_harmless(
    sender: Sender, name: str, shown: str, data: bytes
) -> None:
    sender.send(data, PDF)

    answer = sender.get(sha_of(data), name)

    assert f'filename="{shown}"' in answer.headers["content-disposition"]
    assert "set-cookie" not in answer.headers


def test_what_the_client_has_is_not_sent_again(sender: Sender, data: bytes) -> None:
    sender.send(data, PDF)
    tag = sender.get(sha_of(data)).headers["etag"]

    same = sender.get(sha_of(data), **{"if-none-match": f'W/"other", {tag}'})
    other = sender.get(sha_of(data), **{"if-none-match": '"other"'})

    assert tag == f'"{sha_of(data)}"'
    assert (same.status_code, same.content) == (304, b"")
    assert (other.status_code, other.content) == (200, data)


@pytest.mark.parametrize(
    ("asked", "status", "start", "end"),
    [
        ("bytes=0-0", 206, 0, 1),
        ("bytes=-10", 206, -10, None),
        ("bytes=25000-", 206, 25000, None),
        ("bytes=5-1", 400, 0, 0),
        ("bytes=999999-", 416, 0, 0),
        ("pages=1-2", 400, 0, 0),
    ],
)
def test_ranges(
    sender: Sender, asked: str, status: int, start: int, end: int | None, data: bytes
) -> None:
    sender.send(data, PDF)

    answer = sender.get(sha_of(data), range=asked)

    assert answer.status_code == status
    if status == 206:
        assert answer.content == data[start:end]


def test_a_lost_file_is_said_to_be_absent(sender: Sender, state: State, data: bytes) -> None:
    sender.send(data, PDF)
    state.files.storage.delete(sha_of(data))

    assert sender.get(sha_of(data)).status_code == 404


@pytest.fixture
def port(client: TestClient) -> Iterator[int]:
    """The application on a real socket."""
    (free,) = free_ports(1)
    server = uvicorn.Server(
        uvicorn.Config(client.app, port=free, log_level="critical", lifespan="off")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and thread.is_alive() and time.monotonic() < deadline:
        thread.join(0.02)
    yield free
    server.should_exit = True
    thread.join(20)


def test_a_connection_that_breaks_leaves_nothing_and_is_gone_on_with(
    sender: Sender, state: State, port: int
) -> None:
    large = unique_pdf(PART)
    urls = sender.plan(large, PDF).json()["multipart"]["urls"]
    head = f"PUT {urls[0]} HTTP/1.1\r\nHost: x\r\nContent-Length: {PART}\r\n"
    head += f"Authorization: {sender.headers['Authorization']}\r\n\r\n"

    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(head.encode() + large[: PART * 9 // 10])

    assert sender.plan(large, PDF).json()["multipart"]["done"] == []
    assert sender.send(large, PDF).status_code == 200
    assert sender.get(sha_of(large)).content == large
    assert list(state.files.storage.scratch.iterdir()) == []


def test_a_sending_has_the_same_key_for_its_person_only(client: TestClient, sender: Sender) -> None:
    large = unique_pdf(PART)
    other = Sender(client, login(client, "arquivos"))

    mine = UUID(sender.plan(large, PDF).json()["multipart"]["id"])

    assert UUID(sender.plan(large, PDF).json()["multipart"]["id"]) == mine
    assert UUID(other.plan(large, PDF).json()["multipart"]["id"]) != mine
    assert sender.plan(large, PNG).json()["multipart"]["id"] == str(mine)
