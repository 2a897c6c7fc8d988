import json
from pathlib import Path

import pytest

from core.cli.edge import run

PROGRAM = """%
(T1 - FRESA)
G90
M6 T1
S18000 M3
G0 Z48
G0 X100 Y100
G0 Z20
G1 Z-0.2 F2000
G1 X300 F7000
G1 Y300
G1 X100
G1 Y100
G0 Z48
M5
M30
%
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "p.nc"
    path.write_text(PROGRAM, encoding="ascii")
    return path


def test_the_figures_name_what_falls_out(program: Path, tmp_path: Path) -> None:
    out = tmp_path / "p.json"

    assert run(["playback", str(program), "--out", str(out), "--length", "1000"]) == 0

    found = json.loads(out.read_text(encoding="utf-8"))
    assert found["proved"] is False
    assert found["sheet"]["length"] == 1000
    assert len(found["pieces"]) == 1
    assert found["pieces"][0]["area"] == pytest.approx(194 * 194, rel=0.01)


def test_the_picture_is_an_svg_and_dangers_are_told(
    program: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "p.svg"

    assert run(["playback", str(program), "--machine", "router", "--out", str(out)]) == 0

    shown = capsys.readouterr()
    assert "<svg" in out.read_text(encoding="utf-8")
    assert "p.nc" in shown.err
    assert "1 peça, " in shown.out


@pytest.mark.parametrize(
    "more",
    [
        ["--out", "p.png"],
        ["--out", "p.svg", "--length", "-5"],
        ["--out", "p.svg", "--width", "nan"],
    ],
)
def test_what_cannot_be_is_refused(program: Path, more: list[str]) -> None:
    assert run(["playback", str(program), *more]) == 2


def test_a_file_that_is_no_program_cannot_steer_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "evil.nc"
    path.write_bytes(b"\x1b[2Jhello\x1b]0;x\x07\n")

    assert run(["playback", str(path), "--out", str(tmp_path / "p.json")]) == 0
    assert "\x1b" not in capsys.readouterr().err
