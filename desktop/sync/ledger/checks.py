"""What the doctor tries of the ledger: the disk that it trusts, the room, the file itself."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from core.cli.doctor import Check
from core.errors import RadhaError
from core.messages import say, say_error
from desktop.sync.ledger.flushing import COMMITS, time_flushes
from desktop.sync.ledger.place import ledger_file
from desktop.sync.ledger.queries import counts, reading
from desktop.sync.ledger.store import one

_ROOM = 1 << 30
"""Bytes; with less the disk is soon full."""
_OLDEST = (3, 35, 0)
"""The first SQLite that can do what the ledger asks."""


def checks() -> Iterator[Check]:
    """Try what the ledger stands on."""
    path = ledger_file()
    yield Check("sqlite", sqlite3.sqlite_version_info >= _OLDEST, sqlite3.sqlite_version)
    yield _flushes(path.parent)
    yield _room(path.parent)
    yield _ledger(path)


def _flushes(folder: Path) -> Check:
    what = say("sync.doctor_gravacao")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        found = time_flushes(folder)
    except (OSError, sqlite3.Error) as error:
        return Check(what, False, f"{folder}: {error}")
    code = "sync.doctor_disco_mente" if found.suspicious else "sync.doctor_disco"
    told = say(code, commits=COMMITS, full=_ms(found.full_ms), off=_ms(found.off_ms))
    return Check(what, True, told, doubt=found.suspicious)


def _room(folder: Path) -> Check:
    free = shutil.disk_usage(folder).free
    return Check(say("sync.doctor_espaco"), True, f"{free >> 20} MB", doubt=free < _ROOM)


def _ledger(path: Path) -> Check:
    what = say("sync.doctor_diario")
    if not path.exists():
        return Check(what, True, say("sync.doctor_diario_novo"))
    try:
        with reading(path) as ledger:
            sound = one(ledger, "PRAGMA quick_check(1)")
            found = counts(ledger)
    except RadhaError as error:
        return Check(what, False, say_error(error))
    if sound != "ok":
        return Check(what, False, say("sync.diario_danificado", file=str(path), detail=str(sound)))
    return Check(what, True, say("sync.doctor_diario_ok", pending=found.pending))


def _ms(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")
