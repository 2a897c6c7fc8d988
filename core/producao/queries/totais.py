"""Sums of stock by material, and what has to be bought."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import RowMapping, Select, case, func, select
from sqlalchemy.orm import Session

from core.db.base import living
from core.producao.models.estoque import EstadoItem, ItemEstoque, TipoItem
from core.producao.models.material import Chapa
from core.producao.rules.estoque import a_comprar, custo_em_centavos

_STANDING = (EstadoItem.DISPONIVEL, EstadoItem.PREVISTO)
_MM2 = 1e6


@dataclass(frozen=True)
class Total:
    """What there is of one material; boards and offcuts counted apart, areas in m², cost in cents.

    Attributes:
        chapa: the material; None for stock that is linked to none.
        livres: whole boards that are neither promised nor still to come.
    """

    chapa: Chapa | None
    chave: str
    quantidade: int
    reservada: int
    prevista: int
    chapas: int
    livres: int
    sobras: int
    m2: float
    custo: int

    @property
    def numero(self) -> int:
        """The material's number; 0 where there is none."""
        return 0 if self.chapa is None else self.chapa.number or 0

    @property
    def disponivel(self) -> int:
        """Boards and offcuts that nobody has been promised."""
        return self.quantidade - self.reservada

    @property
    def minimo(self) -> int:
        """Whole boards that should be there."""
        return 0 if self.chapa is None else self.chapa.estoque_minimo

    @property
    def abaixo(self) -> bool:
        """Whether fewer whole boards are free than should be there."""
        return self.livres < self.minimo


@dataclass(frozen=True)
class Compra:
    """Whole boards to buy of one material, with what they cost in cents."""

    chapa: Chapa
    livres: int
    previstas: int
    comprar: int
    custo: int


def totais(session: Session) -> list[Total]:
    """What there is of each living material and of each name without one, by name."""
    materials = {chapa.id: chapa for chapa in session.scalars(select(Chapa))}
    sums = session.execute(_sums()).mappings().all()
    found = [_total(materials.get(row["chapa_id"]), row) for row in sums]
    counted = {row["chapa_id"] for row in sums}
    found.extend(
        Total(chapa, chapa.chave, 0, 0, 0, 0, 0, 0, 0.0, 0)
        for chapa in materials.values()
        if chapa.archived_at is None and chapa.id not in counted
    )
    return sorted(found, key=lambda total: (total.chave, total.numero))


def compras(session: Session) -> list[Compra]:
    """The shopping list: what lies under its minimum, counting what is still to come."""
    boards = {row["chapa_id"]: row for row in session.execute(_boards()).mappings()}
    statement = select(Chapa).where(living(Chapa), Chapa.estoque_minimo > 0)
    lines = (
        _compra(chapa, boards.get(chapa.id))
        for chapa in session.scalars(statement.order_by(Chapa.chave, Chapa.number))
    )
    return [line for line in lines if line.comprar > 0]


def _sums() -> Select[*tuple[Any, ...]]:
    whole = ItemEstoque.tipo == TipoItem.CHAPA
    free = ItemEstoque.quantidade - ItemEstoque.reservada
    area = ItemEstoque.comprimento * ItemEstoque.largura * ItemEstoque.quantidade
    return (
        select(
            ItemEstoque.chapa_id,
            ItemEstoque.material_chave,
            func.sum(ItemEstoque.quantidade).label("quantidade"),
            func.sum(ItemEstoque.reservada).label("reservada"),
            func.sum(ItemEstoque.prevista).label("prevista"),
            func.sum(case((whole, ItemEstoque.quantidade), else_=0)).label("chapas"),
            func.sum(case((whole, free), else_=0)).label("livres"),
            func.sum(case((whole, 0), else_=ItemEstoque.quantidade)).label("sobras"),
            (func.sum(area) / _MM2).label("m2"),
            (func.sum(area * ItemEstoque.custo_m2) / _MM2).label("custo"),
        )
        .where(ItemEstoque.estado.in_(_STANDING))
        .group_by(ItemEstoque.chapa_id, ItemEstoque.material_chave)
    )


def _boards() -> Select[*tuple[Any, ...]]:
    return (
        select(
            ItemEstoque.chapa_id,
            func.sum(ItemEstoque.quantidade - ItemEstoque.reservada).label("livres"),
            func.sum(ItemEstoque.prevista).label("previstas"),
        )
        .where(ItemEstoque.estado.in_(_STANDING), ItemEstoque.tipo == TipoItem.CHAPA)
        .group_by(ItemEstoque.chapa_id)
    )


def _compra(chapa: Chapa, row: RowMapping | None) -> Compra:
    free, coming = (0, 0) if row is None else (int(row["livres"]), int(row["previstas"]))
    buy = a_comprar(chapa.estoque_minimo, free, coming)
    cost = custo_em_centavos(chapa.comprimento, chapa.largura, chapa.custo_m2, buy)
    return Compra(chapa, free, coming, buy, cost)


def _total(chapa: Chapa | None, row: RowMapping) -> Total:
    area = float(row["m2"])
    cost = Decimal(str(row["custo"])) if chapa is None else Decimal(str(area)) * chapa.custo_m2
    return Total(
        chapa=chapa,
        chave=row["material_chave"],
        quantidade=int(row["quantidade"]),
        reservada=int(row["reservada"]),
        prevista=int(row["prevista"]),
        chapas=int(row["chapas"]),
        livres=int(row["livres"]),
        sobras=int(row["sobras"]),
        m2=round(area, 6),
        custo=int(cost.quantize(Decimal(1), ROUND_HALF_UP)),
    )
