"""The sheet with most room: laid out anew by itself so that its leftover grows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from core.nesting.draft import Draft, DraftSheet, finish, largest_leftover
from core.nesting.problem import Placement, Problem


def roomiest(problem: Problem, draft: Draft) -> list[int]:
    """The sheets' numbers, those with most free area first."""
    sizes = {item.id: item.length * item.width for item in problem.items}

    def free(sheet: DraftSheet) -> float:
        stock = problem.stocks[sheet.stock]
        return stock.length * stock.width - sum(sizes[p.item] for p in sheet.placements)

    return sorted(range(len(draft)), key=lambda number: (-free(draft[number]), number))


def alone(problem: Problem, sheet: DraftSheet) -> Problem:
    """The problem of one sheet: its parts, and this sheet once."""
    wanted = Counter(placement.item for placement in sheet.placements)
    return replace(
        problem,
        items=tuple(
            replace(item, quantity=wanted[item.id]) for item in problem.items if wanted[item.id]
        ),
        stocks=(replace(problem.stocks[sheet.stock], copies=1),),
    )


def leftover_of(problem: Problem, placements: Sequence[Placement]) -> float:
    """Largest storable leftover of a sheet by itself, mm²; negative when it cannot be cut."""
    solution = finish(problem, (DraftSheet(0, tuple(placements)),))
    return -1.0 if solution is None else largest_leftover(solution)
