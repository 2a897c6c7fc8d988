"""XLSX files made safe before a spreadsheet reader unfolds them in memory."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from zipfile import ZIP_STORED, ZipFile

from core.errors import InputError
from core.formats.archive import BROKEN
from core.formats.limits import ARCHIVE_RATIO, MEGABYTE, RATIO_COUNTS_FROM

UNPACKED = 256 * MEGABYTE
"""All parts of a workbook together."""

CELLS = 4_000_000
"""Rows times columns of a worksheet: readers unfold the whole rectangle."""

TEXT = 256 * MEGABYTE
"""Longest shared text times the cells that may use it."""

_MEMBERS = 2_000
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)([0-9]*)["']""")
_LETTERS, _DIGITS = 3, 7
"""What a reference of a worksheet has at the most: XFD1048576."""

_SHARED = re.compile(rb"""\bt\s*=\s*["']s["']""")


def checked(data: bytes, file: str) -> bytes:
    """The same workbook, packed anew with true sizes, nothing in it beyond the limits.

    Raises:
        InputError: no XLSX, or one that would not fit into memory.
    """
    try:
        with ZipFile(io.BytesIO(data)) as source:
            members = dict(_members(source, file))
    except BROKEN as error:
        raise InputError("formatos.planilha_invalida", file=file, detail="zip") from error
    _look_over(members, file)
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_STORED) as plain:
        for name, content in members.items():
            plain.writestr(name, content)
    return stream.getvalue()


def _members(source: ZipFile, file: str) -> Iterator[tuple[str, bytes]]:
    infos = source.infolist()
    if len(infos) > _MEMBERS or sum(info.file_size for info in infos) > UNPACKED:
        raise _too_large(file)
    for info in infos:
        swells = info.file_size > ARCHIVE_RATIO * max(1, info.compress_size)
        if swells and info.file_size > RATIO_COUNTS_FROM:
            raise _too_large(file)
        # pictures and macros are of no use here; what is left out cannot do harm
        if info.filename.endswith((".xml", ".rels")):
            yield info.filename, source.read(info)


def _look_over(members: dict[str, bytes], file: str) -> None:
    # a workbook may give its parts any name, so each is looked at as if it were a worksheet
    longest = max(
        (len(text) for content in members.values() for text in content.split(b"<si")[1:]),
        default=0,
    )
    for content in members.values():
        if b"\0" in content:
            # two bytes a letter: no spreadsheet program writes that, and it cannot be looked over
            raise _too_large(file)
        rows, columns = _extent(content, file)
        uses = sum(1 for _ in _SHARED.finditer(content))
        if rows * columns > CELLS or uses * longest > TEXT:
            raise _too_large(file)


def _extent(content: bytes, file: str) -> tuple[int, int]:
    """The last row and column that a cell or row of the worksheet names."""
    rows = columns = 1
    for found in _REFERENCE.finditer(content):
        letters, digits = found.groups()
        if len(letters) > _LETTERS or len(digits) > _DIGITS:
            raise _too_large(file)
        rows = max(rows, int(digits or b"1"))
        columns = max(columns, _column(letters))
    return rows, columns


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _too_large(file: str) -> InputError:
    return InputError("formatos.planilha_grande", file=file)
