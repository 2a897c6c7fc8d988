"""The public web API: thin routes over commands and queries, one module an area.

What the old gateway answered itself lies under `/`, what it passed on to production under
`/producao`; a router says so once, here.
"""

from __future__ import annotations

from fastapi import APIRouter

from server.api.acesso import router as acesso
from server.api.arquivos import router as arquivos
from server.api.cadastros import router as cadastros
from server.api.jobs import router as jobs
from server.api.producao import FLOOR, PLANS, STOCK

ROUTERS: tuple[tuple[str, APIRouter], ...] = (
    ("", acesso),
    ("", arquivos),
    ("", cadastros),
    ("", jobs),
    *((prefix, router) for router in (*STOCK, *PLANS, *FLOOR) for prefix in ("", "/producao")),
)
"""Prefix and router, in the order of the documentation."""
