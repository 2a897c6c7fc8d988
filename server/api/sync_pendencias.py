"""Workstations, and what of their work waits for a person's decision."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict

from core.sync import queries
from core.sync.commands import EncerrarRecusado, ResolverConflito
from server.api.answers import Certo
from server.api.deps import PAGE_LIMIT, Caller, needs
from server.api.routing import new_router

router = new_router(prefix="/v1/sync", tags=["sincronização"])

OverDevices = Annotated[Caller, Depends(needs("acesso/dispositivos"))]
SignedIn = Annotated[Caller, Depends(needs(None))]
Limit = Annotated[int, Query(ge=1, le=PAGE_LIMIT, description="Linhas no máximo.")]


class Decisao(BaseModel):
    """Whether the lost value comes back."""

    model_config = ConfigDict(extra="forbid")

    trazer: bool


@router.get("/situacao")
def situacao(call: OverDevices) -> dict[str, list[dict[str, Any]]]:
    """The workstations: last heard, how far behind, and what waits there."""
    return {"estacoes": queries.stations(call.session)}


@router.get("/recusados")
def recusados(call: OverDevices, limite: Limit = PAGE_LIMIT) -> dict[str, list[dict[str, Any]]]:
    """Operations that were not done and that nobody has dealt with."""
    return {"recusados": queries.undone(call.session, limite)}


@router.post("/recusados/{operacao}/encerrar")
def encerrar(call: OverDevices, operacao: UUID) -> Certo:
    """Somebody has dealt with it."""
    call.do(EncerrarRecusado(id=operacao))
    return Certo()


@router.get("/conflitos")
def conflitos(call: OverDevices, limite: Limit = PAGE_LIMIT) -> dict[str, list[dict[str, Any]]]:
    """Values that lost against somebody else's and that nobody has settled."""
    return {"conflitos": queries.conflicts(call.session, limite)}


@router.post("/conflitos/{conflito}")
def resolver(call: SignedIn, conflito: UUID, decisao: Decisao) -> Certo:
    """Leave the lost value, or bring it back; whoever may edit the record may decide."""
    call.do(ResolverConflito(id=conflito, trazer=decisao.trazer))
    return Certo()
