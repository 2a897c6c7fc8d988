"""Going down: passes by stepdown, ramps along the tool's own kerf, tabs left standing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.cnc.moves import Line, Move, Stroke
from core.cnc.tabs import Tab
from core.cnc.track import Track
from core.errors import InputError
from core.machine.profile import Tool

LEAD = 0.5
"""A cutter meets the board this much above it, already on its ramp (mm)."""

_EASE = 0.98
"""Ramps are this much flatter than the tool allows: rounding must not make them steeper."""

_FREE = 8.0
"""There is no other tab this close after a tab (mm)."""

_SHORT = 0.5
"""A track shorter than this is a point: the cutter plunges (mm)."""


@dataclass(frozen=True, slots=True)
class Depths:
    """Where a cut begins and the height of every pass, over the table, mm."""

    top: float
    passes: tuple[float, ...]


def depths(top: float, bottom: float, tool: Tool) -> Depths:
    """Even passes no deeper than the stepdown; a compression cutter's first one deep enough.

    Raises:
        InputError: the up-cut length asks for a deeper first pass than the stepdown allows.
    """
    whole = top - bottom
    first = min(tool.up_cut_length, whole)
    if first > tool.stepdown + 1e-9:
        raise InputError("cnc.up_cut_over_stepdown", tool=tool.name)
    count = max(1, math.ceil(whole / tool.stepdown - 1e-9))
    step = whole / count
    if step + 1e-9 >= first:
        heights = [top - step * n for n in range(1, count)]
    else:
        rest = math.ceil((whole - first) / tool.stepdown - 1e-9)
        heights = [top - first - (whole - first) / rest * n for n in range(rest)]
    return Depths(top, (*heights, bottom))


def around(
    track: Track,
    depth: Depths,
    tool: Tool,
    *,
    overlap: float,
    tabs: Sequence[Tab] = (),
    slow_end: float = 0.0,
    start: float = 0.0,
) -> Stroke:
    """A closed track cut down to the last pass: ramp, full round, ramp, full round, overlap.

    Args:
        track: of the cutter's centre, closed.
        depth: where the board begins and the height of every pass.
        tool: gives feeds and ramp.
        overlap: how far the last pass goes on past its start, mm.
        tabs: bridges that the passes climb over.
        start: position on the track where the cutter enters.
        slow_end: the last way of the last pass at the reduced feed, mm.
    """
    walker = _Walker(track, tabs, tool)
    x, y = track.point(start)
    moves: list[Move] = [Line(x, y, depth.top + LEAD, tool.feed_plunge)]
    position, height = start, depth.top + LEAD
    for low in depth.passes:
        way = ramp_length(height - low, tool)
        moves += walker.walk(position, position + way, height, low, tool.feed_ramp)
        position, height = position + way, low
        last = low == depth.passes[-1]
        end = position + track.length + (overlap if last else 0.0)
        slow = min(slow_end, track.length) if last else 0.0
        moves += walker.walk(position, end - slow, low, low, tool.feed_cut)
        moves += walker.walk(end - slow, end, low, low, tool.feed_reduced)
        position = end
    return Stroke((x, y), tuple(moves))


def along(track: Track, depth: Depths, tool: Tool) -> Stroke:
    """An open track cut to and fro, every pass entered by a ramp there and back."""
    if track.length <= _SHORT:
        return plunge(track, depth, tool)
    x, y = track.point(0.0)
    moves: list[Move] = [Line(x, y, depth.top + LEAD, tool.feed_plunge)]
    height, way = depth.top + LEAD, track
    for low in depth.passes:
        moves += zigzag(way, 0.0, way.length, height, low, tool)
        moves += way.walk(0.0, way.length, low, low, tool.feed_cut)
        height, way = low, way.backwards()
    return Stroke((x, y), tuple(moves))


def zigzag(
    track: Track, at: float, room: float, height: float, low: float, tool: Tool
) -> list[Move]:
    """A ramp to and fro on the track that ends where it began, within `room` mm after that."""
    way = ramp_length(height - low, tool)
    legs = 2 * max(1, math.ceil(way / 2.0 / room))
    leg, moves = min(way / legs, room), list[Move]()
    back = track.backwards()
    for n in range(legs):
        first = height + (low - height) * n / legs
        last = height + (low - height) * (n + 1) / legs
        if n % 2 == 0:
            moves += track.walk(at, at + leg, first, last, tool.feed_ramp)
        else:
            start = track.length - at - leg
            moves += back.walk(start, start + leg, first, last, tool.feed_ramp)
    return moves


def plunge(track: Track, depth: Depths, tool: Tool) -> Stroke:
    """Straight down and along what little there is.

    Raises:
        InputError: the cutter does not cut at its centre.
    """
    if not tool.centre_cutting:
        raise InputError("cnc.no_plunge", tool=tool.name)
    x, y = track.point(0.0)
    end = track.point(track.length) if not track.closed else (x, y)
    moves: list[Move] = []
    for low in depth.passes:
        moves.append(Line(x, y, low, tool.feed_plunge))
        if math.dist(end, (x, y)) > 1e-6:
            moves += [Line(*end, low, tool.feed_cut), Line(x, y, low, tool.feed_cut)]
    return Stroke((x, y), tuple(moves))


def ramp_length(fall: float, tool: Tool) -> float:
    """The way a ramp needs for this fall, mm."""
    return fall / math.tan(math.radians(min(tool.ramp_angle, 80.0) * _EASE))


class _Walker:
    """Walks a track and climbs over its tabs."""

    def __init__(self, track: Track, tabs: Sequence[Tab], tool: Tool) -> None:
        self.track = track
        self.tabs = tabs
        self.tool = tool
        self._height: float | None = None

    def walk(
        self, first: float, last: float, z_from: float, z_to: float, feed: float
    ) -> list[Move]:
        """As `Track.walk`, never under a tab's top within the tab."""
        if not self.tabs or last - first <= 1e-6:
            return self.track.walk(first, last, z_from, z_to, feed)
        moves: list[Move] = []
        fall = (z_to - z_from) / (last - first)
        height = z_from if self._height is None else self._height
        for begin, end in pairwise([first, *self._edges(first, last), last]):
            low, high = z_from + fall * (begin - first), z_from + fall * (end - first)
            tab = self._tab((begin + end) / 2.0)
            top = tab.top if tab else -math.inf
            moves += self._step(begin, height, max(low, top))
            moves += self.track.walk(begin, end, max(low, top), max(high, top), feed)
            height = max(high, top)
        # what ends on a tab goes down behind it, in the next walk
        self._height = height
        return moves

    def _step(self, position: float, height: float, wanted: float) -> list[Move]:
        """Up or down on the spot; a cutter that cannot plunge ramps down to and fro."""
        if abs(wanted - height) <= 1e-9:
            return []
        if wanted > height or self.tool.centre_cutting:
            return [Line(*self.track.point(position), wanted, self.tool.feed_plunge)]
        return zigzag(self.track, position, _FREE, height, wanted, self.tool)

    def _edges(self, first: float, last: float) -> list[float]:
        """Where tabs begin and end between two positions, rounds counted."""
        length, found = self.track.length, []
        for tab in self.tabs:
            for edge in (tab.first, tab.last):
                turn = math.ceil((first - edge) / length)
                while edge + turn * length < last:
                    found.append(edge + turn * length)
                    turn += 1
        return sorted(e for e in found if first + 1e-6 < e < last - 1e-6)

    def _tab(self, position: float) -> Tab | None:
        inside = position % self.track.length
        for tab in self.tabs:
            if tab.first <= inside <= tab.last:
                return tab
        return None
