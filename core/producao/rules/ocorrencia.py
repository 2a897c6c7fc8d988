"""Life of an occurrence, what reasons and occurrences are made of, and their names."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, field_validator

from core.command.fields import Form
from core.errors import Refused

OC_DIGITS = 8
"""Digits that people see of the number (production.md 4.5)."""


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

    descricao: Annotated[str, Field(max_length=200)] = ""
    tipo: TipoMotivo = TipoMotivo.INTERNA
    setor: Annotated[str, Field(max_length=100)] = ""

    @field_validator("tipo", mode="before")
    @classmethod
    def _either_case(cls, value: Any) -> Any:
        if isinstance(value, str):
            return value.strip().capitalize() or TipoMotivo.INTERNA
        return value


class FormOcorrencia(Form):
    """The plain fields of an occurrence."""

    observacoes: Annotated[str, Field(max_length=2000)] = ""


def nome_do_arquivo(lote: str, oc_numero: int | None) -> str:
    """Name of the archive as the factory knows it, without its ending: `Lote_x_OC00000012`."""
    number = "" if oc_numero is None else f"{oc_numero:0{OC_DIGITS}d}"
    return f"Lote_{lote}_OC{number}"


def chave_do_objeto(lote: str, oc_numero: int | None) -> str:
    """The old interface's `obj_key` of an occurrence; a name, never a path."""
    return f"ocorrencias/{nome_do_arquivo(lote, oc_numero)}.zip"
