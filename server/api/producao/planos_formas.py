"""Shapes of cutting plans in the public JSON."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints

from core.producao.rules.medidas import Motivo, Texto
from core.producao.rules.pedido_plano import AjustesPlano
from server.api.producao.estoque_formas import Numero

type Codigo = Annotated[str, StringConstraints(pattern=r"^[0-9]{3,6}$")]
type CodigoPeca = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{1,16}$")]


class _Entrada(BaseModel):
    model_config = ConfigDict(extra="ignore")


class ChapasSaida(BaseModel):
    """A layout as the old screens draw it."""

    chapas: list[Any]


class NestingExecutado(BaseModel):
    """The answer of the old `/executar-nesting`; `id` is the plan's number."""

    status: str = "ok"
    preview: list[Any]
    layers: list[str]
    id: int | None


class Resultado(BaseModel):
    """The answer of the old final step: the name under which the files are asked for."""

    status: str = "ok"
    pasta_resultado: str
    id: int | None


class NestingNaLista(BaseModel):
    """A plan in the old list; what follows `arquivo_url` is ours."""

    id: int | None
    lote: str
    obj_key: str
    criado_em: datetime
    arquivo_url: str | None
    uuid: UUID
    versao: int
    estado: str
    prova: str
    chapas: int
    pecas: int
    nao_colocadas: int
    aproveitamento: float


class ListaNestings(BaseModel):
    """The old list of nestings."""

    nestings: list[NestingNaLista]


class ListaSeccionadoras(BaseModel):
    """The same for the saw."""

    seccionadoras: list[NestingNaLista]


class SobraSaida(BaseModel):
    """An offcut of a sheet, mm; `item_id` is the item of stock it is or will be."""

    nome: str
    x: float
    y: float
    comprimento: float
    largura: float
    item_id: UUID | None


class ChapaSaida(BaseModel):
    """A sheet of a plan, mm."""

    id: int | None
    uuid: UUID
    codigo: str
    estado: str
    material: str
    espessura: float
    comprimento: float
    largura: float
    tem_veio: bool
    de_sobra: bool
    item_id: UUID | None
    reservada: bool
    pecas: int
    aproveitamento: float
    programa: str | None
    iniciada_em: datetime | None
    cortada_em: datetime | None
    motivo: str
    sobras: list[SobraSaida]
    cortes: list[dict[str, Any]]


class ArquivoSaida(BaseModel):
    """A final file."""

    nome: str
    tipo: str
    tamanho: int
    sha256: str


class PlanoSaida(NestingNaLista):
    """A plan with all that belongs to it."""

    tipo: str
    lote_revisao: int
    desatualizado: bool
    maquina: str
    ajustes: dict[str, Any]
    minimo_chapas: float
    maior_sobra: float
    layout_versao: str
    achados: list[dict[str, Any]]
    confirmado_em: datetime | None
    exportado_em: datetime | None
    cancelado_em: datetime | None
    motivo: str
    folhas: list[ChapaSaida]
    arquivos: list[ArquivoSaida]


class LugarSaida(BaseModel):
    """Where a piece lies: lower left of its outline in mm, turn in degrees."""

    peca: str
    codigo: str
    copia: int
    x: float
    y: float
    rotacao: float
    virada: bool


class NaFilaSaida(BaseModel):
    """A sheet that is to be cut; `plano` is the plan's number."""

    plano: int | None
    lote: str
    prazo: date | None
    codigo: str
    estado: str
    material: str
    espessura: float
    comprimento: float
    largura: float
    de_sobra: bool
    item_id: UUID | None
    programa: str | None
    liberada: bool


class Fila(BaseModel):
    """The sheets of a machine, the oldest first."""

    chapas: list[NaFilaSaida]


class RemoverEntrada(_Entrada):
    """Which plan the old screen removes; its `pasta_resultado` was never used."""

    id: Numero | None = None
    obj_key: Texto | None = None


class OtimizarEntrada(AjustesPlano):
    """A search: of which batch (number), for which machine (number; the default one without)."""

    lote: Numero
    maquina: Numero | None = None
    final: bool = False


class MotivoEntrada(_Entrada):
    """Why."""

    motivo: Motivo


class QuandoEntrada(_Entrada):
    """When it happened; without it, now."""

    em: AwareDatetime | None = None


class ParouEntrada(_Entrada):
    """The code of the last good piece."""

    peca: CodigoPeca


class RuimEntrada(_Entrada):
    """Why the board is no good, and which item of stock (number) takes its place."""

    motivo: Motivo
    item: Numero | None = None
