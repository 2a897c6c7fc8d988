"""From bytes to the records of a DXF file, tolerant of what CADs and people do to it.

Only HEADER, BLOCKS and ENTITIES are kept: a part drawing needs no more, and a thousand of them
must be read in seconds. Group codes after the DXF reference of Autodesk.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from core.errors import InputError
from core.formats.limits import DRAWING_BYTES, MEGABYTE
from core.formats.text import Text, decode

MARK = "RADHA"
"""Comment and custom property of the drawings that this product writes."""

LINES = 3_000_000
RECORDS = 400_000

type Tag = tuple[int, str]

_NUMERIC = frozenset(
    [*range(10, 60), *range(110, 150), *range(210, 240), *range(460, 470), *range(1010, 1060)]
)
_COMMA = re.compile(r"\s*[+-]?\d*,\d*(?:[eE][+-]?\d+)?\s*\Z")
_CODEPAGE = re.compile(rb"\$DWGCODEPAGE\s+3\s+ANSI_(\d{3,5})\s", re.IGNORECASE)
_UNICODE = re.compile(r"\\U\+([0-9A-Fa-f]{4})")
_KNOWN_CODES = {f"{' ' * pad}{code}": code for code in range(1072) for pad in range(4)}


@dataclass(slots=True)
class Record:
    """Everything from one group 0 to the next; `children` are VERTEX and ATTRIB records."""

    kind: str
    tags: list[Tag] = field(default_factory=list)
    children: list[Record] = field(default_factory=list)

    def text(self, code: int, default: str = "") -> str:
        """The first value of a group code."""
        for found, value in self.tags:
            if found == code:
                return value
        return default


@dataclass(slots=True)
class Scan:
    """The records of a file and what had to be mended.

    Args:
        damaged: line (from 1) of the first place that is no DXF, inside what matters.
        commas: numbers that had a decimal comma.
        own: the file carries this product's mark.
    """

    text: Text
    header: dict[str, str] = field(default_factory=dict)
    blocks: list[Record] = field(default_factory=list)
    entities: list[Record] = field(default_factory=list)
    has_entities: bool = False
    truncated: bool = False
    damaged: int | None = None
    commas: int = 0
    own: bool = False


def scan(data: bytes, name: str) -> Scan:
    """The records of a drawing.

    Raises:
        InputError: too large, binary, no DXF at all, or a DXF without entities.
    """
    _refuse(data, name)
    codepage = _CODEPAGE.search(data, 0, 20_000)
    text = decode(data, f"cp{codepage[1].decode()}" if codepage else None)
    plain = text.text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n")
    lines = plain.split("\n")
    if len(lines) > LINES:
        raise InputError("desenho.entidades_demais", file=name, limit=LINES)
    start = _first_section(lines)
    if start is None:
        raise InputError("desenho.nao_e_dxf", file=name)
    found = _Reader(lines, start, Scan(Text("", text.encoding, text.assumption))).read(name)
    if not found.has_entities:
        raise InputError("desenho.sem_entidades", file=name)
    found.own |= any(line.strip().startswith(MARK + " ") for line in lines[:start])
    return found


def unescape(text: str) -> str:
    r"""Names with the `\U+00E7` that CADs write for letters outside their code page."""
    if "\\" not in text:
        return text
    return _UNICODE.sub(lambda match: chr(int(match[1], 16)), text)


def _refuse(data: bytes, name: str) -> None:
    if len(data) > DRAWING_BYTES:
        raise InputError(
            "formatos.arquivo_grande",
            file=name,
            size=f"{len(data) / MEGABYTE:.1f}".replace(".", ","),
            limit=f"{DRAWING_BYTES / MEGABYTE:.0f}",
        )
    if data.startswith(b"AutoCAD Binary DXF"):
        raise InputError("desenho.binario", file=name)
    if re.match(rb"AC10\d\d|MC0\.0|AC[12]\.\d", data):
        raise InputError("desenho.dwg", file=name)


def _first_section(lines: list[str]) -> int | None:
    for at, line in enumerate(lines):
        if line.strip() == "SECTION" and at and lines[at - 1].strip() == "0":
            return at - 1
    return None


@dataclass(slots=True)
class _Reader:
    """Walks the pairs of lines, section by section."""

    lines: list[str]
    at: int
    scan: Scan
    count: int = 0
    watching: bool = False
    line: int = 1

    def read(self, name: str) -> Scan:
        """All sections up to EOF; what follows it is not looked at."""
        pairs = self._pairs()
        for code, value in pairs:
            if code == 0 and value == "EOF":
                break
            if code == 0 and value == "SECTION":
                self._section(pairs, name)
        return self.scan

    def _section(self, pairs: Iterator[Tag], name: str) -> None:
        code, title = next(pairs, (0, ""))
        if code != 2 and self.scan.damaged is None:
            # nobody knows what such a section would have held
            self.scan.damaged = self.line
        match title if code == 2 else "":
            case "HEADER":
                self._header(pairs)
            case "BLOCKS":
                self._records(pairs, self.scan.blocks, name)
            case "ENTITIES":
                self.scan.has_entities = True
                self._records(pairs, self.scan.entities, name)
            case _:
                self._skip(pairs)

    def _header(self, pairs: Iterator[Tag]) -> None:
        variable = ""
        for code, value in pairs:
            if code == 0:
                return
            if code == 9:
                variable = value
            elif variable:
                self.scan.header.setdefault(variable, value.strip())
                self.scan.own |= variable == "$CUSTOMPROPERTYTAG" and value.strip() == MARK

    def _skip(self, pairs: Iterator[Tag]) -> None:
        for code, value in pairs:
            if code == 0 and value in ("ENDSEC", "EOF"):
                return

    def _records(self, pairs: Iterator[Tag], target: list[Record], name: str) -> None:
        """Records up to ENDSEC; damage counts only here, where machining stands."""
        tags: list[Tag] = []
        self.watching = True
        for code, value in pairs:
            if code == 0:
                if value in ("ENDSEC", "EOF"):
                    self.watching = False
                    return
                self.count += 1
                if self.count > RECORDS:
                    raise InputError("desenho.entidades_demais", file=name, limit=RECORDS)
                record = Record(value)
                tags = record.tags
                target.append(record)
            elif code < 1000:
                tags.append((code, self._mended(code, value)))
        self.scan.truncated = True

    def _mended(self, code: int, value: str) -> str:
        if "," in value and code in _NUMERIC and _COMMA.match(value):
            self.scan.commas += 1
            return value.replace(",", ".")
        return value

    def _pairs(self) -> Iterator[Tag]:
        lines, last = self.lines, len(self.lines) - 1
        at = self.at
        while at < last:
            code = _KNOWN_CODES.get(lines[at])
            if code is None:
                code = _KNOWN_CODES.get(lines[at].strip())
            if code is None:
                # a blank line too many shifts the pairs; anything else has lost something
                if self.watching and self.scan.damaged is None and lines[at].strip():
                    self.scan.damaged = at + 1
                at += 1
                continue
            if code != 999:
                self.line = at + 1
                yield code, lines[at + 1].strip() if code in (0, 2, 9) else lines[at + 1]
            at += 2
