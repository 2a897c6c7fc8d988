"""Pictures of every page, light and dark, at 100 % and 200 %.

`uv run python -m scripts.screenshots OUT [100|150|200]` runs the real window off screen with
the shipped sample: reads, nests and exports it in a temporary folder. Every scale is a process
of its own, because Qt takes it when it starts.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.ui.flow import Flow
    from desktop.ui.shell import Shell
    from desktop.ui.theme import Look

SCALES = (100, 200)
WIDTH, HEIGHT = 1440, 900
INSIDE = "RADHA_SCREENSHOT"


def main(arguments: list[str]) -> int:
    """Take all pictures, or those of the scale that is named."""
    out = Path(arguments[0])
    scales = [int(text) for text in arguments[1:]] or list(SCALES)
    if os.environ.get(INSIDE):
        Photographer(out, scales[0]).work()
        return 0
    out.mkdir(parents=True, exist_ok=True)
    for scale in scales:
        with tempfile.TemporaryDirectory() as home:
            environment = {
                **os.environ,
                "QT_QPA_PLATFORM": "offscreen",
                "QT_SCALE_FACTOR": str(scale / 100),
                "RADHA_HOME": home,
                "RADHA_STATION": "A7",
                INSIDE: "1",
            }
            command = [sys.executable, "-m", "scripts.screenshots", str(out), str(scale)]
            subprocess.run(command, env=environment, check=True)  # noqa: S603 - ourselves
    return 0


class Photographer:
    """Walks through the program and takes pictures on the way."""

    def __init__(self, out: Path, scale: int) -> None:
        from core.pipeline.settings import settings_from  # noqa: PLC0415 - only the child needs it
        from desktop.bootstrap import make_application  # noqa: PLC0415 - as above
        from desktop.tasks import Lane  # noqa: PLC0415 - as above
        from desktop.ui.flow import Flow  # noqa: PLC0415 - as above
        from desktop.ui.memory import Memory  # noqa: PLC0415 - as above
        from desktop.ui.shell import Shell  # noqa: PLC0415 - as above
        from desktop.ui.theme import Look, Mode  # noqa: PLC0415 - as above

        self.app = make_application()
        self.out, self.scale = out, scale
        self.modes = tuple(Mode)
        self.look: Look = Look(Mode.LIGHT)
        self.look.use(Mode.LIGHT)
        self.flow: Flow = Flow(settings_from(seconds=6.0), Lane())
        self.shell: Shell = Shell(self.flow, self.look, Memory())
        self.shell.resize(WIDTH, HEIGHT)

    def work(self) -> None:
        """All pictures of one scale."""
        self.shell.show()
        try:
            self.reconciliation()
            self.layout()
            self.export()
            self.dialogs()
        finally:
            self.shell.close()
            self.app.processEvents()

    def reconciliation(self) -> None:
        """Empty, a batch, one of its parts."""
        self.take("01-vazio")
        self.shell.open_sample()
        self.finish()
        self.take("02-conferencia")
        table = self.shell.conferencia.table
        table.setCurrentIndex(table.filter.index(3, 0))
        self.take("03-conferencia-peca")

    def layout(self) -> None:
        """Ready, searching, found, near, searched."""
        self.shell.go("nesting")
        self.take("04-pronto")
        self.shell.optimise()
        self.until(lambda: self.flow.run is None or self.flow.seconds > 1.5)
        self.take("05-otimizando")
        self.finish()
        self.take("06-nesting")
        page = self.shell.nesting
        page.canvas.fit_sheet(2)
        page.canvas.pick((2, 1))
        self.take("07-chapa")
        page.canvas.zoom(2.5)
        self.take("08-perto")
        page.canvas.pick(None)
        page.bar.search.setText("lateral")
        page.canvas.fit_all()
        self.take("09-busca")
        page.bar.search.clear()
        page.canvas.pick(None)

    def export(self) -> None:
        """Before and after."""
        self.shell.go("exportacao")
        with tempfile.TemporaryDirectory() as folder:
            page = self.shell.exportacao
            page.use_folder(Path(folder) / "cozinha")
            self.take("10-exportar")
            self.shell.export()
            self.finish()
            self.take("11-exportado")

    def dialogs(self) -> None:
        """The palette, the keys, the curtain, a banner."""
        from desktop.ui.errors import Addressee, Problem  # noqa: PLC0415 - as above
        from desktop.ui.palette import KeyMap, Palette  # noqa: PLC0415 - as above

        for name, dialog in (
            ("12-paleta", Palette(self.shell.actions_, self.shell)),
            ("13-teclas", KeyMap(self.shell.actions_, self.shell)),
        ):
            dialog.show()
            self.take(name, dialog)
            dialog.close()
        self.shell.go("conferencia")
        self.shell.show_problem(
            Problem(
                Addressee.INPUT,
                "Não dá para usar este arquivo",
                "Lote_Cozinha.dxt não é um XML válido.",
                "linha 42",
            )
        )
        self.take("14-erro")

    def take(self, name: str, widget: QWidget | None = None) -> None:
        """One picture a look."""
        from PySide6.QtTest import QTest  # noqa: PLC0415 - as above

        for mode in self.modes:
            self.look.use(mode)
            QTest.qWait(60)
            path = self.out / f"{name}-{mode.value}-{self.scale}.png"
            (widget or self.shell).grab().save(str(path))

    def finish(self) -> None:
        """Until nothing is under way."""
        self.until(lambda: self.flow.run is None)

    def until(self, reached: Callable[[], bool]) -> None:
        """Let the window live until something is so."""
        from PySide6.QtTest import QTest  # noqa: PLC0415 - as above

        for _ in range(2400):
            if reached():
                return
            QTest.qWait(50)
        raise SystemExit("the work did not end")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
