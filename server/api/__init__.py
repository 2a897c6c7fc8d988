"""The public web API: thin routes over commands and queries, one module an area.

What the old gateway answered itself lies under `/`, what it passed on to production under
`/producao`. Production also answers without that prefix, as its own server did; those are the same
routes and stand in the OpenAPI once.
"""

from __future__ import annotations

from fastapi import FastAPI

from server.api.acesso import router as acesso
from server.api.arquivos import router as arquivos
from server.api.cadastros import router as cadastros
from server.api.jobs import router as jobs
from server.api.producao import BATCHES, FLOOR, OCCURRENCES, PLANS, STOCK
from server.api.sync import poke
from server.api.sync import router as sync
from server.api.sync_pendencias import router as pendencias

GATEWAY = (cadastros, acesso, jobs, arquivos, sync, poke, pendencias)
PRODUCTION = (*STOCK, *BATCHES, *PLANS, *FLOOR)


def mount(app: FastAPI) -> None:
    """Add every route, in the order of the documentation."""
    for router in GATEWAY:
        app.include_router(router)
    # the old gateway had occurrences of its own beside those of production
    app.include_router(OCCURRENCES)
    app.include_router(OCCURRENCES, prefix="/producao")
    for router in PRODUCTION:
        app.include_router(router, prefix="/producao")
    for router in PRODUCTION:
        app.include_router(router, include_in_schema=False)
