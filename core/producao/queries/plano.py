"""Reads of cutting plans: lists, one with its sheets, by its old names, and what is still free."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from core.db.base import living
from core.db.paging import EVERYTHING, Slice, Window, windowed
from core.errors import InputError, NotFound
from core.parts import Batch, Part
from core.producao.models.estoque import ItemEstoque
from core.producao.models.lote import Lote
from core.producao.models.material import Chapa
from core.producao.models.peca import Peca, PecaCopia
from core.producao.models.plano import ArquivoPlano, ChapaPlano, ColocacaoPeca, Plano, SobraPlano
from core.producao.queries.estoque import veio
from core.producao.rules.estoque_plano import MaterialDisponivel, SobraEscolhida
from core.producao.rules.lote import released
from core.producao.rules.material import chave_material, material_de_descricao
from core.producao.rules.nomes_plano import nome_pedido
from core.producao.rules.plano import EstadoChapa, EstadoPlano, TipoPlano


@dataclass(frozen=True)
class NaLista:
    """A plan with the name of its batch."""

    plano: Plano
    lote: str


@dataclass(frozen=True)
class Detalhe:
    """A plan with everything but where each piece lies; `revisao` is its batch's by now."""

    plano: Plano
    lote: str
    revisao: int
    chapas: Sequence[ChapaPlano]
    sobras: Sequence[SobraPlano]
    arquivos: Sequence[ArquivoPlano]


@dataclass(frozen=True)
class NaFila:
    """A sheet that waits at its machine; `liberada` where its batch may be cut."""

    chapa: ChapaPlano
    plano: int | None
    lote: str
    prazo: date | None
    liberada: bool


@dataclass(frozen=True)
class Lugar:
    """Where one piece lies."""

    colocacao: ColocacaoPeca
    codigo: str
    nome: str


def planos(
    session: Session,
    window: Window = EVERYTHING,
    *,
    tipo: TipoPlano | None = None,
    lote_id: UUID | None = None,
    exportados: bool = False,
) -> Slice[NaLista]:
    """The living plans, newest first; with `exportados` only those that have final files."""
    statement = select(Plano).where(living(Plano))
    if tipo is not None:
        statement = statement.where(Plano.tipo == tipo)
    if lote_id is not None:
        statement = statement.where(Plano.lote_id == lote_id)
    if exportados:
        statement = statement.where(Plano.arquivo_sha256.is_not(None))
    found = windowed(session, statement, Plano.number, window)
    names = _nomes(session, {plano.lote_id for plano in found.rows})
    return Slice([NaLista(plano, names[plano.lote_id]) for plano in found.rows], found.next)


def plano_numero(
    session: Session, number: int, *, tipo: TipoPlano | None = None, arquivado: bool = False
) -> Plano:
    """The living plan with this public number; an archived one, too, if asked for.

    Raises:
        NotFound: there is none, or it is of another machine.
    """
    statement = select(Plano).where(Plano.number == number)
    if not arquivado:
        statement = statement.where(living(Plano))
    if tipo is not None:
        statement = statement.where(Plano.tipo == tipo)
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound("plano.ausente", plano=str(number))
    return found


def plano_chamado(session: Session, obj_key: str, *, tipo: TipoPlano | None = None) -> Plano:
    """The newest living plan of which a client of the old system speaks by this name.

    Raises:
        NotFound: there is none.
    """
    name = nome_pedido(obj_key)
    statement = select(Plano).where(Plano.arquivo_nome == name, living(Plano))
    if tipo is not None:
        statement = statement.where(Plano.tipo == tipo)
    found = session.scalars(statement.order_by(Plano.number.desc()).limit(1)).one_or_none()
    if found is None:
        raise NotFound("plano.ausente", plano=name[:200])
    return found


def plano(session: Session, key: UUID, *, arquivado: bool = False) -> Plano:
    """The plan with this key.

    Raises:
        NotFound: there is none, or it is archived.
    """
    found = session.get(Plano, key)
    if found is None or (found.archived_at is not None and not arquivado):
        raise NotFound("plano.ausente", plano=str(key))
    return found


