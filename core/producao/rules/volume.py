"""Life of a volume, and its label's code."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from core.errors import Refused

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no letter that is mistaken for another by eye."""
_LENGTH = 15


class EstadoVolume(StrEnum):
    """A `reaberto` one has its number and label already."""

    ABERTO = "aberto"
    FECHADO = "fechado"
    REABERTO = "reaberto"


def conferir_fechamento(estado: EstadoVolume, itens: int) -> None:
    """Raise what stands against closing.

    Raises:
        Refused: it is closed already, or nothing is in it.
    """
    if estado is EstadoVolume.FECHADO:
        raise Refused("volume.ja_fechado")
    if itens == 0:
        raise Refused("volume.vazio")


def conferir_mudanca(estado: EstadoVolume) -> None:
    """Raise what stands against putting in or taking out by hand.

    Raises:
        Refused: it is closed; its label tells what is inside.
    """
    if estado is EstadoVolume.FECHADO:
        raise Refused("volume.fechado")


def conferir_reabertura(estado: EstadoVolume) -> None:
    """Raise what stands against opening again.

    Raises:
        Refused: it is open.
    """
    if estado is not EstadoVolume.FECHADO:
        raise Refused("volume.aberto")


def codigo_de_barras(volume_id: UUID) -> str:
    """The label's text: from the volume's own key, so that every station makes its own.

    `V` and 75 bits of the key (its time and 27 random bits), letters and digits for CODE128.
    """
    bits = volume_id.int
    time, random = bits >> 80, bits & ((1 << 27) - 1)
    value = (time << 27) | random
    return "V" + "".join(_LETTERS[(value >> 5 * place) & 31] for place in reversed(range(_LENGTH)))
