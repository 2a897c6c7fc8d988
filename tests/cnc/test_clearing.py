from __future__ import annotations

import pytest
import shapely

from core.cnc.moves import Stroke, Turn
from core.cnc.toolpaths.board import Board
from core.cnc.toolpaths.clearing import cleared, region
from core.cnc.toolpaths.descent import depths
from core.geometry import Path
from core.machine.profile import MachineProfile
from tests.support.cutting import area_of, flattened, router, steepest, swept, tool
from tests.support.layouts import rounded

BOX = Path.rectangle(10.0, 20.0, 120.0, 80.0)
COMB = Path.polyline(
    [
        *((0, 0), (100, 0), (100, 80), (80, 80), (80, 20), (60, 20), (60, 80)),
        *((40, 80), (40, 20), (20, 20), (20, 80), (0, 80)),
    ],
    closed=True,
)


def board(profile: MachineProfile | None = None) -> Board:
    return Board(profile or router(), 18.0, 18.0, mirrored=False)


def cut(path: Path, number: str = "1", bottom: float = 12.0) -> tuple[Stroke, ...]:
    cutter = tool(number)
    return cleared(path, depths(18.0, bottom, cutter), cutter, board())


@pytest.mark.parametrize("stepover", [0.2, 0.5, 0.95])
def test_all_that_the_cutter_reaches_is_gone_and_nothing_else(stepover: float) -> None:
    cutter, profile = tool("1"), router(cutting__stepover=stepover)

    strokes = cleared(BOX, depths(18.0, 12.0, cutter), cutter, board(profile))

    gone = swept(strokes, cutter, 12.0 + 1e-6)
    reached = area_of(BOX).buffer(-3.0).buffer(3.0, 64)
    assert reached.difference(gone.buffer(0.01)).area < 0.01
    assert gone.difference(area_of(BOX).buffer(0.01)).is_empty


def test_no_way_between_rings_leaves_the_shape() -> None:
    cutter = tool("1")

    strokes = cut(COMB, bottom=0.0)

    gone = swept(strokes, cutter, 18.0)
    assert gone.difference(area_of(COMB).buffer(0.01)).is_empty
    assert area_of(COMB).buffer(-3.0).buffer(2.9).difference(gone).area < 0.5


def test_an_island_stays() -> None:
    cutter, island = tool("2"), Path.circle((70.0, 60.0), 15.0)

    strokes = cleared(region(BOX, [island]), depths(18.0, 12.0, cutter), cutter, board())

    gone = swept(strokes, cutter, 18.0)
    assert gone.intersection(area_of(island).buffer(-0.01)).is_empty
    ring = area_of(island).buffer(0.5).difference(area_of(island).buffer(0.01))
    assert ring.difference(gone).area < 0.01


@pytest.mark.parametrize("number", ["1", "2", "3"])
@pytest.mark.parametrize(
    "path", [BOX, COMB, Path.circle((0.0, 0.0), 14.0), rounded(60.0, 14.0, 6.5)]
)
def test_it_is_entered_by_a_ramp(path: Path, number: str) -> None:
    strokes = cut(path, number, bottom=0.0)

    assert steepest(strokes) <= tool(number).ramp_angle + 1e-6


def test_a_round_hole_is_cut_by_arcs_alone() -> None:
    (stroke,) = cut(Path.circle((50.0, 50.0), 13.0))

    assert sum(isinstance(move, Turn) for move in stroke.moves) > 0.5 * len(stroke.moves)


def test_a_core_that_the_ring_around_it_took_gets_no_ring_of_its_own() -> None:
    (stroke,) = cut(Path.rectangle(0.0, 0.0, 12.2, 100.0), bottom=15.0)

    # one ring at 3 mm, one at 6 mm, and nothing that stirs in the middle
    level = {round(a.x, 3) for a, b in flattened(stroke) if a.z == b.z and a.x == b.x}
    assert level == {3.0, 9.2, 6.0, 6.2}


def test_climbing_goes_round_counter_clockwise_inside() -> None:
    def turn(profile: MachineProfile) -> float:
        cutter = tool("1")
        (stroke,) = cleared(
            Path.circle((0, 0), 5.5), depths(18, 14, cutter), cutter, board(profile)
        )
        ring = [(a.x, a.y) for a, b in flattened(stroke) if a.z == b.z]
        return bool(shapely.LinearRing(ring).is_ccw)

    assert turn(router())
    assert not turn(router(cutting__climb=False))
