"""Reads of sheet materials."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.db.base import living
from core.db.paging import EVERYTHING, Slice, Window, windowed
from core.producao.models.material import Chapa
from core.producao.rules.material import chave_material


def chapas(
    session: Session, window: Window = EVERYTHING, *, arquivadas: bool = False
) -> Slice[Chapa]:
    """The materials in the order of their numbers; the archived ones instead, if asked for."""
    condition = Chapa.archived_at.is_not(None) if arquivadas else living(Chapa)
    statement = select(Chapa).where(condition)
    return windowed(session, statement, Chapa.number, window, descending=False)


def chapas_por_nome(session: Session, nomes: Iterable[str]) -> dict[str, list[Chapa]]:
    """The living materials of each name, by key and never by a part of it; oldest first.

    Raises:
        InputError: a name is empty.
    """
    key_of = {nome: chave_material(nome) for nome in nomes}
    statement = select(Chapa).where(Chapa.chave.in_(set(key_of.values())), living(Chapa))
    found: dict[str, list[Chapa]] = {}
    for chapa in session.scalars(statement.order_by(Chapa.id)):
        found.setdefault(chapa.chave, []).append(chapa)
    return {nome: found.get(chave, []) for nome, chave in key_of.items()}
