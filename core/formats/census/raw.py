"""The raw items of a DXF file: kind, layer and first values; nothing is interpreted."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from core.errors import InputError
from core.geometry import Point

_MOST_LINES = 6_000_000
_SPECK = 0.05
_FARTHEST = 1e9
_ESCAPE = re.compile(r"\\U\+([0-9A-Fa-f]{4})")


@dataclass(slots=True)
class Item:
    """One entity with the first value of each group code, and all points of a polyline.

    `bulges` are those that are not zero, by the number of their point.
    """

    kind: str
    values: dict[int, str] = field(default_factory=dict)
    points: list[Point] = field(default_factory=list)
    bulges: dict[int, float] = field(default_factory=dict)

    @property
    def layer(self) -> str:
        """In upper case; `0` where there is none."""
        return name_of(self.values.get(8, "")) or "0"

    @property
    def on_paper(self) -> bool:
        """Whether it belongs to a sheet of paper and not to the part."""
        return self.values.get(67, "").strip() == "1"

    def number(self, code: int, default: float = 0.0) -> float:
        """A value as a number, the default where it is none or none of a panel."""
        try:
            found = float(self.values[code].replace(",", "."))
        except (KeyError, ValueError):
            return default
        # false for NaN too
        return found if abs(found) <= _FARTHEST else default

    @property
    def has_length(self) -> bool:
        """Whether this is a curve that leaves a trace on a panel."""
        points = self.points
        if self.kind == "LINE":
            points = [(self.number(10), self.number(20)), (self.number(11), self.number(21))]
        elif self.kind in ("CIRCLE", "ARC", "ELLIPSE", "SPLINE"):
            return not self.on_paper
        if self.on_paper or not points:
            return False
        (x, y), *others = points
        return any(math.dist((x, y), other) > _SPECK for other in others)

    def cells(self) -> tuple[int, int]:
        """Columns and rows of a block reference."""
        columns, rows = self.number(70, 1), self.number(71, 1)
        return (int(max(1, min(columns, 1e6))), int(max(1, min(rows, 1e6))))


@dataclass(slots=True)
class Raw:
    """The model space and the blocks of a file; `own` where this product wrote it."""

    entities: list[Item] = field(default_factory=list)
    blocks: dict[str, list[Item]] = field(default_factory=dict)
    heads: dict[str, Item] = field(default_factory=dict)
    own: bool = False

    def block_of(self, item: Item, around: Sequence[str]) -> str:
        """The block that a reference brings in, empty for anything else and for circles."""
        name = name_of(item.values.get(2, "")) if item.kind == "INSERT" else ""
        known = name in self.blocks and name not in around and len(around) < 16
        return name if known and not item.on_paper else ""


def name_of(text: str) -> str:
    """A name as it is compared: upper case, escaped letters resolved."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text).strip().upper()


def read(data: bytes) -> Raw:
    """The items of the ENTITIES and BLOCKS sections.

    Raises:
        InputError: more lines than any part's drawing has.
    """
    if data.count(b"\n") + data.count(b"\r") > _MOST_LINES:
        raise InputError("desenho.entidades_demais", file="", limit=_MOST_LINES)
    lines = re.split(r"\r\r\n|\r\n|\r|\n", _text(data))
    start = next((at for at, line in enumerate(lines) if line.strip() == "SECTION"), 1) - 1
    raw = Raw(own=any(line.strip().startswith("RADHA ") for line in lines[: max(start, 0)]))
    section, block, item = "", "", Item("")
    for code, value in _pairs(lines[max(start, 0) :]):
        if code == 0 and value == "EOF":
            break
        if code == 0:
            item = Item(value)
            section = "" if value == "ENDSEC" else section
            block = "" if value in ("ENDSEC", "ENDBLK", "BLOCK") else block
            _add(raw.entities if section == "ENTITIES" else raw.blocks.get(block), item)
        elif code == 2 and item.kind == "SECTION" and not section:
            section = value
        elif code == 2 and item.kind == "BLOCK" and section == "BLOCKS":
            block = name_of(value)
            raw.blocks[block], raw.heads[block] = [], item
        elif code < 1000:
            _keep(item, code, value)
    return raw


def _add(items: list[Item] | None, item: Item) -> None:
    if items is None or item.kind in ("BLOCK", "ENDBLK", "ENDSEC", "SEQEND", "ATTRIB"):
        return
    if item.kind == "VERTEX" and items and items[-1].kind == "POLYLINE":
        # the vertex fills its values later; it hands its point over through these
        item.points, item.bulges = items[-1].points, items[-1].bulges
        return
    items.append(item)


def _keep(item: Item, code: int, value: str) -> None:
    item.values.setdefault(code, value)
    if item.kind not in ("LWPOLYLINE", "VERTEX"):
        return
    if code == 42 and item.points:
        # it comes after its point; a further point has a value of its own
        bulge = Item("", {42: value}).number(42)
        if bulge:
            item.bulges[len(item.points) - 1] = bulge
    if code == 20:
        try:
            x, y = (float(text.replace(",", ".")) for text in (item.values.pop(10), value))
        except (KeyError, ValueError):
            return
        item.points.append((x, y))


def _pairs(lines: list[str]) -> Iterator[tuple[int, str]]:
    at = 0
    while at + 1 < len(lines):
        code = lines[at].strip()
        if not (code.isascii() and code.isdigit()):
            at += 1
            continue
        if code != "999":
            yield int(code[:6]), lines[at + 1].strip()
        at += 2


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
