"""Refuses bodies that are larger than any honest request, before anything reads them."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.errors import InputError
from server.errors import answer

_FILES = b"multipart/form-data"


class BodyLimit:
    """Cuts a request off when its body passes the limit of its kind.

    Args:
        app: what is behind.
        limit: bytes of an ordinary body.
        files: bytes of a multipart body and of a file's upload.
    """

    def __init__(self, app: ASGIApp, *, limit: int, files: int) -> None:
        self.app, self.limit, self.files = app, limit, files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        limit = self.files if _carries_files(scope, headers) else self.limit
        told = headers.get(b"content-length", b"0")
        if told.isdigit() and int(told) > limit:
            await self._refuse(limit, scope, receive, send)
            return
        seen = 0
        started = False

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise _TooLarge
            return message

        async def noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, counted, noted)
        except _TooLarge:
            if started:
                raise
            await self._refuse(limit, scope, receive, send)

    async def _refuse(self, limit: int, scope: Scope, receive: Receive, send: Send) -> None:
        response = answer(InputError("servidor.corpo_grande", bytes=limit))
        response.status_code = 413
        await response(scope, receive, send)


def _carries_files(scope: Scope, headers: dict[bytes, bytes]) -> bool:
    if headers.get(b"content-type", b"").startswith(_FILES):
        return True
    return scope["method"] == "PUT" and "/blobs/" in scope["path"]


class _TooLarge(Exception):
    pass
