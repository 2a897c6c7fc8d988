from __future__ import annotations

import json

import pytest
from lxml import etree

from core.cnc.playback import replay, replay_form, replay_svg
from core.machine.profile import load
from tests.support.programs import bench

# the old system's kind of program: no modes, path on the drawn edge, Z 0.2 over the table
OLD = b"""%\r
( post EXEMPLO )\r
M6 T13\r
S4500 M3\r
G90\r
G0 X120.00 Y80.00 Z50.00\r
G0 X120.00 Y80.00 Z20.00\r
G1 X120.00 Y80.00 Z12.00 F2000.00\r
G0 X120.00 Y80.00 Z50.00\r
M15\r
M6 T1\r
S18000 M3\r
G0 X100.00 Y20.00 Z50.00\r
G0 X100.00 Y20.00 Z20.00\r
G1 X400.00 Y20.00 Z0.20 F3500.00\r
G1 X400.00 Y420.00 Z0.20 F7000.00\r
G1 X100.00 Y420.00 Z0.20 F7000.00\r
G1 X100.00 Y20.00 Z0.20 F7000.00\r
G1 X400.00 Y20.00 Z0.20 F7000.00\r
G0 X400.00 Y20.00 Z50.00\r
M5\r
M30\r
"""


def test_pieces_fall_out_where_the_parts_lie() -> None:
    given = bench()
    found = replay(given.program, given.profile)

    bounds = [piece.shape.bounds for piece in found.pieces]
    assert bounds == [
        pytest.approx((20.0, 20.0, 420.0, 320.0), abs=0.02),
        pytest.approx((440.0, 20.0, 640.0, 320.0), abs=0.02),
        pytest.approx((486.0, 116.0, 594.0, 224.0), abs=0.02),  # the slug of the round cut-out
    ]
    assert not any(piece.held for piece in found.pieces)
    assert found.dangers == ()
    assert not found.assumed


def test_holes_and_hollows_have_their_depth() -> None:
    given = bench()
    found = replay(given.program, given.profile)

    holes = {(h.x, h.y): (h.diameter, round(h.depth, 3), h.through) for h in found.holes}
    assert holes == {
        (57.0, 70.0): (8.0, 12.5, False),
        (57.0, 270.0): (8.0, 12.5, False),
        (120.0, 120.0): (5.0, 18.8, True),
    }
    assert sorted(round(hollow.depth, 3) for hollow in found.hollows) == [3.0, 6.0]
    pocket = next(h for h in found.hollows if h.depth > 5)
    assert pocket.shape.area == pytest.approx(60.0 * 40.0, abs=6.0)


def test_a_program_from_outside_is_shown_with_its_dangers() -> None:
    found = replay(OLD, load("router"), length=1000.0, width=600.0, thickness=18.0)

    (piece,) = found.pieces
    assert piece.held, "Z 0.2 leaves a skin"
    x0, y0, x1, y1 = piece.shape.bounds
    assert (x1 - x0, y1 - y0) == pytest.approx((394.0, 294.0), abs=0.02)
    assert found.holes[0].depth == pytest.approx(6.0)
    codes = {danger.code for danger in found.dangers}
    assert codes == {"prova.inicio_modal", "prova.rapido_sem_altura"}


def test_the_size_is_the_callers_then_the_programs_then_assumed() -> None:
    given = bench()
    router = load("router")

    assert replay(given.program, router).length == 900.0
    assert replay(given.program, router, length=950.0).length == 950.0
    old = replay(OLD, router)
    assert (old.length, old.width, old.assumed) == (2750.0, 1850.0, True)


def test_the_form_is_json_with_both_frames() -> None:
    given = bench()
    form = json.loads(json.dumps(replay_form(replay(given.program, given.profile))))

    assert form["proved"] is False
    a, b, c, d, tx, ty = form["matrix"]
    for piece in form["pieces"]:
        for (x, y), (mx, my) in zip(piece["sheet"][0], piece["machine"][0], strict=True):
            assert (a * x + c * y + tx, b * x + d * y + ty) == pytest.approx((mx, my), abs=1e-3)
    assert form["moves"][0] == {
        "kind": "rapid",
        "line": 4,
        "tool": None,
        "x": None,
        "y": None,
        "z": 48.0,
    }
    assert len(form["moves"]) == len(replay(given.program, given.profile).moves)


def test_the_picture_is_svg_and_never_says_proved() -> None:
    text = replay_svg(replay(OLD, load("router"), thickness=18.0))
    root = etree.fromstring(text.encode())

    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "não provado" in text
    assert "stroke-dasharray" in text


def test_an_empty_or_broken_program_is_shown_too() -> None:
    router = load("router")
    for data in (b"", b"\xff\x00\r\n", b"M30\r\n", b"G1 X1\r\n"):
        found = replay(data, router)
        assert found.pieces == ()
        replay_form(found)
        replay_svg(found)
