"""How far a cut shape stands from the drawn one: as a whole, and in every window."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

WHOLE = 0.02
"""A shape stands this close to its placement as a whole (mm)."""

WINDOW = 50.0
"""Side of the windows in which areas are compared (mm)."""

WINDOW_AREA = 1.5
"""Area that may be too much or missing in one window (mm²): 0.03 mm along one side."""

_SAMPLES = 48
_REACH = 0.3
_STRAY = 0.005
_ROUNDS = 6
_ROUND = 0.05
"""Turns that move the edge less than this share tell nothing, as of a circle."""


@dataclass(frozen=True, slots=True)
class Drift:
    """A shift in mm, what a turn moves the farthest point, and how much all edges stand out.

    Where a shape is open, a cutter a little wider than the drawn width looks like a shift.
    """

    x: float
    y: float
    turn: float
    even: float = 0.0

    @property
    def size(self) -> float:
        """The larger of shift and turn beyond what an even growth explains, mm."""
        return max(math.hypot(self.x, self.y), self.turn) - abs(self.even)


def drift(
    ring: BaseGeometry, solid: BaseGeometry, within: BaseGeometry | None = None
) -> Drift | None:
    """The rigid motion that takes the drawn ring to the edge of the solid, least squares.

    Args:
        ring: closed line of the drawn shape.
        solid: what is there; its edge is looked for within 0.3 mm of the ring.
        within: only the ring inside this counts; None for all of it.

    Returns:
        None where too little of the edge is there to tell.
    """
    points, normals = _samples(ring)
    if len(points) == 0:
        return None
    edge = shapely.boundary(solid)
    spots = shapely.points(points)
    distances = shapely.distance(spots, edge)
    shapely.prepare(solid)
    inside = shapely.contains(solid, spots)
    signed = np.where(inside, distances, -distances)
    good = distances < _REACH
    if within is not None:
        good &= shapely.contains(within, spots)
    if good.sum() < 4:
        return None
    middle = points.mean(axis=0)
    arms = points - middle
    radius = float(np.hypot(arms[:, 0], arms[:, 1]).max())
    spin = (normals[:, 1] * arms[:, 0] - normals[:, 0] * arms[:, 1]) / radius
    # the last column takes a shape that is evenly too large or too small
    system = np.column_stack((normals, spin, np.ones(len(points))))
    found = _fitted(system[good], signed[good])
    return Drift(float(found[0]), float(found[1]), abs(float(found[2])), float(found[3]))


def _fitted(system: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Least squares without the few places where another cut has taken the edge away."""
    kept = np.ones(len(wanted), dtype=bool)
    found = np.zeros(system.shape[1])
    for _ in range(_ROUNDS):
        found, *_ = np.linalg.lstsq(system[kept], wanted[kept], rcond=_ROUND)
        rest = np.abs(wanted - system @ found)
        limit = max(_STRAY, float(np.median(rest[kept])) * 3.0)
        if (rest[kept] <= limit).all():
            break
        kept = rest <= limit
    return found


def _samples(ring: BaseGeometry) -> tuple[np.ndarray, np.ndarray]:
    """Points along the ring away from its corners, with the normals that point outwards."""
    coords = np.asarray(ring.coords)
    if shapely.LinearRing(coords).is_ccw is False:
        coords = coords[::-1]
    steps = np.diff(coords, axis=0)
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    ends = np.concatenate(([0.0], np.cumsum(lengths)))
    wanted = (np.arange(_SAMPLES) + 0.5) / _SAMPLES * ends[-1]
    at = np.clip(np.searchsorted(ends, wanted, side="right") - 1, 0, len(steps) - 1)
    share = ((wanted - ends[at]) / np.where(lengths[at] > 0, lengths[at], 1.0))[:, None]
    points = coords[at] + steps[at] * share
    units = steps[at] / np.where(lengths[at] > 0, lengths[at], 1.0)[:, None]
    return points, np.column_stack((units[:, 1], -units[:, 0]))


def worst_window(wanted: BaseGeometry, found: BaseGeometry) -> tuple[float, BaseGeometry]:
    """The largest wrong area in any window of 50 mm, mm², and the wrong places."""
    wrong = shapely.symmetric_difference(wanted, found)
    if wrong.area <= WINDOW_AREA:
        return wrong.area, wrong
    x0, y0, x1, y1 = wrong.bounds
    worst = 0.0
    for x in np.arange(x0, x1, WINDOW):
        column = shapely.clip_by_rect(wrong, x, y0 - 1.0, x + WINDOW, y1 + 1.0)
        for y in np.arange(y0, y1, WINDOW) if column.area > WINDOW_AREA else ():
            worst = max(worst, shapely.clip_by_rect(column, x, y, x + WINDOW, y + WINDOW).area)
    return worst, wrong
