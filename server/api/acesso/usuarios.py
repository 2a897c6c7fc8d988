"""People, as the old gateway lists and changes them; never a password's hash."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from pydantic import BaseModel, Field

from core.acesso import queries
from core.acesso.commands.dispositivos import EncerrarSessoes
from core.acesso.commands.usuarios import (
    AlterarUsuario,
    CriarUsuario,
    DesativarUsuario,
    ReativarUsuario,
    RedefinirSenha,
)
from core.acesso.rules.senhas import MAX_LENGTH, judge_password
from core.command import Command
from core.db.paging import Slice
from server.api.acesso.porta import ONE_TIME, Numero, door_of, password_for
from server.api.answers import Certo, Criado
from server.api.deps import Caller, Page, needs
from server.api.routing import new_router

router = new_router(tags=["acesso"])

Managing = Annotated[Caller, Depends(needs("cadastros/usuarios"))]
OverSessions = Annotated[Caller, Depends(needs("acesso/sessoes"))]


class UsuarioEntrada(BaseModel):
    """A person as the old form sends him; whatever else it sends is not looked at."""

    username: Annotated[str, Field(max_length=320)] | None = None
    password: Annotated[str, Field(max_length=4 * MAX_LENGTH)] | None = None
    email: Annotated[str, Field(max_length=254)] | None = None
    nome: Annotated[str, Field(max_length=200)] | None = None
    cargo: Annotated[str, Field(max_length=200)] | None = None
    permissoes: Annotated[list[str], Field(max_length=200)] | None = None


class UsuarioCriado(Criado):
    """The new person's number; the one-time password where none was given."""

    senha_provisoria: str | None = None


class SenhaProvisoria(BaseModel):
    """A password that may be used once, to choose another one."""

    senha_provisoria: str


@router.get("/usuarios")
def listar(
    call: Managing, page: Page, *, inativos: bool = False
) -> dict[str, list[dict[str, Any]]]:
    """People who may log in; with `inativos` the deactivated ones too."""
    found, after = queries.people(call.session, page.window, inactive=inativos)
    return {"usuarios": [person.old_shape() for person in page.rows(Slice(found, after))]}


@router.post("/usuarios")
def criar(call: Managing, dados: UsuarioEntrada) -> UsuarioCriado:
    """Make a person; without a password he gets one for once, which only this answer tells."""
    username = dados.username or ""
    given = dados.password or None
    if given is not None:
        judge_password(given, username, dados.nome or "", dados.email or "")
    password = given or password_for(call, username)
    made = call.do(
        CriarUsuario(
            username=username,
            nome=dados.nome or "",
            email=dados.email,
            cargo=dados.cargo or "",
            permissoes=dados.permissoes or [],
            hash=door_of(call.state).passwords.hash(password),
            trocar=given is None,
            vence=None if given else datetime.now(UTC) + ONE_TIME,
        )
    )
    shown = None if given else password
    return UsuarioCriado(id=int(str(made["number"])), senha_provisoria=shown)


@router.put("/usuarios/{numero}")
def alterar(call: Managing, numero: Numero, dados: UsuarioEntrada) -> Certo:
    """Change what is sent; a blank password leaves the present one."""
    person = queries.person_by_number(call.session, numero)
    fields = dados.model_dump(exclude_unset=True, exclude={"password"})
    # the old form sends null for what it left empty
    sent = {name: value for name, value in fields.items() if value is not None or name == "email"}
    commands: list[Command] = [AlterarUsuario(id=person.user.id, **sent)]
    if dados.password:
        judge_password(dados.password, person.user.username, person.user.nome)
        hashed = door_of(call.state).passwords.hash(dados.password)
        commands.append(RedefinirSenha(id=person.user.id, hash=hashed, trocar=False))
    call.do(*commands)
    return Certo()


@router.delete("/usuarios/{numero}")
def desativar(call: Managing, numero: Numero) -> Certo:
    """Shut a person out at once; what he did keeps his name."""
    call.do(DesativarUsuario(id=_id(call, numero)))
    return Certo()


@router.post("/usuarios/{numero}/reativar")
def reativar(call: Managing, numero: Numero) -> Certo:
    """Let a deactivated person in again."""
    call.do(ReativarUsuario(id=_id(call, numero)))
    return Certo()


@router.post("/usuarios/{numero}/senha")
def redefinir_senha(call: Managing, numero: Numero) -> SenhaProvisoria:
    """Give a person a password for once; every session of his ends."""
    key = _id(call, numero)
    password = password_for(call, str(key))
    hashed = door_of(call.state).passwords.hash(password)
    call.do(RedefinirSenha(id=key, hash=hashed, vence=datetime.now(UTC) + ONE_TIME))
    return SenhaProvisoria(senha_provisoria=password)


@router.get("/usuarios/{numero}/sessoes")
def listar_sessoes(call: OverSessions, numero: Numero) -> dict[str, list[dict[str, Any]]]:
    """Where a person is logged in."""
    key = _id(call, numero)
    return {"sessoes": queries.sessions_of(call.session, key, datetime.now(UTC))}


@router.delete("/usuarios/{numero}/sessoes")
def encerrar_sessoes(call: OverSessions, numero: Numero) -> Certo:
    """End every session and offline grant of a person."""
    call.do(EncerrarSessoes(usuario_id=_id(call, numero)))
    return Certo()


def _id(call: Caller, numero: int) -> UUID:
    return queries.person_by_number(call.session, numero).user.id
