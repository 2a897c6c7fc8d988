"""Rows of cells from CSV text and spreadsheets, with their line numbers."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from python_calamine import CalamineError, CalamineWorkbook

from core.errors import InputError
from core.formats.limits import ROWS
from core.formats.workbook import checked

_DELIMITERS = (";", ",", "\t", "|")
_ZIP = b"PK\x03\x04"
_SAMPLE = 200
_LONGEST_CELL = 4_000
_LONGEST_LINE = 100_000
_WIDEST = 200


@dataclass(frozen=True, slots=True)
class CellRow:
    """One row: number from 1 in its file or worksheet, and its cells as text."""

    number: int
    cells: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether no cell has text."""
        return not any(self.cells)


def split(text: str, delimiter: str, *, at_most: int = ROWS + 1_000) -> list[CellRow]:
    """The first rows of CSV text."""
    rows: list[CellRow] = []
    reader = csv.reader(_lines(text), delimiter=delimiter, strict=False)
    line = 1
    try:
        for cells in reader:
            rows.append(_row(line, cells))
            line = reader.line_num + 1
            if len(rows) >= at_most:
                break
    except csv.Error:
        # a quote that never closes: the lines it swallowed are rows of one cell
        rest = islice(_lines(text), line - 1, line - 1 + at_most)
        rows.extend(_row(line + at, [one]) for at, one in enumerate(rest))
    return rows


def _lines(text: str) -> Iterator[str]:
    """The lines one by one; no table has one longer than what is kept of it."""
    for line in io.StringIO(text, newline=""):
        yield line if len(line) <= _LONGEST_LINE else line[:_LONGEST_LINE] + "\n"


def _row(number: int, cells: list[str]) -> CellRow:
    return CellRow(number, tuple(cell.strip()[:_LONGEST_CELL] for cell in cells[:_WIDEST]))


def delimiter_of(text: str, *, at_least: int = 2) -> str:
    """The sign that parts the most rows into the same number of cells, at least so many.

    Returns:
        The sign, or an empty text when none does.
    """
    best, best_score = "", 0
    for delimiter in _DELIMITERS:
        rows = split(text, delimiter, at_most=_SAMPLE)
        widths = Counter(len(row.cells) for row in rows if len(row.cells) >= at_least)
        # many rows of one width beat few; among equals the wider ones
        score = max((count * 1_000 + width for width, count in widths.items()), default=0)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def spreadsheet(data: bytes, file: str, sheet: str) -> list[CellRow]:
    """The rows of a worksheet: the named one, else the first that has any.

    Raises:
        InputError: no spreadsheet, no such worksheet, or too many rows.
    """
    if not data.startswith(_ZIP):
        raise InputError("formatos.planilha_antiga", file=file)
    safe = checked(data, file)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(safe))
        names = [sheet] if sheet else book.sheet_names
        for name in names:
            rows = list(_worksheet(book, name, file))
            if rows:
                return rows
    except (CalamineError, ValueError, OSError) as error:
        raise InputError(
            "formatos.planilha_invalida", file=file, detail=str(error)[:200]
        ) from error
    return []


def _worksheet(book: CalamineWorkbook, name: str, file: str) -> Iterator[CellRow]:
    sheet = book.get_sheet_by_name(name)
    if sheet.total_height > 10 * ROWS:
        raise InputError("formatos.linhas_demais", file=file, count=sheet.total_height, limit=ROWS)
    for number, values in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        row = _row(number, [_text(value) for value in values[:_WIDEST]])
        if not row.is_empty:
            yield row


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else ""
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else str(value)
    return str(value)
