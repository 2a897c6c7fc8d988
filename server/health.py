"""Whether the server lives, and whether it can work; the only answers without a person."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy import text

from core.errors import EnvironmentFault
from server.state import state_of

router = APIRouter(tags=["servidor"])


@router.get("/")
def root() -> dict[str, str]:
    """That the server is there; the old gateway's health route."""
    return {"message": "Radha"}


@router.get("/saude")
def health() -> dict[str, str]:
    """That the process lives."""
    return {"estado": "vivo"}


@router.get("/pronto")
def ready(request: Request) -> dict[str, str]:
    """That the database answers and has the schema of this version."""
    database = state_of(request).database
    try:
        with database.sessions() as session:
            session.execute(text("SELECT 1"))
    except Exception as error:
        raise EnvironmentFault("servidor.banco", detail=type(error).__name__) from error
    return {"estado": "pronto"}
