"""Arithmetic of stock: areas, costs, what is free, what is worth keeping, which boards to take.

Lengths in mm, areas in m², money in integer cents.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from core.producao.rules.estados_estoque import EstadoItem, Politica, TipoItem

_MM2 = Decimal(1_000_000)
_CENT = Decimal(1)


def area_m2(comprimento: float, largura: float, quantidade: int = 1) -> float:
    """Area of some equal boards, m²; exact in the decimals of the sides."""
    return float(_area(comprimento, largura, quantidade))


def custo_em_centavos(
    comprimento: float, largura: float, custo_m2: int, quantidade: int = 1
) -> int:
    """Cost of some equal boards in cents at `custo_m2` cents a m², rounded half up once."""
    exact = _area(comprimento, largura, quantidade) * custo_m2
    return int(exact.quantize(_CENT, ROUND_HALF_UP))


def em_centavos(reais: float | Decimal) -> int:
    """Money of the old JSON (reais) in cents, rounded half up."""
    return int((Decimal(str(reais)) * 100).quantize(_CENT, ROUND_HALF_UP))


def em_reais(centavos: int) -> float:
    """Cents as the old JSON writes money."""
    return float(Decimal(centavos) / 100)


def disponivel(quantidade: int, reservada: int) -> int:
    """Boards that nobody has been promised."""
    return quantidade - reservada


def a_comprar(minimo: int, livres: int, previstas: int) -> int:
    """Boards to buy so that what is free, or still to come, reaches the minimum."""
    return max(0, minimo - livres - previstas)


def estado_com_saldo(quantidade: int, prevista: int, vazio: EstadoItem) -> EstadoItem:
    """The state of an item after a movement; `vazio` is the state of one with nothing left."""
    if quantidade > 0:
        return EstadoItem.DISPONIVEL
    return EstadoItem.PREVISTO if prevista > 0 else vazio


@dataclass(frozen=True)
class LimiteSobra:
    """The smallest rectangle that goes back to stock (production.md 4.1).

    Args:
        lado: shorter side at least, mm.
        area: at least, m².
    """

    lado: float = 100.0
    area: float = 0.1

    def aceita(self, comprimento: float, largura: float) -> bool:
        """Whether a rectangle of these sides is worth a place on the rack."""
        return min(comprimento, largura) >= self.lado and area_m2(comprimento, largura) >= self.area


@dataclass(frozen=True)
class Candidato:
    """What a choice looks at of one item of stock."""

    id: UUID
    tipo: TipoItem
    comprimento: float
    largura: float
    livres: int


@dataclass(frozen=True)
class Tamanho:
    """The rectangle that must come out of a board, mm; `girar` if it may lie across the grain."""

    comprimento: float = 0.0
    largura: float = 0.0
    girar: bool = False

    def cabe(self, candidato: Candidato) -> bool:
        """Whether it fits the candidate."""
        sides = (candidato.comprimento, candidato.largura)
        turned = sides[::-1]
        return self._fits(*sides) or (self.girar and self._fits(*turned))

    def _fits(self, comprimento: float, largura: float) -> bool:
        return self.comprimento <= comprimento and self.largura <= largura


def escolher(
    candidatos: Iterable[Candidato],
    quantidade: int,
    politica: Politica = Politica.SOBRAS_PRIMEIRO,
    tamanho: Tamanho = Tamanho(),
) -> list[tuple[UUID, int]]:
    """Items and how many boards of each; fewer in all than asked for if there are no more.

    Among equals of the policy the smallest board that serves goes first, then the oldest key, so
    that the same stock always gives the same choice.
    """
    chosen: list[tuple[UUID, int]] = []
    for candidate in _in_order(candidatos, politica, tamanho):
        taken = min(candidate.livres, quantidade)
        if taken > 0:
            chosen.append((candidate.id, taken))
            quantidade -= taken
    return chosen


def _in_order(
    candidatos: Iterable[Candidato], politica: Politica, tamanho: Tamanho
) -> Sequence[Candidato]:
    kinds = _KINDS[politica]
    serving = (c for c in candidatos if c.tipo in kinds and tamanho.cabe(c))
    return sorted(serving, key=lambda c: (kinds.index(c.tipo), c.comprimento * c.largura, c.id))


_KINDS = {
    Politica.SOBRAS_PRIMEIRO: (TipoItem.SOBRA, TipoItem.CHAPA),
    Politica.CHAPAS_PRIMEIRO: (TipoItem.CHAPA, TipoItem.SOBRA),
    Politica.SO_SOBRAS: (TipoItem.SOBRA,),
    Politica.SO_CHAPAS: (TipoItem.CHAPA,),
}


def _area(comprimento: float, largura: float, quantidade: int) -> Decimal:
    return Decimal(str(comprimento)) * Decimal(str(largura)) * quantidade / _MM2
