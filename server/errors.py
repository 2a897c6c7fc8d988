"""Turns errors into answers: one status for each kind, one sentence for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from pydantic_core import to_jsonable_python
from sqlalchemy.exc import DataError, DBAPIError, OperationalError, StatementError
from starlette.exceptions import HTTPException

from core.errors import (
    Cancelled,
    Denied,
    EnvironmentFault,
    InputError,
    NotFound,
    ProofError,
    RadhaError,
    Refused,
    Unauthenticated,
)
from core.faults import reason
from core.ids import new_id
from core.messages import say, say_error
from server.auth.limits import Throttled

_LOG = structlog.get_logger()

_STATUS: tuple[tuple[type[RadhaError], int], ...] = (
    (Unauthenticated, 401),
    (Denied, 403),
    (NotFound, 404),
    (Refused, 409),
    (InputError, 422),
    (ProofError, 409),
    (Cancelled, 409),
    (Throttled, 429),
    (EnvironmentFault, 503),
)


_RETRY = {429, 503}
_PARTS = {"body", "query", "path", "header"}


def status_of(error: RadhaError) -> int:
    """The HTTP status of an error of ours."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


def body_of(code: str, sentence: str, **more: Any) -> dict[str, Any]:
    """What an error answer holds; `erro` is where the old production clients look."""
    return {"detail": sentence, "erro": sentence, "codigo": code, **more}


def register(app: FastAPI) -> None:
    """Answer every error as this module says."""
    app.add_exception_handler(RadhaError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(ValidationError, _invalid)
    app.add_exception_handler(HTTPException, _plain)
    for kind in (DataError, StatementError, OverflowError, UnicodeError, RecursionError):
        app.add_exception_handler(kind, _unusable)
    app.add_exception_handler(Exception, _fault)


def answer(error: RadhaError) -> JSONResponse:
    """The answer to an error of ours."""
    status = status_of(error)
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    if status in _RETRY:
        headers["Retry-After"] = str(error.values.get("segundos", 5))
    values = to_jsonable_python(error.values)
    body = body_of(error.code, say_error(error), valores=values)
    return JSONResponse(body, status, headers=headers)


async def _ours(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RadhaError)  # noqa: S101 - registered for it alone
    return answer(error)


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError | ValidationError)  # noqa: S101 - as above
    places = [{"campo": _place(item["loc"]), "motivo": reason(item)} for item in error.errors()]
    code = "servidor.dados_invalidos"
    named = ", ".join(sorted({place["campo"] for place in places})[:5])
    return JSONResponse(body_of(code, say(code, campos=named), campos=places), 422)


def _place(steps: Sequence[str | int]) -> str:
    """Where in the request; a field of the body by its own name alone."""
    inner = steps[1:] if len(steps) > 1 and steps[0] in _PARTS else steps
    return ".".join(str(step) for step in inner)


async def _plain(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - as above
    code = f"servidor.http_{error.status_code}"
    return JSONResponse(
        body_of(code, say(code)), error.status_code, headers=dict(error.headers or {})
    )


async def _unusable(request: Request, error: Exception) -> JSONResponse:
    """A value that passed every model and that the database cannot hold, or no database at all."""
    if isinstance(error, OperationalError):
        _LOG.error("database", method=request.method, path=request.url.path, why=str(error.orig))
        return answer(EnvironmentFault("servidor.banco", detail=type(error.orig).__name__))
    if isinstance(error, DBAPIError) and not isinstance(error, DataError):
        return await _fault(request, error)
    # short: whoever sends such values may send many
    _LOG.warning("unusable", method=request.method, path=request.url.path, why=type(error).__name__)
    return answer(InputError("servidor.valor_impossivel"))


async def _fault(request: Request, error: Exception) -> JSONResponse:
    name = str(new_id())
    _LOG.error("fault", fault=name, method=request.method, path=request.url.path, exc_info=error)
    code = "servidor.falha"
    return JSONResponse(body_of(code, say(code, falha=name)), 500)
