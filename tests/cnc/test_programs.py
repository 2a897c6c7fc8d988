from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from core.cnc import Programs, make_programs
from core.cnc.playback import prove, read
from core.cnc.playback.program import Kind
from core.errors import InputError
from core.machine.profile import MachineProfile, load
from core.parts import Face, Part
from tests.support.cutting import router
from tests.support.golden import golden
from tests.support.layouts import (
    drill,
    groove,
    make_layout,
    make_part,
    make_sheet,
    place,
    simple_layout,
    with_parts,
)
from tests.support.linuxcnc import assert_linuxcnc_agrees, needs_linuxcnc
from tests.support.programs import bench
from tests.support.random_parts import random_part

CREATED = datetime(2026, 11, 24, 9, 30, 0, tzinfo=UTC)

TABS = [{"release": "tabs", "tabs": 3}]
SKIN = [{"release": "skin", "skin": 0.3}]
VARIANTS: dict[str, dict[str, Any]] = {
    "shipped": {},
    "two decimals": {"files__decimals": 2},
    "no arcs": {"files__arcs": False},
    "zero on the board": {"frame__z_zero": "top"},
    "left-handed": {"frame__mirror_x": False, "frame__left_handed": True},
    "conventional": {"cutting__climb": False},
    "skin": {"cutting__releases": SKIN},
    "tabs": {"cutting__releases": TABS},
    "tabs and last passes": {"cutting__releases": TABS, "cutting__skin_before_release": 0.5},
    "slugs on a skin": {"cutting__slug_rule": "skin"},
    "dog-bones": {"cutting__inside_corners": "dogbone"},
    "T-bones": {"cutting__inside_corners": "tbone"},
    "offcuts": {"cutting__cut_offcuts": True},
    "measured boards": {"boards": [{"nominal": 18, "measured": 18.4}]},
}


def programs_of(profile: MachineProfile) -> tuple[Programs, Mapping[str, Part]]:
    scene = simple_layout(profile)
    return make_programs(scene.layout, profile, created=CREATED, version="0a1b2c3d"), scene.parts


@pytest.mark.parametrize("changes", VARIANTS.values(), ids=VARIANTS.keys())
def test_the_judge_finds_nothing(changes: dict[str, Any]) -> None:
    profile = router(**changes)

    made, parts = programs_of(profile)

    for sheet in made.layout.sheets:
        assert prove(made.files[sheet.program], sheet, parts, profile) == ()


@needs_linuxcnc
@pytest.mark.linuxcnc
@pytest.mark.parametrize("name", ["shipped", "two decimals", "zero on the board", "left-handed"])
def test_linuxcnc_reads_the_same_moves(name: str) -> None:
    profile = router(**VARIANTS[name])

    made, _ = programs_of(profile)

    for program in made.files.values():
        assert_linuxcnc_agrees(program, profile)


def test_the_whole_text_of_a_small_sheet() -> None:
    given = bench()

    made = make_programs(given.layout, given.profile, created=CREATED, version="0a1b2c3d")

    ((name, program),) = made.files.items()
    text = program.decode("ascii")
    assert name == "001-MDF Branco 18mm.nc"
    assert text.count("\r\n") == text.count("\n")
    assert text.replace("\r\n", "\n") == golden("bench.nc", text.replace("\r\n", "\n"))


def test_the_same_layout_gives_the_same_bytes() -> None:
    profile = load("router")

    assert programs_of(profile)[0].files == programs_of(profile)[0].files


def test_every_operation_stands_in_exactly_one_list() -> None:
    made, _ = programs_of(load("router"))

    left = Counter((item.part, item.copy, item.index) for item in made.second_face)
    for sheet in made.layout.sheets:
        for placed in sheet.parts:
            for index, operation in enumerate(placed.operations):
                cut = operation.tool is not None
                assert left[placed.part, placed.copy, index] == (0 if cut else 1)


def test_what_is_left_says_how_the_panel_is_turned() -> None:
    made, _ = programs_of(load("router"))

    flips = {(item.operation.face.value, item.flip) for item in made.second_face}
    assert flips == {("L1", ""), ("L3", ""), ("bottom", "X")}


def test_mark_a_stands_at_the_parts_own_corner() -> None:
    profile = load("router")
    part = make_part("1", "P", 300.0, 200.0, drill(20.0, 9.0, 8.0, 20.0, Face.C1))
    layout = make_layout([make_sheet("001", [place(part, 1, 100, 50, 90)], profile)], profile)

    (item,) = make_programs(layout, profile, created=CREATED, version="x").second_face

    assert item.mark == pytest.approx((300.0, 50.0))


def test_an_operation_without_a_tool_is_refused() -> None:
    profile = load("router")
    scene = simple_layout(profile)
    part = make_part("9", "P", 300.0, 200.0, groove([(0, 20), (300, 20)], 2.0, 5.0))
    layout = with_parts(scene.layout, 0, [place(part, 1, 10, 10)])

    with pytest.raises(InputError) as caught:
        make_programs(layout, profile, created=CREATED, version="x")

    assert caught.value.code == "cnc.sem_ferramenta"
    assert caught.value.values["layer"] == "RASGO_2_5"


def test_a_thin_floor_and_another_tool_are_worth_a_word() -> None:
    profile = load("router")
    thin = replace(drill(50.0, 50.0, 8.0, 16.0), tool="FRESA 99")
    layout = make_layout(
        [make_sheet("001", [place(make_part("9", "P", 300, 200, thin), 1, 10, 10)], profile)],
        profile,
    )

    made = make_programs(layout, profile, created=CREATED, version="x")

    assert [notice.code for notice in made.notices] == ["cnc.fundo_fino", "cnc.ferramenta_outra"]
    assert made.notices[0].values["rest"] == 2.0


def test_inner_corners_are_listed() -> None:
    made, _ = programs_of(load("router"))

    found = Counter((corner.part, corner.layer, corner.radius) for corner in made.residuals)
    assert found["00000201", "contorno", 3.0] == 1
    assert found["00000103", "USINAR_6_pocket", 3.0] == 8


def test_climbing_contours_go_clockwise_in_the_machine_frame() -> None:
    profile = load("router")
    part = make_part("1", "P", 300.0, 200.0)
    layout = make_layout([make_sheet("001", [place(part, 1, 100, 100)], profile)], profile)
    (program,) = make_programs(layout, profile, created=CREATED, version="x").files.values()

    feed = [move for move in read(program, profile).moves if move.kind is not Kind.RAPID]

    ring = [(move.end[0] or 0.0, move.end[1] or 0.0) for move in feed if move.end[2] == -0.2]
    area = sum(
        x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True)
    )
    assert area < 0


@pytest.mark.parametrize("seed", range(16))
def test_the_judge_finds_nothing_on_any_part(seed: int) -> None:
    profile, part = load("router"), random_part(seed)
    rotation = (seed * 37.0) % 360.0 if seed % 2 else 90.0 * (seed % 4)
    placed = place(part, 1, 120.0, 120.0, rotation)
    layout = make_layout([make_sheet("001", [placed], profile, width=1500.0)], profile)

    made = make_programs(layout, profile, created=CREATED, version="x")

    (sheet,) = made.layout.sheets
    assert prove(made.files[sheet.program], sheet, {part.id: part}, profile) == ()
