"""Rows of the old system's tables of tools, cuts and layers: read strictly, given back as sent.

A row is kept twice: as typed values, and whole as it came. `linha_antiga` puts the two together,
so that what somebody changed by a command shows, and what nobody changed (an unknown key, an empty
text, a number written as text) comes back letter by letter. Fields: production.md 3.2 to 3.4.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from core.db.types import JsonValue
from core.errors import InputError
from core.faults import first_fault
from core.producao.rules.livre import Guardado
from core.units import parse_decimal

LARGEST_LIST = 2000
"""Rows of one table that are taken."""


class TipoFerramenta(StrEnum):
    """Cutter or drill."""

    FRESA = "Fresa"
    BROCA = "Broca"


class TipoCamada(StrEnum):
    """What lies on a layer."""

    CHAPA = "Chapa"
    PECA_SOBRA = "Peça/Sobra"
    OPERACAO = "Operação"


def _number(value: Any) -> Any:
    if isinstance(value, str):
        if not value.strip():
            return None
        try:
            return parse_decimal(value)
        except ValueError:
            return value  # the field says that it is no number
    return "não" if isinstance(value, bool) else value


def _text(value: Any) -> Any:
    if value is None:
        return ""
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


def _flag(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip().casefold() in {"true", "1", "sim", "on"}
    return value


def _kind(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


_Size = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]
Numero = Annotated[_Size | None, BeforeValidator(_number)]
Palavra = Annotated[Guardado, BeforeValidator(_text), Field(max_length=40)]
Frase = Annotated[Guardado, BeforeValidator(_text), Field(max_length=200)]
Bloco = Annotated[Guardado, BeforeValidator(_text), Field(max_length=4000)]
Nome = Annotated[Guardado, BeforeValidator(_text), Field(min_length=1, max_length=200)]
Sim = Annotated[bool, BeforeValidator(_flag)]


class Dados(BaseModel):
    """Typed values of a row, under the old names or our own; what else it has is left aside."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", alias_generator=to_camel, populate_by_name=True
    )
    tabela: ClassVar[str]

    def chave(self) -> Hashable:
        """What the row is known by in its list."""
        raise NotImplementedError


class DadosFerramenta(Dados):
    """A tool; sizes in mm, speeds in rpm and mm/min, angle in degrees."""

    tabela: ClassVar[str] = "config_ferramentas"

    tipo: Annotated[TipoFerramenta, BeforeValidator(_kind)] = TipoFerramenta.FRESA
    codigo: Palavra = ""
    descricao: Frase = ""
    comando_extra: Bloco = ""
    velocidade_rotacao: Numero = None
    diametro: Numero = None
    area_corte_limite: Numero = None
    comprimento_util: Numero = None
    entrada_chapa: Numero = None
    velocidade_corte: Numero = None
    sentido_corte: Palavra = "Horário"
    tipo_ferramenta: Frase = ""
    velocidade_entrada: Numero = None
    velocidade_reduzida: Numero = None
    angulo_entrada: Numero = None

    def chave(self) -> Hashable:
        """Its number in the machine, else its description."""
        known_by = self.codigo.strip() or self.descricao.strip()
        return known_by.casefold()


class DadosCorte(Dados):
    """A cut setting; sizes and depths in mm."""

    tabela: ClassVar[str] = "config_cortes"

    ordenar_pecas: Sim = False
    corte_concordante: Sim = True
    tamanho_maximo: Numero = None
    ferramenta: Frase = ""
    ferramenta_grossa: Frase = ""
    configurar_ultimo_passo: Sim = False
    agrupar_ultimo_passo: Sim = False
    profundidade_ultimo_passo: Numero = None
    ferramenta_ultimo_passo: Frase = ""
    ferramenta_grossa_ultimo_passo: Frase = ""
    distancia_vel_reduzida: Numero = None
    padrao: Sim = False

    def chave(self) -> Hashable:
        """The size that it applies to."""
        return self.tamanho_maximo


