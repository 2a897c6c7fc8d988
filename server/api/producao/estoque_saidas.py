"""Shapes of stock that go out: the old system's keys first, ours after them.

Money goes out as reais; `id` is the record's number; lengths are mm, areas m².
"""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel

from core.command import Result
from core.producao.models.estoque import (
    Condicao,
    DirecaoVeio,
    EstadoItem,
    EstadoReserva,
    TipoItem,
    TipoMovimento,
)
from core.producao.rules.estados_estoque import Defeito
from server.api.answers import Estado


class Gravado(Estado):
    """That it was done, and the number of the record."""

    id: int

    @classmethod
    def of(cls, made: Result) -> Self:
        """From what the command says."""
        return cls.model_validate({"id": made["number"]})


class ChapaSaida(BaseModel):
    """A material."""

    id: int | None
    possui_veio: int
    propriedade: str
    espessura: float
    comprimento: float
    largura: float
    custo_m2: float
    estoque_minimo: int
    arquivada: bool
    uuid: UUID


class ItemSaida(BaseModel):
    """An item of stock; `m2` and `custo_total` are of all its boards."""

    id: int | None
    chapa_id: int | None
    descricao: str
    comprimento: float
    largura: float
    m2: float
    custo_m2: float
    custo_total: float
    origem: str
    reservada: int
    quantidade: int
    disponivel: int
    prevista: int
    codigo: str | None
    tipo: TipoItem
    estado: EstadoItem
    espessura: float | None
    local_id: int | None
    local: str | None
    foto: str | None
    lote_cor: str
    condicao: Condicao
    veio: DirecaoVeio
    defeitos: list[Defeito]
    observacao: str
    criado_em: datetime
    uuid: UUID


class MovimentoSaida(BaseModel):
    """A movement; `m2` and `custo_total` are of all boards it concerns."""

    id: int | None
    chapa_id: int | None
    descricao: str
    comprimento: float
    largura: float
    m2: float
    custo_m2: float
    custo_total: float
    origem: str
    destino: str
    criado_em: datetime
    tipo: TipoMovimento
    quantidade: int
    variacao: int
    saldo: int
    motivo: str
    item_id: int | None
    item_codigo: str | None
    lote_id: int | None
    lote: str | None
    plano_id: int | None
    usuario: str | None


class ReservaSaida(BaseModel):
    """A reservation."""

    id: int | None
    item_id: int | None
    item_codigo: str | None
    descricao: str
    quantidade: int
    estado: EstadoReserva
    lote_id: int | None
    lote: str | None
    plano_id: int | None
    motivo: str
    usuario: str | None
    criado_em: datetime
    expira_em: datetime | None
    encerrada_em: datetime | None
    uuid: UUID


class TotalSaida(BaseModel):
    """What there is of one material."""

    chapa_id: int | None
    material: str
    quantidade: int
    disponivel: int
    reservada: int
    prevista: int
    chapas: int
    sobras: int
    minimo: int
    abaixo: bool
    m2: float
    custo_total: float


class CompraSaida(BaseModel):
    """Whole boards to buy of one material."""

    chapa_id: int | None
    propriedade: str
    espessura: float
    comprimento: float
    largura: float
    minimo: int
    disponivel: int
    prevista: int
    comprar: int
    custo_total: float


class ContagemSaida(Estado):
    """How many items were counted, and of how many the quantity was another."""

    contados: int
    ajustados: int


class ReservasFeitas(Estado):
    """Numbers of the reservations that were made."""

    reservas: list[int]


class LocalSaida(BaseModel):
    """A place."""

    id: int | None
    codigo: str
    descricao: str
    uuid: UUID
