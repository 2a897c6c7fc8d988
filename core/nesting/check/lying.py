"""How the parts lie: turns, edges, keep-outs and each other."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from shapely import STRtree
from shapely.geometry import box as rectangle

from core.nesting.check.boxes import Box, is_rectangle, lying_box, lying_shape
from core.nesting.check.tolerance import LENGTH
from core.nesting.problem import Finding, Item, NestedSheet, Problem, Stock

_AREA = 1e-3
"""Common area that counts as an overlap and not as a touch, mm²."""


def inside_trims(problem: Problem, stock: Stock) -> Box:
    """The part of a sheet that parts may use."""
    trims = problem.trims
    return Box(trims.left, trims.bottom, stock.length - trims.right, stock.width - trims.top)


def lies_well(
    problem: Problem, items: dict[str, Item], stock: Stock, sheet: NestedSheet, index: int
) -> Iterator[Finding]:
    """What is wrong with how the parts of one sheet lie."""
    usable = inside_trims(problem, stock)
    for placement in sheet.placements:
        item = items[placement.item]
        if not any(_same_turn(placement.rotation, turn) for turn in item.turns):
            detail = f"{placement.rotation:g}"
            yield Finding("nesting.giro_proibido", index, (item.id,), detail)
        if not usable.holds(lying_box(item, placement)):
            yield Finding("nesting.fora_da_chapa", index, (item.id,))
    if _all_rectangles(items, sheet):
        yield from _boxes(problem, items, stock, sheet, index)
    else:
        yield from _shapes(problem, items, stock, sheet, index)


def _same_turn(one: float, other: float) -> bool:
    return abs((one - other + 180.0) % 360.0 - 180.0) <= 1e-9


def _all_rectangles(items: dict[str, Item], sheet: NestedSheet) -> bool:
    return all(is_rectangle(items[p.item], p.rotation) for p in sheet.placements)


def _boxes(
    problem: Problem, items: dict[str, Item], stock: Stock, sheet: NestedSheet, index: int
) -> Iterator[Finding]:
    boxes = [lying_box(items[placement.item], placement) for placement in sheet.placements]
    for one, other in _close_pairs(boxes, problem.spacing):
        names = (sheet.placements[one].item, sheet.placements[other].item)
        yield _too_close(boxes[one].gap(boxes[other]), names, index)
    for keepout in stock.keepouts:
        zone = Box(keepout.x, keepout.y, keepout.x + keepout.length, keepout.y + keepout.width)
        for box, placement in zip(boxes, sheet.placements, strict=True):
            if zone.gap(box) < -LENGTH:
                yield Finding("nesting.area_proibida", index, (placement.item,))


def _close_pairs(boxes: list[Box], spacing: float) -> Iterator[tuple[int, int]]:
    """Pairs of rectangles closer than the spacing."""
    edges = np.array([(b.left, b.low, b.right, b.high) for b in boxes]).reshape(-1, 4)
    for one, (left, low, right, high) in enumerate(edges):
        rest = edges[one + 1 :]
        across = np.maximum(rest[:, 0] - right, left - rest[:, 2])
        along = np.maximum(rest[:, 1] - high, low - rest[:, 3])
        apart = np.where(
            (across > 0) & (along > 0), np.hypot(across, along), np.maximum(across, along)
        )
        for other in np.flatnonzero(apart < spacing - LENGTH):
            yield one, one + 1 + int(other)


def _too_close(gap: float, names: tuple[str, ...], index: int) -> Finding:
    if gap < -LENGTH:
        return Finding("nesting.sobreposicao", index, names)
    return Finding("nesting.perto_demais", index, names, f"{gap:.4f}")


def _shapes(
    problem: Problem, items: dict[str, Item], stock: Stock, sheet: NestedSheet, index: int
) -> Iterator[Finding]:
    shapes = [lying_shape(items[placement.item], placement) for placement in sheet.placements]
    tree = STRtree(shapes)
    near = tree.query(shapes, predicate="dwithin", distance=problem.spacing)
    for one, other in sorted((int(a), int(b)) for a, b in near.T if a < b):
        names = (sheet.placements[one].item, sheet.placements[other].item)
        gap = float(shapes[one].distance(shapes[other]))
        if gap <= 0 and shapes[one].intersection(shapes[other]).area > _AREA:
            yield Finding("nesting.sobreposicao", index, names)
        elif gap < problem.spacing - LENGTH:
            yield _too_close(gap, names, index)
    for keepout in stock.keepouts:
        right, high = keepout.x + keepout.length, keepout.y + keepout.width
        zone = rectangle(keepout.x, keepout.y, right, high)
        for shape, placement in zip(shapes, sheet.placements, strict=True):
            if shape.intersection(zone).area > _AREA:
                yield Finding("nesting.area_proibida", index, (placement.item,))
