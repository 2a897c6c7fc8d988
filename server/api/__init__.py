"""The public web API: thin routes over commands and queries, one module an area.

What the old gateway answered itself lies under `/`, what it passed on to production under
`/producao`; a router says so once, here.
"""

from __future__ import annotations

from fastapi import APIRouter

from server.api.cadastros import router as cadastros

ROUTERS: tuple[tuple[str, APIRouter], ...] = (("", cadastros),)
"""Prefix and router, in the order of the documentation."""
