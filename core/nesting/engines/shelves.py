"""Guillotine layouts for the saw: columns of shelves, cut in two or three stages.

A sheet is divided into bands (stage 1, three-stage plans only), a band into shelves, a shelf
into parts side by side, and a last cut trims a part to the shelf. A two-stage plan is one band
as wide as the sheet. Both ways of the first cut are built and the better sheet is kept.
Parts and the usable area are inflated by the kerf.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.nesting.draft import Draft, DraftSheet
from core.nesting.measure import EXACT, inflated_spaces, orientations
from core.nesting.problem import Placement, Problem
from core.nesting.spaces import Space

WIDTHS = 10
"""Band widths that are tried for every band."""

SHAKE = 0.3
"""How far the order of the parts may be disturbed, a share of their height on the shelf."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """One way an item may lie: extents along the shelf and across it, inflated."""

    item: int
    turn: float
    along: float
    across: float


@dataclass(frozen=True, slots=True)
class _Put:
    shape: _Shape
    along: float
    across: float


def build(problem: Problem, stocks: Sequence[int], rng: random.Random | None = None) -> Draft:
    """A layout of all copies for which there is room and stock, sheet by sheet.

    Args:
        problem: only placeable items.
        stocks: indices of the sheets to use, in order of preference.
        rng: disturbs the order of the parts; None for the plain one.
    """
    left = [item.quantity for item in problem.items]
    supply = {index: problem.stocks[index].copies for index in stocks}
    sheets: list[DraftSheet] = []
    for index in stocks:
        spaces = inflated_spaces(problem, problem.stocks[index])
        while any(left) and supply[index] != 0:
            placed = _fill(problem, spaces, left, rng)
            if not placed:
                break
            copies = supply[index]
            supply[index] = None if copies is None else copies - 1
            sheets.append(DraftSheet(index, tuple(placed)))
    return tuple(sheets)


def _fill(
    problem: Problem, spaces: Sequence[Space], left: list[int], rng: random.Random | None
) -> list[Placement]:
    """One sheet, filled into its largest free rectangle; takes what it places from `left`."""
    best: tuple[float, list[Placement], list[int]] | None = None
    for space in sorted(spaces, key=lambda s: (s[0] - s[2]) * (s[3] - s[1]))[:2]:
        for axis in (0, 1):
            room = list(left)
            puts = list(_bands(problem, space, axis, room, rng))
            area = sum(put.shape.along * put.shape.across for put in puts)
            if puts and (best is None or area > best[0] + EXACT):
                best = (area, [_placement(problem, space, axis, put) for put in puts], room)
    if best is None:
        return []
    left[:] = best[2]
    return best[1]


def _placement(problem: Problem, space: Space, axis: int, put: _Put) -> Placement:
    shift = (put.along, put.across) if axis == 0 else (put.across, put.along)
    item = problem.items[put.shape.item].id
    return Placement(
        item=item, x=space[0] + shift[0], y=space[1] + shift[1], rotation=put.shape.turn
    )


def _bands(
    problem: Problem, space: Space, axis: int, left: list[int], rng: random.Random | None
) -> Iterator[_Put]:
    """Bands one after the other along `axis`; shelves lie along it."""
    sizes = (space[2] - space[0], space[3] - space[1])
    extent, height = sizes[axis], sizes[1 - axis]
    shapes = _shapes(problem, axis, rng)
    start = 0.0
    while any(left) and extent - start > EXACT:
        room = extent - start
        chosen: tuple[float, list[_Put], list[int]] | None = None
        for width in _widths(problem, shapes, left, room):
            rest = list(left)
            puts = list(_shelves(shapes, rest, start, width, height))
            area = sum(put.shape.along * put.shape.across for put in puts)
            density = area / (width * height)
            if puts and (chosen is None or density > chosen[0]):
                chosen = (density, puts, rest)
        if chosen is None:
            return
        yield from chosen[1]
        left[:] = chosen[2]
        start = max(put.along + put.shape.along for put in chosen[1])


def _shapes(problem: Problem, axis: int, rng: random.Random | None) -> list[_Shape]:
    found = []
    for number, item in enumerate(problem.items):
        for turn, length, width in orientations(item):
            sizes = (length + problem.spacing, width + problem.spacing)
            found.append(_Shape(number, turn, sizes[axis], sizes[1 - axis]))
    if rng is None:
        return sorted(found, key=lambda s: (-s.across, -s.along, s.item))
    return sorted(found, key=lambda s: -s.across * rng.uniform(1 - SHAKE, 1.0))


def _widths(
    problem: Problem, shapes: Sequence[_Shape], left: Sequence[int], room: float
) -> list[float]:
    """Widths worth a band: the whole room, and those of the longest parts that fit."""
    if problem.stages < 3:
        return [room]
    fitting = sorted({s.along for s in shapes if left[s.item] and s.along <= room + EXACT})
    return [*fitting[::-1][:WIDTHS], room]


def _shelves(
    shapes: Sequence[_Shape], left: list[int], start: float, width: float, height: float
) -> Iterator[_Put]:
    """Shelves from the bottom up, each as high as its first part."""
    floor = 0.0
    for first in shapes:
        while (
            left[first.item]
            and first.across <= height - floor + EXACT
            and first.along <= width + EXACT
        ):
            yield from _shelf(shapes, left, start, floor, width, first)
            floor += first.across


def _shelf(
    shapes: Sequence[_Shape],
    left: list[int],
    start: float,
    floor: float,
    width: float,
    first: _Shape,
) -> Iterator[_Put]:
    at = 0.0
    for shape in (first, *shapes):
        if shape.across > first.across + EXACT:
            continue
        while left[shape.item] and at + shape.along <= width + EXACT:
            left[shape.item] -= 1
            yield _Put(shape, start + at, floor)
            at += shape.along
