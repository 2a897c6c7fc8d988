"""Who a job acts as: the person who asked for it, with no more than he may do today."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from core.acesso import queries
from core.command import OWN, Actor
from core.errors import Denied, NotFound
from core.jobs.kinds import kind_named


def present(session: Session, asked: Actor) -> Actor:
    """The person who asked, with those of his permissions of then that are still his.

    The product itself, in whose name periodic work is done, stays as it is.

    Raises:
        Denied: he was deactivated, or is not known here.
    """
    if asked.id is None:
        return asked
    try:
        person = queries.person(session, asked.id)
    except NotFound as error:
        raise Denied("trabalhos.pessoa_fora", username=asked.username) from error
    if person.user.archived_at is not None:
        raise Denied("trabalhos.pessoa_fora", username=asked.username)
    return replace(asked, permissions=asked.permissions & frozenset(person.permissions))


def starting(session: Session, asked: Actor, kind: str) -> Actor:
    """The person as an attempt at his job begins: nothing is computed for one who may not ask.

    Args:
        session: where.
        asked: the person as he asked.
        kind: name of the job's kind.

    Raises:
        Denied: he was deactivated, or lost the kind's permission since he asked.
    """
    person = present(session, asked)
    needed = kind_named(kind).permission
    if person.id is not None and needed != OWN and not person.may(needed):
        raise Denied("trabalhos.permissao_retirada", username=asked.username, permissao=needed)
    return person
