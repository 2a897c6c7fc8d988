"""`radha machine …`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from core.cli.console import answer, answer_json
from core.cli.files import read_input, write_output
from core.machine.legacy import Imported, import_profile
from core.machine.profile import load
from core.machine.toml import profile_text
from core.messages import say


def run_import(files: Sequence[Path], *, out: Path, as_json: bool) -> int:
    """Old settings into a profile."""
    imported = import_profile([(str(path), read_input(path)) for path in files])
    write_output(out, profile_text(imported.profile).encode())
    if as_json:
        answer_json(_form(imported, out))
        return 0
    for left in imported.left:
        answer(say("cli.maquina_fora", place=left.place, value=left.value, reason=say(left.reason)))
    profile = imported.profile
    answer(
        say(
            "machine.antigo_padrao",
            file=str(out),
            tools=len(profile.tools),
            layers=len(profile.layers),
            left=len(imported.left),
        )
    )
    return 0


def _form(imported: Imported, out: Path) -> dict[str, object]:
    return {
        "file": str(out),
        "profile": imported.profile.model_dump(mode="json"),
        "left_out": [
            {
                "place": left.place,
                "value": left.value,
                "code": left.reason,
                "reason": say(left.reason),
            }
            for left in imported.left
        ],
    }


def run_show(name: str, *, as_json: bool) -> int:
    """The profile as it would be saved."""
    profile = load(name)
    if as_json:
        answer_json(profile.model_dump(mode="json"))
    else:
        answer(profile_text(profile).rstrip("\n"))
    return 0


def run_check(name: str, *, as_json: bool) -> int:
    """Whether the profile can be used; a wrong one is refused by place."""
    profile = load(name)
    if as_json:
        answer_json({"name": profile.name, "state": profile.state.value, "ok": True})
        return 0
    answer(
        say(
            "cli.maquina_ok",
            name=profile.name,
            state=say(f"cli.estado_{profile.state.value}"),
            tools=len(profile.tools),
        )
    )
    return 0
