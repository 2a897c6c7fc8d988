"""LinuxCNC's interpreter as a second, independent reader of programs.

`rs274 -g -n 2 -t TABLE FILE` prints one canonical call a line. Accepted means: exit 0, nothing
on its error output but its own banner, PROGRAM_END seen. It judges neither spindle nor depth,
and its CHANGE_TOOL prints a pocket, so tools are taken from SELECT_TOOL.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from core.cnc.playback import read
from core.cnc.playback.program import Kind, Move
from core.machine.profile import MachineProfile

AGREE = 1e-3
"""mm."""

_CALL = re.compile(r"\A\s*\d+ N\S+\s+([A-Z0-9_]+)\((.*)\)\s*\Z")

needs_linuxcnc = pytest.mark.skipif(
    shutil.which("rs274") is None, reason="LinuxCNC's rs274 (linuxcnc-uspace) is not installed"
)


class Canon(NamedTuple):
    """One move as LinuxCNC reports it."""

    kind: Kind
    end: tuple[float, float, float]
    feed: float
    tool: str | None
    centre: tuple[float, float] | None = None
    turns: int = 0


def neutralised(program: bytes, profile: MachineProfile) -> bytes:
    """The program without the profile's own codes; everything else stays as it is."""
    text = program.decode(profile.files.encoding)
    for code in profile.codes:
        text = re.sub(rf"(?<![A-Za-z0-9(]){re.escape(code.word)}(?![0-9.])", "", text)
    return text.encode(profile.files.encoding)


def tool_table(profile: MachineProfile) -> str:
    """The tools as LinuxCNC's table has them."""
    lines = (
        f"T{tool.number} P{pocket} D{tool.cutting_diameter:.4f} ;{tool.name}"
        for pocket, tool in enumerate(profile.tools, 1)
    )
    return "\n".join(lines) + "\n"


def canonical(program: bytes, profile: MachineProfile) -> list[Canon]:
    """What LinuxCNC makes of a program; AssertionError where it does not accept it."""
    with tempfile.TemporaryDirectory() as folder:
        table, file = Path(folder) / "tools.tbl", Path(folder) / "program.ngc"
        table.write_text(tool_table(profile), encoding="ascii")
        file.write_bytes(neutralised(program, profile))
        done = subprocess.run(
            ["rs274", "-g", "-n", "2", "-t", str(table), str(file)],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
    assert done.returncode == 0, done.stderr or done.stdout[-2000:]
    assert done.stderr.strip() in ("", "executing"), done.stderr
    calls = [match.groups() for line in done.stdout.splitlines() if (match := _CALL.match(line))]
    assert ("PROGRAM_END", "") in calls
    return list(_moves(calls))


def _moves(calls: list[tuple[str, ...]]) -> Iterator[Canon]:
    feed, tool = 0.0, None
    for name, values in calls:
        if name == "SET_FEED_RATE":
            feed = float(values)
        elif name == "SELECT_TOOL":
            tool = values
        elif name in ("STRAIGHT_TRAVERSE", "STRAIGHT_FEED"):
            x, y, z = (float(value) for value in values.split(",")[:3])
            kind = Kind.RAPID if name == "STRAIGHT_TRAVERSE" else Kind.FEED
            yield Canon(kind, (x, y, z), feed, tool)
        elif name == "ARC_FEED":
            x, y, cx, cy, turns, z = (float(value) for value in values.split(",")[:6])
            yield Canon(Kind.ARC, (x, y, z), feed, tool, (cx, cy), int(turns))


def assert_linuxcnc_agrees(program: bytes, profile: MachineProfile) -> None:
    """LinuxCNC accepts the program, and its moves are those of our own reader."""
    assert_same_moves(canonical(program, profile), read(program, profile).moves)


def assert_same_moves(theirs: Sequence[Canon], ours: Sequence[Move]) -> None:
    """Both readers saw the same moves."""
    assert len(theirs) == len(ours)
    for canon, move in zip(theirs, ours, strict=True):
        assert _same(canon, move), (canon, move)


def _same(canon: Canon, move: Move) -> bool:
    # LinuxCNC begins at zero where our reader says that the place is not known
    end = tuple(0.0 if value is None else value for value in move.end)
    same = canon.kind is move.kind and all(
        abs(one - two) <= AGREE for one, two in zip(canon.end, end, strict=True)
    )
    if move.kind is not Kind.RAPID:
        same = same and canon.feed == pytest.approx(move.feed) and canon.tool == move.tool
    if canon.centre is not None:
        near = all(
            abs(one - two) <= AGREE for one, two in zip(canon.centre, move.centre, strict=True)
        )
        same = same and near and (canon.turns > 0) == (move.turn > 0)
    return same
