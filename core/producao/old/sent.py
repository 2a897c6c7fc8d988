"""Packages as clients of the old public API send them."""

from __future__ import annotations

import json
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from core.errors import InputError
from core.faults import first_fault
from core.formats.limits import PIECES, ROW_QUANTITY, ROWS
from core.producao.old.operation_model import Operacao, Size
from core.producao.rules.lote import clean_text
from core.producao.rules.usinagem import MOST_OPERATIONS
from core.units import parse_decimal

MOST_PACKAGES = 1000


def _number(value: object) -> object:
    if isinstance(value, str):
        return parse_decimal(value) if value.strip() else None
    return value


def _whole(value: object) -> object:
    found = _number(value)
    return int(found) if isinstance(found, float) and found.is_integer() else found


def _said(value: object) -> object:
    """Codes were numbers at times."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Short = (
    Annotated[str, BeforeValidator(_said), Field(max_length=100), AfterValidator(clean_text)] | None
)
Name = Annotated[str, Field(max_length=300), AfterValidator(clean_text)] | None
Material = Annotated[str, Field(max_length=200), AfterValidator(clean_text)] | None
Long = Annotated[str, Field(max_length=2000), AfterValidator(clean_text)] | None
Number = Annotated[Annotated[int, Field(ge=0, lt=2**53)] | None, BeforeValidator(_whole)]
Count = Annotated[Annotated[int, Field(ge=1, le=ROW_QUANTITY)] | None, BeforeValidator(_whole)]


class _Sent(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class PecaAntiga(_Sent):
    """A part; what is not sent stays as it is.

    `id` is the part's number, or what a screen counted itself: by it alone nothing is told apart.
    """

    id: Number = None
    nome: Name = None
    codigo_peca: Short = None
    comprimento: Size = None
    largura: Size = None
    espessura: Size = None
    material: Material = None
    cliente: Name = None
    ambiente: Name = None
    observacoes: Long = None
    quantidade: Count = None
    operacoes: Annotated[tuple[Operacao, ...], Field(max_length=MOST_OPERATIONS)] | None = None


class FerragemAntiga(_Sent):
    """A hardware item."""

    id: Number = None
    nome: Annotated[str, Field(max_length=300), AfterValidator(clean_text)] = ""
    codigo_ferragem: Short = None
    quantidade: Annotated[
        float, BeforeValidator(_number), Field(gt=0, le=1_000_000, allow_inf_nan=False)
    ] = 1.0


class PacoteAntigo(_Sent):
    """A package; a list that is not sent stays as it is."""

    nome_pacote: Annotated[str, Field(min_length=1, max_length=300), AfterValidator(clean_text)]
    pecas: Annotated[tuple[PecaAntiga, ...], Field(max_length=ROWS)] | None = None
    ferragens: Annotated[tuple[FerragemAntiga, ...], Field(max_length=ROWS)] | None = None


class PacotesAntigos(_Sent):
    """All packages of a batch."""

    pacotes: Annotated[tuple[PacoteAntigo, ...], Field(max_length=MOST_PACKAGES)]


def sent_packages(data: bytes) -> tuple[PacoteAntigo, ...]:
    """The packages in a file of this form.

    Raises:
        InputError: not such a file, or more pieces than one batch may have.
    """
    try:
        packages = PacotesAntigos.model_validate(json.loads(data)).pacotes
    except ValidationError as error:
        place, detail = first_fault(error)
        raise InputError("registro.campo_invalido", campo=place, motivo=detail) from error
    except (ValueError, RecursionError) as error:
        raise InputError("lote.arquivo_invalido", detail=type(error).__name__) from error
    if sum(part.quantidade or 1 for one in packages for part in one.pecas or ()) > PIECES:
        raise InputError("importacao.pecas_demais", limit=PIECES)
    return packages


def grouped(parts: tuple[PecaAntiga, ...]) -> list[dict[str, Any]]:
    """A flat list of parts as packages, by client and room."""
    packages: dict[str, list[dict[str, Any]]] = {}
    for part in parts:
        name = package_name(part.cliente or "", part.ambiente or "")
        packages.setdefault(name, []).append(part.model_dump(mode="json", exclude_unset=True))
    return [{"nome_pacote": name, "pecas": rows} for name, rows in packages.items()]


def package_name(cliente: str, ambiente: str) -> str:
    """`<cliente> - <ambiente>`, as the factory names packages."""
    shown = f"{cliente} - {ambiente}" if ambiente else cliente
    return shown or "Sem cliente"
