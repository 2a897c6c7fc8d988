"""`radha desktop`, `agent`, `sync-status`, `ledger`. Knows no Qt, so that help starts at once."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from core.errors import EnvironmentFault
from desktop.sync.command import register as register_sync
from desktop.sync.ledger_commands import register as register_ledger


def register(app: typer.Typer) -> None:
    """Add the commands to the script."""
    app.command("desktop")(desktop)
    register_ledger(app)
    register_sync(app)


def desktop(
    sources: Annotated[
        list[Path] | None,
        typer.Argument(help="Pastas, arquivos ou .zip para abrir.", show_default=False),
    ] = None,
) -> int:
    """Abre a janela, com um lote se for dado."""
    if find_spec("PySide6") is None:
        raise EnvironmentFault("janela.sem_qt")
    # only now: Qt takes a moment to load, and other commands never need it
    from desktop.bootstrap import run  # noqa: PLC0415

    return run(sources or [])
