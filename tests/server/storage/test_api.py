"""The file routes, on a folder and on real S3 servers, as a workstation uses them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from core.arquivos.kinds import PDF, SVG, TEXT, ZIP
from server.settings import Settings
from server.state import State
from tests.support.object_store import ObjectStore
from tests.support.serving import login, settings_for
from tests.support.uploads import PART, Sender, missing, sha_of

DATA = b"%PDF-1.7\n" + bytes(range(256)) * 100
LARGE = b"%PDF-1.7\n" + bytes(range(256)) * (2 * PART // 256) + b"end"
ABSENT = "0" * 64


def s3_settings(store: ObjectStore) -> dict[str, str]:
    return {
        "object_storage_endpoint": store.endpoint,
        "object_storage_access_key": store.access_key,
        "object_storage_secret_key": store.secret_key,
        "object_storage_bucket": store.bucket,
        "object_storage_region": store.region,
        "object_storage_prefix": store.prefix,
    }


@pytest.fixture(
    params=[
        ("folder", "sqlite_url"),
        ("folder", "postgres_url"),
        ("seaweedfs", "postgres_url"),
        ("rclone", "sqlite_url"),
    ],
    ids="-".join,
)
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Each storage and each database, not all of them crossed."""
    storage, database = request.param
    url = request.getfixturevalue(database)
    if storage == "folder":
        return settings_for(url, tmp_path)
    store: ObjectStore = request.getfixturevalue(storage)
    return settings_for(url, tmp_path, **s3_settings(store.apart()))


@pytest.fixture
def sender(client: TestClient) -> Sender:
    return Sender(client, login(client, "arquivos"))


@pytest.fixture
def state(app: FastAPI) -> State:
    state: State = app.state.radha
    return state


def test_sends_and_fetches(sender: Sender, state: State) -> None:
    committed = sender.send(DATA, PDF)
    fetched = sender.get(sha_of(DATA), "Orçamento ../ção.pdf")

    assert committed.status_code == 200, committed.text
    assert committed.json() == {"sha256": sha_of(DATA), "size": len(DATA), "type": PDF}
    assert fetched.status_code == 200
    assert fetched.content == DATA
    assert fetched.headers["content-type"] == PDF
    named = fetched.headers["content-disposition"]
    assert named.startswith("attachment")
    assert "/" not in named.replace("UTF-8''", "")
    assert sender.plan(DATA, PDF).json() == {"have": True}
    assert [it.sha256 for it in state.files.storage.listing()] == [sha_of(DATA)]


def test_sends_in_parts_and_goes_on_after_a_break(sender: Sender) -> None:
    first = sender.plan(LARGE, PDF).json()
    assert first["multipart"]["part"] == PART
    assert first["multipart"]["done"] == []
    assert len(first["multipart"]["urls"]) == 3
    (_, one), _, three = missing(first, LARGE)
    assert sender.put(first["multipart"]["urls"][0], one).status_code < 300
    assert sender.put(*three).status_code < 300

    early = sender.commit(sha_of(LARGE))
    again = sender.plan(LARGE, PDF).json()

    assert early.status_code == 422
    assert early.json()["codigo"] == "arquivos.partes_faltando"
    assert again["multipart"]["id"] == first["multipart"]["id"]
    assert again["multipart"]["done"] == [1, 3]
    for url, part in missing(again, LARGE):
        assert sender.put(url, part).status_code < 300
    assert sender.commit(sha_of(LARGE)).status_code == 200
    assert sender.commit(sha_of(LARGE)).status_code == 200
    fetched = sender.get(sha_of(LARGE))
    assert fetched.content == LARGE


def test_a_part_of_the_wrong_length_does_not_count(sender: Sender) -> None:
    urls = sender.plan(LARGE, PDF).json()["multipart"]["urls"]

    short = sender.put(urls[0], LARGE[: PART - 1])
    long = _rudely(sender, urls[2], b"end and some more")

    assert short.status_code in {403, 422}
    assert long in {None, 403, 413, 422}
    assert sender.plan(LARGE, PDF).json()["multipart"]["done"] == []


