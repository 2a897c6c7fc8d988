"""`radha demo`: the main job on a shipped batch, with nothing to set."""

from __future__ import annotations

import subprocess
import sys
from importlib.resources import as_file, files
from pathlib import Path

from core.cli.batch import tell, whole_way
from core.cli.console import answer, complain
from core.cli.screen import WINDOW, has_screen, has_window
from core.errors import InputError
from core.messages import say
from core.pipeline.export import Exported
from core.pipeline.folder import ensure_replaceable
from core.pipeline.settings import settings_from

SAMPLE = "cozinha_dxt"
FOLDER = "radha-demo"


def run_demo(out: Path | None, *, seconds: float, window: bool) -> int:
    """Import, nest, export and prove the sample; show it where there is a screen."""
    folder = out or Path(FOLDER)
    ensure_replaceable(folder)
    sample = files("resources") / "samples" / SAMPLE
    if not sample.is_dir():
        raise InputError("cli.demo_ausente", name=SAMPLE)
    answer(say("cli.demo_abertura", name=SAMPLE))
    with as_file(sample) as source:
        exported = whole_way([source], settings_from(seconds=seconds), folder)
        tell(exported)
        if exported.exit_code == 3:
            answer(say("cli.demo_fora"))
        _list(exported)
        if window and exported.exit_code in (0, 3):
            _show(source)
    # the sample has a part without drawing on purpose: left out is what the demo shows
    return 0 if exported.exit_code == 3 else exported.exit_code


def _list(exported: Exported) -> None:
    programs = [sheet.program for sheet in exported.layout.sheets if sheet.program]
    rows = [
        ("plan.pdf", say("cli.demo_plano")),
        ("labels.pdf", say("cli.demo_etiquetas")),
        ("layout.json", say("cli.demo_layout")),
        ("report.json", say("cli.demo_relatorio")),
    ]
    for name, what in rows:
        if name in exported.files:
            answer(say("cli.demo_arquivo", file=name, what=what))
    if programs:
        what = say("cli.demo_programas", count=len(programs))
        answer(say("cli.demo_arquivo", file=programs[0], what=what))


def _show(source: Path) -> None:
    """Open the window on the sample; it is another program and so another process."""
    if not has_screen():
        answer(say("cli.demo_sem_tela"))
    elif not has_window():
        complain(say("cli.demo_sem_janela"))
    else:
        subprocess.run([sys.executable, "-m", "core.cli", WINDOW, str(source)], check=False)  # noqa: S603 - our own program
