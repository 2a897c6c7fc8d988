"""The display list: what stands on a drawing, in mm from its lower left corner, Y up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from core.geometry import Matrix, Path

type Colour = str
"""`#RRGGBB`."""

type Align = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """Closed paths that do not overlap one another, filled; `holes` stay open."""

    paths: tuple[Path, ...]
    colour: Colour
    holes: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """Lines along paths, `width` mm, dashed where `dash` says on and off lengths."""

    paths: tuple[Path, ...]
    colour: Colour
    width: float
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One line of text.

    Args:
        x, y: on the base line, at the text's start, middle or end by `align`.
        size: em size, mm.
        rotation: degrees counter-clockwise about (x, y).
    """

    x: float
    y: float
    text: str
    size: float
    colour: Colour = "#16202C"
    bold: bool = False
    align: Align = "start"
    rotation: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A two-colour picture of cells, as a barcode is: rows from the top, 1 is dark.

    Args:
        x, y: its lower left corner.
        cell_width, cell_height: of one cell, mm.
    """

    x: float
    y: float
    cell_width: float
    cell_height: float
    rows: tuple[bytes, ...]
    colour: Colour = "#000000"

    @property
    def width(self) -> float:
        """Of the whole picture, mm."""
        return self.cell_width * len(self.rows[0])

    @property
    def height(self) -> float:
        """Of the whole picture, mm."""
        return self.cell_height * len(self.rows)


type Item = Fill | Stroke | Text | Image


@dataclass(frozen=True, slots=True)
class Drawing:
    """A page or a part of one: its size in mm and what stands on it, first things lowest."""

    width: float
    height: float
    items: tuple[Item, ...] = field(default=())

    def texts(self) -> list[str]:
        """Every text on it, in drawing order."""
        return [item.text for item in self.items if isinstance(item, Text)]


def placed(items: Iterable[Item], x: float, y: float, scale: float = 1.0) -> tuple[Item, ...]:
    """The items enlarged about their corner and laid with that corner at (x, y) mm."""
    matrix = Matrix(a=scale, d=scale, tx=x, ty=y)
    return tuple(_placed(item, matrix, scale) for item in items)


def _placed(item: Item, matrix: Matrix, scale: float) -> Item:
    match item:
        case Fill():
            return replace(item, paths=_all(item.paths, matrix), holes=_all(item.holes, matrix))
        case Stroke():
            dash = tuple(length * scale for length in item.dash)
            return replace(
                item, paths=_all(item.paths, matrix), width=item.width * scale, dash=dash
            )
        case Text():
            x, y = matrix.apply((item.x, item.y))
            return replace(item, x=x, y=y, size=item.size * scale)
        case Image():
            x, y = matrix.apply((item.x, item.y))
            wide, high = item.cell_width * scale, item.cell_height * scale
            return replace(item, x=x, y=y, cell_width=wide, cell_height=high)


def _all(paths: tuple[Path, ...], matrix: Matrix) -> tuple[Path, ...]:
    return tuple(path.transformed(matrix) for path in paths)


def runs(row: bytes) -> Iterator[tuple[int, int]]:
    """Start and length of every run of dark cells in a row of an image."""
    start = row.find(1)
    while start >= 0:
        end = row.find(0, start)
        end = len(row) if end < 0 else end
        yield start, end - start
        start = row.find(1, end)
