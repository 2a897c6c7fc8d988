"""Shapes of stock that come in: the keys of the old system first, ours after them.

Money comes in as reais; `id` is the record's number; lengths are mm, areas m².
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from fastapi import Path
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from core.producao.commands.estoque.entradas import Codigo, Foto
from core.producao.commands.estoque.locais import CodigoLocal
from core.producao.models.estoque import (
    Condicao,
    DirecaoVeio,
    Politica,
    TipoItem,
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


class PoliticaForma(_Entrada):
    """What is kept and taken first of one material, or of all where none is named."""

    material: Texto = ""
    lado_minimo: Posicao = 100.0
    area_minima: Annotated[float, Field(ge=0, le=400, allow_inf_nan=False)] = 0.1
    ordem: Politica = Politica.SOBRAS_PRIMEIRO
