"""`radha playback`: what a program from anywhere would cut."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from core.cli.console import answer, complain
from core.cli.files import read_input, write_output
from core.cnc.playback import replay, replay_form, replay_svg
from core.errors import InputError
from core.machine.profile import load
from core.messages import say

LARGEST_PROGRAM = 64 * 1024 * 1024
SHOWN = 20
"""Dangers that are told one by one."""


def run_playback(
    program: Path,
    *,
    machine: str,
    length: float | None,
    width: float | None,
    thickness: float | None,
    out: Path,
) -> int:
    """Play the program back and write the picture or the figures; never called proved."""
    suffix = out.suffix.lower()
    if suffix not in (".svg", ".json"):
        raise InputError("cli.sufixo", file=str(out))
    for name, value in (("--length", length), ("--width", width), ("--thickness", thickness)):
        if value is not None and not 0 < value <= 20_000:
            raise InputError("cli.medida", what=name, value=value)
    profile = load(machine)
    data = read_input(program, largest=LARGEST_PROGRAM)
    played = replay(data, profile, length=length, width=width, thickness=thickness)
    if suffix == ".svg":
        text = replay_svg(played)
    else:
        text = json.dumps(replay_form(played), ensure_ascii=False, indent=1) + "\n"
    write_output(out, text.encode())
    for danger in played.dangers[:SHOWN]:
        complain(replace(danger, program=program.name).text)
    answer(
        say(
            "cli.playback",
            program=program.name,
            pieces=len(played.pieces),
            holes=len(played.holes),
            dangers=len(played.dangers),
            out=str(out),
        )
    )
    return 0
