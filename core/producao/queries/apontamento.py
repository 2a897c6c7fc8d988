"""How far batches are, stage by stage, and what is missing; no statement grows with its rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, distinct, func, or_, select
from sqlalchemy.orm import Session, aliased

from core.db.base import living
from core.producao.models.apontamento import Apontamento, Etapa
from core.producao.models.lote import Pacote
from core.producao.models.peca import Peca, PecaCopia, SituacaoCopia
from core.producao.queries.leitura import vale
from core.producao.rules.apontamento import TipoApontamento


@dataclass(frozen=True, slots=True)
class Progresso:
    """Pieces of a batch that passed a stage, of so many."""

    etapa: Etapa
    feitas: int
    total: int


@dataclass(frozen=True, slots=True)
class Faltante:
    """A part of which copies have not passed a stage."""

    peca: Peca
    pacote: str
    faltam: int


def etapas(session: Session, *, arquivadas: bool = False) -> Sequence[Etapa]:
    """The stages in their order."""
    statement = select(Etapa).order_by(Etapa.ordem, Etapa.codigo)
    return session.scalars(statement if arquivadas else statement.where(living(Etapa))).all()


def progressos(session: Session, lotes: Collection[UUID]) -> dict[UUID, list[Progresso]]:
    """The progress of each of these batches at each stage, in three statements."""
    stages = etapas(session)
    wanted = select(Peca.lote_id, func.sum(Peca.quantidade)).where(
        Peca.lote_id.in_(lotes), living(Peca)
    )
    totals = {lote: int(n) for lote, n in session.execute(wanted.group_by(Peca.lote_id))}
    passed = _passed(Peca.lote_id.in_(lotes))
    sums = select(passed.c.lote_id, passed.c.etapa_id, func.sum(passed.c.feitas))
    counted = {
        (lote, etapa): int(n)
        for lote, etapa, n in session.execute(sums.group_by(passed.c.lote_id, passed.c.etapa_id))
    }
    return {
        lote: [
            Progresso(etapa, counted.get((lote, etapa.id), 0), totals.get(lote, 0))
            for etapa in stages
        ]
        for lote in lotes
    }


def progresso(session: Session, lote_id: UUID) -> list[Progresso]:
    """The progress of one batch."""
    return progressos(session, [lote_id])[lote_id]


def faltantes(session: Session, lote_id: UUID, etapa_id: UUID) -> list[Faltante]:
    """What has not passed a stage, package by package, in one statement."""
    passed = _passed(and_(Peca.lote_id == lote_id, Apontamento.etapa_id == etapa_id))
    missing = Peca.quantidade - func.coalesce(passed.c.feitas, 0)
    statement = (
        select(Peca, Pacote.nome_pacote, missing)
        .join(Pacote, Pacote.id == Peca.pacote_id)
        .outerjoin(passed, passed.c.peca_id == Peca.id)
        .where(Peca.lote_id == lote_id, living(Peca), missing > 0)
        .order_by(Pacote.ordem, Peca.ordem, Peca.id)
    )
    return [Faltante(peca, nome, int(n)) for peca, nome, n in session.execute(statement)]


def _passed(condition: ColumnElement[bool]) -> Subquery:
    """By part and stage, how many of its pieces passed; as `rules.apontamento.passadas` counts."""
    copies = func.count(distinct(Apontamento.copia_id))
    unnamed = func.sum(case((Apontamento.copia_id.is_(None), 1), else_=0))
    found = copies + unnamed
    return (
        select(
            Peca.lote_id,
            Peca.id.label("peca_id"),
            Apontamento.etapa_id,
            case((found > Peca.quantidade, Peca.quantidade), else_=found).label("feitas"),
        )
        .select_from(Apontamento)
        .join(Peca, Peca.id == Apontamento.peca_id)
        .outerjoin(PecaCopia, PecaCopia.id == Apontamento.copia_id)
        .where(condition, living(Peca), vale())
        .where(or_(PecaCopia.id.is_(None), PecaCopia.situacao == SituacaoCopia.ATIVA))
        .group_by(Peca.lote_id, Peca.id, Peca.quantidade, Apontamento.etapa_id)
        .subquery()
    )


def ultimas(session: Session, estacao: str, quantas: int = 5) -> list[tuple[Apontamento, bool]]:
    """The last readings of a bench, the newest first, each with whether it was taken back."""
    undoing = aliased(Apontamento)
    gone = select(undoing.id).where(undoing.desfaz_id == Apontamento.id).exists()
    statement: Select[Apontamento, bool] = (
        select(Apontamento, gone)
        .where(Apontamento.estacao == estacao, Apontamento.tipo == TipoApontamento.LEITURA)
        .order_by(Apontamento.lido_em.desc(), Apontamento.id.desc())
        .limit(quantas)
    )
    return [(fato, bool(undone)) for fato, undone in session.execute(statement)]


def nao_resolvidos(session: Session, limite: int = 200) -> Sequence[Apontamento]:
    """Readings whose code nobody knew, the newest first."""
    statement = select(Apontamento).where(
        Apontamento.tipo == TipoApontamento.LEITURA,
        Apontamento.peca_id.is_(None),
        Apontamento.ferragem_id.is_(None),
    )
    return session.scalars(statement.order_by(Apontamento.id.desc()).limit(limite)).all()
