"""Who comes in, and through which door: permissions of several screens, and the path's prefix."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from core.errors import Denied
from server.api.deps import Caller, needs


class Either:
    """The dependency of a route: the caller, who holds one of these permissions at least."""

    def __init__(self, *permissions: str) -> None:
        self.permissions = permissions

    async def __call__(self, call: Annotated[Caller, Depends(needs(None))]) -> Caller:
        """The caller.

        Raises:
            Denied: none of them is his; the first one is named.
        """
        if not any(call.actor.may(permission) for permission in self.permissions):
            raise Denied("acesso.sem_permissao", permissao=self.permissions[0])
        return call


_PREFIX = "/producao"


def _came_through(request: Request) -> str:
    return _PREFIX if request.url.path.startswith(f"{_PREFIX}/") else ""


Porta = Annotated[str, Depends(_came_through)]
"""The prefix that the request came through, for the addresses in its answer."""
