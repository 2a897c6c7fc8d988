"""The server's half of the synchronisation: takes operations, hands out what changed."""

from __future__ import annotations

from server.sync.routes import poke, router

ROUTERS = (router, poke)

__all__ = ["ROUTERS"]
