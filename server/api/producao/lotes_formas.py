"""Shapes of batches in the public JSON: the old system's keys first, ours after them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from core.formats.limits import ROWS
from core.producao.models.lote import EstadoLote, Lote
from core.producao.old.archive import object_key
from core.producao.old.sent import MOST_PACKAGES, Number, PacoteAntigo, PecaAntiga
from core.producao.queries.lote import Resumo
from core.producao.rules.lote import Texto, clean_text

Pasta = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(clean_text)]
PastaNaConsulta = Annotated[str, Query(min_length=1, max_length=300), AfterValidator(clean_text)]
NomeNoCaminho = Annotated[str, Path(min_length=1, max_length=300), AfterValidator(clean_text)]


class Entrada(BaseModel):
    """What a client sends; what it adds for its own use is left out."""

    model_config = ConfigDict(extra="ignore")


class PastaEntrada(Entrada):
    """A batch by what the old API calls its archive."""

    pasta_lote: Pasta


class ExcluirEntrada(Entrada):
    """A batch by its name or its archive's."""

    lote: Pasta


class GerarEntrada(Entrada):
    """All parts of a batch with their operations."""

    lote: Pasta
    pecas: Annotated[tuple[PecaAntiga, ...], Field(min_length=1, max_length=ROWS)]


class LoteEntrada(Entrada):
    """A batch with all its packages; made where there is none of this number or name.

    Without `pacotes` the content of a batch that is there stays as it is.
    """

    id: Number = None
    nome: Pasta | None = None
    pacotes: Annotated[tuple[PacoteAntigo, ...], Field(max_length=MOST_PACKAGES)] | None = None


class PrazoEntrada(Entrada):
    """A day, or none."""

    prazo: date | None


class ObservacoesEntrada(Entrada):
    """Notes on a batch."""

    observacoes: Texto


class MotivoEntrada(Entrada):
    """Why."""

    motivo: Annotated[str, Field(min_length=1, max_length=300), AfterValidator(clean_text)]


class VoltarEntrada(Entrada):
    """The state in which the person saw the batch."""

    de: EstadoLote


class RenomearEntrada(Entrada):
    """Another name."""

    nome: Pasta


class ResponsavelEntrada(Entrada):
    """Number of the person who looks after the batch; None for nobody."""

    usuario: Annotated[int | None, Field(ge=1, lt=2**63)]


class PacoteSaida(BaseModel):
    """A package; parts and hardware as production.md 1.4 has them."""

    nome_pacote: str
    pecas: list[dict[str, Any]]
    ferragens: list[dict[str, Any]]


class PacotesSaida(BaseModel):
    """Packages."""

    pacotes: list[PacoteSaida]


class ImportadoSaida(PacotesSaida):
    """What an import brought, and what it changed of what was there."""

    id: int | None
    lote: str
    novas: int
    alteradas: int
    removidas: int
    mantidas: int
    diferencas: list[dict[str, Any]]
    contagens: dict[str, Any]


class ChavesSaida(BaseModel):
    """What the old API calls the archives of the batches."""

    lotes: list[str]


class CamadasSaida(BaseModel):
    """Names of layers."""

    layers: list[str]


class MateriaisSaida(BaseModel):
    """Names of materials."""

    materiais: list[str]


class NumeroSaida(BaseModel):
    """The number of a batch."""

    id: int | None


class LoteSaida(BaseModel):
    """A batch in a list."""

    id: int | None
    nome: str
    obj_key: str
    estado: EstadoLote
    suspenso: bool
    prazo: date | None
    motivo_suspensao: str
    observacoes: str
    revisao: int
    arquivo_atual: bool
    clientes: list[str]
    ambientes: int
    pecas: int
    m2: float
    materiais: list[str]
    bloqueadas: int
    em_revisao: int
    uuid: UUID

    @classmethod
    def of(cls, lote: Lote, resumo: Resumo) -> LoteSaida:
        """The batch and its sums."""
        return cls(
            id=lote.number,
            nome=lote.nome,
            obj_key=object_key(lote.nome),
            estado=lote.estado,
            suspenso=lote.suspenso,
            prazo=lote.prazo,
            motivo_suspensao=lote.motivo_suspensao,
            observacoes=lote.observacoes,
            revisao=lote.revisao,
            arquivo_atual=lote.arquivo_final_revisao == lote.revisao,
            clientes=list(resumo.clientes),
            ambientes=resumo.ambientes,
            pecas=resumo.pecas,
            m2=round(resumo.m2, 4),
            materiais=list(resumo.materiais),
            bloqueadas=resumo.bloqueadas,
            em_revisao=resumo.em_revisao,
            uuid=lote.id,
        )


class LeituraSaida(BaseModel):
    """One reading of a source."""

    id: UUID
    fonte: str
    contagens: dict[str, Any]
    diferencas: dict[str, Any]
    created_at: datetime


class LoteInteiro(PacotesSaida):
    """A batch with everything in it."""

    id: int | None
    nome: str


class Mensagem(BaseModel):
    """That something was done, and what."""

    status: str = "ok"
    mensagem: str


class Removido(BaseModel):
    """Whether something was removed."""

    status: str = "ok"
    removido: bool


class Apagado(BaseModel):
    """The old word for a batch that is gone from the lists."""

    status: str = "deleted"
