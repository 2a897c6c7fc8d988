"""Roles: made, changed, put away."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints
from sqlalchemy import select

from core.acesso import guard
from core.acesso.commands.usuarios import Line, Named, Permissions
from core.acesso.models import Papel, Usuario
from core.acesso.rules import catalogo, nomes
from core.command import Command, Context, Policy, Result
from core.db.base import living
from core.errors import Refused

PERMISSION = "acesso/papeis"

Text = Annotated[Line, StringConstraints(max_length=400)]


class CriarPapel(
    Command, kind="papel.criar", permission=PERMISSION, policy=Policy.SERVER_ONLY, audited=True
):
    """Make a role."""

    nome: Named
    descricao: Text = ""
    permissoes: Permissions = Field(default_factory=list)

    def subject(self) -> str:
        """The name."""
        return self.nome[:200]

    def run(self, ctx: Context) -> Result:
        """Refused where the name is taken."""
        guard.lock(ctx.session)
        name = nomes.role_name(self.nome)
        _check_free(ctx, name)
        role = Papel(
            id=ctx.new_id(),
            nome=name,
            chave=nomes.folded(name),
            descricao=self.descricao,
            permissoes=catalogo.known(self.permissoes),
            tudo=False,
        )
        ctx.session.add(role)
        return {"id": str(role.id)}


class AlterarPapel(
    Command, kind="papel.alterar", permission=PERMISSION, policy=Policy.SERVER_ONLY, audited=True
):
    """Change what is given; taking a permission away ends the sessions of whoever has the role."""

    id: UUID
    nome: Named | None = None
    descricao: Text | None = None
    permissoes: Permissions | None = None

    def run(self, ctx: Context) -> Result:
        """Refused for the role that holds everything, and where no administrator would be left."""
        guard.lock(ctx.session)
        role = ctx.locked(Papel, self.id)
        _check_mine_to_change(role)
        before = guard.role_permissions(role)
        if self.nome is not None:
            name = nomes.role_name(self.nome)
            _check_free(ctx, name, but=role.id)
            role.nome, role.chave = name, nomes.folded(name)
        if self.descricao is not None:
            role.descricao = self.descricao
        if self.permissoes is not None:
            role.permissoes = catalogo.known(self.permissoes)
        lost = before - guard.role_permissions(role)
        if lost & guard.KEYS_OF_AN_ADMINISTRATOR:
            guard.check_administrator_left(ctx.session)
        if lost:
            holders = ctx.session.scalars(select(Usuario.id).where(Usuario.papel_id == role.id))
            guard.revoke_sessions(ctx.session, ctx.now, "permissoes", users=list(holders))
        return {"id": str(role.id)}


class ArquivarPapel(
    Command, kind="papel.arquivar", permission=PERMISSION, policy=Policy.SERVER_ONLY, audited=True
):
    """Put a role away."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Refused while active people have it."""
        guard.lock(ctx.session)
        role = ctx.locked(Papel, self.id)
        _check_mine_to_change(role)
        holder = select(Usuario.username).where(Usuario.papel_id == role.id, living(Usuario))
        name = ctx.session.scalar(holder.order_by(Usuario.chave).limit(1))
        if name is not None:
            raise Refused("acesso.papel_em_uso", nome=role.nome, username=name)
        role.archived_at = ctx.now
        return {"id": str(role.id)}


class RestaurarPapel(
    Command, kind="papel.restaurar", permission=PERMISSION, policy=Policy.SERVER_ONLY, audited=True
):
    """Take a role back."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Refused where another one has its name now."""
        guard.lock(ctx.session)
        role = ctx.locked(Papel, self.id, archived=True)
        _check_free(ctx, role.nome, but=role.id)
        role.archived_at = None
        return {"id": str(role.id)}


def _check_free(ctx: Context, name: str, *, but: UUID | None = None) -> None:
    wanted = select(Papel.id).where(Papel.chave == nomes.folded(name), living(Papel))
    taken = ctx.session.scalar(wanted)
    if taken is not None and taken != but:
        raise Refused("acesso.papel_repetido", nome=name)


def _check_mine_to_change(role: Papel) -> None:
    if role.tudo:
        raise Refused("acesso.papel_fixo", nome=role.nome)
