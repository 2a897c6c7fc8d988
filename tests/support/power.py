"""A disk whose power fails: an SQLite file system that keeps account of what was really flushed.

Every write goes to the real file and, beside it, into an account. At a cut the account says what a
disk could hold afterwards: all that was flushed, and of the rest any part, torn, garbled or in
another order. The account follows https://sqlite.org/atomiccommit.html, section 2.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Buffer, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import apsw

from desktop.sync.ledger.entry import Cell

SECTOR = 512
_NAMES = count()


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes at a place; without bytes the file ends there."""

    at: int
    data: bytes | None


@dataclass(slots=True)
class Account:
    """What is safe of one file, and what came after."""

    safe: bytearray = field(default_factory=bytearray)
    exists: bool = False
    loose: list[Write] = field(default_factory=list)
    removed: bool = False

    def flush(self) -> None:
        """All of it is safe now."""
        for write in self.loose:
            apply(self.safe, write)
        self.loose.clear()
        self.exists = True


class Disk:
    """Counts what is done to it, and stops listening at the cut.

    Args:
        cut_at: the number of the write, flush, truncation or removal that the cut meets.
    """

    def __init__(self, cut_at: int) -> None:
        self.files: dict[str, Account] = {}
        self.dead = False
        self._left = cut_at

    def listens(self) -> bool:
        """Whether power is still on for this step."""
        self._left -= 1
        if self._left <= 0:
            self.dead = True
        return not self.dead

    def write(self, name: str, write: Write) -> None:
        """The write that the cut meets may reach the disk in part."""
        was_dead = self.dead
        self.listens()
        if not was_dead:
            self.files.setdefault(name, Account()).loose.append(write)

    def flush(self, name: str) -> None:
        """A flush that the cut meets has flushed nothing for certain.

        SQLite flushes the folder with the first flush of a log or journal: removals are certain.
        """
        if not self.listens():
            return
        account = self.files.setdefault(name, Account())
        first = not account.exists
        account.flush()
        if first and name.endswith(("-wal", "-journal")):
            self.files = {key: one for key, one in self.files.items() if not one.removed}

    def remove(self, name: str) -> None:
        """A removal is certain only when the folder is flushed; until then it may come back."""
        was_dead = self.dead
        self.listens()
        if not was_dead and name in self.files:
            self.files[name].removed = True

    def create(self, name: str) -> None:
        """A file that is opened after it was removed is a new one."""
        if not self.dead and (name not in self.files or self.files[name].removed):
            self.files[name] = Account()

    def after(self, folder: Path, dice: random.Random) -> None:
        """Write into `folder` what the disk could hold after the cut."""
        for name, account in self.files.items():
            data = _left_over(account, dice)
            if data is not None:
                (folder / Path(name).name).write_bytes(data)


def _left_over(account: Account, dice: random.Random) -> bytes | None:
    if account.removed and dice.random() < 0.5:
        return None
    if not account.exists and dice.random() < 0.3:
        return None
    data = bytearray(account.safe)
    mood = dice.choice(("none", "all", "some", "some", "some"))
    if mood == "all":
        kept = account.loose
    else:
        share = 0.0 if mood == "none" else dice.random()
        kept = [_torn(one, dice) for one in account.loose if dice.random() < share]
        dice.shuffle(kept)
    for write in kept:
        apply(data, write)
    return bytes(data)


def _torn(write: Write, dice: random.Random) -> Write:
    """The write, a part of its sectors, or garbage in its place."""
    if write.data is None or dice.random() < 0.6:
        return write
    if dice.random() < 0.2:
        return Write(write.at, dice.randbytes(len(write.data)))
    sectors = len(write.data) // SECTOR
    start = SECTOR * dice.randint(0, sectors)
    return Write(write.at + start, write.data[start : start + SECTOR * dice.randint(0, sectors)])


def apply(data: bytearray, write: Write) -> None:
    """Do a write; what lies between the old end and it is zero."""
    if write.data is None:
        del data[write.at :]
        return
    data.extend(bytes(max(write.at - len(data), 0)))
    data[write.at : write.at + len(write.data)] = write.data


class _File(apsw.VFSFile):
    def __init__(self, disk: Disk, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        super().__init__("", name, flags)
        self._disk = disk
        self._name = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        disk.create(self._name)

    def xWrite(self, data: Buffer, offset: int) -> None:  # noqa: N802 - SQLite's name
        self._disk.write(self._name, Write(offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802 - as above
        self._disk.write(self._name, Write(newsize, None))
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: ARG002, N802 - as above
        self._disk.flush(self._name)


class PowerVFS(apsw.VFS):
    """The file system that a connection is opened on."""

    def __init__(self, disk: Disk) -> None:
        self.name = f"power-{next(_NAMES)}"
        self.disk = disk
        super().__init__(self.name, "")

    def xOpen(  # noqa: N802 - as above
        self, name: str | apsw.URIFilename | None, flags: list[int]
    ) -> apsw.VFSFile:
        return _File(self.disk, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802 - as above
        super().xDelete(filename, syncdir)
        self.disk.remove(filename)


class Fetched:
    """Rows that were all read at once."""

    def __init__(self, rows: list[Sequence[Cell]]) -> None:
        self._rows = rows

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        return iter(self._rows)

    def fetchall(self) -> list[Sequence[Cell]]:
        """Every row."""
        return self._rows


class PowerConnection:
    """APSW with the face that the ledger knows; its log is short, so that checkpoints are many.

    Args:
        careless: flush as NORMAL does, and still tell FULL: the planted mistake.
    """

    def __init__(self, path: Path, disk: Disk, *, careless: bool) -> None:
        self._vfs = PowerVFS(disk)
        self._inner = apsw.Connection(str(path), vfs=self._vfs.name)
        self._careless = careless
        self._inner.execute("PRAGMA wal_autocheckpoint = 12")

    def execute(self, sql: str, parameters: Sequence[Cell] = (), /) -> Fetched:
        if self._careless and sql == "PRAGMA synchronous = FULL":
            sql = "PRAGMA synchronous = NORMAL"
        if self._careless and sql == "PRAGMA synchronous":
            return Fetched([(2,)])
        try:
            return Fetched(list(self._inner.execute(sql, tuple(parameters))))
        except apsw.Error as error:
            told = sqlite3.OperationalError(str(error))
            told.sqlite_errorcode = getattr(error, "extendedresult", sqlite3.SQLITE_ERROR)
            raise told from error

    def close(self) -> None:
        self._inner.close()
        self._vfs.unregister()
