"""The settings of an S3, read without its library: most servers have a folder instead."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import InputError
from server.settings import Settings


@dataclass(frozen=True, slots=True)
class S3Config:
    """Where the store is and who we are there.

    Attributes:
        endpoint: its address as the server sees it.
        public_endpoint: its address as workstations see it, for signed addresses only.
        prefix: what every key begins with.
    """

    endpoint: str
    access_key: str
    secret_key: str
    bucket: str
    region: str = "us-east-1"
    prefix: str = ""
    public_endpoint: str = ""


def s3_config(settings: Settings) -> S3Config | None:
    """The store that is set; None when nothing of it is.

    Raises:
        InputError: set up by half: the server does not start rather than lose files silently.
    """
    needed = {
        "OBJECT_STORAGE_ENDPOINT": settings.object_storage_endpoint.strip(),
        "OBJECT_STORAGE_ACCESS_KEY": settings.object_storage_access_key.strip(),
        "OBJECT_STORAGE_SECRET_KEY": settings.object_storage_secret_key.get_secret_value().strip(),
        "OBJECT_STORAGE_BUCKET": settings.object_storage_bucket.strip(),
    }
    optional = (settings.object_storage_prefix, settings.object_storage_public_endpoint)
    missing = [name for name, value in needed.items() if not value]
    if len(missing) == len(needed) and not any(optional):
        return None
    if missing:
        raise InputError("arquivos.armazenamento_incompleto", faltam=", ".join(missing))
    prefix = settings.object_storage_prefix.strip().strip("/")
    return S3Config(
        endpoint=needed["OBJECT_STORAGE_ENDPOINT"],
        access_key=needed["OBJECT_STORAGE_ACCESS_KEY"],
        secret_key=needed["OBJECT_STORAGE_SECRET_KEY"],
        bucket=needed["OBJECT_STORAGE_BUCKET"],
        region=settings.object_storage_region,
        prefix=f"{prefix}/" if prefix else "",
        public_endpoint=settings.object_storage_public_endpoint.strip(),
    )
