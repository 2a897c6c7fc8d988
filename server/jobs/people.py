"""Who a job acts as: the person who asked for it, with no more than he may do today."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from core.acesso import queries
from core.command import Actor
from core.errors import Denied, NotFound


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
