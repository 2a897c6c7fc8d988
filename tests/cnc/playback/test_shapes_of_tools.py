from __future__ import annotations

import math
from dataclasses import replace

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from core.cnc.playback.cutters import quarter_segments, radius_at
from core.cnc.playback.drift import drift, worst_window
from core.cnc.playback.expected import placement
from core.cnc.playback.frame import sheet_to_machine
from core.cnc.playback.prove import prove
from core.cnc.playback.shapes import closed, opened
from core.cnc.playback.sweep import Cut, Swept
from core.geometry import Path
from core.machine.profile import Frame, MachineProfile, Tool, ToolKind, ToolShape, load
from core.parts import OperationKind
from tests.support.layouts import make_layout, make_part, make_sheet, place, rounded, shape
from tests.support.programs import Writer, around, tooled

ROUTER = load("router")
LIKE = ROUTER.tool("1")


def tool(**change: object) -> Tool:
    return LIKE.model_copy(update=change)


BALL = tool(shape=ToolShape.BALL, diameter=8.0)
V = tool(shape=ToolShape.V, angle=90.0, tip=0.2, diameter=12.0, number="20", up_cut_length=0.0)
DRILL = tool(kind=ToolKind.DRILL, point=0.6, diameter=5.0)


@pytest.mark.parametrize(
    ("cutter", "height", "radius"),
    [
        (LIKE, 0.0, 3.0),
        (LIKE, -0.1, 0.0),
        (BALL, 0.0, 0.0),
        (BALL, 4.0, 4.0),
        (BALL, 9.0, 4.0),
        (BALL, 2.0, math.sqrt(12.0)),
        (V, 0.0, 0.1),
        (V, 3.0, 3.1),
        (V, 50.0, 6.0),
        (DRILL, 0.3, 1.25),
        (DRILL, 0.6, 2.5),
        (DRILL, 9.0, 2.5),
    ],
)
def test_width_over_the_tip(cutter: Tool, height: float, radius: float) -> None:
    assert radius_at(cutter, height) == pytest.approx(radius)


@given(st.floats(0.5, 40.0))
def test_chords_of_buffers_stay_within_their_error(radius: float) -> None:
    disc = shapely.Point(0, 0).buffer(radius, quad_segs=quarter_segments(radius))

    assert disc.exterior.distance(shapely.Point(0, 0)) >= radius - 0.0031


def test_a_sloped_cut_is_sliced_where_its_tip_is_lower() -> None:
    cut = Cut(0, 0, 1, LIKE, 18.0, 8.0, ((0.0, 0.0), (100.0, 0.0)))
    swept = Swept([cut])

    assert swept.at(0, 8.0) is None
    middle = swept.at(0, 13.0)
    assert middle is not None
    assert middle.bounds == pytest.approx((47.0, -3.0, 103.0, 3.0), abs=0.01)
    assert swept.slices([0], (9.0, 13.0, 20.0))[20.0].bounds == pytest.approx(
        (-3.0, -3.0, 103.0, 3.0), abs=0.01
    )


def test_slices_of_a_ball_grow_upwards() -> None:
    swept = Swept([Cut(0, 0, 1, BALL, 10.0, 10.0, ((0.0, 0.0), (50.0, 0.0)))])
    found = swept.slices([0], (10.5, 12.0, 14.0, 16.0))

    areas = [shape.area for shape in found.values()]
    assert areas == sorted(areas)
    assert areas[-1] == pytest.approx(50.0 * 8.0 + math.pi * 16.0, abs=0.2)


frames: st.SearchStrategy[dict[str, float]] = st.fixed_dictionaries(
    {
        "swap_axes": st.booleans(),
        "mirror_x": st.booleans(),
        "mirror_y": st.booleans(),
        "offset_x": st.floats(-50, 50),
        "offset_y": st.floats(-50, 50),
    }
)


