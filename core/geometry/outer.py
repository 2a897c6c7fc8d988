"""Polygons that are surely not smaller than a curved shape, with few corners."""

from __future__ import annotations

import math
from itertools import pairwise

from core.geometry.affine import Point
from core.geometry.path import Arc, Path, Segment, arc_of

OUTER_CHORD = 0.2
"""How far the polygon may stand off the true shape, mm."""


def outer_ring(outline: Path, chord: float = OUTER_CHORD) -> tuple[Point, ...]:
    """A polygon around a closed counter-clockwise outline, within `chord` mm of it.

    Arcs that bulge outwards get tangents, arcs that bulge inwards get chords. Arcs are split
    where they are farthest right, up, left and down, so the bounding box stays exact.
    """
    ring: list[Point] = [outline.start]
    for segment in outline.segments():
        ring.extend(_around(segment, chord))
        ring.append(segment.end)
    ring.pop()
    return tuple(ring)


def _around(segment: Segment, chord: float) -> list[Point]:
    if segment.bulge == 0.0:
        return []
    arc = arc_of(segment.start, segment.end, segment.bulge)
    points: list[Point] = []
    stops = arc.quarters()
    for index, (start, end) in enumerate(pairwise(stops)):
        if index:
            points.append(_on(arc, start, arc.radius))
        points.extend(_between(arc, start, end, chord))
    return points


def _between(arc: Arc, start: float, end: float, chord: float) -> list[Point]:
    """Corners of the polygon strictly between two angles of the arc."""
    share = max(0.0, 1.0 - chord / max(arc.radius, chord))
    count = max(1, math.ceil(abs(end - start) / max(2.0 * math.acos(share), 1e-3)))
    step = (end - start) / count
    if step > 0:
        # tangents at both ends of every step meet here, outside the arc
        reach = arc.radius / math.cos(step / 2)
        return [_on(arc, start + (index + 0.5) * step, reach) for index in range(count)]
    return [_on(arc, start + index * step, arc.radius) for index in range(1, count)]


def _on(arc: Arc, angle: float, radius: float) -> Point:
    return (
        arc.centre[0] + radius * math.cos(angle),
        arc.centre[1] + radius * math.sin(angle),
    )
