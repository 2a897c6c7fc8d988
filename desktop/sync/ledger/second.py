"""The second copy: facts once more, a line each with its checksum, best on another disk.

A line is eight hexadecimal digits of CRC-32, a blank, and the entry as JSON. Lines that do not fit
their checksum, such as the last one after a power cut, are passed over by the reader.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Container, Iterable, Iterator
from pathlib import Path
from zlib import crc32

from desktop.sync.ledger.disk import flush_folder, make_folder
from desktop.sync.ledger.entry import COLUMNS, Cell, Entry, cells, from_cells


def read_copy(path: Path) -> Iterator[Entry]:
    """Every entry whose line is whole, in the order of writing; none where there is no file.

    Raises:
        OSError: the file cannot be read.
    """
    if not path.is_file():
        return
    with path.open("rb") as lines:
        for line in lines:
            checksum, _, text = line.rstrip(b"\n").partition(b" ")
            if checksum == _checksum(text):
                with contextlib.suppress(ValueError, KeyError, TypeError):  # whole, and not ours
                    row: dict[str, Cell] = json.loads(text)
                    yield from_cells([row[name] for name in COLUMNS])


def _line(entry: Entry) -> bytes:
    row = dict(zip(COLUMNS, cells(entry), strict=True))
    text = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()
    return _checksum(text) + b" " + text + b"\n"


def _checksum(text: bytes) -> bytes:
    return f"{crc32(text):08x}".encode()


class SecondCopy:
    """Appends facts and flushes them. Where that fails the gesture counts all the same.

    Args:
        path: the file.
        is_fact: whether operations of a kind are copied.
    """

    def __init__(self, path: Path, is_fact: Callable[[str], bool]) -> None:
        self.path = path
        self.fault: str | None = None
        """Why the last attempt failed; None while the copy is complete."""
        self._is_fact = is_fact
        self._owed: list[Entry] = []

    def append(self, entries: Iterable[Entry]) -> None:
        """Write the facts among these, and those that earlier attempts owe."""
        self._owed.extend(entry for entry in entries if self._is_fact(entry.kind))
        if not self._owed:
            return
        try:
            self._write(b"".join(map(_line, self._owed)))
        except OSError as error:
            self.fault = error.strerror or str(error)
        else:
            self.fault = None
            self._owed.clear()

    def compare(self, known: Container[str], pending: Iterable[Entry]) -> list[Entry]:
        """Write the pending facts that are missing here; those that are missing there.

        Args:
            known: keys of all operations in the ledger.
            pending: its unconfirmed ones.
        """
        here: set[str] = set()
        missing: list[Entry] = []
        try:
            for entry in read_copy(self.path):
                here.add(entry.op_id)
                if entry.op_id not in known:
                    missing.append(entry)
        except OSError as error:
            self.fault = error.strerror or str(error)
            return []
        self.append(entry for entry in pending if entry.op_id not in here)
        return missing

    def forget(self, kept: Iterable[str]) -> None:
        """Drop what the ledger does not keep any more."""
        keep = set(kept)
        fresh = self.path.with_name(f"{self.path.name}.new")
        try:
            with fresh.open("wb") as file:
                file.writelines(_line(one) for one in read_copy(self.path) if one.op_id in keep)
                _flush(file.fileno(), file.flush)
            fresh.replace(self.path)
            flush_folder(self.path.parent)
        except OSError as error:
            self.fault = error.strerror or str(error)

    def _write(self, lines: bytes) -> None:
        created = not self.path.exists()
        if created:
            make_folder(self.path.parent)
        with self.path.open("ab+") as file:
            # a torn line must not swallow the one that follows it
            file.write(lines if _ends_whole(file.fileno()) else b"\n" + lines)
            _flush(file.fileno(), file.flush)
        if created:
            flush_folder(self.path.parent)


def _ends_whole(handle: int) -> bool:
    size = os.lseek(handle, 0, os.SEEK_END)
    if size == 0:
        return True
    os.lseek(handle, size - 1, os.SEEK_SET)
    return os.read(handle, 1) == b"\n"


def _flush(handle: int, flush: Callable[[], None]) -> None:
    flush()
    os.fsync(handle)
