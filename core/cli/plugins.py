"""Commands that programs above core announce as entry points; none of them is imported here."""

from __future__ import annotations

from importlib.metadata import entry_points

import typer

from core.cli.console import complain
from core.messages import say

GROUP = "radha.commands"


def announce(app: typer.Typer) -> None:
    """Let every announced program add its commands; a broken one is said and left out."""
    for entry in entry_points(group=GROUP):
        try:
            entry.load()(app)
        except Exception as error:  # noqa: BLE001 - another program's fault must not stop ours
            complain(say("cli.plugin", name=entry.name, detail=f"{type(error).__name__}: {error}"))
