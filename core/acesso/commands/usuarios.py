"""People: made, changed, deactivated, taken back; their passwords set and reset.

Passwords arrive hashed, because a command gives the same effect each time it runs and a hash has a
salt. Hashes are left out of the record of operations and of the audit.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints
from sqlalchemy import select

from core.acesso import guard
from core.acesso.models import HASH_LENGTH, Credencial, Papel, Usuario
from core.acesso.rules import catalogo, nomes
from core.command import OWN, Command, Context, Policy, Result
from core.db.base import living
from core.errors import NotFound, Refused

PERMISSION = "cadastros/usuarios"

Line = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00-\x1f]*$")]
Name = Annotated[Line, StringConstraints(max_length=200)]
Email = Annotated[str, StringConstraints(max_length=254, pattern=r"^(|[^@\s\x00]+@[^@\s\x00]+)$")]
Hash = Annotated[str, Field(exclude=True, pattern=r"^\$argon2id\$", max_length=HASH_LENGTH)]
Named = Annotated[Line, StringConstraints(max_length=400)]
"""A name that the rules of `nomes` judge; without signs that PostgreSQL cannot store."""

Permissions = Annotated[list[Named], Field(max_length=200)]


class CriarUsuario(
    Command, kind="usuario.criar", permission=PERMISSION, policy=Policy.SERVER_ONLY, audited=True
):
    """Make a user.

    Attributes:
        cargo: name of his role; one that nobody knows is made, and gives nothing.
        permissoes: all he may do; without it, or empty, what his role gives.
        hash: Argon2id hash of his password.
        trocar: whether he must choose another password at once.
        vence: until when the password may be used, if it is only for once.
    """

    username: Named
    nome: Name = ""
    email: Email | None = None
    cargo: Named
    permissoes: Permissions = Field(default_factory=list)
    hash: Hash
    trocar: bool = False
    vence: datetime | None = None

    def subject(self) -> str:
        """The name."""
        return self.username[:200]

    def run(self, ctx: Context) -> Result:
        """Refused where the name is taken, also by somebody deactivated."""
        guard.lock(ctx.session)
        name = nomes.username(self.username)
        _check_free(ctx, name)
        role = _role(ctx, self.cargo)
        user = Usuario(
            id=ctx.new_id(),
            username=name,
            chave=nomes.folded(name),
            nome=self.nome,
            email=self.email or None,
            papel_id=role.id,
            permissoes=[],
            negadas=[],
        )
        _set_permissions(user, role, self.permissoes)
        guard.check_assign(ctx.actor, role)
        guard.check_grant(ctx.actor, guard.permissions_of(user, role))
        ctx.session.add(user)
        ctx.session.flush()
        ctx.session.add(
            Credencial(
                usuario_id=user.id,
                senha_hash=self.hash,
                senha_trocar=self.trocar,
                changed_at=ctx.now,
                expires_at=self.vence,
            )
        )
        return {"id": str(user.id), "number": user.number}


class AlterarUsuario(
    Command, kind="usuario.alterar", permission=PERMISSION, policy=Policy.SERVER_ONLY, audited=True
):
    """Change what is given; what is left out stays.

    Taking a permission away ends the person's sessions; one that is given counts at once.
    """

    id: UUID
    username: Named | None = None
    nome: Name | None = None
    email: Email | None = None
    cargo: Named | None = None
    permissoes: Permissions | None = None

    def run(self, ctx: Context) -> Result:
        """Refused where it would leave no administrator, or the name is taken."""
        guard.lock(ctx.session)
        user, role = _person(ctx, self.id)
        before, administrator = guard.permissions_of(user, role), guard.is_administrator(user, role)
        self._set_plain(ctx, user)
        if self.cargo is not None:
            role = _role(ctx, self.cargo)
            if role.id != user.papel_id:
                guard.check_assign(ctx.actor, role)
            user.papel_id = role.id
        if self.permissoes is not None:
            _set_permissions(user, role, self.permissoes)
        after = guard.permissions_of(user, role)
        guard.check_grant(ctx.actor, after - before)
        if administrator and not guard.is_administrator(user, role):
            guard.check_administrator_left(ctx.session)
        if before - after:
            guard.revoke_sessions(ctx.session, ctx.now, "permissoes", users=[user.id])
        return {"id": str(user.id)}

    def _set_plain(self, ctx: Context, user: Usuario) -> None:
        if self.username is not None:
            name = nomes.username(self.username)
            _check_free(ctx, name, but=user.id)
            user.username, user.chave = name, nomes.folded(name)
        if self.nome is not None:
            user.nome = self.nome
        if "email" in self.model_fields_set:
            user.email = self.email or None


class DesativarUsuario(
    Command,
    kind="usuario.desativar",
    permission=PERMISSION,
    policy=Policy.SERVER_ONLY,
    audited=True,
):
    """Shut a person out at once; his name stays in what he did."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Refused for oneself and for the last administrator."""
        guard.lock(ctx.session)
        user, role = _person(ctx, self.id)
        if user.id == ctx.actor.id:
            raise Refused("acesso.a_si_mesmo")
        administrator = guard.is_administrator(user, role)
        user.archived_at = ctx.now
        if administrator:
            guard.check_administrator_left(ctx.session)
        guard.revoke_sessions(ctx.session, ctx.now, "desativado", users=[user.id])
        return {"id": str(user.id)}


