"""Files in any S3: workstations talk to it by signed addresses, the server checks what arrived.

What a client sends lies under a key of its own until the server has read it; the server itself then
writes the checked bytes under their hash. So an address that is still alive can never change a
published file, whatever the store makes of conditions and checksums.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, cast
from uuid import UUID

from boto3.s3.transfer import TransferConfig

from core.arquivos.rules import ADDRESS_LIFE, PART_BYTES, key_of, part_length
from core.errors import EnvironmentFault, NotFound
from server.storage.base import CHUNK, SendTo, Storage, Stored, Ticket
from server.storage.s3_client import Body, connect, faults, quietly
from server.storage.s3_settings import S3Config

_LIFE = int(ADDRESS_LIFE.total_seconds())


class S3Storage(Storage):
    """One bucket, or a part of it under a prefix; any number of servers may share it."""

    def __init__(self, config: S3Config) -> None:
        self._bucket, self._prefix = config.bucket, config.prefix
        self._client = connect(config, config.endpoint)
        public = config.public_endpoint or config.endpoint
        self._signer = self._client if public == config.endpoint else connect(config, public)
        self._transfer = TransferConfig(
            multipart_threshold=2 * PART_BYTES, multipart_chunksize=PART_BYTES, max_concurrency=2
        )

    @property
    def scratch(self) -> Path:
        """The system's temporary folder."""
        return Path(tempfile.gettempdir())

    def save(self, sha256: str, file: Path) -> None:
        """Upload the checked file; the store shows it whole or not at all."""
        with faults():
            self._client.upload_file(
                str(file),
                self._bucket,
                self._key(sha256),
                # whoever finds an address of it still gets a download and no page
                ExtraArgs={
                    "ContentType": "application/octet-stream",
                    "ContentDisposition": "attachment",
                },
                Config=self._transfer,
            )

    def open(self, sha256: str) -> BinaryIO:
        """The object's body."""
        with faults():
            answer = self._client.get_object(Bucket=self._bucket, Key=self._key(sha256))
        return cast("BinaryIO", Body(answer["Body"]))

    def local(self, sha256: str) -> Path | None:
        """None: it lies elsewhere."""
        key_of(sha256)
        return None

    def address(self, sha256: str, disposition: str, media_type: str) -> str | None:
        """A signed GET that names the download."""
        return self._sign(
            "get_object",
            Key=self._key(sha256),
            ResponseContentDisposition=disposition,
            ResponseContentType=media_type,
        )

    def size(self, sha256: str) -> int | None:
        """Bytes as the store counts them."""
        try:
            with faults():
                answer = self._client.head_object(Bucket=self._bucket, Key=self._key(sha256))
        except NotFound:
            return None
        return int(answer["ContentLength"])

    def delete(self, sha256: str) -> None:
        """Remove the object."""
        self._remove(self._key(sha256))

    def listing(self) -> Iterator[Stored]:
        """Every object whose key is the right one for its name."""
        for item in self._pages("list_objects_v2", "Contents", f"{self._prefix}sha256/"):
            sha256 = item["Key"].rpartition("/")[2]
            if len(sha256) == 64 and item["Key"] == self._key(sha256):
                yield Stored(sha256, item["Size"], item["LastModified"].astimezone(UTC))

    def begin(self, ticket: Ticket) -> str | None:
        """Open a multipart upload; a file of one part needs none."""
        if ticket.parts == 1:
            return None
        if ticket.remote_id is not None and self._goes_on(ticket):
            return ticket.remote_id
        with faults():
            answer = self._client.create_multipart_upload(
                Bucket=self._bucket, Key=self._staging(ticket)
            )
        return str(answer["UploadId"])

    def send_to(self, ticket: Ticket, numbers: Sequence[int]) -> list[SendTo]:
        """Signed addresses; each takes exactly the bytes of its part."""
        return [SendTo(self._part_address(ticket, number)) for number in numbers]

    def receive(self, ticket: Ticket, number: int, chunks: Iterable[bytes]) -> None:  # noqa: ARG002 - as the protocol
        """Refused: parts go to the store itself."""
        raise NotFound("arquivos.envio_ausente")

    def done(self, ticket: Ticket) -> list[int]:
        """What the store has, with the right lengths."""
        found = self._parts(ticket)
        if found is None:
            # one part, or put together already by a commit that was cut off
            whole = self._staged_size(ticket) == ticket.size
            return list(range(1, ticket.parts + 1)) if whole else []
        parts = {it["PartNumber"]: it["Size"] for it in found}
        return [
            number
            for number in range(1, ticket.parts + 1)
            if parts.get(number) == part_length(ticket.size, number, ticket.part_size)
        ]

    def gather(self, ticket: Ticket) -> Iterator[bytes]:
        """Put the parts together there and read the whole."""
        self._complete(ticket)
        with faults():
            answer = self._client.get_object(Bucket=self._bucket, Key=self._staging(ticket))
            body = answer["Body"]
            try:
                yield from body.iter_chunks(CHUNK)
            finally:
                body.close()

    def discard(self, ticket: Ticket) -> None:
        """Abort what is open, remove what is there."""
        if ticket.remote_id is not None:
            self._abort(self._staging(ticket), ticket.remote_id)
        self._remove(self._staging(ticket))

    def sweep(self, before: datetime, alive: Collection[UUID]) -> int:
        """Remove what was sent whole and never committed, abort what was sent in parts."""
        start = f"{self._prefix}uploads/"
        kept = {f"{start}{key.hex}" for key in alive}
        removed = 0
        for item in self._pages("list_objects_v2", "Contents", start):
            if item["Key"] not in kept and item["LastModified"] < before:
                self._remove(item["Key"])
                removed += 1
        for item in self._pages("list_multipart_uploads", "Uploads", start):
            if item["Key"] not in kept and item["Initiated"] < before:
                self._abort(item["Key"], item["UploadId"])
                removed += 1
        return removed

    def check(self) -> None:
        """Ask for the bucket."""
        try:
            with faults():
                self._client.head_bucket(Bucket=self._bucket)
        except NotFound as error:
            raise EnvironmentFault("arquivos.armazenamento", detail=self._bucket) from error

    def close(self) -> None:
        """Close both clients."""
        self._client.close()
        self._signer.close()

    def _key(self, sha256: str) -> str:
        return self._prefix + key_of(sha256)

    def _staging(self, ticket: Ticket) -> str:
        return f"{self._prefix}uploads/{ticket.id.hex}"

    def _part_address(self, ticket: Ticket, number: int) -> str:
        length = part_length(ticket.size, number, ticket.part_size)
        place = {"Key": self._staging(ticket), "ContentLength": length}
        if ticket.parts == 1:
            return self._sign("put_object", **place)
        return self._sign("upload_part", **place, UploadId=ticket.remote_id, PartNumber=number)

    def _sign(self, method: str, **arguments: object) -> str:
        with faults():
            return str(
                self._signer.generate_presigned_url(
                    method, Params={"Bucket": self._bucket, **arguments}, ExpiresIn=_LIFE
                )
            )

    def _staged_size(self, ticket: Ticket) -> int | None:
        try:
            with faults():
                answer = self._client.head_object(Bucket=self._bucket, Key=self._staging(ticket))
        except NotFound:
            return None
        return int(answer["ContentLength"])

    def _goes_on(self, ticket: Ticket) -> bool:
        return self._parts(ticket) is not None or self._staged_size(ticket) == ticket.size

    def _parts(self, ticket: Ticket) -> list[dict[str, Any]] | None:
        """What has arrived of an open multipart upload; None when there is none."""
        if ticket.remote_id is None:
            return None
        found: list[dict[str, Any]] = []
        try:
            with faults():
                pages = self._client.get_paginator("list_parts")
                for page in pages.paginate(
                    Bucket=self._bucket, Key=self._staging(ticket), UploadId=ticket.remote_id
                ):
                    found.extend(page.get("Parts", []))
        except NotFound:
            return None
        return found

    def _complete(self, ticket: Ticket) -> None:
        found = self._parts(ticket) or []
        parts = [{"PartNumber": it["PartNumber"], "ETag": it["ETag"]} for it in found]
        if parts:
            quietly(
                self._client.complete_multipart_upload,
                Bucket=self._bucket,
                Key=self._staging(ticket),
                UploadId=ticket.remote_id,
                MultipartUpload={"Parts": parts},
            )

    def _pages(self, operation: str, what: str, prefix: str) -> Iterator[dict[str, Any]]:
        try:
            with faults():
                pages = self._client.get_paginator(operation)
                for page in pages.paginate(Bucket=self._bucket, Prefix=prefix):
                    yield from page.get(what, [])
        except NotFound:
            return  # what rclone says of a bucket without any

    def _abort(self, key: str, remote_id: str) -> None:
        quietly(
            self._client.abort_multipart_upload, Bucket=self._bucket, Key=key, UploadId=remote_id
        )

    def _remove(self, key: str) -> None:
        quietly(self._client.delete_object, Bucket=self._bucket, Key=key)