def _rudely(sender: Sender, url: str, data: bytes) -> int | None:
    """The status, or None where the store just hung up."""
    try:
        return sender.put(url, data).status_code
    except httpx2.TransportError:
        return None


def test_wrong_content_is_deleted_and_refused(sender: Sender, state: State) -> None:
    wrong = DATA[:-1] + b"!"
    url = sender.plan(DATA, PDF).json()["put"]["url"]
    assert sender.put(url, wrong).status_code < 300

    refused = sender.commit(sha_of(DATA))

    assert refused.status_code == 422
    assert refused.json()["codigo"] == "arquivos.hash_outro"
    assert sender.get(sha_of(DATA)).status_code == 404
    assert list(state.files.storage.listing()) == []
    assert sender.commit(sha_of(DATA)).status_code == 404
    assert sender.send(DATA, PDF).status_code == 200
    assert sender.get(sha_of(DATA)).content == DATA


@pytest.mark.parametrize(
    ("data", "kind", "code"),
    [
        (b"MZ\x90\x00" + bytes(100), PDF, "arquivos.conteudo_outro"),
        (b"<html><script>1</script></html>", TEXT, "arquivos.conteudo_outro"),
        (b"<html/>", SVG, "arquivos.conteudo_outro"),
        (b"PK\x03\x04 not really", ZIP, "formatos.zip_invalido"),
    ],
)
def test_the_wrong_kind_is_refused(sender: Sender, data: bytes, kind: str, code: str) -> None:
    refused = sender.send(data, kind)

    assert refused.status_code == 422
    assert refused.json()["codigo"] == code
    assert sender.get(sha_of(data)).status_code == 404


def test_a_wrong_size_is_refused_by_whoever_takes_the_bytes(sender: Sender) -> None:
    url = sender.plan(DATA, PDF, size=len(DATA) - 1).json()["put"]["url"]

    assert _rudely(sender, url, DATA) in {None, 403, 413, 422}
    assert sender.commit(sha_of(DATA)).status_code == 422


def test_announcing_another_size_starts_anew(sender: Sender) -> None:
    assert "put" in sender.plan(LARGE, PDF, size=10).json()

    assert sender.send(LARGE, PDF).status_code == 200
    other = sender.plan(LARGE, PDF, size=10)
    assert other.status_code == 422
    assert other.json()["codigo"] == "arquivos.dados_outros"


def test_equal_files_sent_at_once_become_one(
    client: TestClient, sender: Sender, state: State
) -> None:
    senders = [sender, sender, *(Sender(client, login(client, "arquivos")) for _ in range(3))]

    with ThreadPoolExecutor(len(senders)) as pool:
        answers = list(pool.map(lambda it: it.send(DATA, PDF), senders))

    # two threads of one person share one sending: the slower may find it over, and plans again
    assert {it.status_code for it in answers[2:]} == {200}
    assert {it.status_code for it in answers[:2]} <= {200, 404}
    assert {sender.send(DATA, PDF).json().get("have") for _ in answers} == {True}
    assert sender.get(sha_of(DATA)).content == DATA
    assert [it.sha256 for it in state.files.storage.listing()] == [sha_of(DATA)]


def test_an_old_address_changes_no_published_file(sender: Sender) -> None:
    url = sender.plan(DATA, PDF).json()["put"]["url"]
    assert sender.put(url, DATA).status_code < 300
    assert sender.commit(sha_of(DATA)).status_code == 200

    _rudely(sender, url, b"X" * len(DATA))

    assert sender.get(sha_of(DATA)).content == DATA


def test_fetches_a_range(sender: Sender) -> None:
    sender.send(DATA, PDF)

    part = sender.get(sha_of(DATA), range="bytes=100-199")

    assert part.content == DATA[100:200]


def test_what_is_not_here_is_absent(sender: Sender) -> None:
    assert sender.get(ABSENT).json()["codigo"] == "arquivos.ausente"
    sender.plan(DATA, PDF)
    coming = sender.get(sha_of(DATA))

    assert coming.status_code == 404
    assert coming.json()["codigo"] == "arquivos.aguardando"


def test_storage_answers_that_it_is_ready(state: State) -> None:
    state.files.storage.check()
