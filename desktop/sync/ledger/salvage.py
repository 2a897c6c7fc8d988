"""Reads rows out of a file that SQLite itself cannot read any more.

Every page of the file, and every page image in its write-ahead log, is looked at by itself: a leaf
of a table tells its rows without the pages above it (https://sqlite.org/fileformat2.html, sections
1.6, 2.1 and 4.1). What is found may be older than what SQLite would have shown.
"""

from __future__ import annotations

import contextlib
import struct
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from desktop.sync.ledger.entry import Cell

PAGE = 4096
"""Bytes of a page; the ledger has SQLite's own choice."""
_LEAF = 0x0D
_FILE_HEADER = 100
_LOG_HEADER = 32
_FRAME_HEADER = 24
_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
"""Bytes of a number by its serial type."""

type Row = list[Cell]


def salvage_rows(path: Path) -> Iterator[Row]:
    """Rows of all tables, as far as they can be made out; a key that is the row's own comes first.

    Rows of the file come before those of its log, so that later versions come later.

    Raises:
        OSError: a file cannot be read.
    """
    data = path.read_bytes() if path.is_file() else b""
    images = [data[start : start + PAGE] for start in range(0, len(data), PAGE)]
    pages = dict(enumerate(images, start=1))
    yield from _all_rows(pages.items(), pages)
    log = Path(f"{path}-wal")
    if log.is_file():
        frames = list(_frames(log.read_bytes()))
        # overflow is looked up in the log first
        yield from _all_rows(frames, {**pages, **dict(frames)})


def _frames(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Page images of a log with the numbers of their pages, checksums left aside."""
    for start in range(_LOG_HEADER, len(data) - _FRAME_HEADER - PAGE + 1, _FRAME_HEADER + PAGE):
        body = start + _FRAME_HEADER
        yield int.from_bytes(data[start : start + 4]), data[body : body + PAGE]


def _all_rows(images: Iterable[tuple[int, bytes]], pages: Mapping[int, bytes]) -> Iterator[Row]:
    for number, page in images:
        yield from _rows(page, _FILE_HEADER if number == 1 else 0, pages)


def _rows(page: bytes, header: int, pages: Mapping[int, bytes]) -> Iterator[Row]:
    if len(page) < header + 8 or page[header] != _LEAF:
        return
    count = int.from_bytes(page[header + 3 : header + 5])
    for index in range(min(count, PAGE // 4)):
        place = header + 8 + 2 * index
        start = int.from_bytes(page[place : place + 2])
        # a damaged cell is passed over: its neighbours may be whole
        with contextlib.suppress(ValueError, IndexError, struct.error):
            yield _cell(page, start, pages)


def _cell(page: bytes, start: int, pages: Mapping[int, bytes]) -> Row:
    size, at = _varint(page, start)
    key, at = _varint(page, at)
    values = _record(_payload(page, at, size, pages))
    if values and values[0] is None:
        values[0] = key
    return values


def _payload(page: bytes, at: int, size: int, pages: Mapping[int, bytes]) -> bytes:
    """The record's bytes, gathered from overflow pages where it is long."""
    most = PAGE - 35
    if size <= most:
        return _exactly(page[at : at + size], size)
    least = (PAGE - 12) * 32 // 255 - 23
    fits = least + (size - least) % (PAGE - 4)
    local = fits if fits <= most else least
    gathered = bytearray(_exactly(page[at : at + local], local))
    follow = int.from_bytes(page[at + local : at + local + 4])
    seen: set[int] = set()
    while len(gathered) < size:
        if follow in seen or follow not in pages:
            raise ValueError(follow)
        seen.add(follow)
        more = pages[follow]
        gathered += more[4 : 4 + size - len(gathered)]
        follow = int.from_bytes(more[:4])
    return bytes(gathered)


def _record(payload: bytes) -> Row:
    length, at = _varint(payload, 0)
    body = length
    values: Row = []
    while at < length:
        kind, at = _varint(payload, at)
        value, body = _value(payload, body, kind)
        values.append(value)
    return values


def _value(payload: bytes, at: int, kind: int) -> tuple[Cell, int]:
    if kind in (0, 8, 9):
        return (None if kind == 0 else kind - 8), at
    if kind in _INTEGERS:
        end = at + _INTEGERS[kind]
        return int.from_bytes(_exactly(payload[at:end], end - at), signed=True), end
    if kind == 7:
        return float(struct.unpack(">d", payload[at : at + 8])[0]), at + 8
    if kind < 12:
        raise ValueError(kind)
    end = at + (kind - 12) // 2
    raw = _exactly(payload[at:end], end - at)
    return (raw.decode() if kind % 2 else raw), end


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, most significant first, and the place after it."""
    value = 0
    for step in range(8):
        byte = data[at + step]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + step + 1
    return value << 8 | data[at + 8], at + 9


def _exactly(found: bytes, size: int) -> bytes:
    if len(found) != size:
        raise ValueError(size)
    return found
