"""Programs of our own posts before the judge: clean as they are, caught when anything goes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache

import pytest

from core.cnc import make_programs
from core.cnc.playback import prove, prove_batch, replay
from core.layout.model import Layout
from core.machine.profile import MachineProfile, load
from tests.support.layouts import Scene, simple_layout
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
