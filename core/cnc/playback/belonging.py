"""Which cut belongs to which contour or operation of a part, by where it runs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import shapely
from shapely.geometry.base import BaseGeometry

from core.cnc.playback.expected import Expected
from core.cnc.playback.shapes import grow
from core.cnc.playback.sweep import Swept
from core.cnc.playback.targets import OUTLINE, Target

_AT_HOLE = 0.1


@dataclass(slots=True)
class Belonging:
    """Cuts of one part, indices in order.

    Args:
        contour: those that run around it.
        targets: those of each operation, by its index.
        strange: those that run over the part and belong to nothing of it.
    """

    contour: list[int] = field(default_factory=list)
    targets: dict[int, list[int]] = field(default_factory=dict)


def belonging(expected: Expected, swept: Swept, near: Sequence[int]) -> Belonging:
    """Every near cut with the smallest thing of this part that contains its path."""
    found = Belonging(targets={target.index: [] for target in expected.targets})
    band = _contour_band(expected)
    shapely.prepare(band)
    ordered = sorted(expected.targets, key=lambda target: target.area.area)
    for target in ordered:
        shapely.prepare(target.reach)
    for index in near:
        cut = swept.cuts[index]
        owner = _drilled(ordered, cut.points[0]) if cut.is_plunge else None
        if owner is None and band.covers(swept.lines[index]):
            found.contour.append(index)
            continue
        owner = owner or _around(ordered, swept.lines[index])
        if owner is not None:
            found.targets[owner.index].append(index)
    return found


def _contour_band(expected: Expected) -> BaseGeometry:
    """Where the centre of the contour cutter runs."""
    radius = expected.contour.cutting_diameter / 2.0
    return shapely.difference(
        grow(expected.solid, radius + 2.0 * OUTLINE, sharp=True),
        grow(expected.solid, radius - 2.0 * OUTLINE),
    )


def _drilled(ordered: Sequence[Target], point: tuple[float, float]) -> Target | None:
    for target in ordered:
        spot = target.drawn.centroid
        if target.is_drilled and math.dist((spot.x, spot.y), point) <= _AT_HOLE:
            return target
    return None


def _around(ordered: Sequence[Target], line: BaseGeometry) -> Target | None:
    for target in ordered:
        if not target.is_drilled and target.reach.covers(line):
            return target
    return None
