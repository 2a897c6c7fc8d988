"""Log in, stay logged in, log out, change one's own password, work without the server."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from core.acesso import queries
from core.acesso.commands.dispositivos import EmitirConcessao, EncerrarSessao
from core.acesso.commands.usuarios import TrocarSenha
from core.acesso.models import Concessao, Credencial
from core.acesso.queries import Person
from core.acesso.rules.senhas import MAX_LENGTH, judge_password
from core.command import Actor
from core.errors import Denied, InputError, Refused, Unauthenticated
from core.messages import say
from server.api.acesso.porta import AtDoor, From, session_id
from server.api.answers import Certo
from server.api.deps import Caller, bearer, needs
from server.api.routing import new_router
from server.auth import login
from server.auth.devices import Proof
from server.auth.grants import judge_pin, public_key, sign_grant
from server.auth.limits import Origin
from server.auth.login import Door, Entry
from server.auth.tokens import read_access
from server.errors import body_of

router = new_router(tags=["acesso"])

SignedIn = Annotated[Caller, Depends(needs(None))]
Typed = Annotated[str, Field(max_length=4 * MAX_LENGTH)]


class Prova(BaseModel):
    """How a registered device shows that it is itself: see `core.acesso.offline`."""

    id: UUID
    em: Annotated[int, Field(ge=0, le=2**53)]
    assinatura: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{86}$")]


class Credenciais(BaseModel):
    """Who wants to come in."""

    username: Annotated[str, Field(max_length=320)] | None = None
    password: Typed | None = None
    dispositivo: Prova | None = None


class UsuarioDaSessao(BaseModel):
    """The person, as old clients keep him."""

    username: str
    nome: str
    cargo: str
    permissoes: list[str]


class Entrada(BaseModel):
    """Tokens and person; what the old answer lacked comes after."""

    access_token: str
    usuario: UsuarioDaSessao
    token_type: str = "bearer"  # noqa: S105 - RFC 6750's word
    refresh_token: str
    expires_in: int
    trocar_senha: bool


class Renovacao(BaseModel):
    """The refresh token."""

    refresh_token: Annotated[str, Field(max_length=200)]


class TrocaDeSenha(BaseModel):
    """The password of today and the one to come."""

    model_config = ConfigDict(extra="forbid")

    senha_atual: Typed
    senha_nova: Typed


class PedidoDeConcessao(BaseModel):
    """The password, and a PIN where offline log-in shall not ask for the password."""

    senha: Typed
    pin: Annotated[str, Field(max_length=32)] | None = None


class ConcessaoEmitida(BaseModel):
    """The signed grant, and the key by which the workstation checks it."""

    id: UUID
    concessao: str
    chave_do_servidor: str
    vence_em: datetime


@router.post("/auth/login", response_model=Entrada, responses={400: {}, 401: {}, 429: {}})
def entrar(dados: Credenciais, door: AtDoor, origin: From) -> Entrada | JSONResponse:
    """Log in; 400 when a field is missing, 401 when name and password do not belong together."""
    if not dados.username or not dados.password:
        code = "acesso.campo_faltando"
        return JSONResponse(body_of(code, say(code)), 400)
    device = dados.dispositivo
    proof = None if device is None else Proof(device.id, device.em, device.assinatura)
    now = datetime.now(UTC)
    return _shown(door, login.log_in(door, dados.username, dados.password, origin, now, proof))


@router.get("/auth/validate")
def validar(request: Request, call: SignedIn) -> dict[str, Any]:
    """The claims of the token, with name, role and permissions as they are at this moment."""
    token = bearer(request.headers.get("authorization"))
    claims = read_access(call.state.keys, token, datetime.now(UTC))
    person = _person(call)
    credential = call.session.get_one(Credencial, person.user.id)
    live = login.shown(person, must_change=credential.senha_trocar)
    live |= {"sub": person.user.username, "username": person.user.username}
    return {"status": "validado", "usuario": claims | live}


@router.post("/auth/refresh", responses={401: {}})
def renovar(dados: Renovacao, door: AtDoor, origin: From) -> Entrada:
    """The next access and refresh tokens of a session."""
    return _shown(door, login.renew(door, dados.refresh_token, origin, datetime.now(UTC)))


@router.post("/auth/logout")
def sair(request: Request, call: SignedIn) -> Certo:
    """End this session, here and on every server."""
    call.do(EncerrarSessao(id=session_id(request, call)))
    return Certo()


@router.post("/auth/senha", responses={422: {}, 429: {}})
def trocar_senha(
    request: Request, dados: TrocaDeSenha, call: SignedIn, door: AtDoor, origin: From
) -> Certo:
    """Change one's own password; one's other sessions end."""
    person = _person(call)
    stored = _check_again(call, door, origin, person, dados.senha_atual)
    if dados.senha_nova == dados.senha_atual:
        raise InputError("acesso.senha_igual")
    user = person.user
    judge_password(dados.senha_nova, user.username, user.nome, user.email or "")
    hashed = door.passwords.hash(dados.senha_nova)
    call.do(TrocarSenha(antigo=stored.senha_hash, hash=hashed, sessao_id=session_id(request, call)))
    return Certo()


@router.post("/auth/concessao", responses={409: {}, 422: {}, 429: {}})
def conceder(
    dados: PedidoDeConcessao, call: SignedIn, door: AtDoor, origin: From
) -> ConcessaoEmitida:
    """A grant to work on this device without the server; refused on an unknown device."""
    if call.actor.device_id is None:
        raise Refused("acesso.dispositivo_fora")
    if dados.pin is not None:
        judge_pin(dados.pin)
    person = _person(call)
    if _check_again(call, door, origin, person, dados.senha).senha_trocar:
        raise Denied("acesso.trocar_senha")
    verifier = door.passwords.hash(dados.senha if dados.pin is None else dados.pin)
    made = call.do(EmitirConcessao(vence=datetime.now(UTC) + door.keys.grant))
    grant = call.session.get_one(Concessao, UUID(str(made["id"])))
    return ConcessaoEmitida(
        id=grant.id,
        concessao=sign_grant(door.keys, grant, person, verifier),
        chave_do_servidor=public_key(door.keys),
        vence_em=grant.expires_at,
    )


def _shown(door: Door, entry: Entry) -> Entrada:
    fields = login.shown(entry.person, must_change=entry.must_change)
    return Entrada(
        access_token=entry.access,
        usuario=UsuarioDaSessao(username=entry.person.user.username, **fields),
        refresh_token=entry.renewal,
        expires_in=int(door.keys.access.total_seconds()),
        trocar_senha=entry.must_change,
    )


def _person(call: Caller) -> Person:
    return queries.person(call.session, _key(call.actor))


def _key(actor: Actor) -> UUID:
    assert actor.id is not None  # noqa: S101 - whoever came in by a token is somebody
    return actor.id


def _check_again(
    call: Caller, door: Door, origin: Origin, person: Person, password: str
) -> Credencial:
    """The password of whoever is signed in already: 422, not 401, which would sign him out."""
    call.close()
    here = Origin(origin.address, origin.agent, call.actor.device_id)
    try:
        _, stored = login.check_password(
            door, person.user.username, password, here, datetime.now(UTC)
        )
    except Unauthenticated as error:
        raise InputError("acesso.senha_atual") from error
    return stored
