"""Programs of our own posts before the judge: clean as they are, caught when anything goes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import pytest

from core.cnc import make_programs
from core.cnc.playback import prove, prove_batch, replay
from core.geometry import Path
from core.layout.model import Layout
from core.machine.profile import MachineProfile, load
from core.parts import OperationKind, Part
from tests.support.layouts import (
    Scene,
    drill,
    groove,
    make_layout,
    make_part,
    make_sheet,
    place,
    rounded,
    shape,
    simple_layout,
)
from tests.support.linuxcnc import assert_linuxcnc_agrees, needs_linuxcnc

CREATED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
ROUTER = load("router")

type Made = tuple[Scene, Layout, dict[str, bytes], tuple[tuple[str, int, int], ...]]


def changed(table: str, **values: object) -> MachineProfile:
    whole = ROUTER.model_dump()
    whole[table] = {**whole[table], **values}
    return MachineProfile.model_validate(whole)


PROFILES = {
    "default": ROUTER,
    "skin": changed("cutting", releases=[{"release": "skin", "skin": 0.4}]),
    "tabs": changed("cutting", releases=[{"release": "tabs", "tabs": 3}]),
    "dogbone": changed("cutting", inside_corners="dogbone"),
    "conventional, skins of slugs": changed("cutting", climb=False, slug_rule="skin"),
    "z on top, moved": changed("frame", z_zero="top", offset_x=15.0),
    "left-handed": changed(
        "frame", swap_axes=False, mirror_x=True, left_handed=True, table_x=2900.0
    ),
    "no arcs, three decimals": changed("files", arcs=False, decimals=3),
}


def made(profile: MachineProfile) -> Made:
    scene = simple_layout(profile)
    programs = make_programs(scene.layout, profile, created=CREATED, version="0badcafe")
    listed = tuple((item.part, item.copy, item.index) for item in programs.second_face)
    return scene, programs.layout, programs.files, listed


@cache
def by_default() -> Made:
    return made(ROUTER)


@pytest.mark.parametrize("name", PROFILES)
def test_what_we_make_is_proved(name: str) -> None:
    profile = PROFILES[name]
    scene, layout, files, listed = made(profile)

    found = prove_batch(
        layout, scene.parts, files, profile, second_face=listed, imported=16, documents=False
    )

    assert found == ()


@pytest.mark.linuxcnc
@needs_linuxcnc
@pytest.mark.parametrize("name", ["default", "tabs", "z on top, moved"])
def test_linuxcnc_reads_the_same_moves(name: str) -> None:
    _, _, files, _ = made(PROFILES[name])

    for program in files.values():
        assert_linuxcnc_agrees(program, PROFILES[name])


def test_a_replay_shows_every_part_of_the_sheet() -> None:
    _, layout, files, _ = by_default()
    sheet = layout.sheets[1]
    found = replay(files[sheet.program], ROUTER)

    assert found.dangers == ()
    boxes = [piece.shape.bounds for piece in found.pieces]
    for lies in sheet.parts:
        assert any(box == pytest.approx(lies.bounds, abs=0.05) for box in boxes), lies.part


def blocks(program: bytes) -> Iterator[tuple[str, bytes]]:
    """(title, program without the block) for every titled block of moves."""
    text = program.decode("ascii")
    for match in re.finditer(r"\(([^()]+)\)\r\n((?:[GXYZ][^\r\n]*\r\n)+)", text):
        cuts = "G1" in match[2] or "G2" in match[2] or "G3" in match[2]
        if cuts:
            yield match[1], (text[: match.start(2)] + text[match.end(2) :]).encode("ascii")


def test_no_block_of_a_program_can_be_missing() -> None:
    scene, layout, files, _ = by_default()
    sheet = layout.sheets[1]
    titles = []
    for title, spoilt in blocks(files[sheet.program]):
        titles.append(title)
        assert prove(spoilt, sheet, scene.parts, ROUTER), title

    assert len(titles) > 10


def test_programs_of_two_sheets_cannot_be_exchanged() -> None:
    scene, layout, files, _ = by_default()
    first, second = layout.sheets

    found = prove(files[second.program], first, scene.parts, ROUTER)

    assert {"prova.cabecalho_chapa", "prova.contorno_falta"} <= {one.code for one in found}


def odd_part() -> tuple[MachineProfile, Part]:
    """V and ball lines, bent and open grooves, an open pocket, large holes, cut-outs."""
    whole = ROUTER.model_dump()
    plain = {**whole["tools"][0], "up_cut_length": 0.0}
    v = {**plain, "number": "20", "name": "V 90", "shape": "v", "angle": 90.0, "tip": 0.2}
    ball = {**plain, "number": "21", "name": "BOLA 8", "shape": "ball", "diameter": 8.0}
    tools = [*whole["tools"], {**v, "diameter": 20.0, "flute_length": 12.0}, ball]
    profile = MachineProfile.model_validate({**whole, "tools": tools})
    line, inside = OperationKind.LINE, OperationKind.INSIDE
    part = make_part(
        "00000501",
        "PAINEL",
        500.0,
        300.0,
        replace(shape(line, Path.polyline([(50, 50), (450, 50)]), 5.0), tool="20"),
        replace(shape(line, Path.polyline([(50, 90), (450, 90), (450, 200)]), 4.0), tool="21"),
        replace(shape(line, Path.polyline([(0, 150), (500, 150)]), 6.0), tool="20"),
        replace(shape(line, rounded(100, 60, 15, (200, 200)), 3.0), tool="20"),
        groove([(20, 270), (300, 270)], 8.0, 5.0),
        groove([(60, 100), (60, 240)], 6.5, 7.0),
        groove([(100, 0), (100, 60), (160, 60)], 6.0, 5.0),
        shape(OperationKind.POCKET, Path.rectangle(400, 230, 100, 70), 6.0),
        shape(inside, Path.rectangle(250, 110, 60, 30), 18.0, through=True),
        shape(inside, Path.rectangle(120, 110, 80, 30), 7.0),
        drill(350, 130, 60.0, 18.0, through=True),
        drill(350, 260, 26.0, 9.0),
        drill(470, 20, 3.0, 18.0, through=True),
    )
    return profile, part


@pytest.mark.parametrize("turn", [0.0, 270.0, 30.0])
def test_odd_work_is_proved_at_every_turn(turn: float) -> None:
    profile, part = odd_part()
    sheet = make_sheet("001", [place(part, 1, 100.0, 100.0, turn)], profile)
    layout = make_layout([sheet], profile)
    programs = make_programs(layout, profile, created=CREATED, version="0badcafe")

    (program,) = programs.files.values()
    assert prove(program, programs.layout.sheets[0], {part.id: part}, profile) == ()
