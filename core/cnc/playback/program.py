"""A program as read: its moves with the whole state of the machine at each."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from core.cnc.playback.findings import ProofFinding

type Place = tuple[float | None, float | None, float | None]
"""X, Y, Z in the program's own numbers; None where the program has not said yet."""


class Kind(StrEnum):
    """How the tool gets there."""

    RAPID = "rapid"
    FEED = "feed"
    ARC = "arc"


class Spindle(StrEnum):
    """What the spindle does."""

    OFF = "off"
    CW = "cw"
    CCW = "ccw"


class Move(NamedTuple):
    """One move, in the machine frame, mm and mm/min.

    `start` has None where the program had not said the place yet. `centre` and `turn` are of
    an arc: the signed angle in radians, positive counter-clockwise, never zero.
    """

    line: int
    kind: Kind
    start: Place
    end: tuple[float | None, float | None, float | None]
    feed: float | None
    tool: str | None
    spindle: Spindle
    rpm: float | None
    head: bool
    centre: tuple[float, float] = (0.0, 0.0)
    turn: float = 0.0


class ToolChange(NamedTuple):
    """An M6: its line, the tool, and the height at which it happens."""

    line: int
    tool: str
    z: float | None


@dataclass(frozen=True, slots=True)
class Program:
    """What the reader understood.

    Args:
        moves: in order.
        changes: tool changes.
        comments: (line, text).
        ended: the line of M30, None without one.
        spindle: at the end.
        head: whether the boring head still runs at the end.
        findings: everything about the text itself.
    """

    moves: tuple[Move, ...]
    changes: tuple[ToolChange, ...] = ()
    comments: tuple[tuple[int, str], ...] = ()
    ended: int | None = None
    spindle: Spindle = Spindle.OFF
    head: bool = False
    findings: tuple[ProofFinding, ...] = field(default=())
