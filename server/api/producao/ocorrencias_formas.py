"""Shapes of occurrences in the public JSON: both old systems' keys first, ours after them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from core.producao.models.ocorrencia import Motivo, Ocorrencia, OcorrenciaPeca
from core.producao.rules.livre import Livre, Rotulo
from core.producao.rules.ocorrencia import CodigoMotivo, TipoMotivo, chave_do_objeto
from server.api.producao.chao_formas import LoteNaBusca, PacoteNaBusca

Observacoes = Annotated[Rotulo, StringConstraints(max_length=2000)]


class OcorrenciaEntrada(BaseModel):
    """`{lote, pacote, pecas}`; each piece names its reason in `motivo_codigo`."""

    model_config = ConfigDict(extra="ignore")

    lote: LoteNaBusca
    pacote: PacoteNaBusca = ""
    pecas: Annotated[list[Livre], Field(max_length=2000)]
    observacoes: Observacoes = ""
    aberta_em: AwareDatetime | None = None


class OcorrenciaMudanca(BaseModel):
    """What is to change of an occurrence; what is not sent stays."""

    model_config = ConfigDict(extra="ignore")

    lote: LoteNaBusca | None = None
    pacote: PacoteNaBusca | None = None
    pecas: Annotated[list[Livre], Field(max_length=2000)] | None = None
    observacoes: Observacoes | None = None


class OcorrenciaSaida(BaseModel):
    """An occurrence; `arquivo_url` is where its list and drawings are fetched."""

    id: int | None
    lote: str
    pacote: str
    oc_numero: int | None
    pecas: list[dict[str, Any]]
    arquivo_url: str | None
    obj_key: str
    criado_em: datetime
    uuid: UUID
    estado: str
    observacoes: str
    aberta_por: str


class OcorrenciaCriada(BaseModel):
    """The answers of both old systems together."""

    id: int
    oc_numero: int
    arquivo_url: str
    status: str = "ok"


class MotivoEntrada(BaseModel):
    """A reason; the one with this code is changed if it is there."""

    model_config = ConfigDict(extra="ignore")

    codigo: CodigoMotivo
    descricao: Annotated[Rotulo, StringConstraints(max_length=200)] = ""
    tipo: str = TipoMotivo.INTERNA.value
    setor: Annotated[Rotulo, StringConstraints(max_length=100)] = ""


class MotivoSaida(BaseModel):
    """A reason."""

    codigo: str
    descricao: str
    tipo: str
    setor: str


class LinhaRelatorio(BaseModel):
    """A piece made again, in the old report's shape."""

    oc_numero: int | None
    lote: str
    pacote: str
    criado_em: datetime
    peca_id: int | None
    descricao_peca: str
    motivo_codigo: str
    motivo_descricao: str
    tipo: str
    setor: str


class Passo(BaseModel):
    """When a step was taken, and the codes of the pieces made again, if the station gave them."""

    model_config = ConfigDict(extra="ignore")

    em: AwareDatetime | None = None
    codigos: (
        Annotated[list[Annotated[str, Field(max_length=16)]], Field(max_length=2000)] | None
    ) = None


def endereco(porta: str, number: int | None) -> str | None:
    """Where the archive of an occurrence is fetched; `porta` is the prefix of the address."""
    return None if number is None else f"{porta}/download-lote-ocorrencia/{number}"


def mostrar_ocorrencia(row: Ocorrencia, pecas: list[OcorrenciaPeca], porta: str) -> OcorrenciaSaida:
    """An occurrence as it is shown; `porta` is the prefix of its address."""
    return OcorrenciaSaida(
        id=row.number,
        lote=row.lote,
        pacote=row.pacote,
        oc_numero=row.oc_numero,
        pecas=[mostrar_peca(one) for one in pecas],
        arquivo_url=endereco(porta, row.number),
        obj_key=chave_do_objeto(row.lote, row.oc_numero),
        criado_em=row.aberta_em,
        uuid=row.id,
        estado=row.estado.value,
        observacoes=row.observacoes,
        aberta_por=row.aberta_por,
    )


def mostrar_peca(row: OcorrenciaPeca) -> dict[str, Any]:
    """A piece as it was sent; one that was not gets the old keys."""
    said = {"motivo_codigo": row.motivo.codigo}
    if row.dados:
        return {**row.dados, **said}
    return {
        "id": row.peca_numero,
        "nome": row.descricao,
        "comprimento": row.comprimento,
        "largura": row.largura,
        "espessura": row.espessura,
        **said,
    }


def mostrar_motivo(row: Motivo) -> MotivoSaida:
    """A reason as it is shown."""
    return MotivoSaida(
        codigo=row.codigo, descricao=row.descricao, tipo=row.tipo.value, setor=row.setor
    )


def mostrar_linha(row: OcorrenciaPeca) -> LinhaRelatorio:
    """A line of the report."""
    return LinhaRelatorio(
        oc_numero=row.ocorrencia.oc_numero,
        lote=row.ocorrencia.lote,
        pacote=row.ocorrencia.pacote,
        criado_em=row.ocorrencia.aberta_em,
        peca_id=row.peca_numero,
        descricao_peca=row.descricao,
        motivo_codigo=row.motivo.codigo,
        motivo_descricao=row.motivo.descricao,
        tipo=row.motivo.tipo.value,
        setor=row.motivo.setor,
    )
