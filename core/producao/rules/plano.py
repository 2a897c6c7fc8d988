"""Life cycles of cutting plans and their sheets, as tables; and what may be confirmed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final

from core.errors import Refused


class TipoPlano(StrEnum):
    """The machine that cuts: the router (`nesting`) or the saw."""

    NESTING = "nesting"
    SECCIONADORA = "seccionadora"


class EstadoPlano(StrEnum):
    """How far a plan is. A `rascunho` has a layout that its judge refused."""

    RASCUNHO = "rascunho"
    OTIMIZADO = "otimizado"
    CONFIRMADO = "confirmado"
    EXPORTADO = "exportado"
    CANCELADO = "cancelado"


class EstadoChapa(StrEnum):
    """Life of a sheet of a plan."""

    PLANEJADA = "planejada"
    EXPORTADA = "exportada"
    EM_CORTE = "em_corte"
    CORTADA = "cortada"
    REFUGADA = "refugada"


class EstadoProva(StrEnum):
    """What the judge of the final files said."""

    PENDENTE = "pendente"
    APROVADA = "aprovada"
    REPROVADA = "reprovada"


PLANOS: Final[Mapping[EstadoPlano, frozenset[EstadoPlano]]] = {
    EstadoPlano.RASCUNHO: frozenset({EstadoPlano.CANCELADO}),
    EstadoPlano.OTIMIZADO: frozenset({EstadoPlano.CONFIRMADO, EstadoPlano.CANCELADO}),
    EstadoPlano.CONFIRMADO: frozenset({EstadoPlano.EXPORTADO, EstadoPlano.CANCELADO}),
    EstadoPlano.EXPORTADO: frozenset({EstadoPlano.CANCELADO}),
    EstadoPlano.CANCELADO: frozenset(),
}
"""From each state of a plan to those that may follow (pages.md, life cycles)."""

CHAPAS: Final[Mapping[EstadoChapa, frozenset[EstadoChapa]]] = {
    EstadoChapa.PLANEJADA: frozenset({EstadoChapa.EXPORTADA}),
    EstadoChapa.EXPORTADA: frozenset(
        {EstadoChapa.EM_CORTE, EstadoChapa.CORTADA, EstadoChapa.REFUGADA}
    ),
    EstadoChapa.EM_CORTE: frozenset(
        {EstadoChapa.EXPORTADA, EstadoChapa.CORTADA, EstadoChapa.REFUGADA}
    ),
    EstadoChapa.CORTADA: frozenset({EstadoChapa.EXPORTADA}),
    EstadoChapa.REFUGADA: frozenset(),
}
"""The same for sheets. A scan may call a sheet cut that nobody started; back to `exportada` goes
what was started or called cut by mistake, and a sheet whose board was bad."""

TERMINADAS: Final = frozenset({EstadoChapa.CORTADA, EstadoChapa.REFUGADA})
"""Sheets whose board is gone."""


def exigir_plano(de: EstadoPlano, para: EstadoPlano) -> None:
    """Refuse a step of a plan that its life does not have.

    Raises:
        Refused: names the present state.
    """
    if para not in PLANOS[de]:
        raise Refused("plano.estado", estado=de.value, para=para.value)


def exigir_chapa(de: EstadoChapa, para: EstadoChapa, codigo: str) -> None:
    """Refuse a step of a sheet that its life does not have.

    Raises:
        Refused: names the sheet and its present state.
    """
    if para not in CHAPAS[de]:
        raise Refused("plano.chapa_estado", chapa=codigo, estado=de.value, para=para.value)


def exigir_em_dia(lote_revisao: int, plano_revisao: int) -> None:
    """Refuse a plan of an earlier revision of its batch.

    Raises:
        Refused: the batch was changed since.
    """
    if lote_revisao != plano_revisao:
        raise Refused("plano.desatualizado", plano=plano_revisao, lote=lote_revisao)


def exigir_parado(estados: Collection[EstadoChapa]) -> None:
    """Refuse to cancel a plan while a board lies under the cutter.

    Raises:
        Refused: a sheet is being cut.
    """
    em_corte = sum(1 for estado in estados if estado is EstadoChapa.EM_CORTE)
    if em_corte:
        raise Refused("plano.em_corte", chapas=em_corte)
