"""Storages for the tests: a folder, and the two S3 servers, each empty."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.arquivos.rules import key_of
from server.storage.base import Storage
from server.storage.folder import FolderStorage
from server.storage.s3 import S3Storage
from server.storage.s3_settings import S3Config
from tests.support.object_store import ObjectStore


def storage_of(request: pytest.FixtureRequest, name: str, folder: Path) -> Storage:
    """An empty storage of this name: ``folder``, ``seaweedfs`` or ``rclone``."""
    if name == "folder":
        return FolderStorage(folder / "files")
    server: ObjectStore = request.getfixturevalue(name)
    return s3_storage(server.apart())


def s3_storage(store: ObjectStore) -> S3Storage:
    """Our storage over this part of the bucket."""
    return S3Storage(
        S3Config(
            endpoint=store.endpoint,
            access_key=store.access_key,
            secret_key=store.secret_key,
            bucket=store.bucket,
            region=store.region,
            prefix=store.prefix,
        )
    )


def corrupt(storage: Storage, sha256: str, data: bytes = b"something else") -> None:
    """Change a published file behind the storage's back."""
    if isinstance(storage, FolderStorage):
        (storage.root / key_of(sha256)).write_bytes(data)
    elif isinstance(storage, S3Storage):
        storage._client.put_object(Bucket=storage._bucket, Key=storage._key(sha256), Body=data)
