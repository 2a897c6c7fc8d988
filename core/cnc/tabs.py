"""Where tabs stand around a part: on straight sides, never on a corner or a banded edge.

A part that has no straight side, such as a disc, is held on its arcs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from core.cnc.offset import offset
from core.cnc.track import Track
from core.geometry import Matrix, Point
from core.layout.model import PlacedPart
from core.machine.profile import ReleaseRule, Tool
from core.parts import Face, Part

_CORNERS = (15.0, 8.0, 3.0)
"""Tabs keep the first distance from a corner where there is room, the last one always (mm)."""

_APART = 20.0
"""Between two tabs of one side (mm)."""

_ON_EDGE = 1.0
"""A side this close to an edge of the part's rectangle lies on it (mm)."""


class Tab(NamedTuple):
    """A bridge left standing: from and to along the track, its top over the table, mm."""

    first: float
    last: float
    top: float


@dataclass(slots=True)
class _Side:
    first: float
    length: float
    tabs: int = 0

    def takes_another(self, tab: float, corner: float) -> bool:
        pitch = self.length / (self.tabs + 2)
        return pitch >= corner + tab / 2.0 and (self.tabs == 0 or pitch >= tab + _APART)


def tabs_of_part(part: Part, tool: Tool, rule: ReleaseRule) -> tuple[Tab, ...]:
    """The tabs of a part on its own, in its cut frame."""
    ring = offset(part.cut_outline, tool.cutting_diameter / 2.0)[0]
    on_band = _banded(part.bands.faces, part.cut_size, Matrix())
    return _tabs(Track(ring), tool, rule, on_band)


def tabs_of(placed: PlacedPart, track: Track, tool: Tool, rule: ReleaseRule) -> tuple[Tab, ...]:
    """The tabs of a placed part on the track of its contour."""
    size = (placed.cut_length, placed.cut_width)
    return _tabs(track, tool, rule, _banded(placed.banded, size, placed.matrix.inverse()))


def _tabs(
    track: Track, tool: Tool, rule: ReleaseRule, on_band: Callable[[Point], bool]
) -> tuple[Tab, ...]:
    """As many as the rule wants where they fit, fewer elsewhere.

    The cutter lifts its radius before a tab and comes down its radius after it, so that the
    bridge itself is as long as the rule says.
    """
    lifted = rule.tab_length + tool.cutting_diameter
    found: list[_Side] = []
    for corner in _CORNERS:
        found = [
            _Side(first, length)
            for first, length, start, end in track.straights() or track.rounds()
            if not on_band(((start[0] + end[0]) / 2.0, (start[1] + end[1]) / 2.0))
        ]
        if _share_out(found, rule.tabs, lifted, corner):
            break
    return tuple(
        Tab(middle - lifted / 2.0, middle + lifted / 2.0, rule.tab_height)
        for side in found
        for middle in _middles(side)
    )


def _share_out(sides: Sequence[_Side], wanted: int, lifted: float, corner: float) -> bool:
    """Tabs go where they stand widest apart."""
    for _ in range(wanted):
        able = [side for side in sides if side.takes_another(lifted, corner)]
        if not able:
            return False
        max(able, key=lambda side: side.length / (side.tabs + 2)).tabs += 1
    return True


def _middles(side: _Side) -> list[float]:
    pitch = side.length / (side.tabs + 1)
    return [side.first + pitch * (n + 1) for n in range(side.tabs)]


def _banded(
    faces: Sequence[Face], size: tuple[float, float], to_part: Matrix
) -> Callable[[Point], bool]:
    def on_band(middle: Point) -> bool:
        x, y = to_part.apply(middle)
        near = {
            Face.L1: x <= _ON_EDGE,
            Face.L3: x >= size[0] - _ON_EDGE,
            Face.C1: y <= _ON_EDGE,
            Face.C2: y >= size[1] - _ON_EDGE,
        }
        return any(near[face] for face in faces)

    return on_band
