"""Looks at a ledger before it is opened to write, because opening it throws damaged parts away.

SQLite takes a log up to the first frame that does not fit its checksum, which is right for the
torn end after a power cut: there only one transaction is under way. A log that is damaged further
up would lose what was committed behind that place, without a word.
"""

from __future__ import annotations

import contextlib
import sqlite3
import sys
from pathlib import Path

from core.errors import EnvironmentFault
from desktop.sync.ledger import queries
from desktop.sync.ledger.entry import DamagedRow, Entry, State, from_cells
from desktop.sync.ledger.faults import damaged
from desktop.sync.ledger.salvage import Frame, log_frames, log_salt, rows_of_frames
from desktop.sync.ledger.store import FORM, Connection, connect_reader, one

_FRAMES_IN_USE = slice(16, 20)
"""Where the shared index tells them (https://sqlite.org/walformat.html, section 2.1)."""
_TORN = 1
"""Commits that a power cut may leave unfinished."""


def examine(path: Path) -> list[Entry]:
    """Operations that the log holds and that SQLite would overlook; nothing is changed.

    Raises:
        DamagedLedger: the file is not sound.
        DamagedRow: an unconfirmed operation does not fit its checksum.
        EnvironmentFault: it belongs to a later version.
        sqlite3.Error: it cannot be read.
    """
    # a journal of the other kind is left by the first moments of a ledger, before any operation
    if not path.exists() or Path(f"{path}-journal").exists():
        return []
    with contextlib.closing(connect_reader(path)) as reader:
        form = one(reader, "PRAGMA user_version")
        if form not in (0, FORM):
            raise EnvironmentFault("sync.diario_versao", file=str(path))
        sound = one(reader, "PRAGMA quick_check(1)")
        if sound != "ok":
            raise damaged(path, sound)
        if form == FORM:
            queries.entries(reader, State.PENDING)  # each line by its checksum, too
        return overlooked(path, reader)


def overlooked(path: Path, reader: Connection) -> list[Entry]:
    """The same, by a reader that has looked at the file already."""
    found: dict[str, Entry] = {}
    for row in rows_of_frames(path, _behind(path)):
        with contextlib.suppress(DamagedRow):
            entry = from_cells(row)
            if not _keeps(reader, entry.op_id):
                found[entry.op_id] = entry
    return list(found.values())


def _keeps(reader: Connection, op_id: str) -> bool:
    with contextlib.suppress(sqlite3.Error):  # not even the tables may be outside the log
        return one(reader, "SELECT 1 FROM op WHERE op_id = ?", (op_id,)) == 1
    return False


def _behind(path: Path) -> list[Frame]:
    """Frames of the present log behind those in use, none where they are but a torn end."""
    if not Path(f"{path}-wal").exists():
        return []
    salt = log_salt(path)
    # where the head is damaged nothing tells the frames of this log from those of an older one
    behind = [one for one in log_frames(path)[_in_use(path) :] if salt in (None, one.salt)]
    return behind if sum(one.commits for one in behind) > _TORN else []


def _in_use(path: Path) -> int:
    try:
        with Path(f"{path}-shm").open("rb") as index:
            return int.from_bytes(index.read(20)[_FRAMES_IN_USE], byteorder=sys.byteorder)
    except OSError:
        return 0
