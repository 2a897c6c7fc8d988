"""The records of a batch: frozen values that cross layers, threads and processes.

Frame of a part (finished): origin at the lower left, X along `comprimento`, Y along `largura`,
seen from the top. Bottom operations use the same XY. Edge operations use (u, v): u along +X
(`C1`, `C2`) or +Y (`L1`, `L3`) from the origin's end, v from the top face. Depth always goes
from the operation's own face into the part. Everything in mm.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from core.geometry import Matrix, Path
from core.geometry.tolerance import SAME_POINT

THROUGH_WITHIN = 0.3
"""A depth that comes this close to the nominal thickness goes through (mm)."""


class Face(StrEnum):
    """The six faces of a panel, with the factory's names of the edges."""

    TOP = "top"
    BOTTOM = "bottom"
    C1 = "C1"  # y = 0
    C2 = "C2"  # y = largura
    L1 = "L1"  # x = 0
    L3 = "L3"  # x = comprimento

    @property
    def is_edge(self) -> bool:
        """Whether this is one of the four narrow faces."""
        return self not in (Face.TOP, Face.BOTTOM)


class OperationKind(StrEnum):
    """What is done to the panel."""

    DRILL = "drill"
    POCKET = "pocket"
    GROOVE = "groove"
    INSIDE = "inside"
    OUTSIDE = "outside"
    LINE = "line"


class Grain(StrEnum):
    """How the part wants to lie to the grain, which runs along the sheet's length."""

    ALONG = "along"
    ACROSS = "across"
    FREE = "free"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where in the source something stood."""

    file: str
    line: int | None = None
    handle: str | None = None
    layer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation on one face of a part.

    Args:
        kind: what is done.
        face: where; see the module for the axes.
        path: hole: a single point, its centre; groove and line: the centre line;
            pocket, inside, outside: the closed boundary.
        depth: mm from the face; for a through operation the drawn depth.
        through: cut right through the panel.
        diameter: of a hole, as drawn.
        width: of a groove, as drawn.
        islands: closed boundaries inside a pocket that stay.
        tool: a tool that the layer rule asks for, by number or name.
        macro: the macro that made it (`PuxadorCava1` and the like).
        layer: the drawing's layer, or the source's name of the operation.
        origin: where it was read.
    """

    kind: OperationKind
    path: Path
    depth: float
    face: Face = Face.TOP
    through: bool = False
    diameter: float | None = None
    width: float | None = None
    islands: tuple[Path, ...] = ()
    tool: str | None = None
    macro: str | None = None
    layer: str = ""
    origin: Origin | None = None

    def goes_through(self, thickness: float) -> bool:
        """Whether nothing is left under it in a panel of this thickness (mm)."""
        deep = not self.face.is_edge and self.depth >= thickness - THROUGH_WITHIN
        return self.through or deep

    def transformed(self, matrix: Matrix) -> Operation:
        """The operation under a rigid plane map; edge operations keep their own (u, v)."""
        if self.face.is_edge:
            return self
        return replace(
            self,
            path=self.path.transformed(matrix),
            islands=tuple(island.transformed(matrix) for island in self.islands),
        )


@dataclass(frozen=True, slots=True)
class Band:
    """An edge band: its name, its thickness and what is milled off before it goes on (mm)."""

    name: str
    thickness: float
    premilling: float = 0.0

    @property
    def growth(self) -> float:
        """How much larger the finished part is on this side than the cut one."""
        return self.thickness - self.premilling


@dataclass(frozen=True, slots=True)
class Bands:
    """The bands of the four edges."""

    c1: Band | None = None
    c2: Band | None = None
    l1: Band | None = None
    l3: Band | None = None

    @property
    def faces(self) -> tuple[Face, ...]:
        """The edges that carry a band."""
        named = ((Face.C1, self.c1), (Face.C2, self.c2), (Face.L1, self.l1), (Face.L3, self.l3))
        return tuple(face for face, band in named if band is not None)

    def growth(self, face: Face) -> float:
        """How much the finished part exceeds the cut part at this edge, mm."""
        band = {Face.C1: self.c1, Face.C2: self.c2, Face.L1: self.l1, Face.L3: self.l3}[face]
        return band.growth if band else 0.0


