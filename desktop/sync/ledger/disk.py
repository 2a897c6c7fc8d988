"""Files and folders that must be on the disk, and room that is kept back for the ledger."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

RESERVE = 32 << 20
"""Bytes kept back for the ledger on a disk that fills up."""
_CHUNK = 1 << 20


def reserve_file(ledger: Path) -> Path:
    """The file that takes up the room."""
    return ledger.with_name(f"{ledger.name}.reserve")


def make_folder(folder: Path) -> None:
    """Create a folder so that its name outlives a power cut."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for one in missing:
        flush_folder(one.parent)


def flush_folder(folder: Path) -> None:
    """Put the names in a folder on the disk; Windows does that with the files themselves."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class Reserve:
    """A file that takes up room until the ledger needs it.

    Args:
        path: the file.
        size: its size in bytes; 0 for none.
    """

    def __init__(self, path: Path, size: int) -> None:
        self._path = path
        self._size = size

    @property
    def kept(self) -> bool:
        """Whether the room is there for the worst day."""
        return self._size == 0 or self._path.exists()

    def keep(self) -> None:
        """Take the room where there is plenty of it; without it the ledger works as well."""
        if self.kept or shutil.disk_usage(self._path.parent).free < 2 * self._size:
            return
        try:
            with self._path.open("wb") as file:
                _allocate(file.fileno(), self._size)
        except OSError:
            self.free()

    def free(self) -> bool:
        """Give the room back; False when it was given already."""
        try:
            self._path.unlink()
        except OSError:
            return False
        return True


def _allocate(handle: int, size: int) -> None:
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(handle, 0, size)
        return
    for _ in range(0, size, _CHUNK):
        os.write(handle, bytes(_CHUNK))
