"""What the window remembers from one day to the next: the one door to QSettings."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from core.home import data_folder
from desktop.ui.theme import Mode


class Memory:
    """Geometry, look and last folders, in a file of the data folder."""

    def __init__(self, file: Path | None = None) -> None:
        path = file or data_folder() / "janela.ini"
        self._settings = QSettings(str(path), QSettings.Format.IniFormat)

    def geometry(self) -> QByteArray | None:
        """Of the window, None at the first start."""
        found = self._settings.value("window/geometry")
        return found if isinstance(found, QByteArray) else None

    def keep_geometry(self, geometry: QByteArray) -> None:
        """Remember it."""
        self._settings.setValue("window/geometry", geometry)

    def splitter(self, name: str) -> QByteArray | None:
        """State of a splitter."""
        found = self._settings.value(f"splitters/{name}")
        return found if isinstance(found, QByteArray) else None

    def keep_splitter(self, name: str, state: QByteArray) -> None:
        """Remember it."""
        self._settings.setValue(f"splitters/{name}", state)

    def mode(self) -> Mode | None:
        """Light or dark as last chosen, None for as the system says."""
        found = str(self._settings.value("window/mode", ""))
        return Mode(found) if found in (Mode.LIGHT, Mode.DARK) else None

    def keep_mode(self, mode: Mode) -> None:
        """Remember it."""
        self._settings.setValue("window/mode", mode.value)

    def narrow_rail(self) -> bool:
        """Whether the rail shows icons only."""
        return str(self._settings.value("window/narrow", "")) == "true"

    def keep_narrow_rail(self, narrow: bool) -> None:
        """Remember it."""
        self._settings.setValue("window/narrow", "true" if narrow else "false")

    def folder(self, purpose: str) -> str:
        """Where a person last opened or wrote something; his home at first."""
        found = str(self._settings.value(f"folders/{purpose}", ""))
        return found if found and Path(found).is_dir() else str(Path.home())

    def keep_folder(self, purpose: str, folder: Path) -> None:
        """Remember it."""
        self._settings.setValue(f"folders/{purpose}", str(folder))

    def save(self) -> None:
        """Write it down now."""
        self._settings.sync()
