"""Whole numbers for solvers that know no others, rounded so that nothing gets too close."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

SCALES = (1, 10, 100, 1000)
"""Steps a millimetre that are tried; the first that keeps all lengths exact is taken."""

COARSE = 100
"""Steps a millimetre where none keeps them exact."""

_EXACT = 1e-6


@dataclass(frozen=True, slots=True)
class Grid:
    """Steps a millimetre."""

    steps: int

    def up(self, length: float) -> int:
        """Not smaller than the length."""
        return math.ceil(length * self.steps - _EXACT)

    def down(self, length: float) -> int:
        """Not larger than the length."""
        return math.floor(length * self.steps + _EXACT)

    def back(self, steps: int) -> float:
        """In millimetres again."""
        return steps / self.steps


def grid_for(lengths: Iterable[float]) -> Grid:
    """The coarsest grid on which all lengths (mm) are whole."""
    wanted = list(lengths)
    for steps in SCALES:
        if all(abs(length * steps - round(length * steps)) < _EXACT for length in wanted):
            return Grid(steps)
    return Grid(COARSE)
