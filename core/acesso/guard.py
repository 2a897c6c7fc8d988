"""Who may act on whom, and the rule that an administrator always remains.

All of it reads the present records, so commands take `lock` first: of two that change people or
roles at the same moment, the second sees what the first did.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.acesso.models import Concessao, Papel, Sessao, Usuario
from core.acesso.rules import catalogo as rules
from core.command import Actor
from core.db.base import living
from core.errors import Denied, Refused

KEYS_OF_AN_ADMINISTRATOR = frozenset({"cadastros/usuarios", "acesso/papeis"})
"""Whoever holds these can give everything back."""


def lock(session: Session) -> None:
    """Let one change of people or roles at a time pass, until this transaction ends."""
    everything = select(Papel.id).where(Papel.tudo).order_by(Papel.id)
    # "no key": new users refer to the row meanwhile
    session.execute(everything.with_for_update(key_share=True)).all()


def role_permissions(role: Papel) -> frozenset[str]:
    """What the role gives."""
    return rules.of_role(role.permissoes, everything=role.tudo)


def permissions_of(user: Usuario, role: Papel) -> frozenset[str]:
    """What the user may do."""
    return rules.effective(role_permissions(role), user.permissoes, user.negadas)


def reach_of(user: Usuario, role: Papel) -> frozenset[str]:
    """What the user may do, and what he would were nothing denied to him.

    What is denied is a list of today, and whoever has his password has all that the role ever
    gives.
    """
    return rules.effective(role_permissions(role), user.permissoes, ())


def check_grant(actor: Actor, permissions: frozenset[str]) -> None:
    """Nobody gives what he does not hold, unless he may manage roles.

    Raises:
        Denied: the actor lacks one of them.
    """
    if actor.may("acesso/papeis"):
        return
    for permission in rules.in_order(permissions - actor.permissions):
        raise Denied("acesso.concede_sem_ter", permissao=permission)


def check_assign(actor: Actor, role: Papel) -> None:
    """Nobody gives a role that holds more than he does, whatever of it is denied to the person.

    What is denied is a list of today: what the role is given later would be the person's at once.

    Raises:
        Denied: the actor lacks one of the role's permissions.
    """
    check_grant(actor, role_permissions(role))


def check_over(actor: Actor, user: Usuario, role: Papel) -> None:
    """Nobody changes, resets or deactivates a person whose role or own permissions reach further.

    Raises:
        Denied: the other one may do more, or could if less were denied to him.
    """
    if not actor.may("acesso/papeis") and reach_of(user, role) - actor.permissions:
        raise Denied("acesso.pode_mais", username=user.username)


def is_administrator(user: Usuario, role: Papel) -> bool:
    """Whether this active person can manage people and roles."""
    active = user.archived_at is None
    return active and permissions_of(user, role) >= KEYS_OF_AN_ADMINISTRATOR


def check_administrator_left(session: Session) -> None:
    """An installation without an administrator could never be repaired from inside.

    Raises:
        Refused: after this change nobody would be left.
    """
    session.flush()
    people = select(Usuario, Papel).join(Papel, Usuario.papel_id == Papel.id).where(living(Usuario))
    if not any(is_administrator(user, role) for user, role in session.execute(people)):
        raise Refused("acesso.ultimo_administrador")


def revoke_sessions(
    session: Session,
    now: datetime,
    reason: str,
    *,
    users: list[UUID] | None = None,
    devices: list[UUID] | None = None,
    keep: UUID | None = None,
) -> None:
    """End the sessions and offline grants of these users or devices, but for the one to keep."""
    families = update(Sessao).where(Sessao.revoked_at.is_(None))
    grants = update(Concessao).where(Concessao.revoked_at.is_(None))
    if users is not None:
        families = families.where(Sessao.usuario_id.in_(users))
        grants = grants.where(Concessao.usuario_id.in_(users))
    if devices is not None:
        families = families.where(Sessao.dispositivo_id.in_(devices))
        grants = grants.where(Concessao.dispositivo_id.in_(devices))
    if keep is not None:
        families = families.where(Sessao.id != keep)
    session.execute(families.values(revoked_at=now, reason=reason))
    session.execute(grants.values(revoked_at=now))
