"""How much work the engines are to do: amounts of work, not of time, so that runs repeat."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Effort:
    """One run of PackingSolver.

    Args:
        queue: nodes that its tree search keeps a level.
        guides: its rules for choosing among nodes.
        rounds: of sequential value correction; 0 for tree search.
        leftovers: also make the last sheet's leftover large.
    """

    queue: int = 64
    guides: tuple[int, ...] = (0, 1)
    rounds: int = 0
    leftovers: bool = False


@dataclass(frozen=True, slots=True)
class Ladder:
    """Several runs of PackingSolver one after the other.

    Args:
        efforts: in this order.
        enough: cost at which no further one is needed.
        seconds: after which they stop.
    """

    efforts: tuple[Effort, ...]
    enough: float = 0.0
    seconds: float = math.inf


@dataclass(frozen=True, slots=True)
class Tries:
    """How many layouts are built from scratch."""

    count: int


@dataclass(frozen=True, slots=True)
class Rounds:
    """How often a few sheets are laid out anew.

    Args:
        count: of choices of sheets.
        group: the most sheets that are laid out anew together.
        heat: how much concentration of the parts may be given up for a change, in squared
            fills of a sheet; 0 never any.
    """

    count: int
    group: int = 4
    heat: float = 0.0


@dataclass(frozen=True, slots=True)
class Tidying:
    """How a layout is tidied.

    Args:
        sheets: how many are laid out anew.
        builds: layouts of each that are built.
        rounds: of drawing parts off the emptiest sheets beforehand.
    """

    sheets: int
    builds: int
    rounds: Rounds
