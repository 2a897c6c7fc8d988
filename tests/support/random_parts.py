"""Seeded panels with work of every kind, apart from one another and inside the outline."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import shapely

from core.geometry import Path, Point
from core.parts import Operation, OperationKind, Part
from tests.support.layouts import drill, groove, make_part, rounded, shape

_APART = 15.0


def random_part(seed: int) -> Part:
    """A panel of 18 mm; the same for the same seed."""
    dice = random.Random(seed)
    length, width = dice.uniform(200.0, 800.0), dice.uniform(150.0, 500.0)
    outline = _outline(dice, length, width)
    room = shapely.Polygon(outline.points()).buffer(-8.0)
    found: list[Operation] = []
    for _ in range(40):
        if len(found) == 6:
            break
        at = (dice.uniform(0.0, length), dice.uniform(0.0, width))
        operation, taken = _operation(dice, at)
        if room.contains(taken):
            room = room.difference(taken.buffer(_APART))
            found.append(operation)
    return make_part("1", "P", length, width, *found, outline=outline)


def _outline(dice: random.Random, length: float, width: float) -> Path:
    match dice.randrange(4):
        case 0:
            return Path.rectangle(0.0, 0.0, length, width)
        case 1:
            return rounded(length, width, dice.uniform(5.0, 70.0))
        case 2:
            x, y = dice.uniform(60.0, length - 60.0), dice.uniform(60.0, width - 60.0)
            corners = [(0, 0), (length, 0), (length, y), (x, y), (x, width), (0, width)]
            return Path.polyline(corners, closed=True)
        case _:
            half = dice.uniform(20.0, 60.0)
            notch = ((length / 2 - half, 0.0, -1.0), (length / 2 + half, 0.0, 0.0))
            rest = ((length, 0.0, 0.0), (length, width, 0.0), (0.0, width, 0.0))
            return Path(((0.0, 0.0, 0.0), *notch, *rest), closed=True)


def _star(dice: random.Random, at: Point, corners: int, low: float, high: float) -> Path:
    first = dice.uniform(0.0, 2.0 * math.pi)
    points = []
    for n in range(corners):
        angle, reach = first + 2.0 * math.pi * n / corners, dice.uniform(low, high)
        points.append((at[0] + reach * math.cos(angle), at[1] + reach * math.sin(angle)))
    return Path.polyline(points, closed=True)


def _operation(dice: random.Random, at: Point) -> tuple[Operation, shapely.Geometry]:
    depth = dice.choice([5.0, 9.5, 18.0])
    match dice.randrange(6):
        case 0:
            size = dice.choice([3.0, 5.0, 8.0, 35.0, dice.uniform(6.0, 50.0)])
            return drill(*at, size, depth), shapely.Point(at).buffer(size / 2.0)
        case 1:
            turn, reach = dice.uniform(0.0, 2.0 * math.pi), dice.uniform(30.0, 200.0)
            end = (at[0] + reach * math.cos(turn), at[1] + reach * math.sin(turn))
            size = dice.choice([4.0, 6.0, 6.5, 12.0, 20.0])
            line = shapely.LineString([at, end])
            return groove([at, end], size, 7.0), line.buffer(size, cap_style="square")
        case 2:
            path = Path(((*at, dice.uniform(-0.9, 0.9)), (at[0] + 70.0, at[1] + 20.0, 0.0)))
            found = replace(groove([at, at], dice.choice([4.0, 6.0, 9.0]), 5.0), path=path)
            return found, shapely.LineString(path.points()).buffer(9.0)
        case 3:
            path = _star(dice, at, dice.randrange(4, 8), 40.0, 90.0)
            islands = [_star(dice, at, 4, 8.0, 15.0)] * dice.randrange(2)
            found = shape(OperationKind.POCKET, path, 6.0, islands=islands)
            return found, shapely.Polygon(path.points())
        case 4:
            path = dice.choice(
                [_star(dice, at, 5, 40.0, 90.0), Path.circle(at, dice.uniform(20.0, 70.0))]
            )
            return shape(OperationKind.INSIDE, path, depth), shapely.Polygon(path.points())
        case _:
            path = _star(dice, at, 5, 20.0, 40.0)
            found = shape(OperationKind.OUTSIDE, path, 5.0)
            return found, shapely.Polygon(path.points()).buffer(14.0)
