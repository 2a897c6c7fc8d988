"""The registry of list readers: content in, rows out."""

from __future__ import annotations

from collections.abc import Callable

from core.formats.dxt import is_dxt, read_dxt
from core.formats.gabster import read_gabster
from core.formats.kinds import FileKind
from core.formats.preset import ImportPreset
from core.formats.promob import is_production, read_production
from core.formats.promob_budget import is_budget, read_budget
from core.formats.rows import ListContent
from core.formats.tables import read_csv_table, read_spreadsheet
from core.formats.text import decode
from core.formats.xml import Document, Element, parse

type XmlReader = Callable[[Document, str, ImportPreset], ListContent]

_XML: tuple[tuple[Callable[[Element], bool], XmlReader], ...] = (
    (is_dxt, lambda document, file, _: read_dxt(document, file)),
    (is_budget, read_budget),
    (is_production, lambda document, file, _: read_production(document, file)),
)


def read_list(data: bytes, file: str, kind: FileKind, preset: ImportPreset) -> ListContent | None:
    """The rows of a list; None when the file is no list that is known.

    Raises:
        InputError: the file is broken or hostile.
    """
    if kind is FileKind.XML:
        document = parse(data, file)
        for fits, reader in _XML:
            if fits(document.root):
                return reader(document, file, preset)
        return None
    if kind is FileKind.SPREADSHEET:
        return read_spreadsheet(data, file, preset)
    text = decode(data)
    return read_gabster(text, file) or read_csv_table(text, file, preset)
