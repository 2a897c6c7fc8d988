"""How the server reaches an S3: its client, and its complaints as ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedIOBase
from typing import Any

import boto3
from boto3.exceptions import Boto3Error
from botocore.client import Config
from botocore.exceptions import BotoCoreError, ClientError

from core.errors import EnvironmentFault, NotFound
from server.storage.s3_settings import S3Config

_GONE = {"404", "NoSuchKey", "NoSuchUpload", "NotFound"}


class Body(BufferedIOBase):
    """An object's body as a stream whose failures are ours."""

    def __init__(self, body: Any) -> None:
        self._body = body

    def readable(self) -> bool:
        """Yes."""
        return True

    def read(self, size: int | None = -1) -> bytes:
        """The next bytes, or all that is left."""
        with faults():
            return bytes(self._body.read(None if size is None or size < 0 else size))

    def close(self) -> None:
        """Give the connection back."""
        self._body.close()
        super().close()


def connect(config: S3Config, endpoint: str) -> Any:
    """A client that signs for this address of the store; boto3's clients have no types."""
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        aws_access_key_id=config.access_key,
        aws_secret_access_key=config.secret_key,
        region_name=config.region,
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            connect_timeout=5,
            read_timeout=30,
            retries={"mode": "standard", "total_max_attempts": 3},
        ),
    )


def quietly(call: Callable[..., object], **arguments: object) -> None:
    """Do it; a thing that is gone already is as good."""
    try:
        with faults():
            call(**arguments)
    except NotFound:
        return


@contextmanager
def faults() -> Iterator[None]:
    """The store's complaints as ours."""
    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in _GONE:
            raise NotFound("arquivos.ausente") from error
        raise EnvironmentFault("arquivos.armazenamento", detail=code) from error
    except (BotoCoreError, Boto3Error, OSError) as error:
        raise EnvironmentFault("arquivos.armazenamento", detail=type(error).__name__) from error
