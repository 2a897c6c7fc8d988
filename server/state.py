"""What one server process holds while it runs."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request

from core.db.engine import Database
from server.auth.tokens import TokenKeys
from server.settings import Settings
from server.storage.files import Files


@dataclass(frozen=True)
class State:
    """Made once by `server.app`, read by every request."""

    settings: Settings
    database: Database
    keys: TokenKeys
    files: Files


def state_of(request: Request) -> State:
    """The state of the application that serves this request."""
    state = request.app.state.radha
    assert isinstance(state, State)  # noqa: S101 - the application always sets it
    return state
