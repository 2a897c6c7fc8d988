"""Jobs: what is under way, how far it is, what came of it."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from core.jobs.commands import CancelarTrabalho, RepetirTrabalho
from core.jobs.queries import job_for, latest, present
from server.api.deps import PAGE_LIMIT, Caller, needs
from server.api.routing import new_router

router = new_router(prefix="/trabalhos", tags=["trabalhos"])

PAGE = 100

Signed = Annotated[Caller, Depends(needs(None))]


@router.get("")
def listing(
    call: Signed,
    request: Request,
    response: Response,
    limite: Annotated[int, Query(ge=1, le=PAGE_LIMIT)] = PAGE,
    depois: Annotated[UUID | None, Query(description="Último trabalho já visto.")] = None,
) -> dict[str, Any]:
    """The newest jobs first: one's own, or everybody's with the permission for it."""
    jobs = latest(call.session, call.actor, limite + 1, before=depois)
    page = jobs[:limite]
    if len(jobs) > limite:
        address = request.url.include_query_params(depois=str(page[-1].id))
        response.headers["Link"] = f'<{address.path}?{address.query}>; rel="next"'
    return {"trabalhos": [present(job) for job in page]}


@router.get("/{trabalho}")
def detail(call: Signed, trabalho: UUID) -> dict[str, Any]:
    """One job as it stands."""
    return {"trabalho": present(job_for(call.session, trabalho, call.actor))}


@router.post("/{trabalho}/cancelar")
def cancel(call: Signed, trabalho: UUID) -> dict[str, Any]:
    """Stop a job; from the answer on it has no effect any more."""
    call.do(CancelarTrabalho(id=trabalho))
    return detail(call, trabalho)


@router.post("/{trabalho}/repetir")
def repeat(call: Signed, trabalho: UUID) -> dict[str, Any]:
    """Try a failed, cancelled or given-up job again."""
    call.do(RepetirTrabalho(id=trabalho))
    return detail(call, trabalho)
