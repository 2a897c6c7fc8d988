"""Occurrences with their pieces, reasons, and the report; no statement grows with its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager

from core.db.base import living
from core.db.paging import EVERYTHING, Slice, Window, windowed
from core.errors import NotFound
from core.producao.models.lote import Pacote
from core.producao.models.ocorrencia import Motivo, Ocorrencia, OcorrenciaPeca
from core.producao.models.peca import Peca
from core.producao.rules.forma import part_of
from core.producao.rules.ocorrencia import EstadoOcorrencia, TipoMotivo
from core.producao.rules.reposicao import Reposta

BRASILIA = timezone(timedelta(hours=-3))
"""The factory's days begin at this midnight; Brazil has had no summer time since 2019."""


@dataclass(frozen=True, slots=True)
class Filtro:
    """What a report is asked for; both days are included."""

    data_inicio: date | None = None
    data_fim: date | None = None
    motivo: str = ""
    tipo: TipoMotivo | None = None
    setor: str = ""


def ocorrencias(session: Session, window: Window = EVERYTHING) -> Slice[Ocorrencia]:
    """The living occurrences, the newest first."""
    return windowed(
        session, select(Ocorrencia).where(living(Ocorrencia)), Ocorrencia.number, window
    )


def ocorrencia_numero(session: Session, number: int) -> Ocorrencia:
    """The living occurrence with this public number.

    Raises:
        NotFound: there is none.
    """
    statement = select(Ocorrencia).where(Ocorrencia.number == number, living(Ocorrencia))
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound("ocorrencia.ausente", id=number)
    return found


def pecas_de(session: Session, some: Sequence[Ocorrencia]) -> dict[UUID, list[OcorrenciaPeca]]:
    """The pieces of each of these occurrences with their reasons, in one statement.

    Args:
        session: where.
        some: a run of a list of occurrences, or one.
    """
    numbers = [one.number for one in some if one.number is not None]
    if not numbers:
        return {}
    statement = (
        select(OcorrenciaPeca)
        .join(Ocorrencia, Ocorrencia.id == OcorrenciaPeca.ocorrencia_id)
        .join(OcorrenciaPeca.motivo)
        .options(contains_eager(OcorrenciaPeca.motivo))
        # a run of the list lies between two numbers: no list of keys, however long it is
        .where(Ocorrencia.number.between(min(numbers), max(numbers)), living(Ocorrencia))
        .order_by(OcorrenciaPeca.ocorrencia_id, OcorrenciaPeca.ordem)
    )
    found: dict[UUID, list[OcorrenciaPeca]] = {}
    for peca in session.scalars(statement):
        found.setdefault(peca.ocorrencia_id, []).append(peca)
    return found


def motivos(session: Session, window: Window = EVERYTHING) -> Slice[Motivo]:
    """The living reasons, in the order of their numbers."""
    statement = select(Motivo).where(living(Motivo))
    return windowed(session, statement, Motivo.number, window, descending=False)


def relatorio(
    session: Session, filtro: Filtro, window: Window = EVERYTHING
) -> Slice[OcorrenciaPeca]:
    """Every piece made again, with its occurrence and its reason, the newest first.

    Occurrences that were cancelled or put away are no longer any.
    """
    statement: Select[OcorrenciaPeca] = (
        select(OcorrenciaPeca)
        .join(OcorrenciaPeca.ocorrencia)
        .join(OcorrenciaPeca.motivo)
        .options(contains_eager(OcorrenciaPeca.ocorrencia), contains_eager(OcorrenciaPeca.motivo))
        .where(living(Ocorrencia), Ocorrencia.estado != EstadoOcorrencia.CANCELADA)
    )
    if filtro.data_inicio is not None:
        statement = statement.where(Ocorrencia.aberta_em >= _midnight(filtro.data_inicio))
    if filtro.data_fim is not None and filtro.data_fim < date.max:
        after = _midnight(filtro.data_fim + timedelta(days=1))
        statement = statement.where(Ocorrencia.aberta_em < after)
    if filtro.motivo:
        statement = statement.where(Motivo.codigo == filtro.motivo)
    if filtro.tipo is not None:
        statement = statement.where(Motivo.tipo == filtro.tipo)
    if filtro.setor:
        statement = statement.where(Motivo.setor == filtro.setor)
    return windowed(session, statement, OcorrenciaPeca.number, window)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, BRASILIA)


def repostas(session: Session, ocorrencia: Ocorrencia) -> list[Reposta]:
    """What an occurrence makes again, each with the part it was, in four statements at most."""
    rows = pecas_de(session, [ocorrencia]).get(ocorrencia.id, [])
    keys = {row.peca_id for row in rows if row.peca_id is not None}
    statement = select(Peca, Pacote).join(Pacote, Pacote.id == Peca.pacote_id)
    known = (
        {
            peca.id: part_of(peca, pacote, ())
            for peca, pacote in session.execute(statement.where(Peca.id.in_(keys)))
        }
        if keys
        else {}
    )
    return [Reposta(row, known.get(row.peca_id) if row.peca_id else None) for row in rows]
