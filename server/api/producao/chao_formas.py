"""Shapes of the shop floor in the public JSON: the old system's keys first, ours after them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from core.producao.models.apontamento import Apontamento, Etapa, Volume
from core.producao.queries.volume import Dentro
from core.producao.rules.livre import Lido, Rotulo
from core.producao.rules.volumes_antigos import Codigo, VolumeAntigo

LoteNaBusca = Annotated[Rotulo, StringConstraints(min_length=1, max_length=200)]
PacoteNaBusca = Annotated[Rotulo, StringConstraints(max_length=300)]
EtapaNaBusca = Annotated[Rotulo, StringConstraints(min_length=1, max_length=32)]
EstacaoNaBusca = Annotated[Rotulo, StringConstraints(min_length=1, max_length=64)]
Curto = Annotated[Rotulo, StringConstraints(max_length=64)]


def agora() -> datetime:
    """The moment of a request that does not say one."""
    return datetime.now(UTC)


class Entrada(BaseModel):
    """A body; keys that nobody knows are left aside, as the old routes did."""

    model_config = ConfigDict(extra="ignore")


class ListaDeVolumes(Entrada):
    """`{lote, pacote, volumes}` of the old screen."""

    lote: LoteNaBusca
    pacote: PacoteNaBusca = ""
    volumes: Annotated[list[VolumeAntigo], Field(max_length=2000)]


class VolumeNaLista(BaseModel):
    """A volume as the old screens read it."""

    numero: int | None
    pecas: list[dict[str, Any]]
    barcode: str


class Volumes(BaseModel):
    """The answer of the old `/apontamentos`."""

    volumes: list[VolumeNaLista]


class LeituraEntrada(Entrada):
    """A reading; `lote` is the batch's name, `volume` the volume's number."""

    id: UUID | None = None
    codigo: Lido
    etapa: EtapaNaBusca
    estacao: EstacaoNaBusca
    lote: LoteNaBusca | None = None
    volume: Annotated[int, Field(ge=1, le=2**63 - 1)] | None = None
    lido_em: AwareDatetime | None = None
    operador: Annotated[Rotulo, StringConstraints(max_length=120)] = ""


class DesfazerEntrada(Entrada):
    """The undoing of a reading."""

    id: UUID | None = None
    estacao: EstacaoNaBusca
    desfeito_em: AwareDatetime | None = None
    operador: Annotated[Rotulo, StringConstraints(max_length=120)] = ""


class LeituraSaida(BaseModel):
    """A reading of a bench."""

    id: UUID
    codigo: str
    etapa: str
    estacao: str
    operador: str
    lido_em: datetime
    resposta: str
    desfeita: bool


class VolumeEntrada(Entrada):
    """A new volume of a package."""

    id: UUID | None = None
    lote: LoteNaBusca
    pacote: PacoteNaBusca = ""
    barcode: Codigo | None = None
    estacao: Curto = ""
    aberto_em: AwareDatetime | None = None


class Momento(Entrada):
    """When and where something was done to a volume."""

    em: AwareDatetime | None = None
    estacao: Curto = ""
    operador: Annotated[Rotulo, StringConstraints(max_length=120)] = ""


class ItemSaida(BaseModel):
    """Something in a volume."""

    id: UUID
    codigo: str
    peca: dict[str, Any]


class VolumeSaida(BaseModel):
    """A volume with its life; `id` is its number in the public JSON."""

    id: int | None
    uuid: UUID
    lote: str
    pacote: str
    numero: int | None
    barcode: str
    estado: str
    aberto_em: datetime
    fechado_em: datetime | None
    fechado_por: str
    impressoes: int
    itens: list[ItemSaida]


class EtapaSaida(BaseModel):
    """A stage; `exige` is the code of the one before it."""

    uuid: UUID
    codigo: str
    nome: str
    ordem: int
    exige: str | None
    embala: bool


class EtapaEntrada(Entrada):
    """A new stage."""

    codigo: EtapaNaBusca
    nome: Annotated[Rotulo, StringConstraints(min_length=1, max_length=80)]
    ordem: Annotated[int, Field(ge=0, le=10_000)]
    exige: EtapaNaBusca | None = None


class EtapaMudanca(Entrada):
    """What is to change of a stage; what is not sent stays."""

    nome: Annotated[Rotulo, StringConstraints(min_length=1, max_length=80)] | None = None
    ordem: Annotated[int, Field(ge=0, le=10_000)] | None = None
    exige: EtapaNaBusca | None = None
    embala: bool | None = None


class ProgressoSaida(BaseModel):
    """Pieces that passed a stage, of so many."""

    etapa: str
    nome: str
    feitas: int
    total: int


class FaltanteSaida(BaseModel):
    """A part of which copies are missing at a stage."""

    id: int | None
    nome: str
    codigo_peca: str
    pacote: str
    comprimento: float
    largura: float
    espessura: float
    quantidade: int
    faltam: int


def mostrar_leitura(fato: Apontamento, *, desfeita: bool) -> LeituraSaida:
    """A reading as it is shown."""
    return LeituraSaida(
        id=fato.id,
        codigo=fato.codigo,
        etapa=fato.etapa_codigo,
        estacao=fato.estacao,
        operador=fato.operador,
        lido_em=fato.lido_em,
        resposta=fato.resposta.value,
        desfeita=desfeita,
    )


def mostrar_volume(volume: Volume, dentro: list[Dentro]) -> VolumeSaida:
    """A volume as it is shown."""
    return VolumeSaida(
        id=volume.number,
        uuid=volume.id,
        lote=volume.lote_nome,
        pacote=volume.pacote_nome,
        numero=volume.numero,
        barcode=volume.barcode,
        estado=volume.estado.value,
        aberto_em=volume.aberto_em,
        fechado_em=volume.fechado_em,
        fechado_por=volume.fechado_por,
        impressoes=volume.impressoes,
        itens=[
            ItemSaida(id=one.item.id, codigo=one.item.codigo, peca=item_antigo(one))
            for one in dentro
        ],
    )


def item_antigo(dentro: Dentro) -> dict[str, Any]:
    """An item of a volume in the old shape: as it was sent, else as the record is."""
    if dentro.item.dados is not None:
        return dict(dentro.item.dados)
    if dentro.peca is not None:
        peca = dentro.peca
        return {
            "id": peca.number,
            "nome": peca.nome,
            "codigo_peca": peca.codigo_peca,
            "comprimento": peca.comprimento,
            "largura": peca.largura,
            "espessura": peca.espessura,
            "material": peca.material,
            "observacoes": peca.observacoes,
            "orientacao": peca.orientacao,
        }
    if dentro.ferragem is not None:
        item = dentro.ferragem
        return {
            "id": item.number,
            "nome": item.nome,
            "codigo_ferragem": item.codigo_ferragem,
            "quantidade": item.quantidade,
        }
    return {"nome": dentro.item.codigo}


def mostrar_etapas(rows: list[Etapa]) -> list[EtapaSaida]:
    """Stages as they are shown."""
    codes = {row.id: row.codigo for row in rows}
    return [
        EtapaSaida(
            uuid=row.id,
            codigo=row.codigo,
            nome=row.nome,
            ordem=row.ordem,
            exige=None if row.exige_id is None else codes.get(row.exige_id),
            embala=row.embala,
        )
        for row in rows
    ]
