"""Sheets with their parts, as programs, labels, pictures and the window need them.

Everything on a sheet stands in the sheet frame: origin at the lower left of the whole sheet,
X along its length and the grain, Y along its width, mm. Shapes keep their arcs here; the JSON
form flattens them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from core.geometry import Bounds, Matrix, Path
from core.messages import say
from core.nesting.problem import Cut, Keepout
from core.parts import Face, Operation, OperationKind


@dataclass(frozen=True, kw_only=True)
class PlacedPart:
    """One physical copy on a sheet.

    Args:
        part_id: `Part.id` in the batch.
        part: what people call it: the program number where the source has one.
        copy: from 1.
        code: the piece code.
        x, y: lower left of the placed outline's bounding box.
        rotation: degrees counter-clockwise, applied after the panel was laid face down
            where `mirrored` is set.
        mirrored: the panel lies face down (turned about its X axis, then rotated).
        outline: cut size, closed.
        operations: all of them, faces named as in the part; top and bottom ones in the sheet
            frame, edge ones in the cut part's own (u, v).
        matrix: from the cut part's frame to the sheet's.
        banded: the edges that will carry a band.
    """

    part_id: str
    part: str
    copy: int
    code: str
    name: str
    x: float
    y: float
    rotation: float
    mirrored: bool
    outline: Path
    operations: tuple[Operation, ...]
    matrix: Matrix
    thickness: float
    client: str = ""
    room: str = ""
    cut_length: float = 0.0
    cut_width: float = 0.0
    banded: tuple[Face, ...] = ()

    @property
    def bounds(self) -> Bounds:
        """Around the placed outline."""
        return self.outline.bounds

    @property
    def holes(self) -> tuple[Path, ...]:
        """The openings of the panel: its through cut-outs."""
        return tuple(
            operation.path
            for operation in self.operations
            if operation.kind is OperationKind.INSIDE
            and not operation.face.is_edge
            and operation.goes_through(self.thickness)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Offcut:
    """A leftover rectangle that goes back to stock."""

    x: float
    y: float
    length: float
    width: float
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet.

    Args:
        id: `001`, `002`, … over the whole layout.
        stock: id of the stock it is taken from.
        matrix: from this sheet's frame to the machine's.
        program: file name of its program, empty before there is one.
        utilisation: area of the parts over the area of the sheet, a fraction.
        cuts: the saw's cutting tree, None for the router.
    """

    id: str
    stock: str
    material: str
    thickness: float
    length: float
    width: float
    matrix: Matrix
    parts: tuple[PlacedPart, ...]
    offcuts: tuple[Offcut, ...] = ()
    keepouts: tuple[Keepout, ...] = ()
    program: str = ""
    utilisation: float = 0.0
    cuts: Cut | None = None
    has_grain: bool = False
    is_offcut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolSummary:
    """A tool as `layout.json` names it; diameter as measured."""

    number: str
    kind: str
    diameter: float


@dataclass(frozen=True, slots=True, kw_only=True)
class UnplacedCopy:
    """A physical copy that is on no sheet, and why.

    Args:
        reason: a code of the message catalogue.
        text: its sentence with its values; empty for the plain sentence.
    """

    part_id: str
    part: str
    copy: int
    reason: str
    text: str = ""

    @property
    def sentence(self) -> str:
        """The reason in words."""
        return self.text or say(self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Sums over the layout; the bound counts sheets, area in mm²."""

    sheets: int = 0
    utilisation: float = 0.0
    lower_bound: float = 0.0
    largest_offcut_area: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSummary:
    """How the search for one material group went; no part of `layout.json`.

    Args:
        cost, lower_bound: in the unit of the stock's cost.
        fewest_sheets: no layout of the placed parts takes fewer sheets.
        progress: (seconds, cost) whenever a better layout was found.
    """

    material: str
    thickness: float
    sheets: int
    pieces: int
    cost: float
    lower_bound: float
    fewest_sheets: int
    seconds: float
    progress: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A whole batch on its sheets."""

    batch: str
    machine: str
    z_zero: str
    tools: tuple[ToolSummary, ...]
    sheets: tuple[Sheet, ...]
    unplaced: tuple[UnplacedCopy, ...] = ()
    totals: Totals = field(default_factory=Totals)
    groups: tuple[GroupSummary, ...] = ()