@given(frames, st.floats(100, 3000), st.floats(100, 2000))
def test_the_judges_map_is_the_profiles(
    given_frame: dict[str, float], length: float, width: float
) -> None:
    swaps = sum(bool(given_frame[key]) for key in ("swap_axes", "mirror_x", "mirror_y"))
    frame = Frame.model_validate(
        {**given_frame, "left_handed": swaps % 2 == 1, "table_x": 1, "table_y": 1}
        | {"z_min": 0, "z_max": 1}
    )
    ours, theirs = sheet_to_machine(frame, length, width), frame.matrix(length, width)

    assert ours.as_list() == pytest.approx(theirs.as_list(), abs=1e-9)
    assert ours.back(*ours.there(12.5, 99.0)) == pytest.approx((12.5, 99.0))


@given(st.sampled_from([0.0, 90.0, 180.0, 270.0, 30.0, 211.5]), st.booleans())
def test_the_judges_placement_is_the_layouts(turn: float, face_down: bool) -> None:
    part = make_part("00000401", "X", 500.0, 300.0, outline=rounded(500.0, 300.0, 60.0))
    lies = place(part, 1, 33.0, 44.0, turn, face_down=face_down)

    assert placement(lies, part).as_list() == pytest.approx(lies.matrix.as_list(), abs=2e-3)


@pytest.mark.parametrize(("dx", "dy", "turn"), [(0.03, -0.04, 0.0), (0.0, 0.0, 0.01), (0, 0, 0)])
def test_drift_measures_shift_and_turn(dx: float, dy: float, turn: float) -> None:
    drawn = shapely.box(0.0, 0.0, 600.0, 400.0)
    there = shapely.affinity.translate(shapely.affinity.rotate(drawn, turn, "center"), dx, dy)

    found = drift(drawn.exterior, there)

    assert found is not None
    assert (found.x, found.y) == pytest.approx((dx, dy), abs=2e-3)
    assert found.turn == pytest.approx(math.radians(turn) * math.hypot(300, 200), rel=0.1, abs=1e-3)


def test_a_window_finds_a_small_bite() -> None:
    drawn = shapely.box(0.0, 0.0, 600.0, 400.0)
    bitten = drawn.difference(shapely.box(100.0, 0.0, 140.0, 0.1))

    assert worst_window(drawn, bitten)[0] == pytest.approx(4.0)
    assert worst_window(drawn, drawn)[0] == 0.0


def test_a_round_cutter_leaves_corners_round() -> None:
    pocket = shapely.box(0.0, 0.0, 50.0, 30.0)
    bite = shapely.box(0.0, 0.0, 60.0, 60.0).difference(shapely.box(30.0, 30.0, 60.0, 60.0))
    corner = (4.0 - math.pi) / 4.0 * 9.0

    assert pocket.area - opened(pocket, 3.0).area == pytest.approx(4 * corner, abs=0.05)
    assert closed(bite, 3.0).area - bite.area == pytest.approx(corner, abs=0.05)


def chamfered(depth: float) -> tuple[str, ...]:
    """What is found where a V line drawn 3 deep is cut to this depth."""
    profile = MachineProfile.model_validate(
        {**ROUTER.model_dump(), "tools": [*ROUTER.model_dump()["tools"], V.model_dump()]}
    )
    line = shape(OperationKind.LINE, Path.polyline([(50.0, 50.0), (250.0, 50.0)]), 3.0)
    part = make_part("00000402", "FRENTE", 300.0, 200.0, line)
    lies = tooled(place(part, 1, 20.0, 20.0), "20")
    sheet = make_sheet("001", [lies], profile, length=900.0, width=600.0)
    layout = make_layout([replace(sheet, program="001.nc")], profile)
    writer = Writer(sheet.matrix)
    writer.start()
    writer.tool(20, 18000)
    writer.run([(70.0, 70.0), (270.0, 70.0)], [18.0 - depth])
    writer.tool(1, 18000)
    writer.loop(around((20.0, 20.0, 320.0, 220.0), 3.0), [8.6, -0.2], 18.0)
    writer.end()
    found = prove(writer.program(), layout.sheets[0], {part.id: part}, profile)
    return tuple(one.code for one in found)


def test_a_v_cut_is_as_wide_as_its_depth_makes_it() -> None:
    assert chamfered(3.0) == ()
    assert set(chamfered(3.1)) == {"prova.profundidade"}
    assert set(chamfered(2.9)) == {"prova.operacao_falta"}
