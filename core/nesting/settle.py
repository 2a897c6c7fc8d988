"""No slivers: where a part lies a little off its neighbour, it is pushed up to it.

Between two kerfs a strip thinner than 3 mm breaks loose and jams the cutter. Parts only move
left and down and by less than that, so nothing else changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.nesting.draft import Draft, DraftSheet
from core.nesting.measure import EXACT, is_plain, turned_size, usable
from core.nesting.problem import Item, Mode, Placement, Problem, Stock

SLIVER = 3.0
"""A thinner strip between two parts is none that stays whole, mm."""

FAR = 1e9
"""Beyond every sheet, mm."""

type _Box = tuple[tuple[float, float], tuple[float, float]]
"""Lower left and upper right corner."""


def settle(problem: Problem, draft: Draft) -> Draft:
    """The layout without slivers between upright rectangles; sheets of shapes stay as they are."""
    if problem.mode is Mode.SAW:
        return draft
    return tuple(_settled(problem, sheet) for sheet in draft)


def _settled(problem: Problem, sheet: DraftSheet) -> DraftSheet:
    items = {item.id: item for item in problem.items}
    if not all(is_plain(items[placement.item]) for placement in sheet.placements):
        return sheet
    placements = list(sheet.placements)
    boxes = [_box(items[placement.item], placement) for placement in placements]
    walls = _walls(problem, problem.stocks[sheet.stock])
    for axis in (0, 1):
        for number in sorted(range(len(boxes)), key=lambda n: boxes[n][0][axis]):
            gap = _gap(problem.spacing, walls, boxes, number, axis)
            if EXACT < gap < SLIVER:
                shift = (gap, 0.0) if axis == 0 else (0.0, gap)
                old = placements[number]
                placements[number] = replace(old, x=old.x - shift[0], y=old.y - shift[1])
                boxes[number] = _box(items[old.item], placements[number])
    return DraftSheet(sheet.stock, tuple(placements))


def _box(item: Item, placement: Placement) -> _Box:
    length, width = turned_size(item, placement.rotation)
    low = (placement.x, placement.y)
    return low, (placement.x + length, placement.y + width)


def _walls(problem: Problem, stock: Stock) -> list[_Box]:
    """What parts may touch: the sides below and at the left, and the keep-outs."""
    area = usable(problem, stock)
    far = (area.x + area.length, area.y + area.width)
    sides = [((-FAR, -FAR), (area.x, FAR)), ((-FAR, -FAR), (far[0] + FAR, area.y))]
    return sides + [((k.x, k.y), (k.x + k.length, k.y + k.width)) for k in stock.keepouts]


def _gap(
    spacing: float, walls: Sequence[_Box], boxes: Sequence[_Box], number: int, axis: int
) -> float:
    """How far the box can move down the axis before it meets something."""
    box = boxes[number]
    others = [other for index, other in enumerate(boxes) if index != number]
    stops = [wall[1][axis] for wall in walls if _beside(box, wall, axis, 0.0)]
    stops += [other[1][axis] + spacing for other in others if _beside(box, other, axis, spacing)]
    return box[0][axis] - max(stops, default=box[0][axis])


def _beside(box: _Box, other: _Box, axis: int, spacing: float) -> bool:
    """Whether the other lies lower on the axis and in the way."""
    across = 1 - axis
    return (
        other[1][axis] + spacing <= box[0][axis] + EXACT
        and other[0][across] < box[1][across] + spacing - EXACT
        and other[1][across] > box[0][across] - spacing + EXACT
    )
