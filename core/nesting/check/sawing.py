"""The saw's cutting tree: does it yield the parts, cut by cut, within the stages?

Depth d is the stage of the cuts that make a piece; all cuts of one stage of a sheet run the
same way and stages alternate. After the last stage one more cut may trim a single part to size.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from core.nesting.check.boxes import Box, lying_box
from core.nesting.check.lying import inside_trims
from core.nesting.check.tolerance import LENGTH
from core.nesting.problem import Cut, Finding, Item, NestedSheet, Problem, Stock


def sawn_well(
    problem: Problem, items: dict[str, Item], stock: Stock, sheet: NestedSheet, index: int
) -> Iterator[Finding]:
    """What is wrong with the cutting tree of one sheet."""
    root = sheet.cuts
    if root is None:
        yield Finding("nesting.sem_cortes", index)
        return
    if root.depth != 0 or not _box(root).same(inside_trims(problem, stock)):
        yield Finding("nesting.corte_errado", index, detail=_told(root))
    yield from _parts(items, sheet, root, index)
    nodes = list(_nodes(root))
    for node in nodes:
        if node.children:
            yield from _cut(problem, node, index)
    yield from _ways(nodes, index)
    yield from _stages(problem, nodes, index)


def _nodes(root: Cut) -> Iterator[Cut]:
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(node.children))


def _parts(items: dict[str, Item], sheet: NestedSheet, root: Cut, index: int) -> Iterator[Finding]:
    """Every placement is one piece of the tree, exactly where and as large as it lies."""
    seen: Counter[int] = Counter()
    for node in _nodes(root):
        if node.placement is None:
            continue
        seen[node.placement] += 1
        if not 0 <= node.placement < len(sheet.placements) or node.children:
            yield Finding("nesting.corte_errado", index, detail=_told(node))
            continue
        placement = sheet.placements[node.placement]
        if not _box(node).same(lying_box(items[placement.item], placement)):
            yield Finding("nesting.corte_errado", index, (placement.item,), _told(node))
    for number, placement in enumerate(sheet.placements):
        if seen[number] != 1:
            yield Finding("nesting.corte_errado", index, (placement.item,), f"{seen[number]} x")


def _cut(problem: Problem, node: Cut, index: int) -> Iterator[Finding]:
    """The pieces of a node reach right across it and leave the kerf between them."""
    way = _way(node)
    pieces = [_box(child) for child in node.children]
    if way is None or not all(_box(node).holds(piece) for piece in pieces):
        yield Finding("nesting.corte_errado", index, detail=_told(node))
        return
    spans = sorted((p.left, p.right) if way == "x" else (p.low, p.high) for p in pieces)
    if any(end - start < LENGTH for start, end in spans):
        yield Finding("nesting.corte_errado", index, detail=_told(node))
    for (_, end), (start, _) in pairwise(spans):
        if start - end < problem.spacing - LENGTH:
            yield Finding("nesting.serra_nao_passa", index, detail=_told(node))


def _way(node: Cut) -> str | None:
    """The axis along which a node is divided; None when its pieces do not reach across."""
    outer = _box(node)
    pieces = [_box(child) for child in node.children]
    columns = all(
        abs(p.low - outer.low) <= LENGTH and abs(p.high - outer.high) <= LENGTH for p in pieces
    )
    rows = all(
        abs(p.left - outer.left) <= LENGTH and abs(p.right - outer.right) <= LENGTH for p in pieces
    )
    if columns == rows:
        return None
    return "x" if columns else "y"


def _ways(nodes: list[Cut], index: int) -> Iterator[Finding]:
    """Cuts of one stage run the same way over the sheet, and stages alternate."""
    first: set[str] = set()
    for node in nodes:
        way = _way(node) if node.children else None
        depths = {child.depth for child in node.children}
        if len(depths) > 1 or any(depth <= node.depth for depth in depths):
            yield Finding("nesting.corte_errado", index, detail=_told(node))
        elif way is not None:
            odd = next(iter(depths)) % 2 == 1
            first.add(way if odd else {"x": "y", "y": "x"}[way])
    if len(first) > 1:
        yield Finding("nesting.estagios_excedidos", index)


def _stages(problem: Problem, nodes: list[Cut], index: int) -> Iterator[Finding]:
    for node in nodes:
        depth = max((child.depth for child in node.children), default=0)
        trims_one = sum(1 for child in node.children if child.placement is not None) == 1 and not (
            any(child.children for child in node.children)
        )
        if depth > problem.stages + (1 if trims_one else 0):
            yield Finding("nesting.estagios_excedidos", index, detail=_told(node))


def _box(node: Cut) -> Box:
    return Box(node.x, node.y, node.x + node.length, node.y + node.width)


def _told(node: Cut) -> str:
    return f"{node.length:g} x {node.width:g}"
