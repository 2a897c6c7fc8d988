"""What is particular to object storage: its settings, its addresses, its forgetfulness."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from core.arquivos.kinds import PDF
from core.arquivos.rules import ADDRESS_LIFE, FileRef
from core.db.engine import Database
from core.errors import EnvironmentFault, InputError, NotFound
from core.ids import new_id
from server.storage.base import Ticket, chunks_of
from server.storage.files import files_from, spool
from server.storage.folder import FolderStorage
from server.storage.s3 import S3Storage
from server.storage.s3_settings import S3Config, s3_config
from server.storage.sending import Sending
from tests.support.databases import someone
from tests.support.object_store import ObjectStore, free_ports, own_rclone, raw_client
from tests.support.serving import settings_for
from tests.support.storages import s3_storage
from tests.support.uploads import PART

DATA = b"%PDF-1.7\n" + bytes(1000)
SHA = hashlib.sha256(DATA).hexdigest()
LARGE = b"%PDF-1.7\n" + bytes(PART)
LARGE_SHA = hashlib.sha256(LARGE).hexdigest()
SET = {
    "object_storage_endpoint": "https://storage.example",
    "object_storage_access_key": "key",
    "object_storage_secret_key": "secret",
    "object_storage_bucket": "bucket",
}


@pytest.fixture
def storage(object_store: ObjectStore) -> Iterator[S3Storage]:
    storage = s3_storage(object_store)
    yield storage
    storage.close()


def _save(storage: S3Storage, data: bytes = DATA) -> None:
    file, sha256 = spool(storage.scratch, [data])
    storage.save(sha256, file)
    file.unlink()


def _ticket(size: int = len(DATA)) -> Ticket:
    return Ticket(new_id(), size, datetime.now(UTC) + ADDRESS_LIFE)


@pytest.mark.parametrize("missing", list(SET))
def test_half_a_configuration_is_refused(missing: str, tmp_path: Path) -> None:
    settings = settings_for("sqlite://", tmp_path, **{**SET, missing: " "})

    with pytest.raises(InputError) as caught:
        files_from(settings)

    assert caught.value.values == {"faltam": missing.upper()}


@pytest.mark.parametrize(
    "only",
    [{"object_storage_prefix": "x"}, {"object_storage_public_endpoint": "https://x.example"}],
)
def test_a_detail_alone_is_half_a_configuration(only: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(InputError):
        s3_config(settings_for("sqlite://", tmp_path, **only))


def test_nothing_set_means_a_folder(tmp_path: Path) -> None:
    settings = settings_for("sqlite://", tmp_path)

    files = files_from(settings)

    assert isinstance(files.storage, FolderStorage)
    assert files.storage.root == settings.storage_folder


def test_all_set_means_the_store(tmp_path: Path) -> None:
    more = {**SET, "object_storage_prefix": "/producao/", "object_storage_region": "nyc3"}

    config = s3_config(settings_for("sqlite://", tmp_path, **more))

    assert config == S3Config(
        "https://storage.example", "key", "secret", "bucket", "nyc3", "producao/"
    )


def test_keys_lie_under_the_prefix_and_are_downloads(
    storage: S3Storage, object_store: ObjectStore
) -> None:
    _save(storage)

    with raw_client(object_store) as client:
        key = f"{object_store.prefix}sha256/{SHA[:2]}/{SHA[2:4]}/{SHA}"
        head = client.head_object(Bucket=object_store.bucket, Key=key)
    assert head["ContentLength"] == len(DATA)
    assert head["ContentDisposition"] == "attachment"


def test_a_large_file_of_the_servers_own_is_stored_whole(storage: S3Storage) -> None:
    data = bytes(range(256)) * (5 * PART // 512)
    _save(storage, data)

    sha256 = hashlib.sha256(data).hexdigest()
    with storage.open(sha256) as stream:
        assert stream.read() == data
    assert storage.size(sha256) == len(data)


def test_addresses_hold_a_quarter_of_an_hour(storage: S3Storage) -> None:
    download = storage.address(SHA, "attachment", PDF)
    (upload,) = storage.send_to(_ticket(), [1])

    for url in (download or "", upload.url):
        assert parse_qs(urlsplit(url).query)["X-Amz-Expires"] == ["900"]


def test_an_expired_address_is_refused_by_the_store(
    storage: S3Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    _save(storage)
    old = "20200101T000000Z"
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda: datetime(2020, 1, 1))  # noqa: DTZ001 - as botocore
    download = storage.address(SHA, "attachment", PDF) or ""
    (upload,) = storage.send_to(_ticket(), [1])
    monkeypatch.undo()

    assert old in download
    assert httpx2.get(download).status_code in {400, 403}
    assert httpx2.put(upload.url, content=DATA).status_code in {400, 403}


def test_an_address_is_for_its_own_key_and_length(storage: S3Storage) -> None:
    _save(storage)
    (upload,) = storage.send_to(_ticket(), [1])
    elsewhere = upload.url.replace("/uploads/", "/sha256/")

    assert httpx2.put(elsewhere, content=DATA).status_code == 403
    assert httpx2.put(upload.url, content=DATA + b"!").status_code == 403
    assert httpx2.delete(upload.url).status_code == 403
    assert httpx2.get(upload.url).status_code == 403
    assert storage.size(SHA) == len(DATA)


def test_a_stranger_gets_nothing(storage: S3Storage) -> None:
    _save(storage)
    signed = storage.address(SHA, "attachment", PDF) or ""

    assert httpx2.get(signed.partition("?")[0]).status_code in {400, 401, 403}


def test_the_public_endpoint_is_for_addresses_only(object_store: ObjectStore) -> None:
    storage = S3Storage(
        S3Config(
            object_store.endpoint,
            object_store.access_key,
            object_store.secret_key,
            object_store.bucket,
            prefix=object_store.prefix,
            public_endpoint="https://files.example",
        )
    )
    _save(storage)

    assert (storage.address(SHA, "attachment", PDF) or "").startswith("https://files.example/")
    assert storage.send_to(_ticket(), [1])[0].url.startswith("https://files.example/")
    assert storage.size(SHA) == len(DATA)
    storage.close()


def test_wrong_credentials_are_a_fault_that_is_told(object_store: ObjectStore) -> None:
    storage = s3_storage(replace(object_store, secret_key=object_store.secret_key[::-1]))

    for ask in (storage.check, storage.listing().__next__, lambda: _save(storage)):
        with pytest.raises(EnvironmentFault):
            ask()
    storage.close()


def test_a_missing_bucket_is_a_fault(object_store: ObjectStore) -> None:
    storage = s3_storage(replace(object_store, bucket="missing-bucket"))

    with pytest.raises(EnvironmentFault):
        storage.check()
    storage.close()


def test_a_store_that_is_not_there_is_a_fault() -> None:
    (port,) = free_ports(1)
    storage = S3Storage(S3Config(f"http://127.0.0.1:{port}", "key", "secret", "bucket"))

    for ask in (storage.check, lambda: storage.open(SHA), lambda: _save(storage)):
        with pytest.raises(EnvironmentFault):
            ask()
    storage.close()


def test_parts_do_not_come_through_the_server(storage: S3Storage) -> None:
    with pytest.raises(NotFound):
        storage.receive(_ticket(), 1, [DATA])


def _send(sending: Sending, data: bytes, sha256: str) -> FileRef:
    ticket = sending.plan(FileRef(sha256, len(data), PDF))
    assert ticket is not None
    done = sending.storage.done(ticket)
    for number, place in enumerate(sending.addresses(ticket), start=1):
        if number not in done:
            part = data[(number - 1) * PART : number * PART]
            httpx2.put(place.url, content=part).raise_for_status()
    return sending.commit(sha256)


def test_a_sending_that_the_store_forgot_begins_again(
    storage: S3Storage, object_store: ObjectStore, sqlite_url: str
) -> None:
    with Database(sqlite_url) as database:
        sending = Sending(database, storage, someone("arquivos"), 10**9)
        first = sending.plan(FileRef(LARGE_SHA, len(LARGE), PDF))
        assert first is not None
        with raw_client(object_store) as client:
            client.abort_multipart_upload(
                Bucket=object_store.bucket,
                Key=storage._staging(first),
                UploadId=first.remote_id,
            )

        assert _send(sending, LARGE, LARGE_SHA).size == len(LARGE)


def test_a_commit_cut_off_after_the_parts_were_joined_is_gone_on_with(
    storage: S3Storage, sqlite_url: str
) -> None:
    with Database(sqlite_url) as database:
        sending = Sending(database, storage, someone("arquivos"), 10**9)
        ticket = sending.plan(FileRef(LARGE_SHA, len(LARGE), PDF))
        assert ticket is not None
        for number, place in enumerate(sending.addresses(ticket)):
            part = LARGE[number * PART : (number + 1) * PART]
            httpx2.put(place.url, content=part).raise_for_status()
        storage._complete(ticket)

        again = sending.plan(FileRef(LARGE_SHA, len(LARGE), PDF))

        assert again is not None
        assert storage.done(again) == [1, 2]
        assert sending.commit(LARGE_SHA).size == len(LARGE)
        assert storage.done(again) == []


def test_old_leftovers_are_swept(storage: S3Storage) -> None:
    whole, alive = _ticket(), _ticket()
    parts = _ticket(len(LARGE))
    parts = replace(parts, remote_id=storage.begin(parts))
    for ticket in (whole, alive):
        (place,) = storage.send_to(ticket, [1])
        httpx2.put(place.url, content=DATA).raise_for_status()
    hour = timedelta(hours=1)

    assert storage.sweep(datetime.now(UTC) - hour, [alive.id]) == 0
    assert storage.sweep(datetime.now(UTC) + hour, [alive.id]) == 2
    assert storage.done(whole) == []
    assert storage.done(alive) == [1]
    assert not storage._goes_on(parts)


def test_a_store_killed_in_the_middle_loses_no_published_file(
    tmp_path: Path, sqlite_url: str
) -> None:
    (port,) = free_ports(1)
    with Database(sqlite_url) as database:
        with own_rclone(tmp_path, port) as (store, kill):
            storage = s3_storage(store)
            sending = Sending(database, storage, someone("arquivos"), 10**9)
            _send(sending, DATA, SHA)
            ticket = sending.plan(FileRef(LARGE_SHA, len(LARGE), PDF))
            assert ticket is not None
            first = sending.addresses(ticket)[0]
            httpx2.put(first.url, content=LARGE[:PART]).raise_for_status()
            kill()
            with pytest.raises(EnvironmentFault):
                sending.commit(LARGE_SHA)

        with own_rclone(tmp_path, port):
            assert _send(sending, LARGE, LARGE_SHA).size == len(LARGE)
            with storage.open(SHA) as stream:
                assert stream.read() == DATA
            storage.close()


def test_a_body_that_breaks_off_is_a_fault(storage: S3Storage) -> None:
    _save(storage, LARGE)
    stream = storage.open(LARGE_SHA)
    stream.read(10)
    stream._body._raw_stream._fp.close()  # type: ignore[attr-defined]  # the connection, cut

    with pytest.raises(EnvironmentFault):
        b"".join(chunks_of(stream))
    stream.close()
