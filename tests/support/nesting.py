"""Problems for tests of nesting: rectangles, true shapes, stock."""

from __future__ import annotations

import math
import random
from typing import Any

from core.nesting.problem import ALL_TURNS, STRAIGHT_TURNS, Item, Mode, Problem, Stock, Trims

FULL = Stock(id="full", length=2750.0, width=1850.0, cost=5_087_500.0)


def problem(*items: Item, **more: Any) -> Problem:
    """Full sheets without end, kerf 4, trims 10."""
    values: dict[str, Any] = {
        "name": "teste",
        "items": items,
        "stocks": (FULL,),
        "spacing": 4.0,
        "trims": Trims(10.0, 10.0, 10.0, 10.0),
    }
    return Problem(**{**values, **more})


def part(name: str, length: float, width: float, quantity: int = 1, **more: Any) -> Item:
    """A rectangle, free to turn."""
    return Item(
        id=name, length=length, width=width, quantity=quantity, **{"turns": ALL_TURNS, **more}
    )


def kitchen(copies: int, seed: int, *, grain: bool = False, **more: Any) -> Problem:
    """Seeded fronts, sides and shelves."""
    rng = random.Random(seed)
    turns = STRAIGHT_TURNS if grain else ALL_TURNS
    items: list[Item] = []
    left = copies
    while left:
        count = min(left, rng.randint(1, 6))
        length = rng.choice((rng.randint(250, 900), rng.randint(600, 2300)))
        width = rng.randint(80, 620)
        items.append(part(f"p{len(items)}", length, width, count, turns=turns))
        left -= count
    return problem(*items, **more)


def saw(found: Problem, stages: int = 3) -> Problem:
    """The same for the saw."""
    return Problem(
        name=found.name,
        items=found.items,
        stocks=found.stocks,
        mode=Mode.SAW,
        spacing=found.spacing,
        trims=found.trims,
        stages=stages,
    )


def arch(name: str, quantity: int = 1) -> Item:
    """A half round of 600 mm over a straight side."""
    ring = [(0.0, 0.0), (600.0, 0.0)]
    ring += [
        (300 + 300 * math.cos(a * math.pi / 16), 100 + 300 * math.sin(a * math.pi / 16))
        for a in range(17)
    ]
    return part(name, 600.0, 400.0, quantity, outline=tuple(ring))


def angle(name: str, quantity: int = 1) -> Item:
    """An L-shaped shelf."""
    ring = ((0, 0), (900, 0), (900, 300), (300, 300), (300, 800), (0, 800))
    return part(name, 900.0, 800.0, quantity, outline=tuple((float(x), float(y)) for x, y in ring))


def worktop(name: str, quantity: int = 1) -> Item:
    """A board with an opening of 600 × 400."""
    ring = ((0.0, 0.0), (1500.0, 0.0), (1500.0, 700.0), (0.0, 700.0))
    hole = ((300.0, 150.0), (900.0, 150.0), (900.0, 550.0), (300.0, 550.0))
    return part(name, 1500.0, 700.0, quantity, outline=ring, holes=(hole,), turns=STRAIGHT_TURNS)
