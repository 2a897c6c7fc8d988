"""Pictures of every page, light and dark, at 100 % and 200 %: `python scripts/screenshots.py OUT`.

Runs the real window off screen with the shipped sample: reads, nests and exports it in a
temporary folder. Every scale is a process of its own, because Qt takes it when it starts.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

SCALES = (1, 2)
WIDTH, HEIGHT = 1440, 900


def main(arguments: list[str]) -> int:
    """Take all pictures; one scale where a second argument names it."""
    out = Path(arguments[0])
    out.mkdir(parents=True, exist_ok=True)
    if len(arguments) > 1:
        shoot(out, int(arguments[1]))
        return 0
    for scale in SCALES:
        with tempfile.TemporaryDirectory() as home:
            environment = {
                **os.environ,
                "QT_QPA_PLATFORM": "offscreen",
                "QT_SCALE_FACTOR": str(scale),
                "RADHA_HOME": home,
                "RADHA_STATION": "A7",
            }
            command = [sys.executable, "-m", "scripts.screenshots", str(out), str(scale)]
            subprocess.run(command, env=environment, check=True)  # noqa: S603 - ourselves
    return 0


def shoot(out: Path, scale: int) -> None:
    """One scale, both looks."""
    from PySide6.QtTest import QTest  # noqa: PLC0415 - only the child process needs Qt

    from core.pipeline.settings import settings_from  # noqa: PLC0415 - as above
    from desktop.bootstrap import make_application  # noqa: PLC0415 - as above
    from desktop.tasks import Lane  # noqa: PLC0415 - as above
    from desktop.ui.flow import Flow  # noqa: PLC0415 - as above
    from desktop.ui.memory import Memory  # noqa: PLC0415 - as above
    from desktop.ui.palette import KeyMap, Palette  # noqa: PLC0415 - as above
    from desktop.ui.shell import Shell  # noqa: PLC0415 - as above
    from desktop.ui.theme import Look, Mode  # noqa: PLC0415 - as above

    app = make_application()
    look = Look(Mode.LIGHT)
    look.use(Mode.LIGHT)
    flow = Flow(settings_from(seconds=4.0), Lane())
    shell = Shell(flow, look, Memory())
    shell.resize(WIDTH, HEIGHT)
    shell.show()

    def both(name: str) -> None:
        for mode in (Mode.LIGHT, Mode.DARK):
            look.use(mode)
            QTest.qWait(60)
            shell.grab().save(str(out / f"{name}-{mode.value}-{scale}00.png"))

    def finished(start: Callable[[], object]) -> None:
        start()
        for _ in range(1200):
            if flow.run is None:
                break
            QTest.qWait(100)
        QTest.qWait(100)

    try:
        both("1-vazio")
        finished(lambda: shell.open_paths([Path(str(files("resources") / "samples" / "cozinha_dxt"))]))
        shell.conferencia.table.clearSelection()
        both("2-conferencia")
        shell.conferencia.table.setCurrentIndex(shell.conferencia.table.filter.index(3, 0))
        both("3-conferencia-peca")
        shell.optimise()
        QTest.qWait(2500)
        both("4-otimizando")
        finished(lambda: None)
        both("5-nesting")
        canvas = shell.nesting.canvas
        canvas.fit_sheet(0)
        canvas.pick((0, 1))
        both("6-nesting-chapa")
        canvas.zoom(3.0)
        both("7-nesting-perto")
        shell.nesting.bar.search.setText("lateral")
        canvas.fit_all()
        both("8-nesting-busca")
        shell.nesting.bar.search.clear()
        shell.go("exportacao")
        both("9-exportar")
        with tempfile.TemporaryDirectory() as folder:
            shell.exportacao.use_folder(Path(folder) / "resultado")
            finished(shell.export)
            shell.exportacao.folder.setText("C:/Producao/cozinha_radha")
            both("10-exportado")
        for name, dialog in (("11-paleta", Palette(shell.actions_, shell)), ("12-teclas", KeyMap(shell.actions_, shell))):
            for mode in (Mode.LIGHT, Mode.DARK):
                look.use(mode)
                dialog.show()
                QTest.qWait(60)
                dialog.grab().save(str(out / f"{name}-{mode.value}-{scale}00.png"))
            dialog.close()
    finally:
        shell.close()
        app.processEvents()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
