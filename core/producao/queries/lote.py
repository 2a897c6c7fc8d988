"""Reads of batches: lists with their sums, whole batches, and what a source would change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, case, func, inspect, select
from sqlalchemy.orm import Session

from core.db.base import Numbered, living
from core.db.paging import EVERYTHING, Slice, Window, windowed
from core.errors import NotFound
from core.parts import Batch
from core.producao.models.lote import EstadoLote, Ferragem, Importacao, Lote, Pacote
from core.producao.models.peca import Peca, PecaCopia, SituacaoCopia
from core.producao.rules.forma import batch_of
from core.producao.rules.lote import name_key

_LONGEST_NUMBER = 18


@dataclass(frozen=True, slots=True)
class Resumo:
    """What a list shows of a batch beside its header; `m2` is of all physical pieces."""

    clientes: tuple[str, ...] = ()
    ambientes: int = 0
    pecas: int = 0
    m2: float = 0.0
    materiais: tuple[str, ...] = ()
    bloqueadas: int = 0
    em_revisao: int = 0


@dataclass(frozen=True, slots=True)
class Conteudo:
    """All living rows of one batch, in their order; copies are the active ones by part."""

    lote: Lote
    pacotes: Sequence[Pacote]
    pecas: Sequence[Peca]
    ferragens: Sequence[Ferragem]
    copias: dict[UUID, list[PecaCopia]]

    def batch(self) -> Batch:
        """The batch that nesting and machining work with."""
        return batch_of(self.lote, self.pacotes, self.pecas, self.ferragens, self.copias)


def lotes(
    session: Session, window: Window = EVERYTHING, *, estados: Iterable[EstadoLote] = ()
) -> Slice[Lote]:
    """The living batches, newest first."""
    statement = select(Lote).where(living(Lote))
    wanted = list(estados)
    if wanted:
        statement = statement.where(Lote.estado.in_(wanted))
    return windowed(session, statement, Lote.number, window)


def resumos(session: Session, lote_ids: Sequence[UUID]) -> dict[UUID, Resumo]:
    """The sums of these batches, in two statements however many they are."""
    packages: dict[UUID, list[Pacote]] = defaultdict(list)
    for pacote in session.scalars(_of(Pacote, lote_ids).order_by(Pacote.ordem)):
        packages[pacote.lote_id].append(pacote)
    sums: dict[UUID, list[tuple[str, int, float, int, int]]] = defaultdict(list)
    for row in session.execute(_sums(lote_ids)):
        sums[row[0]].append((row[1], int(row[2]), float(row[3]), int(row[4]), int(row[5])))
    return {one: _resumo(packages[one], sums[one]) for one in lote_ids}


def lote_chamado(session: Session, nome: str) -> Lote:
    """The living batch of this name, or of this number where the name is one.

    Raises:
        NotFound: there is none.
    """
    found = achar(session, nome)
    if found is None:
        raise NotFound("lote.ausente", nome=nome[:200])
    return found


def achar(session: Session, nome: str) -> Lote | None:
    """As `lote_chamado`; None where there is none."""
    named = por_nome(session, nome)
    if named is None and nome.isascii() and nome.isdigit() and len(nome) <= _LONGEST_NUMBER:
        numbered = select(Lote).where(living(Lote), Lote.number == int(nome))
        named = session.scalars(numbered).one_or_none()
    # whoever takes `Lote_` off the name of a file may take off what belongs to the name
    return named or por_nome(session, f"Lote_{nome}")


def por_nome(session: Session, nome: str) -> Lote | None:
    """The living batch of this very name; None where there is none."""
    named = select(Lote).where(living(Lote), Lote.chave == name_key(nome))
    return session.scalars(named).one_or_none()


def lote_numero(session: Session, number: int) -> Lote:
    """The living batch with this public number.

    Raises:
        NotFound: there is none.
    """
    statement = select(Lote).where(Lote.number == number, living(Lote))
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound("lote.ausente", nome=str(number))
    return found


def conteudo(session: Session, lote: Lote) -> Conteudo:
    """Everything in a batch, in four statements."""
    ids = [lote.id]
    pacotes = session.scalars(_of(Pacote, ids).order_by(Pacote.ordem, Pacote.id)).all()
    pecas = session.scalars(_of(Peca, ids).order_by(Peca.ordem, Peca.id)).all()
    ferragens = session.scalars(_of(Ferragem, ids).order_by(Ferragem.ordem, Ferragem.id)).all()
    return Conteudo(lote, pacotes, pecas, ferragens, copias_do_lote(session, lote.id))


def copias_do_lote(session: Session, lote_id: UUID) -> dict[UUID, list[PecaCopia]]:
    """The active copies of a batch by their part, in order."""
    statement = (
        select(PecaCopia)
        .where(PecaCopia.lote_id == lote_id, PecaCopia.situacao == SituacaoCopia.ATIVA)
        .order_by(PecaCopia.copia)
    )
    found: dict[UUID, list[PecaCopia]] = defaultdict(list)
    for copia in session.scalars(statement):
        found[copia.peca_id].append(copia)
    return found


def batch_do_lote(session: Session, lote_id: UUID) -> Batch:
    """The batch behind these rows, as nesting and machining take it.

    Raises:
        NotFound: there is no such living batch.
    """
    return conteudo(session, lote_por_chave(session, lote_id)).batch()


def lote_por_chave(session: Session, lote_id: UUID) -> Lote:
    """The living batch with this key.

    Raises:
        NotFound: there is none.
    """
    lote = session.get(Lote, lote_id)
    if lote is None or lote.archived_at is not None:
        raise NotFound("registro.ausente", tipo="lote", id=str(lote_id))
    return lote


def importacoes(session: Session, lote_id: UUID) -> Sequence[Importacao]:
    """What was read into a batch, the first first."""
    statement = select(Importacao).where(Importacao.lote_id == lote_id)
    return session.scalars(statement.order_by(Importacao.id)).all()


def copias_da_peca(session: Session, peca_id: UUID) -> Sequence[PecaCopia]:
    """All copies a part ever had, by number and age."""
    statement = select(PecaCopia).where(PecaCopia.peca_id == peca_id)
    return session.scalars(statement.order_by(PecaCopia.copia, PecaCopia.created_at)).all()


def chave_numero(session: Session, model: type[Numbered], number: int) -> UUID:
    """The key of a record, archived or not, by its public number.

    Raises:
        NotFound: there is none.
    """
    table = inspect(model).local_table
    found = session.scalars(select(table.c.id).where(table.c.number == number)).one_or_none()
    if found is None:
        raise NotFound("registro.ausente", tipo=table.name, id=number)
    return UUID(str(found))


def importacao(session: Session, importacao_id: UUID) -> Importacao:
    """One reading of a source.

    Raises:
        NotFound: there is none.
    """
    found = session.get(Importacao, importacao_id)
    if found is None:
        raise NotFound("registro.ausente", tipo="importacao", id=str(importacao_id))
    return found


def leitura_igual(session: Session, lote: Lote, arquivo: str, fonte: str) -> Importacao | None:
    """The last reading, where it read these very bytes and nothing changed since."""
    last = next(reversed(importacoes(session, lote.id)), None)
    if last is None or (last.arquivo_sha256, last.fonte) != (arquivo, fonte):
        return None
    return last if last.lote_revisao == lote.revisao else None


def materiais(session: Session, lote_id: UUID) -> list[str]:
    """The materials of a batch's parts by name."""
    statement = select(Peca.material).where(Peca.lote_id == lote_id, living(Peca)).distinct()
    return sorted(session.scalars(statement))


