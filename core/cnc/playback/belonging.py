"""Which cut belongs to which contour or operation of a part, by where it runs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import shapely
from shapely.geometry.base import BaseGeometry

from core.cnc.playback.cutting import SLACK
from core.cnc.playback.expected import Expected
from core.cnc.playback.shapes import grow
from core.cnc.playback.sweep import Swept
from core.cnc.playback.targets import OUTLINE, Target

_AT_HOLE = 0.1
_CONTOUR = "contour"


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
    """Every near cut with the smallest thing of this part that contains its path.

    Cuts that follow each other without a lift belong together; where operations lie over each
    other, the one with the tool of the cut comes first.
    """
    found = Belonging(targets={target.index: [] for target in expected.targets})
    band = _contour_band(expected)
    shapely.prepare(band)
    ordered = sorted(expected.targets, key=lambda target: target.area.area)
    for target in ordered:
        shapely.prepare(target.reach)
    for stroke in _strokes(swept, near):
        whole = _owner(stroke, swept, band, ordered)
        for index in stroke:
            owner = _owner([index], swept, band, ordered) if whole is None else whole
            if owner is _CONTOUR:
                found.contour.append(index)
            elif isinstance(owner, Target):
                found.targets[owner.index].append(index)
    return found


def _strokes(swept: Swept, near: Sequence[int]) -> list[list[int]]:
    strokes: list[list[int]] = []
    for index in near:
        if strokes and swept.cuts[strokes[-1][-1]].last + 1 == swept.cuts[index].first:
            strokes[-1].append(index)
        else:
            strokes.append([index])
    return strokes


def _owner(
    stroke: Sequence[int], swept: Swept, band: BaseGeometry, ordered: Sequence[Target]
) -> Target | str | None:
    """What all these cuts belong to: an operation, the contour, or nothing that is known."""
    cuts = [swept.cuts[index] for index in stroke]
    if all(cut.is_plunge for cut in cuts):
        drilled = _drilled(ordered, cuts[0].points[0])
        if drilled is not None:
            return drilled
    lines = [swept.lines[index] for index in stroke]
    if all(band.covers(line) for line in lines):
        return _CONTOUR
    around = [
        target
        for target in ordered
        if not target.is_drilled and all(target.reach.covers(line) for line in lines)
    ]
    low = min(cut.low for cut in cuts)
    likely = [t for t in around if t.tool.number == cuts[0].tool.number and _reaches(t, low)]
    return next(iter(likely or around), None)


def _reaches(target: Target, low: float) -> bool:
    """Whether the operation goes down as far as this."""
    return target.through or low >= target.floor - SLACK


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
