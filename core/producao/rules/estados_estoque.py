"""What an item of stock can be, and the fields of it that people just write down."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, TypedDict

from pydantic import Field, with_config

from core.command.fields import Form
from core.producao.rules.medidas import Medida, Posicao, Texto


class TipoItem(StrEnum):
    """A whole board, or what was left of one."""

    CHAPA = "chapa"
    SOBRA = "sobra"


class EstadoItem(StrEnum):
    """Where an item of stock stands; only a `disponivel` one can be reserved."""

    PREVISTO = "previsto"
    DISPONIVEL = "disponivel"
    CONSUMIDO = "consumido"
    BAIXADO = "baixado"
    CANCELADO = "cancelado"


class Condicao(StrEnum):
    """What the eye says of a board."""

    BOA = "boa"
    RISCADA = "riscada"
    AVARIADA = "avariada"


class DirecaoVeio(StrEnum):
    """Along which side the grain of this very piece runs."""

    COMPRIMENTO = "comprimento"
    LARGURA = "largura"
    SEM = "sem"


class EstadoReserva(StrEnum):
    """Life of a reservation; `devolvida` is a consumed one whose boards came back."""

    ATIVA = "ativa"
    CONSUMIDA = "consumida"
    LIBERADA = "liberada"
    DEVOLVIDA = "devolvida"


class TipoMovimento(StrEnum):
    """Why a quantity changed, or a place."""

    ENTRADA = "entrada"
    CONSUMO = "consumo"
    BAIXA = "baixa"
    AJUSTE = "ajuste"
    RETORNO = "retorno"
    TRANSFERENCIA = "transferencia"


class Politica(StrEnum):
    """Which boards a material is taken from first."""

    SOBRAS_PRIMEIRO = "sobras_primeiro"
    CHAPAS_PRIMEIRO = "chapas_primeiro"
    SO_SOBRAS = "so_sobras"
    SO_CHAPAS = "so_chapas"


@with_config(extra="forbid")
class Defeito(TypedDict):
    """A rectangle of a board that nothing may be cut from, mm from the lower left corner."""

    x: Posicao
    y: Posicao
    comprimento: Medida
    largura: Medida


class DadosLocal(Form):
    """The plain field of a place."""

    descricao: Texto = ""


class DadosItem(Form):
    """The plain fields of an item of stock."""

    lote_cor: Annotated[Texto, Field(max_length=80)] = ""
    condicao: Condicao = Condicao.BOA
    veio: DirecaoVeio = DirecaoVeio.SEM
    defeitos: list[Defeito] = Field(default_factory=list, max_length=100)
    observacao: Annotated[Texto, Field(max_length=500)] = ""
