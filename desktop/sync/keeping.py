"""Where the secrets of a workstation lie: the system's keyring where there is one, else a file."""

from __future__ import annotations

import importlib
import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from core.errors import EnvironmentFault
from desktop.sync.ledger.disk import make_folder

_SERVICE = "radha"
_VARIABLE = "RADHA_KEYRING"
"""Set to 0 where a keyring is installed and nobody can unlock it, as at a kiosk."""


class Store(Protocol):
    """Keeps one text."""

    def load(self) -> str | None:
        """The text; None where there is none.

        Raises:
            EnvironmentFault: it cannot be read.
        """

    def save(self, text: str) -> None:
        """Put this in its place, whole or not at all.

        Raises:
            EnvironmentFault: it cannot be written.
        """


class FileStore:
    """A file that only its owner may read.

    Args:
        path: the file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self) -> str | None:
        """The file's text."""
        try:
            return self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise self._fault(error) from error

    def save(self, text: str) -> None:
        """Write beside, flush, exchange."""
        fresh = self.path.with_name(f"{self.path.name}.new")
        try:
            make_folder(self.path.parent)
            fresh.unlink(missing_ok=True)
            handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self.path)
        except OSError as error:
            raise self._fault(error) from error

    def _fault(self, error: Exception) -> EnvironmentFault:
        return EnvironmentFault("estacao.credenciais", file=str(self.path), detail=str(error))


class KeyringStore:
    """The system's keyring, through the package of that name.

    Args:
        keyring: the module.
        name: of the entry.
        beside: takes the text where the keyring refuses it (locked, or too long for it).
    """

    def __init__(self, keyring: Any, name: str, beside: FileStore) -> None:
        self._keyring, self._name, self._beside = keyring, name, beside

    def load(self) -> str | None:
        """The entry, unless a file says that the keyring did not work."""
        if self._beside.path.exists():
            return self._beside.load()
        try:
            found = self._keyring.get_password(_SERVICE, self._name)
        except self._keyring.errors.KeyringError:
            return None
        return None if found is None else str(found)

    def save(self, text: str) -> None:
        """Into the keyring; else into the file."""
        try:
            self._keyring.set_password(_SERVICE, self._name, text)
        except (self._keyring.errors.KeyringError, OSError):
            self._beside.save(text)
        else:
            self._beside.path.unlink(missing_ok=True)


def store_in(folder: Path, name: str) -> Store:
    """The best store there is."""
    file = FileStore(folder / name)
    if os.environ.get(_VARIABLE) == "0" or find_spec("keyring") is None:
        return file
    return KeyringStore(importlib.import_module("keyring"), str(file.path.absolute()), file)
