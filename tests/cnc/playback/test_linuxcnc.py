import pytest

from core.cnc.playback import read
from tests.support.linuxcnc import (
    assert_linuxcnc_agrees,
    assert_same_moves,
    canonical,
    needs_linuxcnc,
)
from tests.support.programs import bench

pytestmark = [pytest.mark.linuxcnc, needs_linuxcnc]


def test_the_bench_program_is_read_alike() -> None:
    given = bench()

    assert_linuxcnc_agrees(given.program, given.profile)


def test_arcs_of_every_form_are_read_alike() -> None:
    given = bench()
    arcs = b"""G90 G17 G21 G40 G49 G80 G94\r
G0 Z48\r
T1 M6\r
S18000 M3\r
G0 X100 Y100\r
G1 Z10 F2000\r
G2 X120 Y100 R10 F3000\r
G3 X140 Y100 R-12\r
G3 X140 Y100 Z8 I-10 J0\r
X130 Y110 I-10\r
G2 X130 Y90 J-10 Z5\r
G0 Z48\r
M5\r
M30\r
"""

    assert_linuxcnc_agrees(arcs, given.profile)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"G1 Z5.5000", b"G1 Z5.6000"),
        (b"G0 X530.0000", b"G0 X530.0100"),
        (b"F2000", b"F2100"),
        (b"T13 M6", b"T14 M6"),
        (b"G3 I", b"G2 I"),
        (b"G0 Z48.0000\r\nM5\r\nM30", b"M5\r\nM30"),
    ],
)
def test_a_difference_is_told(old: bytes, new: bytes) -> None:
    given = bench()
    other = given.program.replace(old, new, 1)
    assert other != given.program
    moves = read(other, given.profile).moves

    with pytest.raises(AssertionError):
        assert_same_moves(canonical(given.program, given.profile), moves)


def test_what_linuxcnc_refuses_is_told() -> None:
    given = bench()

    with pytest.raises(AssertionError):
        canonical(given.program.replace(b"G90 G17", b"G90 G177"), given.profile)
