"""The routes of the synchronisation; what they say stands in `core.sync.wire`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Header, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from core.db.unit import Unit
from core.errors import Denied
from core.home import product_version
from core.sync.scopes import scopes_of
from core.sync.wire import (
    PULL_LIMIT,
    SCHEMA,
    SCHEMAS,
    Asked,
    Cursor,
    Digest,
    Hello,
    Known,
    Page,
    Plan,
    Push,
    Pushed,
    SnapshotPage,
)
from server.api.deps import Caller, needs
from server.api.routing import new_router
from server.sync import whole
from server.sync.fates import fates_of
from server.sync.place import epoch_of, head_of
from server.sync.pull import View, pull
from server.sync.push import push
from server.sync.stations import note

router = new_router(prefix="/v1/sync", tags=["sincronização"])
poke = new_router(prefix="/v1", tags=["sincronização"])

Place = Annotated[int, Query(ge=0, le=2**63 - 1)]


async def _station(call: Annotated[Caller, Depends(needs(None))]) -> Caller:
    if call.actor.device_id is None:
        raise Denied("sync.sem_dispositivo")
    return call


Station = Annotated[Caller, Depends(_station)]


@router.get("/hello")
def dizer_ola(
    call: Station,
    seq: Place = 0,
    x_schema: Annotated[int, Header()] = SCHEMA,
    x_client: Annotated[str, Header(max_length=40)] = "",
) -> Hello:
    """What this server is and where its history stands; asked at every start and now and then."""
    call.close()
    note(call.state.database, call.actor, cursor=seq, schema=x_schema, client=x_client)
    epoch = epoch_of(call.state.database)
    return Hello(
        server=product_version(),
        schemas=SCHEMAS,
        epoch=epoch,
        head=head_of(call.session).seq,
        ledger_keep_days=call.state.settings.ledger_keep_days,
        time=datetime.now(UTC),
        scopes=scopes_of(call.actor),
    )


@router.post("/push")
def receber(call: Station, message: Push) -> Pushed:
    """Take operations; each has one effect, however often it is sent."""
    call.close()
    return push(call.state.database, call.actor, _view(call).device, message)


@router.get("/pull")
def entregar(
    call: Station,
    seq: Place = 0,
    tag: Place = 0,
    epoch: UUID | None = None,
    escopos: Annotated[str, Query(max_length=2000)] = "",
    limite: Annotated[int, Query(ge=1, le=PULL_LIMIT)] = PULL_LIMIT,
) -> Page:
    """What changed since a place."""
    history = epoch_of(call.state.database)
    with _snapshot(call) as session:
        return pull(
            session,
            history,
            _view(call),
            claimed=epoch,
            since=Cursor(seq=seq, tag=tag),
            held=[scope for scope in escopos.split(",") if scope],
            limit=limite,
        )


@router.post("/reconcile")
def reconciliar(call: Station, asked: Asked) -> Known:
    """Which of these operations are known, and what became of them."""
    history = epoch_of(call.state.database)
    return fates_of(call.session, history, _view(call).device, asked.op_ids)


@router.get("/snapshot")
def planejar_copia(call: Station) -> Plan:
    """How to load everything from the beginning."""
    return whole.plan(call.session, epoch_of(call.state.database), _view(call))


@router.get("/snapshot/{colecao}")
def copiar(
    call: Station,
    colecao: str,
    depois: UUID | None = None,
    limite: Annotated[int, Query(ge=1, le=PULL_LIMIT)] = PULL_LIMIT,
) -> SnapshotPage:
    """A part of one collection."""
    return whole.part(call.session, _view(call), colecao, depois, limite)


@router.get("/digest")
def somar(call: Station) -> Digest:
    """Checksums, to be compared with one's own."""
    with _snapshot(call) as session:
        return whole.digest(session, _view(call))


@poke.get("/stream", response_class=EventSourceResponse)
async def avisar(request: Request, call: Station) -> AsyncIterator[Any]:
    """An event whenever there is something new; it carries no data."""
    await run_in_threadpool(call.close)
    epoch = str(await run_in_threadpool(epoch_of, call.state.database))
    async for seq in request.app.state.watch.heads():
        yield ServerSentEvent(event="head", data={"epoch": epoch, "seq": seq})


def _view(call: Caller) -> View:
    device = call.actor.device_id
    assert device is not None  # noqa: S101 - `_station` let nobody in without
    return View(scopes_of(call.actor), device)


@contextmanager
def _snapshot(call: Caller) -> Iterator[Session]:
    """A session in which nothing moves."""
    call.close()
    with Unit(call.state.database, writes=False, steady=True) as unit:
        yield unit.session
