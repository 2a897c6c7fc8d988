from __future__ import annotations

import pytest

from core.cnc.tabs import Tab
from core.cnc.toolpaths.descent import LEAD, along, around, depths
from core.cnc.track import Track
from core.errors import InputError
from core.geometry import Path
from tests.support.cutting import flattened, steepest, tool, with_tool

SQUARE = Track(Path.rectangle(0.0, 0.0, 300.0, 200.0))
LINE = Track(Path.polyline([(0.0, 0.0), (40.0, 0.0)]))


def test_passes_are_even_and_end_at_the_bottom() -> None:
    found = depths(18.0, -0.2, tool("2"))

    assert len(found.passes) == 5
    assert found.passes[-1] == -0.2
    assert found.passes[0] == pytest.approx(18.0 - 18.2 / 5)


def test_a_compression_cutters_first_pass_takes_its_up_cut() -> None:
    long_up_cut = with_tool("1", up_cut_length=7.0, stepdown=7.0).tool("1")

    assert depths(18.0, 9.0, long_up_cut).passes == pytest.approx((11.0, 9.0))
    assert depths(18.0, 15.0, long_up_cut).passes == (15.0,)


def test_an_up_cut_over_the_stepdown_is_refused() -> None:
    wrong = with_tool("1", up_cut_length=9.0, stepdown=7.0).tool("1")

    with pytest.raises(InputError) as caught:
        depths(18.0, 0.0, wrong)

    assert caught.value.code == "cnc.up_cut_over_stepdown"


@pytest.mark.parametrize("number", ["1", "2", "3"])
def test_a_contour_ramps_no_steeper_than_the_tool_allows(number: str) -> None:
    cutter = tool(number)

    stroke = around(SQUARE, depths(18.0, -0.2, cutter), cutter, overlap=8.0, start=150.0)

    assert steepest([stroke]) <= cutter.ramp_angle
    assert stroke.start == (150.0, 0.0)
    assert stroke.moves[0].z == 18.0 + LEAD


def test_the_last_pass_goes_round_and_overlaps() -> None:
    cutter = tool("1")

    stroke = around(SQUARE, depths(18.0, -0.2, cutter), cutter, overlap=8.0)

    level = [(a, b) for a, b in flattened(stroke) if max(a.z, b.z) < -0.2 + 1e-9]
    way = sum(abs(a.x - b.x) + abs(a.y - b.y) for a, b in level)
    assert way == pytest.approx(SQUARE.length + 8.0)


def test_the_end_may_be_slow() -> None:
    cutter = tool("1")

    stroke = around(SQUARE, depths(18.0, -0.2, cutter), cutter, overlap=8.0, slow_end=30.0)

    assert stroke.moves[-1].feed == cutter.feed_reduced
    assert sum(move.feed == cutter.feed_reduced for move in stroke.moves) >= 1


def test_an_open_path_ramps_to_and_fro() -> None:
    cutter = tool("2")

    stroke = along(LINE, depths(18.0, 8.0, cutter), cutter)

    assert steepest([stroke]) <= cutter.ramp_angle
    assert all(-1e-9 <= move.x <= 40.0 + 1e-9 for move in stroke.moves)
    assert stroke.moves[-1].z == 8.0


def test_a_cutter_that_cannot_plunge_refuses_a_point() -> None:
    blunt = with_tool("2", centre_cutting=False).tool("2")

    with pytest.raises(InputError) as caught:
        along(Track(Path.point((5.0, 5.0))), depths(18.0, 8.0, blunt), blunt)

    assert caught.value.code == "cnc.no_plunge"


def test_a_tab_stays_standing_in_every_pass() -> None:
    cutter = tool("1")
    tab = Tab(40.0, 54.0, 3.0)

    stroke = around(SQUARE, depths(18.0, -0.2, cutter), cutter, overlap=8.0, tabs=(tab,))

    over = [min(a.z, b.z) for a, b in flattened(stroke) if a.y == b.y == 0.0 and _meets(a.x, b.x)]
    assert min(over) == 3.0


def _meets(one: float, two: float) -> bool:
    low, high = sorted((one, two))
    return low < 54.0 - 1e-6 and high > 40.0 + 1e-6


def test_behind_a_tab_a_cutter_that_cannot_plunge_ramps() -> None:
    blunt = with_tool("1", centre_cutting=False).tool("1")
    tab = Tab(40.0, 54.0, 3.0)

    stroke = around(SQUARE, depths(18.0, -0.2, blunt), blunt, overlap=8.0, tabs=(tab,))

    assert steepest([stroke]) <= blunt.ramp_angle
