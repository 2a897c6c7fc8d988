"""The values of which a plan is registered: sheets, what lies on them, what they will leave."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from core.producao.rules.medidas import Medida, Nome, Posicao

type Sha = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
type Fracao = Annotated[float, Field(ge=0, le=1.000001)]
type Codigo = Annotated[str, StringConstraints(pattern=r"^[0-9]{3,6}$")]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Colocacao(_Value):
    """One copy on a sheet; `peca` is the part's key inside its batch."""

    peca: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    copia: Annotated[int, Field(ge=1)]
    x: Posicao
    y: Posicao
    rotacao: Annotated[float, Field(ge=-360, le=360)]
    virada: bool = False


class Sobra(_Value):
    """An offcut to come."""

    nome: Annotated[str, StringConstraints(min_length=1, max_length=16)]
    x: Posicao
    y: Posicao
    comprimento: Medida
    largura: Medida


class Chapa(_Value):
    """A sheet; `fonte` is the stock it is taken from, as the search knew it."""

    codigo: Codigo
    fonte: Annotated[str, StringConstraints(max_length=200)]
    material: Nome
    espessura: Medida
    comprimento: Medida
    largura: Medida
    tem_veio: bool
    de_sobra: bool = False
    aproveitamento: Fracao = 0.0
    colocacoes: tuple[Colocacao, ...]
    sobras: tuple[Sobra, ...] = ()
    cortes: tuple[dict[str, Any], ...] = ()
