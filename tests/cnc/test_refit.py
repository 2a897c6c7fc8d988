from __future__ import annotations

import shapely

from core.cnc.refit import grown_rings, refit
from core.geometry import Path
from tests.support.layouts import rounded


def test_chords_of_a_circle_become_few_arcs() -> None:
    circle = Path.circle((0.0, 0.0), 40.0)

    found = refit(circle.points(0.001))

    assert len(found.vertices) <= 4
    assert abs(found.area - circle.area) < 0.01 * circle.length


def test_straight_sides_stay_straight_beside_arcs() -> None:
    shape = rounded(200.0, 100.0, 15.0)

    found = refit(shape.points(0.001))

    straight = [s for s in found.segments() if s.bulge == 0.0 and s.length > 50.0]
    assert len(straight) == 4
    assert len(found.vertices) <= 12


def test_a_polygon_is_not_bent() -> None:
    square = [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)]

    assert all(bulge == 0.0 for _, _, bulge in refit(square).vertices)


def test_every_point_lies_on_what_replaces_it() -> None:
    outer = [(0.0, 0.0), (300.0, 0.0), (300.0, 200.0), (150.0, 120.0), (0.0, 200.0)]
    (ring,) = grown_rings([outer], 20.0)

    line = shapely.LinearRing(refit(ring).points(0.0005))

    assert max(line.distance(shapely.Point(point)) for point in ring) <= 0.005
