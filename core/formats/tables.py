"""Plain tables (docs/formats/tables.md): CSV and spreadsheets with a column mapping."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from core.errors import InputError
from core.formats import columns
from core.formats.cells import CellRow, delimiter_of, split, spreadsheet
from core.formats.limits import ROWS
from core.formats.preset import ImportPreset
from core.formats.rows import Assumption, LeftRow, ListContent, ListRow, PanelRow, encoding_assumed
from core.formats.text import Text
from core.formats.values import (
    Decimals,
    RowError,
    check_rows,
    copies,
    material_name,
    part_name,
    plain,
    size,
)
from core.parts import Grain, Origin

_GRAINS: Mapping[str, Grain] = {
    "along": Grain.ALONG, "comprimento": Grain.ALONG, "longitudinal": Grain.ALONG,
    "horizontal": Grain.ALONG, "sim": Grain.ALONG, "s": Grain.ALONG, "yes": Grain.ALONG,
    "1": Grain.ALONG, "c": Grain.ALONG,
    "across": Grain.ACROSS, "largura": Grain.ACROSS, "transversal": Grain.ACROSS,
    "vertical": Grain.ACROSS, "2": Grain.ACROSS, "l": Grain.ACROSS,
    "free": Grain.FREE, "livre": Grain.FREE, "nao": Grain.FREE, "n": Grain.FREE,
    "no": Grain.FREE, "0": Grain.FREE, "sem veio": Grain.FREE,
}  # fmt: skip
_TOTALS = ("total", "totais", "subtotal", "soma")


def read_csv_table(text: Text, file: str, preset: ImportPreset) -> ListContent | None:
    """The rows of a CSV table; None when no columns are known in it."""
    delimiter = delimiter_of(text.text)
    if not delimiter:
        return None
    rows = [row for row in split(text.text, delimiter) if not row.is_empty]
    return _read(rows, text, file, preset)


def read_spreadsheet(data: bytes, file: str, preset: ImportPreset) -> ListContent | None:
    """The rows of a worksheet; None when no columns are known in it.

    Raises:
        InputError: the file is no spreadsheet.
    """
    rows = spreadsheet(data, file, preset.tables.sheet)
    return _read(rows, Text("", "UTF-8"), file, preset)


def _read(rows: list[CellRow], text: Text, file: str, preset: ImportPreset) -> ListContent | None:
    found = _columns(rows, file, preset)
    if found is None:
        return None
    header, places = found
    data = [row for at, row in enumerate(rows) if header is None or at > header]
    check_rows(len(data), file, ROWS)
    width = len(rows[header].cells) if header is not None else 0
    table = _Table(file, places, preset, Decimals(), width)
    content = tuple(table.row(row) for row in data)
    return ListContent(
        kind="table",
        file=file,
        text=text,
        rows=content,
        elements=len(data),
        decimal=table.decimals.name,
        headers=(rows[header].number,) if header is not None else (),
        assumptions=tuple(_assumptions(text, file, rows, header, places)),
    )


def _columns(
    rows: list[CellRow], file: str, preset: ImportPreset
) -> tuple[int | None, dict[str, int]] | None:
    if columns.is_given(preset.tables.columns):
        at, places = columns.given(preset.tables.columns, rows, file)
        missing = [field for field in columns.NEEDED if field not in places]
        if missing:
            shown = ", ".join(columns.SHOWN[field] for field in missing)
            raise InputError("importacao.coluna_nao_existe", file=file, column=shown)
        return at, places
    return columns.guess(rows)


@dataclass(frozen=True, slots=True)
class _Table:
    file: str
    places: Mapping[str, int]
    preset: ImportPreset
    decimals: Decimals
    width: int
    """Columns under the header; 0 where there is none."""

    def row(self, row: CellRow) -> ListRow:
        """What a row is."""
        origin = Origin(self.file, row.number)
        label = plain(self._cell(row, "name") or self._cell(row, "code") or row.cells[0])[:80]
        if label.casefold().rstrip(":") in _TOTALS:
            return LeftRow(origin=origin, label=label, code="importacao.linha_total", skipped=False)
        try:
            return self._panel(row, origin)
        except RowError as error:
            return LeftRow.wrong(origin, label, error)

    def _cell(self, row: CellRow, field: str) -> str:
        at = self.places.get(field)
        return row.cells[at] if at is not None and 0 <= at < len(row.cells) else ""

    def _panel(self, row: CellRow, origin: Origin) -> PanelRow:
        if self.width and any(row.cells[self.width :]):
            # a decimal comma without quotes, or a separator inside a text
            raise RowError("importacao.colunas_deslocadas")
        code = plain(self._cell(row, "code"))
        program = plain(self._cell(row, "program")) or None
        drawing = self._cell(row, "drawing")
        names = (drawing,) if drawing else tuple(name for name in (code, program) if name)
        return PanelRow(
            origin=origin,
            name=part_name(self._cell(row, "name") or code or program or ""),
            length=size(self._cell(row, "length"), columns.SHOWN["length"], self.decimals),
            width=size(self._cell(row, "width"), columns.SHOWN["width"], self.decimals),
            thickness=self._thickness(row),
            material=material_name(self._cell(row, "material") or self.preset.tables.material),
            quantity=copies(self._cell(row, "quantity"), self.decimals),
            client=plain(self._cell(row, "client")),
            room=plain(self._cell(row, "room")),
            program=program,
            code=code,
            notes=plain(self._cell(row, "notes")),
            grain=_GRAINS.get(columns.normal(self._cell(row, "grain"))),
            drawing=names,
            boring=tuple(name for name in (code, program) if name),
            band_names=(
                plain(self._cell(row, "band_c1")),
                plain(self._cell(row, "band_c2")),
                plain(self._cell(row, "band_l1")),
                plain(self._cell(row, "band_l3")),
            ),
        )

    def _thickness(self, row: CellRow) -> float:
        text = self._cell(row, "thickness")
        if not text and self.preset.tables.thickness is not None:
            return self.preset.tables.thickness
        return size(text, columns.SHOWN["thickness"], self.decimals)


def _assumptions(
    text: Text,
    file: str,
    rows: list[CellRow],
    header: int | None,
    places: Mapping[str, int],
) -> Iterator[Assumption]:
    yield from encoding_assumed(file, text)
    if header is not None:
        yield Assumption(file, "importacao.cabecalho", (("line", rows[header].number),))
    for field, at in sorted(places.items(), key=lambda pair: pair[1]):
        title = rows[header].cells[at] if header is not None else ""
        yield Assumption(
            file,
            "importacao.coluna_suposta",
            (("column", at + 1), ("title", title or "-"), ("field", columns.SHOWN[field])),
        )
