"""What a reading is answered, and how many pieces have passed: decisions over facts.

A reading counts or does not by what it names, never by when it arrived: the answer tells the
person at the bench something, the count is a function of the set of facts (sync.md, facts).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

FECHAR_VOLUME = "999999"
"""Control code on the bench's card (production.md 4.6)."""

_DIGITS = re.compile(r"[0-9]{1,12}")


class TipoApontamento(StrEnum):
    """A reading, or the undoing of one."""

    LEITURA = "leitura"
    DESFAZER = "desfazer"


class Resposta(StrEnum):
    """What the bench is told."""

    OK = "OK"
    JA_LIDA = "JA_LIDA"
    OUTRO_LOTE = "OUTRO_LOTE"
    NAO_ENCONTRADA = "NAO_ENCONTRADA"
    ETAPA_ANTERIOR_FALTA = "ETAPA_ANTERIOR_FALTA"
    SUBSTITUIDA = "SUBSTITUIDA"


CONTAM = frozenset({Resposta.OK, Resposta.JA_LIDA, Resposta.ETAPA_ANTERIOR_FALTA})
"""Readings with these answers count as passing. A piece whose earlier stage nobody read is here
all the same; its answer stays with the fact, and the earlier stage shows it as missing."""


@dataclass(frozen=True, slots=True)
class Alvo:
    """What a code names.

    Args:
        lote_id: the batch it belongs to.
        quantidade: how many copies are wanted of the part, or pieces of the hardware.
        copia: key of the physical copy; None where the code names all of them.
        substituida: the piece, or the whole part, is not to be made any more.
    """

    lote_id: UUID
    quantidade: int
    copia: UUID | None = None
    substituida: bool = False


@dataclass(frozen=True, slots=True)
class Feito:
    """What has passed one stage: the copies that were named, and readings that named none."""

    copias: frozenset[UUID] = frozenset()
    anonimas: int = 0

    def total(self, quantidade: int) -> int:
        """How many of so many have passed."""
        return passadas(len(self.copias), self.anonimas, quantidade)

    def passou(self, alvo: Alvo) -> bool:
        """Whether one more reading of this target adds nothing."""
        return alvo.copia in self.copias or self.total(alvo.quantidade) >= alvo.quantidade


def passadas(copias: int, anonimas: int, quantidade: int) -> int:
    """Pieces that passed: named copies and unnamed readings, never more than there are."""
    return min(copias + anonimas, quantidade)


def responder(
    alvo: Alvo | None, *, lote_id: UUID | None, aqui: Feito, antes: Feito | None
) -> Resposta:
    """The answer to a reading.

    Args:
        alvo: what the code names; None where nobody knows it.
        lote_id: the batch the station works on; None where it takes any.
        aqui: what has passed this stage.
        antes: what has passed the stage that this one asks for; None where it asks for none.
    """
    if alvo is None:
        return Resposta.NAO_ENCONTRADA
    if alvo.substituida:
        return Resposta.SUBSTITUIDA
    if lote_id is not None and alvo.lote_id != lote_id:
        return Resposta.OUTRO_LOTE
    if aqui.passou(alvo):
        return Resposta.JA_LIDA
    if antes is not None and _falta(alvo, aqui, antes):
        return Resposta.ETAPA_ANTERIOR_FALTA
    return Resposta.OK


def _falta(alvo: Alvo, aqui: Feito, antes: Feito) -> bool:
    if alvo.copia in antes.copias:
        return False
    by_count = antes.total(alvo.quantidade) > aqui.total(alvo.quantidade)
    # a named copy passed unnamed only if somebody read without naming
    named_only = alvo.copia is not None and not antes.anonimas
    return named_only or not by_count


def numero_lido(codigo: str) -> int | None:
    """The number that a label of digits says (`000123` is 123); None for other codes."""
    return int(codigo) if _DIGITS.fullmatch(codigo) else None