def detalhe(session: Session, found: Plano) -> Detalhe:
    """The plan with sheets, offcuts and files, in five statements."""
    lote = session.get_one(Lote, found.lote_id)
    sheets = session.scalars(
        select(ChapaPlano).where(ChapaPlano.plano_id == found.id).order_by(ChapaPlano.codigo)
    ).all()
    offcuts = select(SobraPlano).join(ChapaPlano, ChapaPlano.id == SobraPlano.chapa_plano_id)
    files = select(ArquivoPlano).where(ArquivoPlano.plano_id == found.id)
    return Detalhe(
        found,
        lote.nome,
        lote.revisao,
        sheets,
        session.scalars(
            offcuts.where(ChapaPlano.plano_id == found.id).order_by(SobraPlano.nome)
        ).all(),
        session.scalars(files.order_by(ArquivoPlano.nome)).all(),
    )


def colocacoes(session: Session, chapa_id: UUID) -> list[Lugar]:
    """Where every piece of a sheet lies, in the order in which the search laid them."""
    statement = (
        select(ColocacaoPeca, PecaCopia.codigo, Peca.nome)
        .join(PecaCopia, PecaCopia.id == ColocacaoPeca.peca_copia_id)
        .join(Peca, Peca.id == ColocacaoPeca.peca_id)
        .where(ColocacaoPeca.chapa_plano_id == chapa_id)
        .order_by(ColocacaoPeca.ordem)
    )
    return [Lugar(lies, codigo, nome) for lies, codigo, nome in session.execute(statement)]


def chapas_da_copia(session: Session, copia_id: UUID) -> Sequence[ChapaPlano]:
    """The sheets on which a piece lies, of the newest plan first."""
    statement = (
        select(ChapaPlano)
        .join(ColocacaoPeca, ColocacaoPeca.chapa_plano_id == ChapaPlano.id)
        .where(ColocacaoPeca.peca_copia_id == copia_id)
        .order_by(ChapaPlano.number.desc())
    )
    return session.scalars(statement).all()


def chapa_chamada(session: Session, found: Plano, codigo: str) -> ChapaPlano | None:
    """The sheet of a plan with this code."""
    statement = select(ChapaPlano).where(
        ChapaPlano.plano_id == found.id, ChapaPlano.codigo == codigo
    )
    return session.scalars(statement).one_or_none()


def arquivo_chamado(session: Session, found: Plano, nome: str) -> ArquivoPlano:
    """The final file of a plan with this name; a name only, nothing is opened by it.

    Raises:
        NotFound: it has none.
    """
    statement = select(ArquivoPlano).where(
        ArquivoPlano.plano_id == found.id, ArquivoPlano.nome == nome
    )
    row = session.scalars(statement).one_or_none()
    if row is None:
        raise NotFound("plano.arquivo_ausente", nome=nome[:200])
    return row


def fila(session: Session, tipo: TipoPlano, window: Window = EVERYTHING) -> Slice[NaFila]:
    """The sheets that this kind of machine is to cut, the oldest first, in two statements."""
    vivos = (EstadoChapa.EXPORTADA, EstadoChapa.EM_CORTE)
    statement = (
        select(ChapaPlano)
        .join(Plano, Plano.id == ChapaPlano.plano_id)
        .join(Lote, Lote.id == Plano.lote_id)
        .where(
            Plano.tipo == tipo,
            Plano.estado == EstadoPlano.EXPORTADO,
            living(Plano),
            living(Lote),
            Lote.suspenso.is_(False),
            ChapaPlano.estado.in_(vivos),
        )
    )
    found = windowed(session, statement, ChapaPlano.number, window, descending=False)
    owners = select(Plano.id, Plano.number, Lote.nome, Lote.prazo, Lote.estado).join(
        Lote, Lote.id == Plano.lote_id
    )
    ids = {chapa.plano_id for chapa in found.rows}
    of = {row.id: row for row in session.execute(owners.where(Plano.id.in_(ids)))}
    rows = [
        NaFila(chapa, own.number, own.nome, own.prazo, released(own.estado))
        for chapa in found.rows
        for own in (of[chapa.plano_id],)
    ]
    return Slice(rows, found.next)


def igual(session: Session, lote: Lote, impressao: str) -> Plano | None:
    """The newest living plan of this revision that a search with the same settings gave."""
    statement = (
        select(Plano)
        .where(
            Plano.lote_id == lote.id,
            Plano.lote_revisao == lote.revisao,
            Plano.impressao == impressao,
            Plano.estado != EstadoPlano.CANCELADO,
            living(Plano),
        )
        .order_by(Plano.number.desc())
        .limit(1)
    )
    return session.scalars(statement).one_or_none()


