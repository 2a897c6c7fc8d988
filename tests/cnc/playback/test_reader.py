from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cnc.playback import read
from core.cnc.playback.program import Kind, Program, Spindle
from core.machine.profile import MachineProfile, load

MODES = "G90 G17 G21 G40 G49 G80 G94"
ROUTER = load("router")


def program(*lines: str, profile: MachineProfile = ROUTER) -> Program:
    return read(("\r\n".join((MODES, *lines)) + "\r\n").encode("cp1252"), profile)


def codes(found: Program) -> list[str]:
    return [finding.code.removeprefix("prova.") for finding in found.findings]


def test_words_run_together_and_comments_are_read() -> None:
    found = program("( um )", "N10g0x1.5Y-2.Z+48 (dois)", "X3 ; tres", "%", "")

    assert codes(found) == []
    assert [move.end for move in found.moves] == [(1.5, -2.0, 48.0), (3.0, -2.0, 48.0)]
    assert [text for _, text in found.comments] == ["um", "dois", "tres"]


def test_the_place_is_not_known_until_it_is_said() -> None:
    found = program("G0 Z48", "X1", "Y2")

    assert [move.start for move in found.moves] == [
        (None, None, None),
        (None, None, 48.0),
        (1.0, None, 48.0),
    ]


def test_modes_last_and_each_move_carries_the_whole_state() -> None:
    found = program("T1 M6", "S18000 M3", "G0 X0 Y0 Z48", "G1 Z10 F500", "X5", "M5")

    last = found.moves[-1]
    assert (last.kind, last.feed, last.tool) == (Kind.FEED, 500.0, "1")
    assert (last.spindle, last.rpm) == (Spindle.CW, 18000.0)
    assert found.spindle is Spindle.OFF


def test_a_change_of_tool_stops_the_spindle() -> None:
    found = program("T1 M6", "S18000 M3", "T2 M6", "G1 X0 Y0 Z0 F100")

    assert found.moves[-1].spindle is Spindle.OFF


def test_the_tool_comes_before_its_change_wherever_it_stands() -> None:
    assert [change.tool for change in program("M6 T2").changes] == ["2"]


@pytest.mark.parametrize(
    ("line", "turn", "centre"),
    [
        ("G2 X10 Y0 R5", -math.pi, (5.0, 0.0)),
        ("G3 X10 Y0 I5", math.pi, (5.0, 0.0)),
        ("G2 X0 Y0 I5 J0", -2 * math.pi, (5.0, 0.0)),
        ("G3 X5 Y5 R5", math.pi / 2, (0.0, 5.0)),
        ("G3 X5 Y5 R-5", 1.5 * math.pi, (5.0, 0.0)),
        ("G2 X5 Y5 R5", -math.pi / 2, (5.0, 0.0)),
    ],
)
def test_arcs(line: str, turn: float, centre: tuple[float, float]) -> None:
    found = program("G0 X0 Y0 Z1", line)

    assert codes(found) == []
    assert found.moves[-1].turn == pytest.approx(turn)
    assert found.moves[-1].centre == pytest.approx(centre)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("G91", "palavra_intrusa"),
        ("G92 X0", "palavra_intrusa"),
        ("G20", "palavra_intrusa"),
        ("G54.1", "palavra_desconhecida"),
        ("M98 P1", "palavra_desconhecida"),
        ("M7", "palavra_desconhecida"),
        ("#1=5", "palavra_desconhecida"),
        ("G1 X[1+2]", "palavra_desconhecida"),
        ("G1 X1,5", "palavra_desconhecida"),
        ("G1 X1.2.3", "palavra_desconhecida"),
        ("G1 X1e5", "palavra_desconhecida"),
        ("G1 Xnan", "palavra_desconhecida"),
        ("G1 X1 A90", "palavra_desconhecida"),
        ("/G1 X1", "palavra_desconhecida"),
        ("( aberto", "palavra_desconhecida"),
        ("G1 X99999999", "numero"),
        ("T1.5", "numero"),
        ("G1 X1 X2", "palavra_repetida"),
        ("G0 G1 X1", "palavra_repetida"),
        ("G1 X1 I2", "palavra_desconhecida"),
        ("M6", "troca_sem_ferramenta"),
        ("G80\r\nX5", "sem_movimento"),
        ("G2 X10 Y0 I4", "arco_raio"),
        ("G2 X10 Y0", "arco_sem_centro"),
        ("G2 X10 Y0 R3", "arco_sem_centro"),
        ("G2 X10 Y0 R5 I5", "arco_sem_centro"),
        ("G2 R5", "arco_sem_centro"),
        ("M30\r\nG0 X1", "depois_do_fim"),
        ("X" + "1" * 2000, "linha_longa"),
    ],
)
def test_what_is_not_understood_is_told(line: str, code: str) -> None:
    assert code in codes(program("G0 X0 Y0 Z1", line))


def test_an_arc_before_any_place_is_told() -> None:
    assert codes(program("G2 X10 Y0 I5")) == ["arco_sem_inicio"]


def test_nothing_is_taken_from_what_ran_before() -> None:
    found = read(b"G90 G21\r\nG0 Z48\r\n", ROUTER)

    assert codes(found) == ["inicio_modal"]
    assert found.findings[0].values["word"] == "G17 G40 G49 G80 G94"


def test_the_profiles_own_codes_are_known_with_their_effect() -> None:
    lines = ("T11 M6", "S5000 M3", "G1 X0 Y0 Z0 F100", "M15", "X1")
    found = program(*lines)

    assert codes(found) == []
    assert [move.head for move in found.moves] == [True, False]
    strange = ROUTER.model_copy(update={"codes": ()})
    assert codes(program(*lines, profile=strange)) == ["palavra_desconhecida"]


def test_bytes_and_line_ends_are_the_profiles() -> None:
    assert codes(read("(peça)\r\n".encode(), ROUTER)) == ["codificacao"]
    assert codes(read(b"%\n", ROUTER)) == ["fim_de_linha"]
    assert codes(read(b"%\r\n%", ROUTER)) == ["fim_de_linha"]


@given(st.binary(max_size=400))
def test_any_bytes_are_read_without_a_fault(data: bytes) -> None:
    read(data, ROUTER)


@given(st.lists(st.sampled_from("GXYZIJRFSTMNE0123.-+ ()%;\r\n"), max_size=200))
def test_any_words_are_read_without_a_fault(letters: list[str]) -> None:
    found = read("".join(letters).encode(), ROUTER)

    assert all(math.isfinite(value) for move in found.moves for value in move.end if value)
