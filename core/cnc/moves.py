"""Canonical moves: what a cutter does on a sheet, before any controller's words.

XY in the sheet frame, Z over the table (0 is the table's top, whatever the machine calls
zero), mm; feeds in mm/min.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from core.geometry import Point


class Line(NamedTuple):
    """A straight feed move to (x, y, z)."""

    x: float
    y: float
    z: float
    feed: float


class Turn(NamedTuple):
    """A circular (or helical) feed move of at most half a turn to (x, y, z)."""

    x: float
    y: float
    z: float
    feed: float
    cx: float
    cy: float
    ccw: bool


type Move = Line | Turn


@dataclass(frozen=True, slots=True)
class Stroke:
    """Feed moves between two visits to the clear height: enter over `start`, cut, lift."""

    start: Point
    moves: tuple[Move, ...]

    @property
    def end(self) -> Point:
        """Where the tool is lifted."""
        last = self.moves[-1]
        return (last.x, last.y)


class Phase(IntEnum):
    """The order of work on a sheet."""

    BLIND_DRILLING = 1
    THROUGH_DRILLING = 2
    POCKETS = 3
    CUTOUTS = 4
    CONTOURS = 5
    LAST_PASSES = 6
    OFFCUTS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One thing that one tool does, whole.

    Args:
        tool: number in the profile's table.
        operation: index into the placed part's operations, None for its contour.
        comment: what the program says of it.
        size: of the part it belongs to, mm²; small ones may go first.
    """

    phase: Phase
    tool: str
    strokes: tuple[Stroke, ...]
    comment: str = ""
    operation: int | None = None
    size: float = 0.0


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the user should know: a code of the catalogue and its values."""

    code: str
    values: dict[str, str | int | float | bool | None]
