"""What a drawn panel is before any file format: sizes, operations and their layers, mm.

Coordinates are written the way drawings have them: a coordinate below zero counts from the
opposite edge.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count

type Vertex = tuple[float, float, float]
"""x, y and bulge, as a DXF polyline has them."""

QUARTER = 0.41421356237309503
"""Bulge of a quarter of a circle: tan(90° / 4)."""


@dataclass(frozen=True, slots=True)
class Hole:
    """A hole of the upper face."""

    x: float
    y: float
    diameter: float
    depth: float


@dataclass(frozen=True, slots=True)
class Groove:
    """A groove along a line of the upper face."""

    start: tuple[float, float]
    end: tuple[float, float]
    width: float
    depth: float


@dataclass(frozen=True, slots=True)
class Milling:
    """A milled shape; `prefix` and `strategy` make up the layer's name."""

    shape: tuple[Vertex, ...]
    depth: float
    strategy: str
    prefix: str = "USINAR"
    closed: bool = True


@dataclass(frozen=True, slots=True)
class Disc:
    """A milled circle."""

    x: float
    y: float
    radius: float
    depth: float
    strategy: str


@dataclass(frozen=True, slots=True)
class EdgeHole:
    """A horizontal boring as a BPP program has it: face number, X along it, Y from the top."""

    face: int
    x: float
    y: float
    diameter: float
    depth: float


type Work = Hole | Groove | Milling | Disc


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One kind of panel; `outline` None is its rectangle, `drawn` False has no drawing."""

    number: int
    prefix: str
    name: str
    length: float
    width: float
    thickness: float
    material: str
    room: str
    work: tuple[Work, ...] = ()
    edges: tuple[EdgeHole, ...] = ()
    outline: tuple[Vertex, ...] | None = None
    ellipse: bool = False
    """The outline is the ellipse that fills the rectangle."""
    quantity: int = 1
    notes: str = ""
    drawn: bool = True

    @property
    def code(self) -> str:
        """Three letters, eight digits and a letter, as exports have them."""
        return f"{self.prefix}{self.number:08d}A"

    def shape(self) -> tuple[Vertex, ...]:
        """The outline, counter-clockwise from the lower left."""
        if self.outline is not None:
            return self.outline
        x, y = self.length, self.width
        return ((0, 0, 0), (x, 0, 0), (x, y, 0), (0, y, 0))


@dataclass(slots=True)
class Numbers:
    """Gives program numbers in order."""

    first: int = 101
    _next: Iterator[int] = field(init=False)

    def __post_init__(self) -> None:
        self._next = count(self.first)

    def give(self) -> int:
        """The next number."""
        return next(self._next)


def renumbered(panels: list[Panel], first: int) -> list[Panel]:
    """The same panels with consecutive program numbers."""
    return [replace(panel, number=first + index) for index, panel in enumerate(panels)]


def rounded(length: float, width: float, radius: float) -> tuple[Vertex, ...]:
    """A rectangle with four round corners."""
    r = radius
    return (
        (r, 0, 0),
        (length - r, 0, QUARTER),
        (length, r, 0),
        (length, width - r, QUARTER),
        (length - r, width, 0),
        (r, width, QUARTER),
        (0, width - r, 0),
        (0, r, QUARTER),
    )


def box(x: float, y: float, length: float, width: float) -> tuple[Vertex, ...]:
    """An upright rectangle from its lower left corner."""
    return ((x, y, 0), (x + length, y, 0), (x + length, y + width, 0), (x, y + width, 0))
