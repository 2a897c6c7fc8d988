"""Finds a record by what the outside knows it by."""

from __future__ import annotations

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from core.db.base import Numbered
from core.errors import NotFound


def by_number[Row: Numbered](
    session: Session, model: type[Row], number: int, *, archived: bool = False
) -> Row:
    """The record with the integer that the public JSON calls `id`.

    Args:
        session: where.
        model: its class.
        number: its number.
        archived: whether an archived one will do.

    Raises:
        NotFound: there is none, or it is archived.
    """
    found = session.scalars(select(model).where(model.number == number)).one_or_none()
    if found is None or (not archived and getattr(found, "archived_at", None) is not None):
        raise NotFound("registro.ausente", tipo=inspect(model).local_table.name, id=number)
    return found
