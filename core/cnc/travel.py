"""Short ways between places: nearest first, then crossings undone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.geometry import Point

_ROUNDS = 4
_GAIN = 1e-6


def short_way(places: Sequence[tuple[Point, Point]], at: Point) -> list[int]:
    """An order of visits, each a way in and a way out, that begins near `at`."""
    if len(places) < 2:
        return list(range(len(places)))
    starts = np.array([start for start, _ in places])
    ends = np.array([end for _, end in places])
    order = _nearest_first(starts, ends, np.array(at))
    return _uncrossed(order, (starts + ends) / 2.0, np.array(at))


def _nearest_first(
    starts: NDArray[np.float64], ends: NDArray[np.float64], at: NDArray[np.float64]
) -> list[int]:
    left = np.ones(len(starts), dtype=bool)
    order: list[int] = []
    for _ in range(len(starts)):
        away = np.where(left, np.hypot(*(starts - at).T), np.inf)
        index = int(away.argmin())
        left[index] = False
        order.append(index)
        at = ends[index]
    return order


def _uncrossed(
    order: list[int], middles: NDArray[np.float64], at: NDArray[np.float64]
) -> list[int]:
    """2-opt on an open way whose beginning is given."""
    points = np.vstack([at, middles[order]])
    away = np.hypot(*(points[:, None, :] - points[None, :, :]).transpose(2, 0, 1))
    way = np.arange(len(points))
    for _ in range(_ROUNDS):
        if not _turned(way, away):
            break
    return [order[index - 1] for index in way[1:]]


def _turned(way: NDArray[np.intp], away: NDArray[np.float64]) -> bool:
    """Turn round every stretch that makes the way shorter so; whether there was any."""
    found = False
    last = len(way) - 1
    for i in range(1, last):
        before, first = way[i - 1], way[i]
        stretch = way[i + 1 :]
        after = np.append(way[i + 2 :], -1)
        now = away[before, first] + np.where(after >= 0, away[stretch, after], 0.0)
        then = away[before, stretch] + np.where(after >= 0, away[first, after], 0.0)
        gains = now - then
        best = int(gains.argmax())
        if gains[best] > _GAIN:
            way[i : i + best + 2] = way[i : i + best + 2][::-1].copy()
            found = True
    return found
