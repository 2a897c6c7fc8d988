"""Reads rows out of a file that SQLite itself cannot read any more.

Every page of the file, and every page image in its write-ahead log, is looked at by itself: a leaf
of a table tells its rows without the pages above it (https://sqlite.org/fileformat2.html, sections
1.6, 2.1 and 4.1). What is found may be older than what SQLite would have shown.
"""

from __future__ import annotations

import contextlib
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.sync.ledger.entry import Cell

PAGE = 4096
"""Bytes of a page; the ledger has SQLite's own choice."""
_LEAF = 0x0D
_FILE_HEADER = 100
_LOG_HEADER = 32
_FRAME_HEADER = 24
_MAGIC = b"\x37\x7f\x06"
_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
"""Bytes of a number by its serial type."""

type Row = list[Cell]


@dataclass(frozen=True, slots=True)
class Frame:
    """One page image of a log.

    Args:
        number: which page it is.
        commits: whether a transaction ends with it.
        salt: tells the present log from an older one under it.
        page: the page.
    """

    number: int
    commits: bool
    salt: bytes
    page: bytes


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
    yield from rows_of_frames(path, log_frames(path))


def rows_of_frames(path: Path, frames: Sequence[Frame]) -> Iterator[Row]:
    """Rows on these page images; what is long is gathered from the log first, then the file.

    Raises:
        OSError: a file cannot be read.
    """
    if not frames:
        return
    data = path.read_bytes() if path.is_file() else b""
    pages = {1 + start // PAGE: data[start : start + PAGE] for start in range(0, len(data), PAGE)}
    for frame in log_frames(path):
        pages[frame.number] = frame.page
    yield from _all_rows(((frame.number, frame.page) for frame in frames), pages)


def log_frames(path: Path) -> list[Frame]:
    """Every page image of a ledger's log, whatever its checksums say.

    Raises:
        OSError: the log cannot be read.
    """
    log = Path(f"{path}-wal")
    data = log.read_bytes() if log.is_file() else b""
    last = len(data) - _FRAME_HEADER - PAGE
    return [_frame(data, at) for at in range(_LOG_HEADER, last + 1, _FRAME_HEADER + PAGE)]


def log_salt(path: Path) -> bytes | None:
    """What the frames of the present log bear, None where the log's head is damaged.

    Raises:
        OSError: the log cannot be read.
    """
    with Path(f"{path}-wal").open("rb") as log:
        head = log.read(_LOG_HEADER)
    if len(head) < _LOG_HEADER or head[:3] != _MAGIC:
        return None
    order = ">" if head[3] & 1 else "<"
    first = second = 0
    for one, other in struct.iter_unpack(f"{order}II", head[:24]):
        first = first + one + second & 0xFFFFFFFF
        second = second + other + first & 0xFFFFFFFF
    return head[16:24] if head[24:] == struct.pack(">II", first, second) else None


def _frame(data: bytes, at: int) -> Frame:
    head, body = data[at : at + _FRAME_HEADER], at + _FRAME_HEADER
    return Frame(
        number=int.from_bytes(head[:4]),
        commits=any(head[4:8]),
        salt=head[8:16],
        page=data[body : body + PAGE],
    )


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
    return (raw.decode(errors="replace") if kind % 2 else raw), end


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
