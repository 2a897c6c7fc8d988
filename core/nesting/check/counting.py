"""Nothing lost, nothing twice, nothing that is not in stock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from core.nesting.problem import Finding, Problem, Solution


def counted(problem: Problem, solution: Solution) -> Iterator[Finding]:
    """What is wrong with the number of copies and of sheets."""
    yield from _copies(problem, solution)
    yield from _sheets(problem, solution)


def _copies(problem: Problem, solution: Solution) -> Iterator[Finding]:
    wanted = {item.id: item.quantity for item in problem.items}
    placed = Counter(p.item for sheet in solution.sheets for p in sheet.placements)
    unplaced: Counter[str] = Counter()
    for left in solution.unplaced:
        unplaced[left.item] += left.copies
        if not left.reason:
            yield Finding("nesting.sem_motivo", items=(left.item,))
        if left.copies < 1:
            yield Finding("nesting.contagem", items=(left.item,), detail=str(left.copies))
    for item in sorted({*wanted, *placed, *unplaced}):
        if item not in wanted:
            yield Finding("nesting.peca_desconhecida", items=(item,))
        elif placed[item] + unplaced[item] != max(0, wanted[item]):
            told = f"{placed[item]} + {unplaced[item]} != {wanted[item]}"
            yield Finding("nesting.contagem", items=(item,), detail=told)


def _sheets(problem: Problem, solution: Solution) -> Iterator[Finding]:
    copies = {stock.id: stock.copies for stock in problem.stocks}
    used = Counter(sheet.stock for sheet in solution.sheets)
    for stock, count in sorted(used.items()):
        if stock not in copies:
            yield Finding("nesting.chapa_desconhecida", detail=stock)
            continue
        limit = copies[stock]
        if limit is not None and count > limit:
            yield Finding("nesting.estoque_excedido", detail=f"{stock}: {count} > {limit}")
    for index, sheet in enumerate(solution.sheets):
        if not sheet.placements:
            yield Finding("nesting.chapa_vazia", sheet=index)
