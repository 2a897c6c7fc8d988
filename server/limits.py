"""Refuses bodies that are larger or slower than any honest request, before anything reads them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.errors import InputError
from server.errors import answer

PAUSE_SECONDS = 30.0
"""How long a body may stand still; a station on a poor line still sends something."""

_FILES = b"multipart/form-data"


class BodyLimit:
    """Cuts a request off when its body passes the limit of its kind, or stands still.

    Args:
        app: what is behind.
        limit: bytes of an ordinary body.
        files: bytes of a multipart body and of a file's upload.
        known: tells from the Authorization header whether somebody may have sent it; a stranger's
            files would be read whole before a route could turn him away, so his limit is the
            ordinary one.
        pause: seconds a body may stand still.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        limit: int,
        files: int,
        known: Callable[[str], bool],
        pause: float = PAUSE_SECONDS,
    ) -> None:
        self.app, self.limit, self.files = app, limit, files
        self.known, self.pause = known, pause

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self._limit(scope)
        told = dict(scope["headers"]).get(b"content-length", b"0")
        if told.isdigit() and int(told) > limit:
            await _refuse(_CutOff(413), limit, scope, receive, send)
            return
        started = False

        async def noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, self._counted(receive, limit), noted)
        except _CutOff as cut:
            # another reader of the body than a route's met it
            if started:
                raise
            await _refuse(cut, limit, scope, receive, send)

    def _limit(self, scope: Scope) -> int:
        if not carries_files(scope):
            return self.limit
        said = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
        return self.files if self.known(said) else min(self.limit, self.files)

    def _counted(self, receive: Receive, limit: int) -> Receive:
        seen = 0
        whole = False

        async def counted() -> Message:
            nonlocal seen, whole
            if whole:
                # what comes now is the end of the connection, whenever that is
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), self.pause)
            except TimeoutError as error:
                raise _CutOff(408) from error
            whole = not message.get("more_body", False)
            seen += len(message.get("body", b""))
            if seen > limit:
                raise _CutOff(413)
            return message

        return counted


def carries_files(scope: Scope) -> bool:
    """Whether the body of this request is a file, or has files in it."""
    kind = dict(scope["headers"]).get(b"content-type", b"")
    if kind.lower().startswith(_FILES):
        return True
    return bool(scope["method"] == "PUT" and scope["path"].startswith("/v1/blobs/uploads/"))


async def _refuse(cut: _CutOff, limit: int, scope: Scope, receive: Receive, send: Send) -> None:
    large = InputError("servidor.corpo_grande", bytes=limit)
    response = answer(large if cut.status_code == 413 else InputError("servidor.http_408"))
    response.status_code = cut.status_code
    await response(scope, receive, send)


class _CutOff(HTTPException):
    """An HTTP error, because readers of bodies make a plain 400 of anything else."""
