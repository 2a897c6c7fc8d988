"""Leftovers that go back to stock must be there, free and worth it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from shapely import STRtree
from shapely.geometry import box as rectangle

from core.nesting.check.boxes import Box, lying_shape
from core.nesting.check.lying import inside_trims
from core.nesting.check.tolerance import LENGTH
from core.nesting.problem import Cut, Finding, Item, Leftover, Mode, NestedSheet, Problem, Stock


def leftovers_fit(
    problem: Problem, items: dict[str, Item], stock: Stock, sheet: NestedSheet, index: int
) -> Iterator[Finding]:
    """What is wrong with the leftovers of one sheet."""
    if not sheet.leftovers:
        return
    usable = inside_trims(problem, stock)
    boxes = [_box(leftover) for leftover in sheet.leftovers]
    for leftover, box in zip(sheet.leftovers, boxes, strict=True):
        if not _storable(problem, leftover):
            yield Finding("nesting.sobra_pequena", index, detail=_told(leftover))
        if not usable.holds(box):
            yield Finding("nesting.sobra_fora", index, detail=_told(leftover))
    yield from _free(problem, items, stock, sheet, index)
    for one, other in combinations(range(len(boxes)), 2):
        if boxes[one].gap(boxes[other]) < problem.spacing - LENGTH:
            yield Finding("nesting.sobra_ocupada", index, detail=_told(sheet.leftovers[one]))
    if problem.mode is Mode.SAW:
        yield from _from_the_saw(sheet, index)


def _free(
    problem: Problem, items: dict[str, Item], stock: Stock, sheet: NestedSheet, index: int
) -> Iterator[Finding]:
    """Leftovers closer to a part than the spacing, or over a keep-out."""
    tree = STRtree([lying_shape(items[p.item], p) for p in sheet.placements])
    for leftover in sheet.leftovers:
        box = _box(leftover)
        shape = rectangle(box.left, box.low, box.right, box.high)
        # a leftover that overlaps a part has distance 0, which is no excuse without a spacing
        near = tree.query(shape, predicate="dwithin", distance=max(0.0, problem.spacing - LENGTH))
        for part in sorted(int(number) for number in near):
            other = tree.geometries[part]
            if problem.spacing > LENGTH or shape.intersection(other).area > LENGTH:
                names = (sheet.placements[part].item,)
                yield Finding("nesting.sobra_ocupada", index, names, _told(leftover))
        for keepout in stock.keepouts:
            zone = Box(keepout.x, keepout.y, keepout.x + keepout.length, keepout.y + keepout.width)
            if zone.gap(box) < -LENGTH:
                yield Finding("nesting.sobra_ocupada", index, detail=_told(leftover))


def _from_the_saw(sheet: NestedSheet, index: int) -> Iterator[Finding]:
    """Leftovers that no cut sets free."""
    pieces = [] if sheet.cuts is None else list(_waste(sheet.cuts))
    for leftover in sheet.leftovers:
        if not any(piece.same(_box(leftover)) for piece in pieces):
            yield Finding("nesting.sobra_sem_corte", index, detail=_told(leftover))


def _waste(cut: Cut) -> Iterator[Box]:
    stack = [cut]
    while stack:
        node = stack.pop()
        if node.placement is None and not node.children:
            yield Box(node.x, node.y, node.x + node.length, node.y + node.width)
        stack.extend(node.children)


def _storable(problem: Problem, leftover: Leftover) -> bool:
    return (
        min(leftover.length, leftover.width) >= problem.offcut_side - LENGTH
        and leftover.length * leftover.width >= problem.offcut_area - LENGTH
    )


def _box(leftover: Leftover) -> Box:
    return Box(leftover.x, leftover.y, leftover.x + leftover.length, leftover.y + leftover.width)


def _told(leftover: Leftover) -> str:
    return f"{leftover.length:g} x {leftover.width:g}"
