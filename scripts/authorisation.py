"""Writes the table of who may call what: `uv run python -m scripts.authorisation`.

The table is read off the application itself, so that it cannot say more or less than the routes do.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from starlette.routing import BaseRoute

from server.api import mount
from server.api.deps import Needs
from server.health import router as health

DOCUMENT = Path(__file__).parents[1] / "docs" / "authorisation.md"

PUBLIC = "public"
SIGNED_IN = "signed in"

_HEAD = """# Who may call what

Made by `python -m scripts.authorisation` from the routes themselves; a test compares it with them,
and sends every route without a token, without the permission, and with every permission but the one
asked for. A *signed in* route looks at the person himself, or its command asks for a
permission. A permission is compared whole: `producao` does not include `producao/lote`.

| method | path | who |
|---|---|---|
"""


@dataclass(frozen=True)
class Guarded:
    """One route and who may call it.

    Attributes:
        who: a permission, or `SIGNED_IN`, or `PUBLIC`.
    """

    method: str
    path: str
    who: str

    @property
    def permission(self) -> str | None:
        """The permission that is asked for, if one is."""
        return None if self.who in {PUBLIC, SIGNED_IN} else self.who


def documented() -> FastAPI:
    """An application with every router and nothing behind them, to be read only."""
    app = FastAPI(redirect_slashes=False, docs_url=None, redoc_url=None)
    app.include_router(health)
    mount(app)
    return app


def guarded(app: FastAPI) -> list[Guarded]:
    """Every route of an application in its order, each with its guard.

    Raises:
        TypeError: a route is of a kind whose guard cannot be read.
        ValueError: a route has two guards that ask for different things.
    """
    return [line for context in iter_route_contexts(app.routes) for line in _lines(context)]


def table(routes: list[Guarded]) -> str:
    """The document."""
    who = {PUBLIC: f"*{PUBLIC}*", SIGNED_IN: f"*{SIGNED_IN}*"}
    lines = (
        f"| {route.method} | `{route.path}` | {who.get(route.who, f'`{route.who}`')} |\n"
        for route in routes
    )
    return _HEAD + "".join(lines)


def _lines(context: RouteContext) -> Iterator[Guarded]:
    methods = sorted(context.methods or ())
    who = _who(context)
    for method in methods:
        yield Guarded(method, context.path_format or context.path or "", who)


def _who(context: RouteContext) -> str:
    route: BaseRoute = context.original_route
    if not isinstance(route, APIRoute):
        # the only one is Starlette's own route of the OpenAPI document
        if context.path == "/openapi.json":
            return PUBLIC
        raise TypeError(context.path)
    asked = {guard.permission for guard in _guards(context.dependant)}
    # signed in is the less of two: a route may look at the person and ask for a permission as well
    asked = asked - {None} or asked
    if len(asked) > 1:
        raise ValueError(context.path)
    return next((permission or SIGNED_IN for permission in asked), PUBLIC)


def _guards(dependant: Dependant) -> Iterator[Needs]:
    if isinstance(dependant.call, Needs):
        yield dependant.call
    for below in dependant.dependencies:
        yield from _guards(below)


def main() -> int:
    """Write the document."""
    DOCUMENT.write_text(table(guarded(documented())), encoding="utf-8")
    print(DOCUMENT.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
