"""Shapes of parts, packages and hardware one at a time; lengths in mm."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from core.formats.limits import ROW_QUANTITY
from core.parts import Grain
from core.producao.commands.copias import Codigos, Quantidade
from core.producao.commands.pacote import Curto, Nome
from core.producao.commands.pacote import Quantidade as QuantidadeFerragem
from core.producao.models.peca import Peca, PecaCopia
from core.producao.rules.peca import Json, MudancaPeca, NovaPeca, Operacoes

_Seen = Annotated[int | None, Field(ge=1, lt=2**63, description="A revisão que a pessoa viu.")]
_Filled = Annotated[Curto, Field(min_length=1)]


class _Entrada(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PacoteEntrada(_Entrada):
    """A package for a client and a room."""

    cliente: _Filled
    ambiente: Curto = ""
    nome_pacote: Annotated[str, Field(max_length=300)] = ""


class PacoteMudanca(_Entrada):
    """What changes of a package."""

    nome_pacote: Nome | None = None
    cliente: _Filled | None = None
    ambiente: Curto | None = None


class FerragemEntrada(_Entrada):
    """Hardware."""

    nome: Nome
    quantidade: QuantidadeFerragem
    codigo_ferragem: Curto = ""


class FerragemMudanca(_Entrada):
    """What changes of hardware."""

    nome: Nome | None = None
    codigo_ferragem: Curto | None = None
    quantidade: QuantidadeFerragem | None = None


class PecaEntrada(_Entrada):
    """A part from nothing, how often, and its codes where a station gave them."""

    peca: NovaPeca
    quantidade: Quantidade = 1
    codigos: Codigos | None = None


class PecaMudanca(_Entrada):
    """What changes of a part."""

    mudanca: MudancaPeca = MudancaPeca()
    pacote: Annotated[int | None, Field(ge=1, lt=2**63)] = None
    vista: _Seen = None


class OperacoesEntrada(_Entrada):
    """The whole machining of a part."""

    operacoes: Operacoes
    contorno: Json | None = None
    vista: _Seen = None


class QuantidadeEntrada(_Entrada):
    """How many copies."""

    quantidade: Quantidade
    codigos: Codigos | None = None


class RefazerEntrada(_Entrada):
    """Which copies are made again."""

    copias: Annotated[
        tuple[Annotated[int, Field(ge=1, lt=2**63)], ...],
        Field(min_length=1, max_length=ROW_QUANTITY),
    ]
    codigos: Codigos | None = None


class Feito(BaseModel):
    """What was made or changed."""

    id: UUID
    number: int | None = None
    revisao: int | None = None
    quantidade: int | None = None
    codigos: list[str] = []
    mudou: list[str] = []


class CopiaSaida(BaseModel):
    """A physical piece."""

    model_config = ConfigDict(from_attributes=True)

    copia: int
    codigo: str
    situacao: str


class PecaSaida(BaseModel):
    """A part with everything of it."""

    model_config = ConfigDict(from_attributes=True)

    id: int | None
    uuid: UUID
    nome: str
    programa: str | None
    codigo_peca: str
    comprimento: float
    largura: float
    espessura: float
    quantidade: int
    material: str
    veio: Grain
    fitas: dict[str, Any]
    observacoes: str
    desenho: str | None
    desenhada: bool
    bloqueio: str | None
    contorno: dict[str, Any]
    operacoes: list[dict[str, Any]]
    origem: dict[str, Any] | None
    orientacao: str
    revisao: int
    em_revisao: bool
    copias: list[CopiaSaida]

    @classmethod
    def of(cls, peca: Peca, copias: Sequence[PecaCopia]) -> PecaSaida:
        """The row and its copies."""
        own = {name: getattr(peca, name) for name in cls.model_fields if hasattr(peca, name)}
        shown = [CopiaSaida.model_validate(one) for one in copias]
        return cls(**own | {"id": peca.number, "uuid": peca.id, "copias": shown})