class ReativarUsuario(
    Command, kind="usuario.reativar", permission=PERMISSION, policy=Policy.SERVER_ONLY, audited=True
):
    """Let a deactivated person in again, with what he might do before."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Needs as much as giving him his role and his permissions anew."""
        guard.lock(ctx.session)
        user = ctx.locked(Usuario, self.id, archived=True)
        role = ctx.get(Papel, user.papel_id, archived=True)
        guard.check_grant(ctx.actor, guard.reach_of(user, role))
        if role.archived_at is not None:
            raise Refused("acesso.papel_arquivado", nome=role.nome)
        user.archived_at = None
        return {"id": str(user.id)}


class RedefinirSenha(
    Command, kind="usuario.redefinir_senha", permission=PERMISSION, policy=Policy.SERVER_ONLY,
    audited=True,
):  # fmt: skip
    """Set another person's password; every session of his ends.

    Attributes:
        trocar: whether he must choose his own at once.
        vence: until when it may be used, if it is only for once.
    """

    id: UUID
    hash: Hash
    trocar: bool = True
    vence: datetime | None = None

    def run(self, ctx: Context) -> Result:
        """Not for a person who reaches further than the actor: he could act as him.

        Nor for oneself: whoever finds a terminal open would keep it, without the old password.
        """
        guard.lock(ctx.session)
        if self.id == ctx.actor.id:
            raise Refused("acesso.propria_senha")
        user, _role_of_him = _person(ctx, self.id)
        _set_password(ctx, user.id, self.hash, trocar=self.trocar, vence=self.vence)
        guard.revoke_sessions(ctx.session, ctx.now, "senha", users=[user.id])
        return {"id": str(user.id)}


class TrocarSenha(
    Command, kind="usuario.trocar_senha", permission=OWN, policy=Policy.SERVER_ONLY, audited=True
):
    """Change one's own password; one's other sessions end.

    Attributes:
        antigo: the stored hash that the old password was checked against. Without knowing the old
            password nobody knows it, and after another change it is another one.
        hash: of the new password.
        sessao_id: the session to keep.
    """

    antigo: Annotated[str, Field(exclude=True, max_length=HASH_LENGTH)]
    hash: Hash
    sessao_id: UUID | None = None

    def subject(self) -> str | None:
        """The actor himself: the audit names him already."""
        return None

    def run(self, ctx: Context) -> Result:
        """Refused where the password changed meanwhile."""
        if ctx.actor.id is None:
            raise NotFound("registro.ausente", tipo="usuario", id="")
        user = ctx.locked(Usuario, ctx.actor.id)
        if _credential(ctx, user.id).senha_hash != self.antigo:
            raise Refused("acesso.senha_mudou")
        _set_password(ctx, user.id, self.hash, trocar=False, vence=None)
        guard.revoke_sessions(ctx.session, ctx.now, "senha", users=[user.id], keep=self.sessao_id)
        return {"id": str(user.id)}


def _person(ctx: Context, key: UUID) -> tuple[Usuario, Papel]:
    user = ctx.locked(Usuario, key)
    role = ctx.get(Papel, user.papel_id, archived=True)
    if user.id != ctx.actor.id:
        guard.check_over(ctx.actor, user, role)
    return user, role


def _check_free(ctx: Context, name: str, *, but: UUID | None = None) -> None:
    taken = ctx.session.scalar(select(Usuario).where(Usuario.chave == nomes.folded(name)))
    if taken is None or taken.id == but:
        return
    code = "acesso.username_repetido" if taken.archived_at is None else "acesso.username_inativo"
    raise Refused(code, username=name)


def _role(ctx: Context, given: str) -> Papel:
    name = nomes.role_name(given)
    wanted = select(Papel).where(Papel.chave == nomes.folded(name), living(Papel))
    role = ctx.session.scalar(wanted)
    if role is None:
        role = Papel(
            id=ctx.new_id("papel"), nome=name, chave=nomes.folded(name), permissoes=[], tudo=False
        )
        ctx.session.add(role)
        ctx.session.flush()
    return role


def _set_permissions(user: Usuario, role: Papel, wanted: list[str]) -> None:
    """An empty list means what the role gives: so the old rule for `admin`, here for every role."""
    if not wanted:
        user.permissoes, user.negadas = [], []
        return
    user.permissoes, user.negadas = catalogo.split(wanted, guard.role_permissions(role))


def _credential(ctx: Context, user: UUID) -> Credencial:
    found = ctx.session.get(Credencial, user, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("registro.ausente", tipo="credencial", id=str(user))
    return found


def _set_password(
    ctx: Context, user: UUID, hashed: str, *, trocar: bool, vence: datetime | None
) -> None:
    credential = _credential(ctx, user)
    credential.senha_hash, credential.senha_trocar = hashed, trocar
    credential.changed_at, credential.expires_at = ctx.now, vence
