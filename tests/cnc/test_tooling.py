from __future__ import annotations

from dataclasses import replace

import pytest

from core.cnc.tooling import missing_tools, tool_for
from core.geometry import Path
from core.machine.profile import MachineProfile, load
from core.parts import Face, Operation, OperationKind
from tests.support.cutting import router, with_tool
from tests.support.layouts import drill, groove, make_part, rounded, shape

ROUTER = load("router")


def chosen(operation: Operation, profile: MachineProfile = ROUTER) -> str | None:
    through = operation.through
    found = tool_for(operation, 18.0, 18.0, profile, through=through)
    return found.number if found else None


@pytest.mark.parametrize(
    ("diameter", "number"), [(3.0, "11"), (5.0, "12"), (8.05, "13"), (35.0, "17")]
)
def test_a_drill_of_the_holes_size(diameter: float, number: str) -> None:
    assert chosen(drill(0, 0, diameter, 10.0)) == number


def test_a_hole_without_a_drill_is_milled_where_the_machine_may() -> None:
    hole = drill(0, 0, 26.0, 10.0)

    assert chosen(hole) == "1"
    assert chosen(drill(0, 0, 5.6, 10.0)) == "2"
    assert chosen(hole, router(cutting__mill_holes=False)) is None
    assert chosen(drill(0, 0, 2.0, 10.0)) is None


def test_a_measured_drill_counts_as_measured() -> None:
    worn = with_tool("13", measured=7.8)

    assert chosen(drill(0, 0, 8.0, 10.0), worn) == "1"


def test_a_tool_that_is_too_short_does_not_fit() -> None:
    short = with_tool("12", flute_length=15.0)

    assert chosen(drill(0, 0, 5.0, 14.0), short) == "12"
    assert chosen(drill(0, 0, 5.0, 18.0, through=True), short) == "2"  # milled


def test_a_point_that_would_go_under_the_lowest_height_does_not_fit() -> None:
    shallow = router(frame__z_min=-0.5)

    assert chosen(drill(0, 0, 5.0, 18.0, through=True), shallow) == "2"  # milled
    assert chosen(drill(0, 0, 5.0, 12.0), shallow) == "12"


@pytest.mark.parametrize(("width", "number"), [(6.0, "1"), (5.9, "1"), (5.0, "2"), (20.0, "3")])
def test_a_groove_takes_the_widest_cutter_that_fits(width: float, number: str) -> None:
    assert chosen(groove([(0, 0), (300, 0)], width, 8.0)) == number


def test_a_groove_narrower_than_every_cutter_has_no_tool() -> None:
    part = make_part("1", "P", 400, 300, groove([(0, 20), (400, 20)], 3.2, 8.0))

    (missing,) = missing_tools(part, ROUTER)

    assert (missing.code, missing.layer, missing.size) == ("cnc.sem_fresa", "RASGO_3.2_8", 3.2)


def test_a_pocket_takes_no_wider_cutter_than_reaches_its_corners() -> None:
    wide = shape(OperationKind.POCKET, Path.rectangle(0, 0, 200, 150), 5.0)
    narrow = shape(OperationKind.POCKET, Path.rectangle(0, 0, 5, 150), 5.0)

    assert chosen(wide) == "1"
    assert chosen(narrow) == "2"


def test_a_cut_out_with_a_tight_neck_takes_a_smaller_cutter() -> None:
    neck = Path.polyline(
        [
            *((0, 0), (60, 0), (60, 28), (100, 28), (100, 0), (160, 0)),
            *((160, 60), (100, 60), (100, 33), (60, 33), (60, 60), (0, 60)),
        ],
        closed=True,
    )

    assert chosen(shape(OperationKind.INSIDE, neck, 18.0, through=True)) == "2"


def test_the_layers_tool_is_honoured_where_it_fits() -> None:
    pocket = shape(OperationKind.INSIDE, rounded(200, 150, 20), 18.0, through=True)

    assert chosen(replace(pocket, tool="fresa 4")) == "2"
    assert chosen(replace(pocket, tool="3")) == "3"
    assert chosen(replace(pocket, tool="BROCA 8")) == "1"
    assert chosen(replace(drill(0, 0, 8.0, 10.0), tool="12")) == "13"


def test_a_45_degree_cut_needs_a_v_cutter() -> None:
    line = Path.polyline([(0, 0), (300, 0)])
    mitre = shape(OperationKind.LINE, line, 18.2, macro="Corte45")
    v_cutter = with_tool("2", shape="v", angle=90.0, diameter=40.0)

    assert chosen(mitre) is None
    assert chosen(mitre, v_cutter) == "2"
    assert chosen(replace(mitre, macro="PuxadorCava2")) == "1"


def test_a_board_too_thick_for_the_contour_cutter_is_told() -> None:
    part = make_part("1", "P", 400, 300, thickness=38.0)

    (missing,) = missing_tools(part, ROUTER)

    assert missing.code == "cnc.sem_fresa_contorno"
    assert missing_tools(make_part("1", "P", 400, 300, thickness=25.0), ROUTER) == ()


def test_edge_work_asks_for_no_tool() -> None:
    assert missing_tools(make_part("1", "P", 400, 300, drill(9, 9, 7.7, 20, Face.L1)), ROUTER) == ()