def ultima_versao(session: Session, lote_id: UUID) -> int:
    """How many plans a batch has had."""
    return session.scalar(select(func.max(Plano.versao)).where(Plano.lote_id == lote_id)) or 0


def ocupadas() -> ColumnElement[bool]:
    """The condition that a sheet (joined with its plan) was cut or is going to be.

    What was cut counts even where its plan was cancelled since.
    """
    vivos = Plano.estado.in_((EstadoPlano.CONFIRMADO, EstadoPlano.EXPORTADO))
    return or_(
        ChapaPlano.estado == EstadoChapa.CORTADA,
        and_(vivos, ChapaPlano.estado != EstadoChapa.REFUGADA),
    )


def sem_ocupadas(session: Session, lote_id: UUID, batch: Batch) -> Batch:
    """The batch without the pieces that other plans have cut or are going to."""
    statement = (
        select(PecaCopia.codigo)
        .join(ColocacaoPeca, ColocacaoPeca.peca_copia_id == PecaCopia.id)
        .join(ChapaPlano, ChapaPlano.id == ColocacaoPeca.chapa_plano_id)
        .join(Plano, Plano.id == ColocacaoPeca.plano_id)
        .where(Plano.lote_id == lote_id, ocupadas())
    )
    return so_pecas(batch, set(session.scalars(statement)))


def so_pecas(batch: Batch, fora: Collection[str] = ()) -> Batch:
    """The batch with the copies that are to be made, without those of these codes."""
    packages = (
        replace(package, parts=tuple(_parts(package.parts, fora))) for package in batch.packages
    )
    return replace(batch, packages=tuple(package for package in packages if package.parts))


def _parts(parts: Iterable[Part], fora: Collection[str]) -> Iterable[Part]:
    for part in parts:
        pieces = tuple(piece for piece in part.pieces if piece.code not in fora)
        if pieces:
            yield replace(part, pieces=pieces)


def materiais_disponiveis(session: Session, batch: Batch) -> list[MaterialDisponivel]:
    """The registered materials of a batch's parts, in every size that is registered."""
    keys = {chave_material(part.material) for part in batch.parts() if part.material.strip()}
    statement = select(Chapa).where(Chapa.chave.in_(keys), living(Chapa)).order_by(Chapa.id)
    return [
        MaterialDisponivel(
            id=chapa.id,
            propriedade=chapa.propriedade,
            chave=chapa.chave,
            possui_veio=chapa.possui_veio,
            espessura=chapa.espessura,
            comprimento=chapa.comprimento,
            largura=chapa.largura,
            custo_m2=chapa.custo_m2,
        )
        for chapa in session.scalars(statement)
    ]


def sobras_escolhidas(session: Session, ids: Sequence[UUID]) -> list[SobraEscolhida]:
    """The chosen items of stock; what is not free is found out when the plan is confirmed.

    Raises:
        NotFound: one of them does not exist.
    """
    statement = select(ItemEstoque).options(joinedload(ItemEstoque.chapa))
    statement = statement.where(ItemEstoque.id.in_(ids)).order_by(ItemEstoque.id)
    found = {item.id: item for item in session.scalars(statement)}
    for key in ids:
        if key not in found:
            raise NotFound("registro.ausente", tipo="item_estoque", id=str(key))
    return [
        SobraEscolhida(
            id=item.id,
            descricao=item.descricao,
            material=material_de_descricao(item.descricao),
            chave=item.material_chave,
            comprimento=item.comprimento,
            largura=item.largura,
            espessura=item.espessura,
            veio=veio(item),
            custo_m2=item.custo_m2,
            defeitos=item.defeitos,
        )
        for item in found.values()
    ]


def itens_numerados(session: Session, numbers: Sequence[int]) -> tuple[UUID, ...]:
    """Keys of the items of stock with these public numbers.

    Raises:
        InputError: there is none with one of them.
    """
    statement = select(ItemEstoque.number, ItemEstoque.id).where(ItemEstoque.number.in_(numbers))
    found = {row.number: row.id for row in session.execute(statement)}
    for number in numbers:
        if number not in found:
            raise InputError("plano.sobra_ausente", id=number)
    return tuple(found[number] for number in dict.fromkeys(numbers))


def _nomes(session: Session, ids: Collection[UUID]) -> dict[UUID, str]:
    rows = session.execute(select(Lote.id, Lote.nome).where(Lote.id.in_(ids)))
    return {row.id: row.nome for row in rows}
