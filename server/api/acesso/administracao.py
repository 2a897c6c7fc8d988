"""Roles, the audit, and the secrets of outside services."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Path, Query, Request, Response
from pydantic import AwareDatetime, BaseModel, Field

from core.acesso import queries
from core.acesso.commands.papeis import (
    AlterarPapel,
    ArquivarPapel,
    CriarPapel,
    RestaurarPapel,
    Text,
)
from core.acesso.commands.segredos import RemoverSegredo
from core.acesso.commands.usuarios import Permissions
from core.acesso.queries import AuditFilter
from server.api.acesso.entrada import SignedIn
from server.api.answers import Certo
from server.api.deps import PAGE_LIMIT, Caller, needs
from server.api.routing import new_router
from server.auth.sealing import Sealer

router = new_router(tags=["acesso"])

OverRoles = Annotated[Caller, Depends(needs("acesso/papeis"))]
OverPeople = Annotated[Caller, Depends(needs("cadastros/usuarios"))]
Auditor = Annotated[Caller, Depends(needs("acesso/auditoria"))]
OverSecrets = Annotated[Caller, Depends(needs("acesso/segredos"))]

AUDIT_PAGE = 100
_SECRET_MAX = 16 * 1024

Moment = Annotated[
    AwareDatetime | None,
    # beyond these a time zone can carry a moment out of what a datetime holds
    Query(ge=datetime(2000, 1, 1, tzinfo=UTC), le=datetime(2200, 1, 1, tzinfo=UTC)),
]
Word = Annotated[str | None, Query(max_length=200, pattern=r"^[^\x00]*$")]
SecretName = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9._-]{0,79}$")]


class PapelNovo(BaseModel):
    """A role to be made."""

    nome: str
    descricao: Text = ""
    permissoes: Permissions = Field(default_factory=list)


class PapelAlterado(BaseModel):
    """What is to change of a role."""

    nome: str | None = None
    descricao: Text | None = None
    permissoes: Permissions | None = None


class Chave(BaseModel):
    """Our own key of what was made."""

    id: UUID


class ValorDoSegredo(BaseModel):
    """The secret itself; no answer ever shows it."""

    valor: Annotated[str, Field(min_length=1, max_length=_SECRET_MAX)]


@router.get("/permissoes")
def listar_permissoes(call: SignedIn) -> dict[str, list[dict[str, str]]]:
    """Every permission with what people read; the same for everybody who is signed in."""
    _ = call
    return {"permissoes": queries.catalogue()}


@router.get("/papeis")
def listar_papeis(call: OverPeople, *, arquivados: bool = False) -> dict[str, list[dict[str, Any]]]:
    """The roles that a person may be given."""
    return {"papeis": queries.roles(call.session, archived=arquivados)}


@router.post("/papeis")
def criar_papel(call: OverRoles, dados: PapelNovo) -> Chave:
    """Make a role."""
    command = CriarPapel(nome=dados.nome, descricao=dados.descricao, permissoes=dados.permissoes)
    return Chave(id=UUID(str(call.do(command)["id"])))


@router.put("/papeis/{papel}")
def alterar_papel(call: OverRoles, papel: UUID, dados: PapelAlterado) -> Certo:
    """Change what is sent."""
    call.do(AlterarPapel(id=papel, **dados.model_dump(exclude_unset=True)))
    return Certo()


@router.delete("/papeis/{papel}")
def arquivar_papel(call: OverRoles, papel: UUID) -> Certo:
    """Put a role away that nobody has any more."""
    call.do(ArquivarPapel(id=papel))
    return Certo()


@router.post("/papeis/{papel}/restaurar")
def restaurar_papel(call: OverRoles, papel: UUID) -> Certo:
    """Take a role back."""
    call.do(RestaurarPapel(id=papel))
    return Certo()


@router.get("/auditoria")
def listar_auditoria(
    call: Auditor,
    request: Request,
    response: Response,
    username: Word = None,
    ato: Word = None,
    assunto: Word = None,
    desde: Moment = None,
    ate: Moment = None,
    limite: Annotated[int, Query(ge=1, le=PAGE_LIMIT)] = AUDIT_PAGE,
    depois: UUID | None = None,
) -> dict[str, list[dict[str, Any]]]:
    """What was done with a privilege, newest first, always by pages."""
    wanted = AuditFilter(username, ato, assunto, desde, ate)
    rows, after = queries.audit(call.session, wanted, limit=limite, after=depois)
    if after is not None:
        address = request.url.include_query_params(depois=str(after))
        response.headers["Link"] = f'<{address.path}?{address.query}>; rel="next"'
    return {"auditoria": rows}


@router.get("/segredos")
def listar_segredos(call: OverSecrets) -> dict[str, list[dict[str, Any]]]:
    """Which secrets are kept; never what they are."""
    return {"segredos": queries.secret_names(call.session)}


@router.put("/segredos/{nome}")
def guardar_segredo(call: OverSecrets, nome: SecretName, dados: ValorDoSegredo) -> Certo:
    """Keep a secret, sealed, in place of the one before."""
    call.do(Sealer.of(call.state.settings).keep(nome, dados.valor))
    return Certo()


@router.delete("/segredos/{nome}")
def remover_segredo(call: OverSecrets, nome: SecretName) -> Certo:
    """Forget a secret."""
    call.do(RemoverSegredo(nome=nome))
    return Certo()


@router.post("/segredos/renovar")
def renovar_segredos(call: OverSecrets) -> dict[str, int]:
    """Seal anew, with the present key, what an older key sealed."""
    commands = Sealer.of(call.state.settings).renewals(call.session)
    if commands:
        call.do(*commands)
    return {"renovados": len(commands)}