NO_BANDS = Bands()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file carried along untouched, such as a GBS whose layout is not known."""

    name: str
    kind: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Piece:
    """One physical copy of a part.

    Args:
        copy: from 1 within its part.
        code: two-character station prefix and a counter, unique for good.
    """

    copy: int
    code: str


@dataclass(frozen=True, kw_only=True)
class Part:
    """One kind of panel in a package, finished size, with its pieces.

    Args:
        id: stable over re-imports of the same source; unique in the batch.
        program: program number as the source spells it, None where it has none.
        code: the source's own code of the piece (`codigo_peca`).
        length, width, thickness: finished size and nominal thickness, mm.
        outline: closed, counter-clockwise, finished; never without one (a part that has
            no drawing carries its rectangle and `drawn` False).
        grain: as the source says; UNKNOWN becomes "no turn" and is reported.
        drawn: whether a drawing was found and read.
        blocked: code of the reason why this part may not be machined, None when it may.
        pieces: one for every physical copy.
    """

    id: str
    name: str
    length: float
    width: float
    thickness: float
    material: str
    outline: Path
    pieces: tuple[Piece, ...]
    program: str | None = None
    code: str = ""
    client: str = ""
    room: str = ""
    notes: str = ""
    grain: Grain = Grain.UNKNOWN
    bands: Bands = NO_BANDS
    operations: tuple[Operation, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    drawing: str | None = None
    drawn: bool = True
    blocked: str | None = None
    origin: Origin | None = None

    @property
    def quantity(self) -> int:
        """Number of physical copies."""
        return len(self.pieces)

    @property
    def label(self) -> str:
        """What people call it in lists: the program number, else the code, else the id."""
        return self.program or self.code or self.id

    @cached_property
    def cut_size(self) -> tuple[float, float]:
        """Length and width that router and saw cut, mm."""
        return (
            self.length - self.bands.growth(Face.L1) - self.bands.growth(Face.L3),
            self.width - self.bands.growth(Face.C1) - self.bands.growth(Face.C2),
        )

    @cached_property
    def to_cut(self) -> Matrix:
        """From the finished frame to the cut one, whose origin is the cut part's corner."""
        return Matrix.shift(-self.bands.growth(Face.L1), -self.bands.growth(Face.C1))

    @cached_property
    def cut_outline(self) -> Path:
        """The outline that is cut, in the cut frame: finished less the bands, side by side.

        Vertices on a banded side move with the side; the quarter round between two sides so
        keeps its centre.
        """
        if self.bands == NO_BANDS:
            return self.outline
        left, right = self.bands.growth(Face.L1), self.bands.growth(Face.L3)
        low, high = self.bands.growth(Face.C1), self.bands.growth(Face.C2)
        moved = tuple(
            (
                _inward(x, self.length, left, right) - left,
                _inward(y, self.width, low, high) - low,
                bulge,
            )
            for x, y, bulge in self.outline.vertices
        )
        return Path(moved, closed=True)

    @cached_property
    def cut_operations(self) -> tuple[Operation, ...]:
        """The operations in the cut frame; u and v of edge operations shift likewise."""
        shifted = (operation.transformed(self.to_cut) for operation in self.operations)
        return tuple(self._edge_to_cut(operation) for operation in shifted)

    def _edge_to_cut(self, operation: Operation) -> Operation:
        if not operation.face.is_edge:
            return operation
        along_x = operation.face in (Face.C1, Face.C2)
        shift = self.bands.growth(Face.L1 if along_x else Face.C1)
        path = operation.path.transformed(Matrix.shift(-shift, 0.0))
        # the hole reaches as deep into the board; the band over it is drilled too
        return replace(
            operation, path=path, depth=operation.depth - self.bands.growth(operation.face)
        )

    def is_through(self, operation: Operation) -> bool:
        """Whether this operation leaves nothing under it."""
        return operation.goes_through(self.thickness)


def _inward(value: float, size: float, low: float, high: float) -> float:
    if abs(value) <= SAME_POINT:
        return value + low
    if abs(value - size) <= SAME_POINT:
        return value - high
    return value


@dataclass(frozen=True, slots=True)
class Hardware:
    """A hardware item (`ferragem`) of a package."""

    name: str
    quantity: float
    code: str = ""
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Package:
    """One client and one room inside a batch."""

    client: str
    room: str
    parts: tuple[Part, ...]
    hardware: tuple[Hardware, ...] = ()

    @property
    def name(self) -> str:
        """`<cliente> - <ambiente>`, as the factory names it."""
        return f"{self.client} - {self.room}" if self.room else self.client


@dataclass(frozen=True, slots=True)
class Batch:
    """Everything that one import brought in."""

    name: str
    packages: tuple[Package, ...]

    def parts(self) -> Iterator[Part]:
        """All parts, package by package."""
        for package in self.packages:
            yield from package.parts

    def part(self, part_id: str) -> Part:
        """The part with this id; KeyError when there is none."""
        for part in self.parts():
            if part.id == part_id:
                return part
        raise KeyError(part_id)
