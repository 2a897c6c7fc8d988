"""Improvement of a whole layout: a few sheets at a time are laid out anew.

Better means fewer or cheaper sheets, else parts more concentrated on full ones (the sum of
squared fills), so that the emptiest sheet empties until it is saved.
"""

from __future__ import annotations

import math
import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from core.nesting.draft import Draft, DraftSheet, copies
from core.nesting.engines import maxrects, shelves
from core.nesting.engines.constructive import ORDERS
from core.nesting.engines.options import Effort, Rounds
from core.nesting.engines.packing import pack
from core.nesting.problem import Mode, Problem, Stock
from core.nesting.tasks import Report, Task

SHAKES = (0.1, 0.3, 0.6)
"""How far the order of the parts is disturbed, a share of the sorting key."""

BUILDS = 8
"""Layouts that are built of every choice of sheets for the router."""

SHELVES = 4
"""Layouts that are built of every choice of sheets for the saw, beside the solver's one."""

QUEUES = (8, 32, 64)
"""Efforts of the solver for a few sheets of the saw."""

LONGEST = 5.0
"""Seconds that the solver may take for a few sheets at the most."""


@dataclass(slots=True)
class _State:
    """The layout as it stands."""

    problem: Problem
    sheets: list[DraftSheet]
    areas: dict[str, float]
    dearest: float

    def fill(self, sheet: DraftSheet) -> float:
        """Share of the sheet's area that its parts take."""
        stock = self.problem.stocks[sheet.stock]
        taken = sum(self.areas[placement.item] for placement in sheet.placements)
        return taken / (stock.length * stock.width)

    def worth(self, sheets: Iterable[DraftSheet]) -> tuple[float, float]:
        """Cost, then how little the parts are concentrated; smaller is better."""
        cost = spread = 0.0
        for sheet in sheets:
            price = self.problem.stocks[sheet.stock].cost
            cost += price
            spread -= (price / self.dearest) * self.fill(sheet) ** 2
        return (round(cost, 6), round(spread, 9))


def run(task: Task, seconds: float, report: Report) -> Draft:
    """See `core.nesting.tasks`; options are `Rounds`."""
    rng = random.Random(task.seed)
    until = time.monotonic() + seconds
    return improve(task.problem, task.start, task.options, rng, until, report)


def improve(
    problem: Problem,
    draft: Draft,
    rounds: Rounds,
    rng: random.Random,
    until: float,
    report: Report | None = None,
) -> Draft:
    """The layout after so many rounds, or when the clock (monotonic) reads `until`."""
    areas = {item.id: item.length * item.width for item in problem.items}
    dearest = max(stock.cost for stock in problem.stocks) or 1.0
    state = _State(problem, list(draft), areas, dearest)
    cost = state.worth(state.sheets)[0]
    for _ in range(rounds.count):
        if time.monotonic() > until or len(state.sheets) < 2:
            break
        _improve(state, rounds, rng, until - time.monotonic())
        now = state.worth(state.sheets)[0]
        if now < cost and report is not None:
            report(tuple(state.sheets))
        cost = now
    return tuple(state.sheets)


def _improve(state: _State, rounds: Rounds, rng: random.Random, seconds: float) -> None:
    chosen = _choose(state, rounds.group, rng)
    old = [state.sheets[index] for index in chosen]
    drafts = _anew(_part(state, old), rng, seconds)
    found = min(drafts, key=state.worth, default=())
    if found and _accepted(state.worth(old), state.worth(found), rounds.heat, rng):
        for index in sorted(chosen, reverse=True):
            del state.sheets[index]
        state.sheets.extend(found)


def _accepted(
    old: tuple[float, float], new: tuple[float, float], heat: float, rng: random.Random
) -> bool:
    """Never dearer; at the same cost sometimes less concentrated (simulated annealing)."""
    if new <= old:
        return True
    return new[0] <= old[0] and heat > 0 and rng.random() < math.exp((old[1] - new[1]) / heat)


def _choose(state: _State, most: int, rng: random.Random) -> list[int]:
    """Some sheets: half the time the emptiest ones, more or less."""
    count = min(rng.randint(2, most), len(state.sheets))
    everything = range(len(state.sheets))
    if rng.random() < 0.5:
        return rng.sample(everything, count)
    noisy = [state.fill(sheet) * rng.uniform(0.7, 1.0) for sheet in state.sheets]
    return sorted(everything, key=noisy.__getitem__)[:count]


def _part(state: _State, sheets: list[DraftSheet]) -> Problem:
    """The problem of these sheets' parts with these sheets and what else is in stock."""
    wanted = Counter(p.item for sheet in sheets for p in sheet.placements)
    used = Counter(sheet.stock for sheet in state.sheets)
    freed = Counter(sheet.stock for sheet in sheets)
    return replace(
        state.problem,
        items=tuple(
            replace(item, quantity=wanted[item.id])
            for item in state.problem.items
            if wanted[item.id]
        ),
        stocks=tuple(
            replace(stock, copies=_supply(stock, used[index] - freed[index], len(sheets)))
            for index, stock in enumerate(state.problem.stocks)
        ),
    )


def _supply(stock: Stock, used: int, most: int) -> int:
    return most if stock.copies is None else min(most, stock.copies - used)


def _anew(part: Problem, rng: random.Random, seconds: float) -> Iterator[Draft]:
    """Layouts of the chosen sheets' parts, all copies placed."""
    wanted = copies(part)
    for draft in _layouts(part, rng, seconds):
        if sum(len(sheet.placements) for sheet in draft) == wanted:
            yield draft


def _layouts(part: Problem, rng: random.Random, seconds: float) -> Iterator[Draft]:
    if part.mode is Mode.ROUTER:
        for _ in range(BUILDS):
            recipe = maxrects.Recipe(
                order=rng.choice(ORDERS),
                stocks=_preference(part, rng),
                first_fit=rng.random() < 0.8,
                shake=rng.choice(SHAKES),
            )
            yield maxrects.build(part, recipe, rng)
        return
    for _ in range(SHELVES):
        yield shelves.build(part, _preference(part, rng), rng)
    if len(part.stocks) == 1:
        effort = Effort(queue=rng.choice(QUEUES), guides=(rng.choice((0, 1)),))
        stages = rng.randint(2, part.stages)
        yield pack(replace(part, stages=stages), effort, min(seconds, LONGEST))


def _preference(part: Problem, rng: random.Random) -> tuple[int, ...]:
    """An order in which sheets may be opened: cheap by area first, more or less."""
    if len(part.stocks) == 1:
        return (0,)
    noisy = [
        stock.cost / (stock.length * stock.width) * rng.uniform(0.3, 1.0) for stock in part.stocks
    ]
    order = sorted(range(len(part.stocks)), key=noisy.__getitem__)
    # leaving an offcut out must stay possible
    return tuple(order[rng.randint(0, 1) :]) if len(order) > 1 else tuple(order)
