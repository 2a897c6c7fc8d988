"""What the layout page shows, as frozen values. Knows no Qt."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.layout.model import GroupSummary, Layout, PlacedPart, Sheet
from core.parts import Face, Operation, OperationKind
from core.parts.model import THROUGH_WITHIN
from desktop.ui.canvas.arrangement import Address, Arrangement, Spot, material_key

type MaterialKey = tuple[str, float]
type Package = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PieceRow:
    """One physical copy on a sheet: a line of the table that twins the canvas."""

    address: Address
    sheet: int
    part: PlacedPart

    @property
    def haystack(self) -> str:
        """What a search looks through."""
        part = self.part
        told = (part.name, part.part, part.code, part.client, part.room)
        return " ".join(told).casefold()


@dataclass(frozen=True, slots=True)
class UnplacedRow:
    """A copy on no sheet, and why."""

    part: str
    copy: int
    reason: str


@dataclass(frozen=True, slots=True)
class Totals:
    """The layout in numbers.

    Args:
        above: sheets over the theoretical minimum; 0 means that no layout takes fewer.
        utilisation: a fraction.
    """

    sheets: int
    fewest: int
    pieces: int
    unplaced: int
    utilisation: float
    largest_offcut: float

    @property
    def above(self) -> int:
        """At most this many sheets more than any layout needs."""
        return max(self.sheets - self.fewest, 0)


@dataclass(frozen=True, slots=True)
class OperationLine:
    """Operations of one kind, face, size and depth, counted.

    Args:
        size: diameter of a hole or width of a groove, None where there is none.
        depth: mm, None where it goes through.
    """

    kind: OperationKind
    face: Face
    size: float | None
    depth: float | None
    count: int


def totals_of(layout: Layout) -> Totals:
    """Sums over the whole layout."""
    return Totals(
        sheets=layout.totals.sheets,
        fewest=math.ceil(layout.totals.lower_bound - 1e-9),
        pieces=sum(len(sheet.parts) for sheet in layout.sheets),
        unplaced=len(layout.unplaced),
        utilisation=layout.totals.utilisation,
        largest_offcut=layout.totals.largest_offcut_area,
    )


def materials_of(layout: Layout) -> tuple[MaterialKey, ...]:
    """Material and thickness of the groups, in order of their sheets."""
    return tuple(dict.fromkeys(material_key(sheet) for sheet in layout.sheets))


def sheets_of(layout: Layout, material: MaterialKey | None) -> tuple[Sheet, ...]:
    """The sheets of one material, all for None."""
    return tuple(s for s in layout.sheets if material is None or material_key(s) == material)


def packages_of(layout: Layout) -> Mapping[Package, int]:
    """A number for every client and room; empty where there is only one."""
    found: dict[Package, int] = {}
    for sheet in layout.sheets:
        for part in sheet.parts:
            found.setdefault((part.client, part.room), len(found))
    return found if len(found) > 1 else {}


def piece_rows(arrangement: Arrangement) -> tuple[PieceRow, ...]:
    """Every piece on the ground, sheet by sheet."""
    return tuple(
        PieceRow((index, number), spot.number, part)
        for index, spot in enumerate(arrangement.spots)
        for number, part in enumerate(spot.sheet.parts)
    )


def find(rows: Sequence[PieceRow], text: str) -> tuple[PieceRow, ...]:
    """The rows in which every word of the text occurs; none for an empty text."""
    words = text.casefold().split()
    if not words:
        return ()
    return tuple(row for row in rows if all(word in row.haystack for word in words))


def by_spot(rows: Sequence[PieceRow]) -> dict[int, frozenset[int]]:
    """Part numbers by spot, as the canvas marks them."""
    found: dict[int, set[int]] = {}
    for row in rows:
        found.setdefault(row.address[0], set()).add(row.address[1])
    return {spot: frozenset(numbers) for spot, numbers in found.items()}


def unplaced_rows(layout: Layout) -> tuple[UnplacedRow, ...]:
    """Every copy that lies nowhere."""
    return tuple(UnplacedRow(u.part, u.copy, u.sentence) for u in layout.unplaced)


def operation_lines(part: PlacedPart) -> tuple[OperationLine, ...]:
    """What is done to a part, like things counted together."""
    found: dict[tuple[OperationKind, Face, float | None, float | None], int] = {}
    for operation in part.operations:
        key = (
            operation.kind,
            operation.face,
            operation.diameter if operation.diameter is not None else operation.width,
            None if _through(operation, part) else operation.depth,
        )
        found[key] = found.get(key, 0) + 1
    return tuple(OperationLine(*key, count) for key, count in found.items())


def spot_of(arrangement: Arrangement, address: Address) -> Spot:
    """The sheet that an address is on."""
    return arrangement.spots[address[0]]


def group_line(groups: Sequence[GroupSummary], material: MaterialKey) -> GroupSummary | None:
    """How the search for a material went."""
    return next((g for g in groups if (g.material, g.thickness) == material), None)


def _through(operation: Operation, part: PlacedPart) -> bool:
    if operation.face.is_edge:
        return operation.through
    return operation.through or operation.depth >= part.thickness - THROUGH_WITHIN


def steps(progress: Sequence[tuple[float, int]]) -> Iterator[tuple[float, int]]:
    """The points at which the number of sheets fell."""
    last: int | None = None
    for seconds, sheets in progress:
        if last is None or sheets < last:
            last = sheets
            yield seconds, sheets
