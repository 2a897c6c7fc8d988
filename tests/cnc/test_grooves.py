from __future__ import annotations

import math
from dataclasses import replace

import pytest
import shapely

from core.cnc.toolpaths.board import Board
from core.cnc.toolpaths.descent import depths
from core.cnc.toolpaths.grooves import grooved
from core.geometry import Path, Point
from core.machine.profile import MachineProfile
from core.parts import Operation
from tests.support.cutting import router, steepest, swept, tool
from tests.support.layouts import groove

PART = Path.rectangle(0.0, 0.0, 400.0, 300.0)


def gone(
    operation: Operation, number: str, profile: MachineProfile | None = None
) -> shapely.Geometry:
    cutter = tool(number)
    board = Board(profile or router(), 18.0, 18.0, mirrored=False)
    strokes = grooved(operation, PART, depths(18.0, 10.0, cutter), cutter, board)
    assert steepest(strokes) <= cutter.ramp_angle + 1e-6
    return swept(strokes, cutter, 10.0 + 1e-6)


def bounds(shape: shapely.Geometry) -> tuple[float, ...]:
    return tuple(round(value, 2) + 0.0 for value in shape.bounds)


def test_an_end_inside_the_part_is_the_grooves_end() -> None:
    assert bounds(gone(groove([(50, 40), (250, 40)], 6.0, 8.0), "1")) == (50, 37, 250, 43)


def test_an_end_that_runs_out_by_rule_is_the_centres_end() -> None:
    out = router(cutting__groove_ends="run_out")

    assert bounds(gone(groove([(50, 40), (250, 40)], 6.0, 8.0), "1", out)) == (47, 37, 253, 43)
    assert bounds(gone(groove([(50, 40), (250, 40)], 10.0, 8.0), "1", out)) == (45, 35, 255, 45)


@pytest.mark.parametrize(("width", "number"), [(6.0, "1"), (10.0, "1"), (4.2, "2")])
@pytest.mark.parametrize("ends", [((0, 40), (400, 40)), ((-6, 40), (406, 40))])
def test_an_end_on_the_edge_is_cut_at_full_width(
    width: float, number: str, ends: tuple[Point, Point]
) -> None:
    cut = gone(groove(ends, width, 8.0), number)

    drawn = shapely.box(0, 40 - width / 2, 400, 40 + width / 2)
    assert drawn.difference(cut.buffer(0.01)).area < 0.01
    assert cut.bounds[0] >= min(0, ends[0][0]) - tool(number).cutting_diameter - 0.71


def test_a_narrower_cutter_makes_the_whole_width() -> None:
    cut = gone(groove([(50, 40), (250, 40)], 10.0, 8.0), "1")

    assert bounds(cut) == (50, 35, 250, 45)
    assert shapely.box(54, 35, 246, 45).difference(cut.buffer(0.001)).area < 0.01


def test_an_inclined_groove_and_a_bent_one() -> None:
    cut = gone(groove([(50, 40), (150, 140), (250, 140)], 6.0, 8.0), "1")

    line = shapely.LineString([(53, 43), (150, 140), (246, 140)])
    assert line.buffer(2.9).difference(cut).area < 0.01
    assert cut.difference(line.buffer(4.5)).is_empty


def test_an_arc_stays_on_its_circle() -> None:
    operation = groove([(0, 0), (1, 1)], 6.0, 8.0)
    arc = Path(((100.0, 100.0, math.tan(math.pi / 8)), (200.0, 200.0, 0.0)))

    cut = gone(replace(operation, path=arc), "1")

    away = [math.dist(point, (100.0, 200.0)) for point in cut.exterior.coords]
    assert max(away) == pytest.approx(103.0, abs=0.02)
    assert cut.area == pytest.approx((arc.length - 6.0) * 6.0 + math.pi * 9.0, rel=1e-3)


def test_a_closed_groove_is_cut_at_its_width() -> None:
    operation = groove([(0, 0), (1, 1)], 10.0, 8.0)
    ring = Path.rectangle(100.0, 100.0, 80.0, 60.0)

    cut = gone(replace(operation, path=ring), "1")

    assert bounds(cut) == (95, 95, 185, 165)
    assert len(cut.interiors) == 1
