"""What the routes of the door share: its parts, where a request comes from, and its refusals."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Request

from server.api.deps import Caller, address_of, bearer
from server.auth.first import one_time_password
from server.auth.limits import Origin
from server.auth.login import Door
from server.auth.passwords import Passwords
from server.auth.tokens import read_access, session_of
from server.state import State, state_of

ONE_TIME = timedelta(days=3)
"""How long a password that an administrator hands over may wait to be changed."""

Numero = Annotated[int, Path(ge=1, le=2**63 - 1)]


def door_of(state: State) -> Door:
    """The door of this process."""
    return Door(state.database, state.keys, Passwords.of(state.settings))


async def _door(request: Request) -> Door:
    return door_of(state_of(request))


async def _origin(request: Request) -> Origin:
    return Origin(
        address_of(request), request.headers.get("user-agent", "").replace("\0", "")[:200]
    )


AtDoor = Annotated[Door, Depends(_door)]
From = Annotated[Origin, Depends(_origin)]


def session_id(request: Request, call: Caller) -> UUID:
    """The session of a request that is authenticated already."""
    token = bearer(request.headers.get("authorization"))
    return session_of(read_access(call.state.keys, token, datetime.now(UTC)))


def password_for(call: Caller, about: str) -> str:
    """A one-time password; the same when the request is repeated with its `Idempotency-Key`."""
    if call.op_id is None:
        return one_time_password()
    said = b"|".join((b"one-time", call.op_id.bytes, about.encode()))
    return one_time_password(hmac.digest(call.state.keys.renewing, said, hashlib.sha256))
