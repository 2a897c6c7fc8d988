"""Shapes of stock in the public JSON: the old system's keys first, ours after them.

Money goes in and out as reais; `id` is the record's number; lengths are mm, areas m².
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import Path
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from core.command import Result
from core.producao.commands.estoque.entradas import Codigo, Foto
from core.producao.commands.estoque.locais import CodigoLocal
from core.producao.models.estoque import (
    Condicao,
    DirecaoVeio,
    EstadoItem,
    EstadoReserva,
    Politica,
    TipoItem,
    TipoMovimento,
)
from core.producao.rules.estados_estoque import Defeito
from core.producao.rules.estoque import em_centavos
from core.producao.rules.medidas import (
    Centavos,
    Contagem,
    Medida,
    Motivo,
    Nome,
    Posicao,
    Quantidade,
    Texto,
)
from server.api.answers import Estado

MAIOR_NUMERO = 2**63 - 1

type Numero = Annotated[int, Field(ge=1, le=MAIOR_NUMERO)]
type NumeroNoCaminho = Annotated[int, Path(ge=1, le=MAIOR_NUMERO)]


def _cents(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return value
    try:
        reais = Decimal(str(value))
    except InvalidOperation as error:
        raise ValueError("money") from error
    if not reais.is_finite() or abs(reais) > 10**12:
        raise ValueError("money")
    return em_centavos(reais)


type Reais = Annotated[Centavos, BeforeValidator(_cents, json_schema_input_type=float)]
"""Money that comes in as reais and is kept as cents."""


class _Entrada(BaseModel):
    # old screens send whole records back, with keys that only go out
    model_config = ConfigDict(extra="ignore")


class Gravado(Estado):
    """That it was done, and the number of the record."""

    id: int

    @classmethod
    def of(cls, made: Result) -> Self:
        """From what the command says."""
        return cls.model_validate({"id": made["number"]})


class ChapaEntrada(_Entrada):
    """A material; with `id` an existing one, of which only the sent fields change."""

    id: Numero | None = None
    propriedade: Nome | None = None
    possui_veio: bool | None = None
    espessura: Medida | None = None
    comprimento: Medida | None = None
    largura: Medida | None = None
    custo_m2: Reais | None = None
    estoque_minimo: Contagem | None = None


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


class ItemEntrada(_Entrada):
    """Boards; with `id` an existing item, of which only the sent fields change.

    Attributes:
        reservada: how many of them are promised; the old screens know 0 and 1.
    """

    id: Numero | None = None
    chapa_id: Numero | None = None
    descricao: Texto | None = None
    comprimento: Medida | None = None
    largura: Medida | None = None
    espessura: Medida | None = None
    origem: Texto | None = None
    reservada: Contagem | None = None
    quantidade: Contagem | None = None
    tipo: TipoItem | None = None
    custo_m2: Reais | None = None
    codigo: Codigo | None = None
    local_id: Numero | None = None
    foto: Foto | None = None
    prevista: bool = False
    lote_cor: Annotated[Texto, Field(max_length=80)] | None = None
    condicao: Condicao | None = None
    veio: DirecaoVeio | None = None
    defeitos: Annotated[list[Defeito], Field(max_length=100)] | None = None
    observacao: Texto | None = None


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


class Materiais(_Entrada):
    """Names of materials, compared whole."""

    materiais: Annotated[list[Texto], Field(max_length=1000)]


class SaidaDoItem(_Entrada):
    """Where a written-off item goes, or why; the password again, if the screen asked for it."""

    destino: Texto = ""
    senha: Annotated[str, Field(max_length=200)] | None = None


class LinhaDeBaixa(_Entrada):
    """An item, and how many of its boards; all without a quantity."""

    id: Numero
    quantidade: Quantidade | None = None


class BaixaEntrada(_Entrada):
    """Items to write off together."""

    itens: Annotated[list[LinhaDeBaixa], Field(min_length=1, max_length=1000)]
    motivo: Motivo
    senha: Annotated[str, Field(max_length=200)] | None = None


class LinhaDeContagem(_Entrada):
    """An item, and how many boards were there."""

    id: Numero
    quantidade: Contagem


class ContagemEntrada(_Entrada):
    """An inventory."""

    itens: Annotated[list[LinhaDeContagem], Field(min_length=1, max_length=1000)]
    motivo: Motivo
    senha: Annotated[str, Field(max_length=200)] | None = None


class ContagemSaida(Estado):
    """How many items were counted, and of how many the quantity was another."""

    contados: int
    ajustados: int


class SobraEntrada(_Entrada):
    """An offcut that somebody measured."""

    chapa_id: Numero | None = None
    material: Texto = ""
    comprimento: Medida
    largura: Medida
    espessura: Medida | None = None
    codigo: Codigo | None = None
    origem: Texto = ""
    local_id: Numero | None = None
    lote_id: Numero | None = None
    lote_cor: Annotated[Texto, Field(max_length=80)] = ""
    veio: DirecaoVeio = DirecaoVeio.SEM


class QuantidadeEntrada(_Entrada):
    """So many boards; all without a quantity."""

    quantidade: Quantidade | None = None


class UsoEntrada(_Entrada):
    """Boards that were used without a reservation."""

    quantidade: Quantidade = 1
    lote_id: Numero | None = None
    destino: Texto = ""
    motivo: Texto = ""


class RetornoEntrada(_Entrada):
    """Boards that came back, and why."""

    quantidade: Quantidade = 1
    motivo: Motivo


class TransferenciaEntrada(_Entrada):
    """Another place, or none; so many boards, or all."""

    local_id: Numero | None
    quantidade: Quantidade | None = None
    motivo: Texto = ""


class ReservaEntrada(_Entrada):
    """Boards of one item to promise."""

    item_id: Numero
    quantidade: Quantidade = 1
    lote_id: Numero | None = None
    plano_id: Numero | None = None
    motivo: Texto = ""
    expira_em: AwareDatetime | None = None


class ReservaMaterialEntrada(_Entrada):
    """Boards of a material to promise, whichever serve."""

    chapa_id: Numero | None = None
    material: Texto = ""
    quantidade: Quantidade
    comprimento: Posicao = 0.0
    largura: Posicao = 0.0
    girar: bool = False
    ordem: Politica | None = None
    lote_id: Numero | None = None
    plano_id: Numero | None = None
    motivo: Texto = ""
    expira_em: AwareDatetime | None = None


class ReservasFeitas(Estado):
    """Numbers of the reservations that were made."""

    reservas: list[int]


class FimDeReserva(_Entrada):
    """Why a reservation ended, and where its boards went."""

    motivo: Texto = ""
    destino: Texto = ""


class RetornoDeReserva(_Entrada):
    """Why the boards of a reservation came back."""

    motivo: Motivo


class LocalEntrada(_Entrada):
    """A place; with `id` an existing one, of which only the sent fields change."""

    id: Numero | None = None
    codigo: CodigoLocal | None = None
    descricao: Texto | None = None


class LocalSaida(BaseModel):
    """A place."""

    id: int | None
    codigo: str
    descricao: str
    uuid: UUID


class PoliticaForma(_Entrada):
    """What is kept and taken first of one material, or of all where none is named."""

    material: Texto = ""
    lado_minimo: Posicao = 100.0
    area_minima: Annotated[float, Field(ge=0, le=400, allow_inf_nan=False)] = 0.1
    ordem: Politica = Politica.SOBRAS_PRIMEIRO
