"""Gabster lists (docs/formats/gabster.md): ten columns, no header, one row a panel."""

from __future__ import annotations

import re
from collections.abc import Iterable

from core.errors import Value
from core.formats.cells import CellRow, delimiter_of, split
from core.formats.limits import ROWS
from core.formats.rows import Assumption, LeftRow, ListContent, ListRow, PanelRow, encoding_assumed
from core.formats.text import Text
from core.formats.values import (
    Decimals,
    RowError,
    check_rows,
    material_name,
    part_name,
    plain,
    size,
)
from core.parts import Origin

COLUMNS = 10
_PROGRAM = re.compile(r"\s*(\d{1,20})\s*-\s*(.*)", re.DOTALL)
_PROJECT = re.compile(r"[^-]*-(.*)", re.DOTALL)
_ENDS_WITH_MM = re.compile(r"mm\s*$", re.IGNORECASE)
_HEADER_WORDS = re.compile(
    r"\b(c[oó]d|pe[cç]a|comp|larg|esp|material|cliente|length|width|name)", re.IGNORECASE
)


def read_gabster(text: Text, file: str) -> ListContent | None:
    """The rows of such a list; None when the text is none."""
    delimiter = delimiter_of(text.text, at_least=COLUMNS)
    if not delimiter:
        return None
    cells = [row for row in split(text.text, delimiter) if not row.is_empty]
    if not any(_fits(row) for row in cells):
        return None
    check_rows(len(cells), file, ROWS)
    decimals = Decimals()
    rows: list[ListRow] = []
    headers: list[int] = []
    for row in cells:
        if not rows and _is_header(row):
            headers.append(row.number)
        else:
            rows.append(_row(row, file, decimals))
    return ListContent(
        kind="gabster",
        file=file,
        text=text,
        rows=tuple(rows),
        elements=len(cells) - len(headers),
        decimal=decimals.name,
        headers=tuple(headers),
        assumptions=tuple(_assumptions(text, file, delimiter, headers)),
    )


def _fits(row: CellRow) -> bool:
    """Whether this is surely a row of such a list."""
    cells = row.cells
    if len(cells) < COLUMNS or not cells[0]:
        return False
    named = _PROGRAM.match(cells[6]) or _PROJECT.match(cells[9])
    return named is not None and all(_is_number(cell) for cell in cells[1:4])


def _is_number(text: str) -> bool:
    try:
        Decimals().number(text)
    except ValueError:
        return False
    return True


def _is_header(row: CellRow) -> bool:
    if any(_is_number(cell) for cell in row.cells[1:4]):
        return False
    return sum(_HEADER_WORDS.search(cell) is not None for cell in row.cells) >= 2


def _row(row: CellRow, file: str, decimals: Decimals) -> ListRow:
    origin = Origin(file, row.number)
    label = plain(" ".join(row.cells[:1]))[:80]
    try:
        return _panel(row, origin, decimals)
    except RowError as error:
        return LeftRow.wrong(origin, label, error)


def _panel(row: CellRow, origin: Origin, decimals: Decimals) -> PanelRow:
    cells = row.cells
    if len(cells) < COLUMNS:
        raise RowError("importacao.colunas_de_menos", count=len(cells), wanted=COLUMNS)
    found = _PROGRAM.match(cells[6])
    if found is None and any(_PROGRAM.match(cell) for cell in cells[7:COLUMNS]):
        # a decimal comma without quotes: 551,5 has become two cells
        raise RowError("importacao.colunas_deslocadas")
    code = plain(cells[0])
    program, name = (found.group(1), found.group(2)) if found else (None, cells[6])
    project = _PROJECT.match(cells[9])
    return PanelRow(
        origin=origin,
        name=part_name(name),
        length=size(cells[1], "comprimento", decimals),
        width=size(cells[2], "largura", decimals),
        thickness=size(cells[3], "espessura", decimals),
        material=_material(cells[4]),
        client=plain(project.group(1) if project else cells[9]),
        program=program,
        code=code,
        notes=plain(cells[7]),
        drawing=(code,) if code else (),
        boring=(code,) if code else (),
    )


def _material(text: str) -> str:
    if not text.strip():
        return ""
    return material_name(text if _ENDS_WITH_MM.search(text) else f"{text} mm")


def _assumptions(
    text: Text, file: str, delimiter: str, headers: Iterable[int]
) -> Iterable[Assumption]:
    yield from encoding_assumed(file, text)
    shown: dict[str, Value] = {"\t": "tabulação"}
    yield Assumption(
        file, "importacao.separador", (("delimiter", shown.get(delimiter, delimiter)),)
    )
    for line in headers:
        yield Assumption(file, "importacao.cabecalho", (("line", line),))
