"""Devices and one's own sessions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from pydantic import BaseModel

from core.acesso import queries
from core.acesso.commands.dispositivos import (
    AprovarDispositivo,
    DeviceName,
    EncerrarSessao,
    EncerrarSessoes,
    PublicKey,
    RegistrarDispositivo,
    RenomearDispositivo,
    RevogarDispositivo,
)
from server.api.acesso.entrada import SignedIn
from server.api.answers import Certo
from server.api.deps import Caller, needs
from server.api.routing import new_router
from server.auth.grants import public_key

router = new_router(tags=["acesso"])

OverDevices = Annotated[Caller, Depends(needs("acesso/dispositivos"))]


class DispositivoNovo(BaseModel):
    """A device that makes itself known; its private key never leaves it."""

    nome: DeviceName
    chave_publica: PublicKey


class NomeDeDispositivo(BaseModel):
    """What people call a device."""

    nome: DeviceName


class DispositivoRegistrado(BaseModel):
    """The device's key, whether it is in, and the server's key to keep beside."""

    id: UUID
    estado: str
    chave_do_servidor: str


@router.get("/dispositivos")
def listar(call: OverDevices) -> dict[str, list[dict[str, Any]]]:
    """Devices, with when they were last heard."""
    return {"dispositivos": queries.devices(call.session)}


@router.post("/dispositivos")
def registrar(call: SignedIn, dados: DispositivoNovo) -> DispositivoRegistrado:
    """Make this device known; an administrator lets it in."""
    made = call.do(RegistrarDispositivo(nome=dados.nome, chave_publica=dados.chave_publica))
    return DispositivoRegistrado(
        id=UUID(str(made["id"])),
        estado=str(made["estado"]),
        chave_do_servidor=public_key(call.state.keys),
    )


@router.post("/dispositivos/{dispositivo}/aprovar")
def aprovar(call: OverDevices, dispositivo: UUID) -> Certo:
    """Let a device in."""
    call.do(AprovarDispositivo(id=dispositivo))
    return Certo()


@router.put("/dispositivos/{dispositivo}")
def renomear(call: OverDevices, dispositivo: UUID, dados: NomeDeDispositivo) -> Certo:
    """Give a device another name."""
    call.do(RenomearDispositivo(id=dispositivo, nome=dados.nome))
    return Certo()


@router.delete("/dispositivos/{dispositivo}")
def revogar(call: OverDevices, dispositivo: UUID) -> Certo:
    """Shut a device out for good."""
    call.do(RevogarDispositivo(id=dispositivo))
    return Certo()


@router.get("/sessoes")
def minhas_sessoes(call: SignedIn) -> dict[str, list[dict[str, Any]]]:
    """Where one is logged in oneself."""
    key = call.actor.id
    found = [] if key is None else queries.sessions_of(call.session, key, datetime.now(UTC))
    return {"sessoes": found}


@router.delete("/sessoes/{sessao}")
def encerrar_sessao(call: SignedIn, sessao: UUID) -> Certo:
    """End a session: one's own, or with permission another person's."""
    call.do(EncerrarSessao(id=sessao))
    return Certo()


@router.delete("/sessoes")
def encerrar_minhas(call: SignedIn) -> Certo:
    """End every session and offline grant of one's own, this one too."""
    if call.actor.id is not None:
        call.do(EncerrarSessoes(usuario_id=call.actor.id))
    return Certo()
