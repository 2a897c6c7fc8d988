"""Handing a file out: a signed address of the store, or the bytes with ranges; only to keep."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import Request
from fastapi.responses import FileResponse, RedirectResponse, Response

from core.arquivos.kinds import suffix_of
from core.arquivos.models import Blob
from core.arquivos.rules import download_name
from core.errors import NotFound
from server.storage.files import Files

_GUARDS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


def hand_out(files: Files, blob: Blob, name: str, request: Request) -> Response:
    """The answer with a file's bytes; the route has decided that the caller may have them.

    Args:
        files: where it lies.
        blob: its row, present.
        name: what the download is to be called; made harmless here.
        request: tells what the caller has already (`If-None-Match`) and wants (`Range`).

    Returns:
        307 to an address that holds a quarter of an hour, or 200, 206, 304, 416.

    Raises:
        NotFound: the storage has lost it.
    """
    etag = f'"{blob.sha256}"'
    keep = {"ETag": etag, "Cache-Control": "private, max-age=86400, immutable", **_GUARDS}
    if etag in _tags(request):
        return Response(status_code=304, headers=keep)
    named = attachment(name, f"{blob.sha256[:12]}{suffix_of(blob.type)}")
    address = files.storage.address(blob.sha256, named, blob.type)
    if address is not None:
        return RedirectResponse(address, 307, headers={"Cache-Control": "no-store"})
    place = files.storage.local(blob.sha256)
    if place is None:
        raise NotFound("arquivos.ausente")
    return FileResponse(
        place,
        media_type=blob.type,
        headers={**keep, "Content-Disposition": named},
        stat_result=place.stat(),
    )


def attachment(name: str, instead: str = "arquivo") -> str:
    """The `Content-Disposition` under which a file is handed out: to keep, never to show.

    RFC 6266: the plain form for old readers, the UTF-8 form for all others.
    """
    safe = download_name(name, instead)
    plain = safe.encode("ascii", "replace").decode().replace("?", "_").replace("%", "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(safe, safe='')}"


def _tags(request: Request) -> set[str]:
    told = request.headers.get("if-none-match", "")
    return {tag.strip().removeprefix("W/") for tag in told.split(",")}
