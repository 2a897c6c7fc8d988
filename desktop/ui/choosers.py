"""Everything that asks a person for a file or folder; remembers where he was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from core.errors import RadhaError
from core.machine.profile import load
from core.pipeline.settings import Settings
from core.pipeline.stock import read_stock
from desktop.ui.errors import Problem, problem_of_error
from desktop.ui.flow import Flow
from desktop.ui.memory import Memory

type Change = Callable[[Settings], Settings]


class Choosers(QObject):
    """Asks, and hands what was chosen to the flow; a cancelled question changes nothing."""

    def __init__(
        self, window: QWidget, flow: Flow, memory: Memory, show: Callable[[Problem], None]
    ) -> None:
        super().__init__(window)
        self._window, self._flow, self._memory, self._show = window, flow, memory, show

    def folder(self) -> list[Path]:
        """A folder to open."""
        start = self._memory.folder("open")
        title = self.tr("Abrir pasta do lote")
        found = QFileDialog.getExistingDirectory(self._window, title, start)
        return [Path(found)] if found else []

    def files(self) -> list[Path]:
        """Files to open."""
        start = self._memory.folder("open")
        title = self.tr("Abrir arquivos do lote")
        found, _ = QFileDialog.getOpenFileNames(self._window, title, start)
        return [Path(name) for name in found]

    def target(self) -> Path | None:
        """The folder of the result."""
        start = self._memory.folder("export")
        title = self.tr("Pasta do resultado")
        found = QFileDialog.getExistingDirectory(self._window, title, start)
        return Path(found) if found else None

    def preset(self) -> None:
        """An import preset; what is open is read again with it."""
        name = self._file(self.tr("Preset de importação"), "*.json")
        if name:
            self._settle(lambda settings: replace(settings, preset=name))
            self._flow.read_again()

    def machine(self) -> None:
        """A machine profile."""
        name = self._file(self.tr("Perfil de máquina"), "*.toml")
        if name:
            self._settle(lambda settings: replace(settings, profile=load(name)))

    def stock(self) -> None:
        """A stock file."""
        name = self._file(self.tr("Arquivo de estoque"), "*.json")
        if name:
            self._settle(lambda settings: replace(settings, stock=read_stock(Path(name))))

    def no_stock(self) -> None:
        """Back to the machine's own sheet, without limit."""
        self._settle(lambda settings: replace(settings, stock=None))

    def _file(self, title: str, pattern: str) -> str:
        start = self._memory.folder("settings")
        name, _ = QFileDialog.getOpenFileName(self._window, title, start, f"{title} ({pattern})")
        if name:
            self._memory.keep_folder("settings", Path(name).parent)
        return name

    def _settle(self, change: Change) -> None:
        try:
            settings = change(self._flow.work.settings)
        except RadhaError as error:
            self._show(problem_of_error(error))
        else:
            self._flow.choose(settings)
