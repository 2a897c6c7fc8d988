"""Life of an occurrence, what reasons and occurrences are made of, and their names."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
)

from core.command.fields import Form
from core.errors import InputError, Refused
from core.faults import first_fault
from core.producao.rules.livre import Guardado, Livre
from core.producao.rules.medidas import Medida as Tamanho
from core.producao.rules.volumes_antigos import numero_do_item
from core.units import parse_decimal

OC_DIGITS = 8
"""Digits that people see of the number (production.md 4.5)."""


CodigoMotivo = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00-\x1f\x7f]{1,40}$")
]


class TipoMotivo(StrEnum):
    """Who caused it: the factory, or somebody outside."""

    INTERNA = "Interna"
    EXTERNA = "Externa"


class EstadoOcorrencia(StrEnum):
    """`aberta` → `em_reposicao` → `concluida`; or `cancelada`, from either of the first two."""

    ABERTA = "aberta"
    EM_REPOSICAO = "em_reposicao"
    CONCLUIDA = "concluida"
    CANCELADA = "cancelada"


_ORDER = (EstadoOcorrencia.ABERTA, EstadoOcorrencia.EM_REPOSICAO, EstadoOcorrencia.CONCLUIDA)


def avanca(de: EstadoOcorrencia, para: EstadoOcorrencia) -> bool:
    """Whether the step changes anything: a late lower state never pulls back.

    Raises:
        Refused: the occurrence is cancelled, or concluded and to be cancelled.
    """
    if de is para:
        return False
    if EstadoOcorrencia.CANCELADA in (de, para):
        if de in (EstadoOcorrencia.CANCELADA, EstadoOcorrencia.CONCLUIDA):
            raise Refused("ocorrencia.passo_impossivel", de=de.value, para=para.value)
        return True
    return _ORDER.index(para) > _ORDER.index(de)


def conferir_edicao(estado: EstadoOcorrencia) -> None:
    """Raise what stands against changing the pieces.

    Raises:
        Refused: it is concluded or cancelled.
    """
    if estado in (EstadoOcorrencia.CONCLUIDA, EstadoOcorrencia.CANCELADA):
        raise Refused("ocorrencia.encerrada", estado=estado.value)


class FormMotivo(Form):
    """The plain fields of a reason."""

    descricao: Annotated[Guardado, Field(max_length=200)] = ""
    tipo: TipoMotivo = TipoMotivo.INTERNA
    setor: Annotated[Guardado, Field(max_length=100)] = ""

    @field_validator("tipo", mode="before")
    @classmethod
    def _either_case(cls, value: Any) -> Any:
        if isinstance(value, str):
            return value.strip().capitalize() or TipoMotivo.INTERNA
        return value


class FormOcorrencia(Form):
    """The plain fields of an occurrence."""

    observacoes: Annotated[Guardado, Field(max_length=2000)] = ""


def nome_do_arquivo(lote: str, oc_numero: int | None) -> str:
    """Name of the archive as the factory knows it, without its ending: `Lote_x_OC00000012`."""
    number = "" if oc_numero is None else f"{oc_numero:0{OC_DIGITS}d}"
    return f"Lote_{lote}_OC{number}"


def chave_do_objeto(lote: str, oc_numero: int | None) -> str:
    """The old interface's `obj_key` of an occurrence; a name, never a path."""
    return f"ocorrencias/{nome_do_arquivo(lote, oc_numero)}.zip"


class PecaOcorrencia(BaseModel):
    """A piece to be made again: sizes in mm, `dados` the piece in the old interface's shape.

    `motivo` is the reason's code. `copia_id` is the physical piece that failed, where it is known.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    peca_id: UUID | None = None
    copia_id: UUID | None = None
    peca_numero: Annotated[int, Field(ge=0, lt=10**12)] | None = None
    descricao: Annotated[Guardado, StringConstraints(strip_whitespace=True, max_length=300)] = ""
    motivo: CodigoMotivo
    quantidade: Annotated[int, Field(ge=1, le=10_000)] = 1
    comprimento: Tamanho | None = None
    largura: Tamanho | None = None
    espessura: Tamanho | None = None
    dados: Livre = {}

    def chave(self) -> str:
        """By what the piece is found again when the list is sent anew."""
        return chave_da_peca(self.copia_id, self.peca_numero, self.dados)


def chave_da_peca(copia_id: UUID | None, peca_numero: int | None, dados: Mapping[str, Any]) -> str:
    """By what a piece of an occurrence is found again when its list is sent anew."""
    if copia_id is not None:
        return str(copia_id)
    return json.dumps(dados, sort_keys=True) if peca_numero is None else str(peca_numero)


def ler_pecas(linhas: Sequence[Mapping[str, Any]]) -> list[PecaOcorrencia]:
    """The pieces of the old interface's list.

    Raises:
        InputError: there is none, one has no reason, or a size is none; names the place.
    """
    if not linhas:
        raise InputError("ocorrencia.sem_pecas")
    return [_ler_peca(linha, place) for place, linha in enumerate(linhas, start=1)]


def _ler_peca(linha: Mapping[str, Any], place: int) -> PecaOcorrencia:
    motivo = str(linha.get("motivo_codigo") or linha.get("motivo") or "").strip()
    if not motivo:
        raise InputError("ocorrencia.sem_motivo", place=place)
    name = linha.get("nome") or linha.get("descricao") or ""
    values = {
        "peca_numero": numero_do_item(linha),
        "descricao": str(name)[:300],
        "motivo": motivo,
        "dados": dict(linha),
        **{key: _size(linha.get(key)) for key in ("comprimento", "largura", "espessura")},
    }
    try:
        return PecaOcorrencia.model_validate(values)
    except ValidationError as error:
        where, detail = first_fault(error)
        raise InputError(
            "ocorrencia.peca_errada", place=place, campo=where, detail=detail
        ) from error


def _size(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return parse_decimal(value) if value.strip() else None
        except ValueError:
            return value
    return value
