"""A second reading of cut lists: what each row says of size and material, in plain text.

Like the reader of raw drawings it shares nothing with the import and is kept simple: no XML
parser, no tables of encodings (names are compared by their ASCII letters and digits alone).
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import PurePosixPath

from core.parts import NO_BANDS, Part

DRAWN_WITHIN = 0.5
"""How far the drawing of a banded part may lie from the size in its list, mm."""

_EXACT = 1e-6
_NOBODY_SAID = "desconhecido"

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_PART = re.compile(r"<(?:\w+:)?Part(?:\s[^>]*)?>(.*?)</(?:\w+:)?Part\s*>", re.DOTALL)
_FIELD = re.compile(r"<(?:\w+:)?Field(?:\s[^>]*)?>(.*?)</(?:\w+:)?Field\s*>", re.DOTALL)
_NAME = re.compile(r"<(?:\w+:)?Name(?:\s[^>]*)?>([^<]*)<")
_VALUE = re.compile(r"<(?:\w+:)?Value(?:\s[^>]*)?>([^<]*)<")
_ITEM = re.compile(r"<(?:\w+:)?ITEM\s(.*?)(?=<(?:\w+:)?ITEM\s|</(?:\w+:)?ITEM\s*>|\Z)", re.DOTALL)
_ATTRIBUTE = re.compile(r"""([\w.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_MILLIMETRES = re.compile(r"(\d+)(?:[.,]\d+)?\s*mm\b", re.IGNORECASE)
_PROGRAM = re.compile(r"\s*(\d{1,20})\s*-")


@dataclass(frozen=True, slots=True)
class RawList:
    """A list file as it was given.

    Args:
        file: its name, as the parts' origin has it.
        kind: `dxt`, `promob`, `gabster`, or another one that is not read again.
        data: its bytes.
    """

    file: str
    kind: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list.

    Args:
        names: what it may be called by.
        sizes: length, width and thickness, mm.
        materials: what it may mean as its material; empty where that is not read.
        copies: of the panel.
        line: where it begins, from 1.
    """

    names: frozenset[str]
    sizes: tuple[float, float, float]
    materials: frozenset[str]
    copies: int
    line: int


@dataclass(frozen=True, slots=True)
class ListDifference:
    """A part that is not what its list says, or a row that became nothing.

    Args:
        code: `censo.lista`, `censo.lista_copias` or `censo.lista_linha`.
        file: the list.
        part: what people call it.
        said, read: what the list says, and what the import made of it.
    """

    code: str
    file: str
    part: str
    said: str
    read: str


def lists_agree(
    lists: Sequence[RawList],
    parts: Iterable[Part],
    *,
    renamed: Mapping[str, str],
    left_out: frozenset[tuple[str, int]] = frozenset(),
) -> tuple[ListDifference, ...]:
    """Where parts and the rows of their lists differ; empty when they agree.

    Every part must have rows of its name, size, thickness and material, as many as it has
    copies; every row of a DXT must have become copies of a part.

    Args:
        lists: as given; other kinds, and their parts, are left alone.
        parts: the whole batch.
        renamed: the preset's materials, the source's name to the factory's.
        left_out: (file, line) of rows that the import says it left out.
    """
    names = {_letters(source): _letters(name) for source, name in renamed.items() if name}
    read = [_Book(one, list(_READERS[one.kind](_text(one.data)))) for one in lists if _known(one)]
    # where not a single row is understood the list is written in a way that this cannot judge
    books = [book for book in read if book.rows]
    files = {book.source.file for book in books}
    found: list[ListDifference] = []
    called = _by_name(books)
    for part in parts:
        if part.origin and part.origin.file in files:
            found.extend(_part(part, called.get(_letters(part.program or part.code), ()), names))
    told = {_letters(one.part) for one in found}
    for book in books:
        if book.source.kind == "dxt":
            found.extend(one for one in _rows_lost(book, left_out) if one.part not in told)
    return tuple(found)


class _Book:
    """A list with the copies of each row that no part has taken yet."""

    def __init__(self, source: RawList, rows: list[Row]) -> None:
        self.source = source
        self.rows = rows
        self.left = Counter({at: row.copies for at, row in enumerate(rows)})


def _known(one: RawList) -> bool:
    return one.kind in _READERS


type Place = tuple[_Book, int]
"""A row of a list."""


def _by_name(books: Iterable[_Book]) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    for book in books:
        for at, row in enumerate(book.rows):
            for name in row.names:
                found.setdefault(name, []).append((book, at))
    return found


def _part(
    part: Part, called: Sequence[Place], renamed: Mapping[str, str]
) -> Iterator[ListDifference]:
    name = part.program or part.code
    if not _letters(name) or part.origin is None:
        return
    fitting = [(book, at) for book, at in called if _fits(part, book.rows[at], renamed)]
    if not fitting:
        said = "; ".join(sorted({_told(book.rows[at]) for book, at in called})) or "-"
        yield ListDifference("censo.lista", part.origin.file, name, said, _made(part))
        return
    wanted = part.quantity
    for book, at in fitting:
        taken = min(wanted, book.left[at])
        book.left[at] -= taken
        wanted -= taken
    if wanted:
        said = str(part.quantity - wanted)
        yield ListDifference("censo.lista_copias", part.origin.file, name, said, str(part.quantity))


def _rows_lost(book: _Book, left_out: frozenset[tuple[str, int]]) -> Iterator[ListDifference]:
    file = book.source.file
    for at, row in enumerate(book.rows):
        if book.left[at] and (file, row.line) not in left_out:
            name = min(row.names)
            yield ListDifference("censo.lista_linha", file, name, _told(row), str(row.line))


def _fits(part: Part, row: Row, renamed: Mapping[str, str]) -> bool:
    within = _EXACT if part.bands == NO_BANDS else DRAWN_WITHIN
    ways = ((part.length, part.width), part.cut_size)
    length, width, thickness = row.sizes
    sized = any(abs(a - length) <= within and abs(b - width) <= within for a, b in ways)
    meant = {renamed.get(name, name) for name in row.materials}
    material = _letters(part.material)
    fits = not meant or material in meant or (material == _NOBODY_SAID and "" in meant)
    return sized and fits and abs(part.thickness - thickness) <= _EXACT


def _told(row: Row) -> str:
    sizes = " x ".join(f"{size:g}" for size in row.sizes)
    return f"{sizes} {' / '.join(sorted(row.materials)[:1])}".strip()


def _made(part: Part) -> str:
    length, width = part.cut_size
    return f"{length:g} x {width:g} x {part.thickness:g} {part.material}"


def _dxt(text: str) -> Iterator[Row]:
    for match in _PART.finditer(text):
        fields: dict[str, str] = {}
        for field in _FIELD.finditer(match[1]):
            name, value = _NAME.search(field[1]), _VALUE.search(field[1])
            key = name[1].strip().casefold() if name else ""
            fields.setdefault(key, unescape(value[1]).strip() if value else "")
        stem = PurePosixPath(fields.get("filename", "").replace("\\", "/")).stem
        row = _row(
            names=(fields.get("program1", ""), fields.get("piececodesource", ""), stem),
            sizes=tuple(fields.get(key, "") for key in ("length", "width", "thickness")),
            materials=(fields.get("material", ""),),
            copies=fields.get("quantity", ""),
            line=text.count("\n", 0, match.start()) + 1,
        )
        if row:
            yield row


def _promob(text: str) -> Iterator[Row]:
    for match in _ITEM.finditer(text):
        values = [(name, unescape(one or two)) for name, one, two in _ATTRIBUTE.findall(match[1])]
        fields: dict[str, str] = {}
        for name, value in values:
            fields.setdefault(name, value.strip())
        drawing = fields.get("DESENHO", "").replace("\\", "/").rpartition("/")[2]
        row = _row(
            names=(re.sub(r"(?i)\.dxf\Z", "", drawing),),
            sizes=tuple(fields.get(key, "") for key in ("LARGURA", "PROFUNDIDADE", "ALTURA")),
            # the column may stand behind items inside this one
            materials=() if _holds_items(text, match) else [value for _, value in values] + [""],
            copies=fields.get("QUANTIDADE", ""),
            line=text.count("\n", 0, match.start()) + 1,
        )
        if row:
            yield row


def _holds_items(text: str, match: re.Match[str]) -> bool:
    """Whether another item begins before this one ends, or this one has no end of its own."""
    return not text.startswith("</", match.end())


def _gabster(text: str) -> Iterator[Row]:
    delimiter = max(",;\t|", key=text.count)
    try:
        table = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error:
        return
    for cells in table:
        if len(cells) < 10:
            continue
        program = _PROGRAM.match(cells[6])
        material = cells[4].strip()
        row = _row(
            names=(cells[0].strip(), program[1] if program else ""),
            sizes=tuple(cells[1:4]),
            materials=(material, f"{material} mm" if material else ""),
            copies="",
            line=0,
        )
        if row:
            yield row


_READERS: Mapping[str, Callable[[str], Iterator[Row]]] = {
    "dxt": _dxt,
    "promob": _promob,
    "gabster": _gabster,
}


def _row(
    *,
    names: Iterable[str],
    sizes: Sequence[str],
    materials: Iterable[str],
    copies: str,
    line: int,
) -> Row | None:
    """The row, None where it has no size that a panel may have."""
    numbers = [_number(text) for text in sizes]
    called = frozenset(_letters(name) for name in names) - {""}
    count = _number(copies) if copies.strip() else 1.0
    if not called or count < 1 or len(numbers) != 3 or min(numbers) <= 0:
        return None
    length, width, thickness = numbers
    return Row(
        names=called,
        sizes=(length, width, thickness),
        materials=frozenset(map(_letters, materials)),
        copies=int(count),
        line=line,
    )


def _number(text: str) -> float:
    """The number with either decimal sign, 0 where it is none."""
    clean = text.strip()
    if "," in clean and "." in clean:
        clean = clean.replace(min(",.", key=clean.rfind), "")
    try:
        value = float(clean.replace(",", "."))
    except ValueError:
        return 0.0
    return value if abs(value) < 1e6 else 0.0  # false for NaN too


def _letters(text: str) -> str:
    """ASCII letters and digits in lower case, thickness without decimals."""
    said = _MILLIMETRES.sub(r"\1mm", text)
    return "".join(char for char in said.lower() if char.isascii() and char.isalnum())


def _text(data: bytes) -> str:
    """Read so that everything in ASCII is right; line numbers stay."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    text = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
    return _CDATA.sub(lambda match: match[1].replace("<", " "), text)
