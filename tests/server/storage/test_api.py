"""The file routes, on a folder and on real S3 servers, as a workstation uses them."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest
from starlette.testclient import TestClient

from core.arquivos.kinds import PDF, SVG, TEXT, ZIP
from server.storage.base import Storage
from tests.support.object_store import ObjectStore
from tests.support.serving import login
from tests.support.uploads import (
    PART,
    Sender,
    missing,
    served,
    sha_of,
    state_of_client,
    unique_pdf,
)

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
    scope="module",
    params=[
        ("folder", "sqlite"),
        ("folder", "postgresql"),
        ("seaweedfs", "postgresql"),
        ("rclone", "sqlite"),
    ],
    ids="-".join,
)
def client(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """Each storage and each database, not all of them crossed; one server for all tests here."""
    storage, kind = request.param
    more: dict[str, str] = {}
    if storage != "folder":
        store: ObjectStore = request.getfixturevalue(storage)
        more = s3_settings(store.apart())
    with served(request, kind, tmp_path_factory.mktemp("server"), **more) as opened:
        yield opened


@pytest.fixture
def sender(client: TestClient) -> Sender:
    return Sender(client, login(client, "arquivos"))


@pytest.fixture
def storage(client: TestClient) -> Storage:
    return state_of_client(client).files.storage


@pytest.fixture
def data() -> bytes:
    return unique_pdf()


@pytest.fixture
def large() -> bytes:
    """Two parts and a bit."""
    return unique_pdf(2 * PART)


def test_sends_and_fetches(sender: Sender, storage: Storage, data: bytes) -> None:
    committed = sender.send(data, PDF)
    fetched = sender.get(sha_of(data), "Orçamento ../ção.pdf")

    assert committed.status_code == 200, committed.text
    assert committed.json() == {"sha256": sha_of(data), "size": len(data), "type": PDF}
    assert fetched.status_code == 200
    assert fetched.content == data
    assert fetched.headers["content-type"] == PDF
    named = fetched.headers["content-disposition"]
    assert named.startswith("attachment")
    assert "/" not in named.replace("UTF-8''", "")
    assert sender.plan(data, PDF).json() == {"have": True}
    assert [it.size for it in storage.listing() if it.sha256 == sha_of(data)] == [len(data)]


def test_sends_in_parts_and_goes_on_after_a_break(sender: Sender, large: bytes) -> None:
    first = sender.plan(large, PDF).json()
    assert first["multipart"]["part"] == PART
    assert first["multipart"]["done"] == []
    assert len(first["multipart"]["urls"]) == 3
    (_, one), _, three = missing(first, large)
    assert sender.put(first["multipart"]["urls"][0], one).status_code < 300
    assert sender.put(*three).status_code < 300

    early = sender.commit(sha_of(large))
    again = sender.plan(large, PDF).json()

    assert early.status_code == 422
    assert early.json()["codigo"] == "arquivos.partes_faltando"
    assert again["multipart"]["id"] == first["multipart"]["id"]
    assert again["multipart"]["done"] == [1, 3]
    for url, part in missing(again, large):
        assert sender.put(url, part).status_code < 300
    assert sender.commit(sha_of(large)).status_code == 200
    assert sender.commit(sha_of(large)).status_code == 200
    fetched = sender.get(sha_of(large))
    assert fetched.content == large


def test_a_part_of_the_wrong_length_does_not_count(sender: Sender, large: bytes) -> None:
    urls = sender.plan(large, PDF).json()["multipart"]["urls"]

    short = sender.put(urls[0], large[: PART - 1])
    long = _rudely(sender, urls[2], b"end and some more")

    assert short.status_code in {403, 422}
    assert long in {None, 403, 413, 422}
    assert sender.plan(large, PDF).json()["multipart"]["done"] == []


def _rudely(sender: Sender, url: str, data: bytes) -> int | None:
    """The status, or None where the store just hung up."""
    try:
        return sender.put(url, data).status_code
    except httpx2.TransportError:
        return None


def test_wrong_content_is_deleted_and_refused(
    sender: Sender, storage: Storage, data: bytes
) -> None:
    wrong = data[:-1] + b"!"
    url = sender.plan(data, PDF).json()["put"]["url"]
    assert sender.put(url, wrong).status_code < 300

    refused = sender.commit(sha_of(data))

    assert refused.status_code == 422
    assert refused.json()["codigo"] == "arquivos.hash_outro"
    assert sender.get(sha_of(data)).status_code == 404
    assert storage.size(sha_of(data)) is None
    assert sender.commit(sha_of(data)).status_code == 404
    assert sender.send(data, PDF).status_code == 200
    assert sender.get(sha_of(data)).content == data


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


def test_a_wrong_size_is_refused_by_whoever_takes_the_bytes(sender: Sender, data: bytes) -> None:
    url = sender.plan(data, PDF, size=len(data) - 1).json()["put"]["url"]

    assert _rudely(sender, url, data) in {None, 403, 413, 422}
    assert sender.commit(sha_of(data)).status_code == 422


def test_announcing_another_size_starts_anew(sender: Sender, large: bytes) -> None:
    assert "put" in sender.plan(large, PDF, size=10).json()

    assert sender.send(large, PDF).status_code == 200
    other = sender.plan(large, PDF, size=10)
    assert other.status_code == 422
    assert other.json()["codigo"] == "arquivos.dados_outros"


def test_equal_files_sent_at_once_become_one(
    client: TestClient, sender: Sender, storage: Storage, data: bytes
) -> None:
    senders = [sender, sender, *(Sender(client, login(client, "arquivos")) for _ in range(3))]

    with ThreadPoolExecutor(len(senders)) as pool:
        answers = list(pool.map(lambda it: it.send(data, PDF), senders))

    # two threads of one person share one sending: the slower may find it over, and plans again
    assert {it.status_code for it in answers[2:]} == {200}
    assert {it.status_code for it in answers[:2]} <= {200, 404}
    assert {sender.send(data, PDF).json().get("have") for _ in answers} == {True}
    assert sender.get(sha_of(data)).content == data
    assert [it.size for it in storage.listing() if it.sha256 == sha_of(data)] == [len(data)]


def test_an_old_address_changes_no_published_file(sender: Sender, data: bytes) -> None:
    url = sender.plan(data, PDF).json()["put"]["url"]
    assert sender.put(url, data).status_code < 300
    assert sender.commit(sha_of(data)).status_code == 200

    _rudely(sender, url, b"X" * len(data))

    assert sender.get(sha_of(data)).content == data


def test_fetches_a_range(sender: Sender, data: bytes) -> None:
    sender.send(data, PDF)

    part = sender.get(sha_of(data), range="bytes=100-199")

    assert part.content == data[100:200]


def test_what_is_not_here_is_absent(sender: Sender, data: bytes) -> None:
    assert sender.get(ABSENT).json()["codigo"] == "arquivos.ausente"
    sender.plan(data, PDF)
    coming = sender.get(sha_of(data))

    assert coming.status_code == 404
    assert coming.json()["codigo"] == "arquivos.aguardando"


def test_storage_answers_that_it_is_ready(storage: Storage) -> None:
    storage.check()
