"""Lower bounds of the cost: what no layout of all items can do without.

Two bounds for sheets of one size, the larger counts: by area, every part and the sheet grown
by half the spacing all round; and by dual feasible functions (Fekete and Schepers 2001;
Carlier, Clautiaux and Moukrim 2007), which let large parts weigh what they really block.
With several sizes the area bound alone, the largest size in whole sheets.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from shapely import Polygon

from core.nesting.measure import is_plain, orientations, usable
from core.nesting.problem import Item, Mode, Problem, Stock

ROUNDING = 1e-9
"""Share that sums may be wrong by before they count as one more sheet."""

THRESHOLDS = 24
"""Item sizes that are tried as thresholds of dual feasible functions, an axis."""

STEPS = 8
"""Divisions that are tried as rounding functions, an axis."""

type Sizes = NDArray[np.float64]


def lower_bound(problem: Problem) -> float:
    """Cost below which no layout of all items exists; unit of `Stock.cost`."""
    if not problem.items or not problem.stocks:
        return 0.0
    by_area = _covering(problem, sum(_need(problem, i) * i.quantity for i in problem.items))
    if not _one_size(problem):
        return by_area
    cheapest = min(stock.cost for stock in problem.stocks)
    return max(by_area, cheapest * _fewest(problem))


def _need(problem: Problem, item: Item) -> float:
    """Area that one copy takes with half the spacing around it, mm²."""
    by = problem.spacing
    if is_plain(item) and problem.mode is Mode.SAW:
        return (item.length + by) * (item.width + by)
    return float(_grown_area(item, by))


@lru_cache(maxsize=20_000)
def _grown_area(item: Item, by: float) -> float:
    if item.outline is None:
        return item.length * item.width + by * (item.length + item.width) + math.pi * by * by / 4
    shape = Polygon(item.outline, item.holes)
    # quarter circles of a buffer are polygons inside the true ones: never too large
    return float(shape.buffer(by / 2).area) if by else float(shape.area)


def _room(problem: Problem, stock: Stock) -> float:
    """Area of a sheet that grown parts can take, mm²."""
    area = usable(problem, stock)
    return (area.length + problem.spacing) * (area.width + problem.spacing)


def _covering(problem: Problem, need: float) -> float:
    """Least cost of sheets with this area in all, the largest ones whole, others in shares."""
    stocks = sorted(problem.stocks, key=lambda stock: -_room(problem, stock))
    whole, others = stocks[0], stocks[1:]
    room = _room(problem, whole)
    most = math.ceil(need / room - ROUNDING)
    if whole.copies is not None:
        most = min(most, whole.copies)
    return min(
        count * whole.cost + _shares(problem, others, need - count * room)
        for count in range(most + 1)
    )


def _shares(problem: Problem, stocks: list[Stock], need: float) -> float:
    """Least cost of an area from these sheets when they could be bought in pieces."""
    cost = 0.0
    for stock in sorted(stocks, key=lambda s: s.cost / _room(problem, s)):
        if need <= 0:
            return cost
        room = _room(problem, stock)
        share = need / room
        if stock.copies is not None:
            share = min(share, float(stock.copies))
        cost += share * stock.cost
        need -= share * room
    return cost if need <= ROUNDING * 1e6 else math.inf


def _one_size(problem: Problem) -> bool:
    return len({(stock.length, stock.width) for stock in problem.stocks}) == 1 and all(
        is_plain(item) for item in problem.items
    )


def _fewest(problem: Problem) -> int:
    """Sheets of the one size that no layout can do without."""
    # two rounds at a corner may be closer along each axis than the spacing between them
    by = problem.spacing if problem.mode is Mode.SAW else problem.spacing / math.sqrt(2.0)
    area = usable(problem, problem.stocks[0])
    sheet = (area.length + by, area.width + by)
    ways = [_ways(item, sheet, by) for item in problem.items]
    first = np.array([way[0] for way in ways])
    second = np.array([way[-1] for way in ways])
    copies = np.array([item.quantity for item in problem.items], dtype=np.float64)
    across = _families(np.concatenate([first[:, 0], second[:, 0]]), len(first))
    along = _families(np.concatenate([first[:, 1], second[:, 1]]), len(first))
    most = 0.0
    for one in across:
        for other in along:
            weights = np.minimum(one[0] * other[0], one[1] * other[1])
            most = max(most, float(weights @ copies))
    return math.ceil(most * (1 - ROUNDING) - ROUNDING)


def _ways(item: Item, sheet: tuple[float, float], by: float) -> list[tuple[float, float]]:
    """Shares of the sheet that the item takes in the turns that fit."""
    found = [
        ((length + by) / sheet[0], (width + by) / sheet[1])
        for _, length, width in orientations(item)
    ]
    return [way for way in found if max(way) <= 1 + ROUNDING] or found


def _families(shares: Sizes, count: int) -> list[tuple[Sizes, Sizes]]:
    """Dual feasible functions of the shares, each for both ways of lying."""
    shares = np.minimum(shares, 1.0)
    found = [shares]
    small = np.unique(np.round(shares[shares <= 0.5], 9))
    if len(small) > THRESHOLDS:
        small = small[np.linspace(0, len(small) - 1, THRESHOLDS).astype(int)]
    for least in (*small, 0.5):
        # what leaves less than `least` beside it blocks the rest; smaller parts weigh nothing
        large = np.where(shares > 1 - least + ROUNDING, 1.0, shares)
        found.append(np.where(shares < least - ROUNDING, 0.0, large))
    for step in range(1, STEPS + 1):
        scaled = shares * (step + 1)
        even = np.abs(scaled - np.round(scaled)) < 1e-7
        found.append(np.where(even, shares, np.floor(scaled + 1e-7) / step))
    return [(values[:count], values[count:]) for values in found]
