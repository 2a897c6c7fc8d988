"""Routes that several screens read, each with a permission of its own."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from core.errors import Denied
from server.api.deps import Caller, needs


class Either:
    """The dependency of a route: the caller, who holds one of these permissions at least."""

    def __init__(self, *permissions: str) -> None:
        self.permissions = permissions

    def __call__(self, call: Annotated[Caller, Depends(needs(None))]) -> Caller:
        """The caller.

        Raises:
            Denied: none of them is his; the first one is named.
        """
        if not any(call.actor.may(permission) for permission in self.permissions):
            raise Denied("acesso.sem_permissao", permissao=self.permissions[0])
        return call
