"""Reads of stock: items, reservations, movements, places."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, cast, inspect, or_, select
from sqlalchemy.orm import Session, joinedload

from core.acesso.models import Usuario
from core.db.base import Numbered, living
from core.db.paging import EVERYTHING, Slice, Window, windowed
from core.errors import NotFound
from core.producao.models.estoque import (
    DirecaoVeio,
    EstadoItem,
    EstadoReserva,
    ItemEstoque,
    LocalEstoque,
    MovimentoEstoque,
    PoliticaEstoque,
    ReservaEstoque,
    TipoItem,
    TipoMovimento,
)
from core.producao.models.lote import Lote
from core.producao.models.material import Chapa
from core.producao.models.plano import Plano
from core.producao.rules.estoque import custo_em_centavos
from core.producao.rules.material import chave_material

SAIDAS = (TipoMovimento.CONSUMO, TipoMovimento.BAIXA)
"""Movements by which boards leave the stock."""


@dataclass(frozen=True)
class FiltroItens:
    """Which items; what is empty does not matter.

    Attributes:
        busca: a label's code, or part of the description.
        material: a name, compared by its key.
        livres: only those of which boards are free.
        sem_local: only those that stand nowhere.
        parados_desde: only those that nothing happened to since then.
    """

    busca: str = ""
    material: str = ""
    estado: EstadoItem | None = EstadoItem.DISPONIVEL
    tipo: TipoItem | None = None
    chapa_id: UUID | None = None
    local_id: UUID | None = None
    plano_id: UUID | None = None
    livres: bool = False
    reservados: bool = False
    sem_local: bool = False
    parados_desde: datetime | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The same as conditions of a statement."""
        equal = {
            ItemEstoque.estado: self.estado,
            ItemEstoque.tipo: self.tipo,
            ItemEstoque.chapa_id: self.chapa_id,
            ItemEstoque.local_id: self.local_id,
            ItemEstoque.plano_id: self.plano_id,
            ItemEstoque.material_chave: chave_material(self.material) if self.material else None,
        }
        found = [column == value for column, value in equal.items() if value is not None]
        if self.busca:
            found.append(_search(self.busca))
        if self.livres:
            found.append(ItemEstoque.quantidade > ItemEstoque.reservada)
        if self.reservados:
            found.append(ItemEstoque.reservada > 0)
        if self.sem_local:
            found.append(ItemEstoque.local_id.is_(None))
        if self.parados_desde is not None:
            found.append(ItemEstoque.updated_at <= self.parados_desde)
        return found


def itens(
    session: Session, window: Window = EVERYTHING, filtro: FiltroItens = FiltroItens()
) -> Slice[ItemEstoque]:
    """The items in the order of their numbers, with material and place."""
    statement = _with_material().where(*filtro.conditions())
    return windowed(session, statement, ItemEstoque.number, window, descending=False)


def item_por_numero(session: Session, numero: int) -> ItemEstoque:
    """One item with material and place, whatever became of it.

    Raises:
        NotFound: there is none.
    """
    statement = _with_material().where(ItemEstoque.number == numero)
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound("registro.ausente", tipo=ItemEstoque.__tablename__, id=numero)
    return found


def itens_por_material(session: Session, materiais: Sequence[str]) -> dict[str, list[ItemEstoque]]:
    """The items with free boards of each material, every name a key.

    Names are compared by their key and never by a part of it (defect S-18). Of two names of one
    material the first has its items.
    """
    name_of: dict[str, str] = {}
    for nome in materiais:
        if nome.strip():
            name_of.setdefault(chave_material(nome), nome)
    statement = (
        _with_material()
        .where(
            ItemEstoque.material_chave.in_(name_of),
            ItemEstoque.estado == EstadoItem.DISPONIVEL,
            ItemEstoque.quantidade > ItemEstoque.reservada,
        )
        .order_by(ItemEstoque.number)
    )
    found: dict[str, list[ItemEstoque]] = {nome: [] for nome in materiais}
    for item in session.scalars(statement):
        found[name_of[item.material_chave]].append(item)
    return found


def custo_m2(item: ItemEstoque) -> int:
    """What a square metre of the item costs now, cents: the material's price where there is one."""
    return item.chapa.custo_m2 if item.chapa else item.custo_m2


def custo_total(item: ItemEstoque) -> int:
    """What all boards of the item cost now, cents."""
    return custo_em_centavos(item.comprimento, item.largura, custo_m2(item), item.quantidade)


def veio(item: ItemEstoque) -> DirecaoVeio:
    """How the grain of an item runs that was loaded with its material.

    A whole board of a material with grain has it along its length; of an offcut somebody has to
    say it, because nobody knows how it was cut out.
    """
    board = item.tipo is TipoItem.CHAPA and item.veio is DirecaoVeio.SEM
    if board and item.chapa is not None and item.chapa.possui_veio:
        return DirecaoVeio.COMPRIMENTO
    return item.veio