class DadosCamada(Dados):
    """A layer rule; thickness and depth in mm."""

    tabela: ClassVar[str] = "config_layers"

    nome: Nome
    tipo: Annotated[TipoCamada, BeforeValidator(_kind)] = TipoCamada.CHAPA
    cortar_sobras: Sim = False
    rotacao: Palavra = ""
    espessura: Numero = None
    peca_ou_sobra: Palavra = ""
    profundidade: Numero = None
    ferramenta: Frase = ""
    estrategia: Palavra = ""

    def chave(self) -> Hashable:
        """The layer's name in any case, as it is compared in drawings."""
        return chave_camada(self.nome)


def chave_camada(nome: str) -> str:
    """A layer's name as it is compared."""
    return nome.strip().casefold()


def ler_linha[D: Dados](forma: type[D], linha: Mapping[str, Any], onde: str) -> D:
    """The typed values of a row.

    Args:
        forma: which table.
        linha: the row as it was sent.
        onde: place of the row, for the error.

    Raises:
        InputError: a value does not fit; names the place.
    """
    try:
        return forma.model_validate(dict(linha), by_alias=True, by_name=False)
    except ValidationError as error:
        place, detail = first_fault(error)
        raise InputError("maquina.linha_errada", place=f"{onde}.{place}", detail=detail) from error


def ler_lista[D: Dados](
    forma: type[D], linhas: Sequence[Mapping[str, Any]]
) -> list[tuple[D, dict[str, Any]]]:
    """Every row with its typed values.

    Raises:
        InputError: too many rows, or a value does not fit.
    """
    if len(linhas) > LARGEST_LIST:
        raise InputError("maquina.lista_longa", place=forma.tabela, limit=LARGEST_LIST)
    return [
        (ler_linha(forma, linha, f"{forma.tabela}[{place}]"), dict(linha))
        for place, linha in enumerate(linhas)
    ]


def linha_antiga(dados: Dados, extra: Mapping[str, Any]) -> dict[str, JsonValue]:
    """The row for the old interface: as it was sent, but for what was changed since."""
    values = dados.model_dump(mode="json", by_alias=True)
    wanted = {name for name, field in type(dados).model_fields.items() if field.is_required()}
    asked = {to_camel(name): values[to_camel(name)] for name in wanted}
    sent = type(dados).model_validate({**asked, **extra}, by_alias=True, by_name=False)
    before = sent.model_dump(mode="json", by_alias=True)
    changed = {key: value for key, value in values.items() if value != before[key]}
    return {**asked, **extra, **changed}


def linha_inteira(dados: Dados) -> dict[str, JsonValue]:
    """A row as the old interface would have sent it: every value that is there."""
    return dados.model_dump(mode="json", by_alias=True, exclude_none=True)


@dataclass(frozen=True, slots=True)
class Diferenca[Old, New]:
    """How a list becomes another while what stayed keeps its identity.

    Args:
        iguais: pairs of what is there and what it becomes, with its place.
        novos: what is added, with its place.
        sumidos: what is not wanted any more.
    """

    iguais: tuple[tuple[Old, New, int], ...]
    novos: tuple[tuple[New, int], ...]
    sumidos: tuple[Old, ...]


def comparar[Old, New](
    antes: Sequence[Old],
    depois: Sequence[New],
    chave_antes: Callable[[Old], Hashable],
    chave_depois: Callable[[New], Hashable],
) -> Diferenca[Old, New]:
    """Match the wanted list with the present one: by key, each only once, in order."""
    waiting: dict[Hashable, list[Old]] = {}
    for old in antes:
        waiting.setdefault(chave_antes(old), []).append(old)
    same: list[tuple[Old, New, int]] = []
    new: list[tuple[New, int]] = []
    for place, wanted in enumerate(depois):
        known = waiting.get(chave_depois(wanted))
        if known:
            same.append((known.pop(0), wanted, place))
        else:
            new.append((wanted, place))
    gone = tuple(old for olds in waiting.values() for old in olds)
    return Diferenca(tuple(same), tuple(new), gone)
