"""What an `Operacao` of the old API may say, read with the tolerance its clients need."""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from core.units import parse_decimal

FAR = 20_000.0
"""No coordinate of a panel is farther out, mm."""


class Tipo(StrEnum):
    """Kinds of operation."""

    FURO = "Furo"
    RETANGULO = "Retângulo"
    CIRCULO = "Círculo"
    LINHA = "Linha"
    RAIO = "Raio"


_STRATEGIES = {
    "por dentro": "Por Dentro",
    "por": "Por Dentro",
    "por fora": "Por Fora",
    "desbaste": "Desbaste",
    "linha": "Linha",
}
_FACES = ("Face (F0)", "Face (F1)", "Topo (L1)", "Topo (L3)", "Topo (C1)", "Topo (C2)")


def plain_word(text: str) -> str:
    """Without accents, case and doubled blanks: how these words are compared."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(bare.casefold().split())


def _number(value: object) -> object:
    """Form fields send numbers as texts, empty where there is none."""
    if isinstance(value, str):
        return parse_decimal(value) if value.strip() else None
    return value


def _zero(value: object) -> object:
    found = _number(value)
    return 0.0 if found is None else found


def _among(words: dict[str, str], default: str | None = None) -> BeforeValidator:
    def chosen(value: Any) -> object:
        if default is not None and value in (None, ""):
            return default
        found = words.get(plain_word(value)) if isinstance(value, str) else None
        if found is None:
            raise ValueError(value)
        return found

    return BeforeValidator(chosen)


Finite = Annotated[float, Field(ge=-FAR, le=FAR, allow_inf_nan=False)]
Coordinate = Annotated[Finite, BeforeValidator(_zero)]
Size = Annotated[Finite | None, BeforeValidator(_number)]
Kind = Annotated[Tipo, _among({plain_word(one): one.value for one in Tipo})]
Strategy = Annotated[str, _among(_STRATEGIES, "Por Dentro")]
FaceName = Annotated[str, _among({plain_word(one): one for one in _FACES}, _FACES[0])]


class Operacao(BaseModel):
    """One operation; what clients add for their own use is left out.

    `pos`, `sub_pos` and `raio` are those of a rounded corner (`Raio`), which has nothing else.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    tipo: Kind
    x: Coordinate = 0.0
    y: Coordinate = 0.0
    profundidade: Size = None
    diametro: Size = None
    comprimento: Size = None
    largura: Size = None
    estrategia: Strategy = "Por Dentro"
    face: FaceName = _FACES[0]
    prefixo: str = Field(default="", max_length=60)
    pos: str = Field(default="", max_length=10)
    sub_pos: str = Field(default="", alias="subPos", max_length=20)
    raio: Size = None
