"""What a code that was read names, and what has passed a stage before it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session, aliased

from core.db.base import living
from core.producao.models.apontamento import Apontamento
from core.producao.models.lote import Ferragem
from core.producao.models.peca import Peca, PecaCopia, SituacaoCopia
from core.producao.rules.apontamento import Alvo, Feito, numero_lido


@dataclass(frozen=True, slots=True)
class Achado:
    """The records that a code names; one of part and hardware is there."""

    peca: Peca | None = None
    copia: PecaCopia | None = None
    ferragem: Ferragem | None = None

    @property
    def item(self) -> Peca | Ferragem:
        """The part or the hardware."""
        found = self.peca or self.ferragem
        assert found is not None  # noqa: S101 - made with one of them
        return found

    def alvo(self) -> Alvo:
        """What the rules need to know of it."""
        item = self.item
        replaced = self.copia is not None and self.copia.situacao is not SituacaoCopia.ATIVA
        return Alvo(
            lote_id=item.lote_id,
            quantidade=round(item.quantidade),
            copia=None if self.copia is None else self.copia.id,
            substituida=replaced or item.archived_at is not None or item.quantidade <= 0,
        )


def achar(session: Session, codigo: str, lote_id: UUID | None) -> Achado | None:
    """What the code names: a piece's own code, else a number, else a program of this batch.

    Labels of ours carry the piece's code. Old labels carry the record's number (six digits) or
    the program's (eight), which is looked for in the station's batch only, and counts only where
    one part has it (production.md 4.6 and 4.8).
    """
    statement = (
        select(PecaCopia, Peca)
        .join(Peca, Peca.id == PecaCopia.peca_id)
        .where(PecaCopia.codigo == codigo.upper()[:16])
    )
    row = session.execute(statement).one_or_none()
    if row is not None:
        return Achado(peca=row[1], copia=row[0])
    return _by_number(session, codigo, lote_id) or _by_name(session, codigo, lote_id)


def _by_number(session: Session, codigo: str, lote_id: UUID | None) -> Achado | None:
    number = numero_lido(codigo)
    if number is None:
        return None
    peca = session.scalars(select(Peca).where(Peca.number == number)).one_or_none()
    ferragem = session.scalars(select(Ferragem).where(Ferragem.number == number)).one_or_none()
    found = [Achado(peca=peca)] if peca else []
    found += [Achado(ferragem=ferragem)] if ferragem else []
    here = [achado for achado in found if achado.item.lote_id == lote_id]
    if here or lote_id is None:
        return next(iter(here or found), None)
    return _by_name(session, codigo, lote_id) or next(iter(found), None)


def _by_name(session: Session, codigo: str, lote_id: UUID | None) -> Achado | None:
    if lote_id is None:
        return None
    named = or_(Peca.programa == codigo, Peca.codigo_peca == codigo)
    statement = select(Peca).where(Peca.lote_id == lote_id, named, living(Peca)).limit(2)
    found = session.scalars(statement).all()
    return Achado(peca=found[0]) if len(found) == 1 else None


def vale() -> ColumnElement[bool]:
    """The condition that a reading counts and nobody took it back."""
    undoing = aliased(Apontamento)
    return Apontamento.conta & ~exists().where(undoing.desfaz_id == Apontamento.id)


def feitos(
    session: Session, achado: Achado, etapas: Collection[UUID], *, exceto: UUID | None = None
) -> dict[UUID, Feito]:
    """What of this part or hardware has passed each of these stages, in one statement.

    Args:
        session: where.
        achado: the part or hardware.
        etapas: keys of the stages.
        exceto: a reading to leave out.
    """
    item = Apontamento.peca_id if achado.peca is not None else Apontamento.ferragem_id
    statement = (
        select(Apontamento.etapa_id, Apontamento.copia_id)
        .outerjoin(PecaCopia, PecaCopia.id == Apontamento.copia_id)
        .where(item == achado.item.id, Apontamento.etapa_id.in_(etapas), vale())
        .where(or_(PecaCopia.id.is_(None), PecaCopia.situacao == SituacaoCopia.ATIVA))
    )
    if exceto is not None:
        statement = statement.where(Apontamento.id != exceto)
    copies: dict[UUID, set[UUID]] = {etapa: set() for etapa in etapas}
    unnamed = dict.fromkeys(etapas, 0)
    for etapa_id, copia_id in session.execute(statement):
        if etapa_id is None:
            continue  # never: the statement asks for stages by key
        if copia_id is None:
            unnamed[etapa_id] += 1
        else:
            copies[etapa_id].add(copia_id)
    return {etapa: Feito(frozenset(copies[etapa]), unnamed[etapa]) for etapa in etapas}