@dataclass(frozen=True)
class FiltroMovimentos:
    """Which movements; what is empty does not matter."""

    tipos: Collection[TipoMovimento] = ()
    item_id: UUID | None = None
    chapa_id: UUID | None = None
    lote_id: UUID | None = None
    plano_id: UUID | None = None


def movimentos(
    session: Session, window: Window = EVERYTHING, filtro: FiltroMovimentos = FiltroMovimentos()
) -> Slice[MovimentoEstoque]:
    """The movements, newest first, with what they name."""
    statement = select(MovimentoEstoque).options(
        joinedload(MovimentoEstoque.chapa).load_only(Chapa.number),
        joinedload(MovimentoEstoque.item).load_only(ItemEstoque.number, ItemEstoque.codigo),
        joinedload(MovimentoEstoque.lote).load_only(Lote.number, Lote.nome),
        joinedload(MovimentoEstoque.plano).load_only(Plano.number),
        joinedload(MovimentoEstoque.autor).load_only(Usuario.username),
    )
    if len(filtro.tipos) == 1:
        statement = statement.where(MovimentoEstoque.tipo.in_(filtro.tipos))
    elif filtro.tipos:
        # by number, not by the index of each kind, which would have to be sorted as a whole
        kind = cast(MovimentoEstoque.tipo, String)
        statement = statement.where(kind.in_([tipo.value for tipo in filtro.tipos]))
    for column, value in (
        (MovimentoEstoque.item_id, filtro.item_id),
        (MovimentoEstoque.chapa_id, filtro.chapa_id),
        (MovimentoEstoque.lote_id, filtro.lote_id),
        (MovimentoEstoque.plano_id, filtro.plano_id),
    ):
        if value is not None:
            statement = statement.where(column == value)
    return windowed(session, statement, MovimentoEstoque.number, window)


def reservas(
    session: Session,
    window: Window = EVERYTHING,
    *,
    estado: EstadoReserva | None = EstadoReserva.ATIVA,
    item_id: UUID | None = None,
    lote_id: UUID | None = None,
    plano_id: UUID | None = None,
) -> Slice[ReservaEstoque]:
    """The reservations, newest first, with what they name."""
    statement = select(ReservaEstoque).options(
        joinedload(ReservaEstoque.item).load_only(
            ItemEstoque.number, ItemEstoque.codigo, ItemEstoque.descricao
        ),
        joinedload(ReservaEstoque.lote).load_only(Lote.number, Lote.nome),
        joinedload(ReservaEstoque.plano).load_only(Plano.number),
        joinedload(ReservaEstoque.autor).load_only(Usuario.username),
    )
    for column, value in (
        (ReservaEstoque.estado, estado),
        (ReservaEstoque.item_id, item_id),
        (ReservaEstoque.lote_id, lote_id),
        (ReservaEstoque.plano_id, plano_id),
    ):
        if value is not None:
            statement = statement.where(column == value)
    return windowed(session, statement, ReservaEstoque.number, window)


def reservas_avulsas(session: Session, item_id: UUID) -> Sequence[ReservaEstoque]:
    """The open reservations of an item that are for no plan and no batch, newest first."""
    statement = select(ReservaEstoque).where(
        ReservaEstoque.item_id == item_id,
        ReservaEstoque.estado == EstadoReserva.ATIVA,
        ReservaEstoque.plano_id.is_(None),
        ReservaEstoque.lote_id.is_(None),
    )
    return session.scalars(statement.order_by(ReservaEstoque.number.desc())).all()


def locais(session: Session, window: Window = EVERYTHING) -> Slice[LocalEstoque]:
    """The living places in the order of their numbers."""
    statement = select(LocalEstoque).where(living(LocalEstoque))
    return windowed(session, statement, LocalEstoque.number, window, descending=False)


def politicas(session: Session) -> Sequence[PoliticaEstoque]:
    """What is kept and taken first, the general policy before those of single materials."""
    return session.scalars(select(PoliticaEstoque).order_by(PoliticaEstoque.chave)).all()


def chaves[Row: Numbered](
    session: Session, model: type[Row], numbers: Iterable[int]
) -> dict[int, UUID]:
    """The keys of records, archived or not, by their public numbers.

    Raises:
        NotFound: one of them does not exist.
    """
    wanted = set(numbers)
    table = inspect(model).local_table
    rows = session.execute(select(table.c.id, table.c.number).where(table.c.number.in_(wanted)))
    found = {row.number: row.id for row in rows}
    for number in sorted(wanted - found.keys()):
        raise NotFound("registro.ausente", tipo=table.name, id=number)
    return found


def _with_material() -> Select[ItemEstoque]:
    return select(ItemEstoque).options(joinedload(ItemEstoque.chapa), joinedload(ItemEstoque.local))


def _search(text: str) -> ColumnElement[bool]:
    return or_(
        ItemEstoque.codigo == text.strip().upper(),
        ItemEstoque.descricao.icontains(text.strip(), autoescape=True),
    )
