"""Which column of a plain table means what: given, or guessed from its header."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from core.errors import InputError
from core.formats.cells import CellRow
from core.formats.preset import ColumnMap

_WORDS: Mapping[str, tuple[str, ...]] = {
    "code": ("codigo", "codigo da peca", "codigo peca", "cod", "code", "part code", "ref",
             "referencia", "reference"),
    "program": ("programa", "numero do programa", "n programa", "program", "program number",
                "program1", "numero", "id"),
    "name": ("nome", "peca", "descricao", "nome da peca", "descricao da peca", "name", "part",
             "part name", "partname", "description", "designacao"),
    "length": ("comprimento", "comp", "compr", "c", "length", "len", "comprimento mm",
               "length mm", "altura comprimento"),
    "width": ("largura", "larg", "l", "width", "largura mm", "width mm"),
    "thickness": ("espessura", "esp", "e", "thickness", "thick", "espessura mm",
                  "thickness mm"),
    "material": ("material", "chapa", "mdf", "materia prima", "board", "cor", "acabamento"),
    "quantity": ("quantidade", "qtd", "qtde", "qt", "quant", "quantity", "qty", "count",
                 "copias"),
    "client": ("cliente", "client", "customer", "nome do cliente"),
    "room": ("ambiente", "room", "comodo", "projeto", "project", "modulo"),
    "notes": ("observacao", "observacoes", "obs", "notas", "notes", "comment", "comments",
              "comentario"),
    "drawing": ("desenho", "dxf", "arquivo", "arquivo dxf", "drawing", "file", "filename"),
    "grain": ("veio", "sentido do veio", "grain", "grain direction", "veios"),
    "band_c1": ("fita c1", "borda c1", "c1", "edge c1", "fita inferior", "borda inferior"),
    "band_c2": ("fita c2", "borda c2", "c2", "edge c2", "fita superior", "borda superior"),
    "band_l1": ("fita l1", "borda l1", "l1", "edge l1", "fita esquerda", "borda esquerda"),
    "band_l3": ("fita l3", "borda l3", "l3", "edge l3", "fita direita", "borda direita"),
}  # fmt: skip
SHOWN: Mapping[str, str] = {
    "code": "código", "program": "programa", "name": "nome", "length": "comprimento",
    "width": "largura", "thickness": "espessura", "material": "material",
    "quantity": "quantidade", "client": "cliente", "room": "ambiente", "notes": "observações",
    "drawing": "desenho", "grain": "veio", "band_c1": "fita C1", "band_c2": "fita C2",
    "band_l1": "fita L1", "band_l3": "fita L3",
}  # fmt: skip
"""The fields in the words of people."""

_BY_WORD = {word: field for field, words in _WORDS.items() for word in words}
NEEDED = ("length", "width")
_HEADER_WITHIN = 30


def guess(rows: Sequence[CellRow]) -> tuple[int, dict[str, int]] | None:
    """The header among the first rows: its place and the column of each field; None if none."""
    for at, row in enumerate(rows[:_HEADER_WITHIN]):
        columns: dict[str, int] = {}
        for column, cell in enumerate(row.cells):
            field = _BY_WORD.get(normal(cell))
            if field and field not in columns:
                columns[field] = column
        if all(field in columns for field in NEEDED):
            return at, columns
    return None


def given(
    mapping: ColumnMap, rows: Sequence[CellRow], file: str
) -> tuple[int | None, dict[str, int]]:
    """The columns that a preset names, the rest guessed; the header's place if there is one.

    Raises:
        InputError: a header that the preset names is not in the table.
    """
    wanted = mapping.model_dump(exclude_none=True)
    texts = {field: normal(value) for field, value in wanted.items() if isinstance(value, str)}
    at = _header_with(set(texts.values()), rows)
    guessed = guess(rows)
    if at is None and texts:
        raise InputError(
            "importacao.coluna_nao_existe", file=file, column=", ".join(map(str, wanted.values()))
        )
    if at is None and guessed:
        at = guessed[0]
    header = [normal(cell) for cell in rows[at].cells] if at is not None else []
    columns = dict(guessed[1]) if guessed and guessed[0] == at else {}
    columns.update({field: header.index(text) for field, text in texts.items()})
    columns.update({field: value - 1 for field, value in wanted.items() if isinstance(value, int)})
    return at, columns


def is_given(mapping: ColumnMap) -> bool:
    """Whether the preset says anything about columns."""
    return bool(mapping.model_dump(exclude_none=True))


def normal(text: str) -> str:
    """A header without accents, units' brackets, signs and case."""
    bare = unicodedata.normalize("NFKD", text)
    bare = "".join(char for char in bare if not unicodedata.combining(char)).casefold()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", bare).split())


def _header_with(texts: set[str], rows: Sequence[CellRow]) -> int | None:
    if not texts:
        return None
    for at, row in enumerate(rows[:_HEADER_WITHIN]):
        if texts <= {normal(cell) for cell in row.cells}:
            return at
    return None
