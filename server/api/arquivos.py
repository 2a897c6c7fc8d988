"""Files by their hash: plan, send, commit, fetch (sync.md, B.4 and B.9)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import ClientDisconnect

from core.arquivos import queries
from core.arquivos.rules import PERMISSION, Address, FileRef, MediaType, part_length
from core.errors import InputError
from server.api.deps import Caller, needs
from server.api.routing import new_router
from server.errors import answer
from server.storage.base import Ticket
from server.storage.handing import hand_out
from server.storage.sending import Sending

router = new_router(prefix="/v1/blobs", tags=["arquivos"])

Person = Annotated[Caller, Depends(needs(PERMISSION))]


class PlanIn(BaseModel):
    """A file that somebody wants to be here."""

    model_config = ConfigDict(extra="forbid")

    sha256: Address
    size: Annotated[int, Field(ge=0, le=2**53)]
    type: MediaType


class PutOut(BaseModel):
    """Send the whole file by one PUT with these headers."""

    url: str
    headers: dict[str, str]
    expires: datetime


class MultipartOut(BaseModel):
    """Send each part by a PUT to the address of its number; those in `done` are here already."""

    id: UUID
    part: int
    urls: list[str]
    done: list[int]
    expires: datetime


class PlanOut(BaseModel):
    """One of three: it is here; send it whole; send it in parts."""

    have: bool | None = None
    put: PutOut | None = None
    multipart: MultipartOut | None = None


class CommitIn(BaseModel):
    """Everything was sent.

    `parts` may repeat the numbers of the parts; the server asks its storage anyway.
    """

    model_config = ConfigDict(extra="forbid")

    sha256: Address
    parts: Annotated[list[int], Field(max_length=10_000)] | None = None


class CommitOut(BaseModel):
    """The file as it is published."""

    sha256: str
    size: int
    type: str


def _sending(call: Caller) -> Sending:
    state = call.state
    call.close()  # what follows may take long and has transactions of its own
    return Sending(
        state.database, state.files.storage, call.actor, state.settings.upload_limit_bytes
    )


@router.post("/plan", response_model_exclude_none=True)
def planejar(call: Person, dados: PlanIn) -> PlanOut:
    """Say how to send a file; after a break, what is still to be sent."""
    sending = _sending(call)
    ticket = sending.plan(FileRef(dados.sha256, dados.size, dados.type))
    if ticket is None:
        return PlanOut(have=True)
    places = sending.addresses(ticket)
    if ticket.parts == 1:
        whole = places[0]
        return PlanOut(put=PutOut(url=whole.url, headers=whole.headers, expires=ticket.expires))
    return PlanOut(
        multipart=MultipartOut(
            id=ticket.id,
            part=ticket.part_size,
            urls=[place.url for place in places],
            done=sending.storage.done(ticket),
            expires=ticket.expires,
        )
    )


_BYTES: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.put("/uploads/{envio}/{parte}", openapi_extra=_BYTES, status_code=204)
async def receber(
    call: Person, envio: UUID, parte: Annotated[int, Path(ge=1, le=10_000)], request: Request
) -> Response:
    """Take one part where files lie in a folder of the server; again and again if need be."""
    sending = _sending(call)
    ticket = await run_in_threadpool(sending.open, envio)
    limit = part_length(ticket.size, parte, ticket.part_size)
    try:
        data = await _body(request, limit)
    except ClientDisconnect:
        return Response(status_code=400)  # nobody is there to read it
    if data is None:
        refusal = answer(InputError("arquivos.corpo_grande", limite=limit))
        refusal.status_code = 413
        return refusal
    await run_in_threadpool(_receive, sending, ticket, parte, data)
    return Response(status_code=204)


def _receive(sending: Sending, ticket: Ticket, number: int, data: bytes) -> None:
    sending.storage.receive(ticket, number, [data])


async def _body(request: Request, limit: int) -> bytes | None:
    """The body, of one part at most; None when it is longer."""
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > limit:
            return None
    return bytes(data)


@router.post("/commit")
def concluir(call: Person, dados: CommitIn) -> CommitOut:
    """Check size, hash and kind of what was sent, and publish it."""
    ref = _sending(call).commit(dados.sha256)
    return CommitOut(sha256=ref.sha256, size=ref.size, type=ref.type)


@router.get(
    "/{sha256}",
    response_class=Response,
    responses={
        200: {"content": {"application/octet-stream": {}}, "description": "Os bytes do arquivo."},
        206: {"description": "O trecho pedido em `Range`."},
        304: {"description": "O que o cliente já tem é o mesmo."},
        307: {"description": "Endereço assinado, válido por 15 minutos."},
    },
)
def baixar(
    call: Person,
    request: Request,
    sha256: Annotated[Address, Path()],
    nome: Annotated[str, Query(max_length=255)] = "",
) -> Response:
    """Give out a file, always as a download."""
    blob = queries.stored(call.session, sha256)
    call.close()
    return hand_out(call.state.files, blob, nome, request)
