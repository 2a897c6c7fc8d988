"""Routers whose endpoints give their reading connection back as soon as they are done."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute

from server.api.deps import Caller


class ClosingRoute(APIRoute):
    """A route that closes what its callers opened, in the thread where its endpoint ran.

    Their dependency would do it too, but only after a further way to a thread and back, and with
    the connection kept until the answer is sent.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, _closing(endpoint), **options)


def new_router(**options: Any) -> APIRouter:
    """A router of such routes.

    Args:
        options: of FastAPI's router: `tags`, `prefix`.
    """
    return APIRouter(route_class=ClosingRoute, **options)


def _closing(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    if iscoroutinefunction(endpoint):
        return endpoint

    @wraps(endpoint)
    def run(**arguments: Any) -> Any:
        try:
            return endpoint(**arguments)
        finally:
            for value in arguments.values():
                if isinstance(value, Caller):
                    value.close()

    return run
