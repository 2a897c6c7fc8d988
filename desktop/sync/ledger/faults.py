"""What goes wrong with the ledger's file, told so that somebody can act on it."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from core.errors import EnvironmentFault

_PRIMARY = 0xFF
"""The low byte of a result code tells its kind (https://sqlite.org/rescode.html)."""
_SPARE = 1 << 20
"""Bytes; below this a write that failed has failed for want of room."""


class DamagedLedger(EnvironmentFault):
    """The file cannot be read as a ledger; `recover` saves what is in it."""


def is_full(error: sqlite3.Error, path: Path) -> bool:
    """Whether there was no room on the disk."""
    code = _kind(error)
    if code == sqlite3.SQLITE_FULL:
        return True
    # the shared index and some file systems tell a full disk as a failed write
    return code == sqlite3.SQLITE_IOERR and shutil.disk_usage(path.parent).free < _SPARE


def fault_of(error: sqlite3.Error, path: Path) -> EnvironmentFault:
    """The error to raise for what SQLite said."""
    if is_full(error, path):
        return EnvironmentFault("sync.disco_cheio", file=str(path))
    if _kind(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return damaged(path, error)
    return EnvironmentFault("sync.diario_gravacao", file=str(path), detail=str(error))


def damaged(path: Path, detail: object) -> DamagedLedger:
    """The error to raise for a file that is not sound."""
    return DamagedLedger("sync.diario_danificado", file=str(path), detail=str(detail))


def _kind(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _PRIMARY