def camadas(session: Session, lote_id: UUID) -> list[str]:
    """The layers of a batch's operations by name.

    The names stand inside JSON documents; one statement brings those documents.
    """
    statement = select(Peca.operacoes).where(Peca.lote_id == lote_id, living(Peca))
    found = {
        str(operation.get("layer") or "")
        for operations in session.scalars(statement)
        for operation in operations
    }
    return sorted(found - {""})


def _of[Row: (Pacote, Peca, Ferragem)](model: type[Row], lote_ids: Sequence[UUID]) -> Select[Row]:
    return select(model).where(model.lote_id.in_(lote_ids), living(model))


def _sums(lote_ids: Sequence[UUID]) -> Select[UUID, str, int, float, int, int]:
    area = Peca.comprimento * Peca.largura * Peca.quantidade / 1e6
    return (
        select(
            Peca.lote_id,
            Peca.material,
            func.sum(Peca.quantidade),
            func.sum(area),
            func.sum(case((Peca.bloqueio.is_not(None), 1), else_=0)),
            func.sum(case((Peca.em_revisao, 1), else_=0)),
        )
        .where(Peca.lote_id.in_(lote_ids), living(Peca))
        .group_by(Peca.lote_id, Peca.material)
        .order_by(Peca.lote_id, func.sum(area).desc(), Peca.material)
    )


def _resumo(pacotes: Sequence[Pacote], sums: Sequence[tuple[str, int, float, int, int]]) -> Resumo:
    return Resumo(
        clientes=tuple(dict.fromkeys(pacote.cliente for pacote in pacotes)),
        ambientes=len(pacotes),
        pecas=sum(row[1] for row in sums),
        m2=sum(row[2] for row in sums),
        materiais=tuple(row[0] for row in sums),
        bloqueadas=sum(row[3] for row in sums),
        em_revisao=sum(row[4] for row in sums),
    )
