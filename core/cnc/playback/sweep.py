"""The virtual cut: feed moves below the board's top, as swept shapes in the sheet frame."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from core.cnc.playback.cutters import is_straight, quarter_segments, radius_at
from core.cnc.playback.frame import Mapping2D
from core.cnc.playback.program import Kind, Move
from core.machine.profile import Tool

CHORD = 0.002
"""Arcs of a program become chords this close (mm)."""

LEVEL = 1e-6
MOST_POINTS = 3_000_000
"""More points than this are not cut out; a full sheet of curved parts has a tenth of it."""

_SLOPE_PIECES = 16

type Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a program runs: its sheet's map, real top and Z of zero, mm over the table."""

    mapping: Mapping2D
    top: float
    z_zero: float

    def over_table(self, z: float) -> float:
        """Height over the table of a Z of the program."""
        return z + self.z_zero


@dataclass(frozen=True, slots=True)
class Cut:
    """A piece of path that one tool cuts.

    Args:
        first, last: indices of the program's moves.
        line: of the first of them.
        z0, z1: height of the tip over the table where it begins and ends.
        points: in the sheet frame; a single one where the tool goes straight down or up.
    """

    first: int
    last: int
    line: int
    tool: Tool
    z0: float
    z1: float
    points: tuple[Point, ...]

    @property
    def low(self) -> float:
        """The lowest height of the tip."""
        return min(self.z0, self.z1)

    @property
    def middle(self) -> float:
        """The height of the tip half way."""
        return (self.z0 + self.z1) / 2.0

    @property
    def is_level(self) -> bool:
        """Whether the tip keeps its height."""
        return abs(self.z0 - self.z1) <= LEVEL

    @property
    def is_plunge(self) -> bool:
        """Whether the tool moves along its axis alone."""
        return len(self.points) == 1

    @property
    def length(self) -> float:
        """Of the path in the plane, mm."""
        pairs = zip(self.points, self.points[1:], strict=False)
        return sum(math.dist(one, two) for one, two in pairs)

    def line_geometry(self) -> BaseGeometry:
        """The centre line, or the centre."""
        if self.is_plunge:
            return shapely.Point(self.points[0])
        return shapely.LineString(self.points)


def cuts_of(moves: Sequence[Move], tools: dict[str, Tool], stage: Stage) -> list[Cut]:
    """All cuts of a program; level feed moves in a row become one."""
    found: list[Cut] = []
    run: list[Cut] = []
    for index, move in enumerate(moves):
        cut = _cut(index, move, tools, stage)
        if cut is not None and run and _goes_on(run[-1], cut):
            run.append(cut)
            continue
        found.extend(_joined(run))
        run = [] if cut is None else [cut]
    found.extend(_joined(run))
    return found


def _goes_on(one: Cut, two: Cut) -> bool:
    together = one.last + 1 == two.first and one.tool is two.tool
    flat = one.is_level and two.is_level and abs(one.z0 - two.z0) <= LEVEL
    return together and flat and not one.is_plunge and not two.is_plunge


def _joined(run: Sequence[Cut]) -> list[Cut]:
    if len(run) < 2:
        return list(run)
    points = list(run[0].points)
    for cut in run[1:]:
        points.extend(cut.points[1:])
    first, last = run[0], run[-1]
    return [Cut(first.first, last.last, first.line, first.tool, first.z0, last.z1, tuple(points))]


def _cut(index: int, move: Move, tools: dict[str, Tool], stage: Stage) -> Cut | None:
    tool = tools.get(move.tool or "")
    if move.kind is Kind.RAPID or tool is None:
        return None
    (x0, y0, z0), (x1, y1, z1) = move.start, move.end
    if x0 is None or y0 is None or z0 is None or x1 is None or y1 is None or z1 is None:
        return None
    low, high = stage.over_table(z0), stage.over_table(z1)
    if min(low, high) >= stage.top - LEVEL:
        return None
    points = tuple(stage.mapping.back(x, y) for x, y in plane_points(move))
    return Cut(index, index, move.line, tool, low, high, points)


def plane_points(move: Move) -> list[Point]:
    """The move in the plane of the machine: chords of arcs, one point where it stands still."""
    start = (move.start[0] or 0.0, move.start[1] or 0.0)
    end = (move.end[0] or 0.0, move.end[1] or 0.0)
    if move.kind is not Kind.ARC:
        return [start] if math.dist(start, end) < LEVEL else [start, end]
    cx, cy = move.centre
    radius = math.dist(start, move.centre)
    first = math.atan2(start[1] - cy, start[0] - cx)
    count = _chords(move)
    angles = (first + move.turn * n / count for n in range(1, count))
    middle = [(cx + radius * math.cos(a), cy + radius * math.sin(a)) for a in angles]
    return [start, *middle, end]


def _chords(move: Move) -> int:
    """How many chords an arc becomes."""
    radius = math.dist((move.start[0] or 0.0, move.start[1] or 0.0), move.centre)
    step = 2.0 * math.acos(max(-1.0, 1.0 - CHORD / radius)) if radius > CHORD else 1.0
    return max(2, math.ceil(abs(move.turn) / max(step, 1e-3)))


def is_too_much(moves: Sequence[Move]) -> bool:
    """Whether cutting this program out would take more memory than any real one needs."""
    arcs = sum(_chords(move) for move in moves if move.kind is Kind.ARC)
    return arcs + len(moves) > MOST_POINTS


class Swept:
    """The cuts of one program with their shapes, found by place."""

    def __init__(self, cuts: Sequence[Cut]) -> None:
        self.cuts = tuple(cuts)
        self.lines = [cut.line_geometry() for cut in self.cuts]
        self._whole: dict[int, BaseGeometry] = {}
        reach = [cut.tool.cutting_diameter / 2.0 for cut in self.cuts]
        boxes = [
            shapely.box(*_grown(line.bounds, r)) for line, r in zip(self.lines, reach, strict=True)
        ]
        self._tree = shapely.STRtree(boxes)

    def near(self, window: BaseGeometry) -> list[int]:
        """Indices of the cuts whose box touches the window's, in order."""
        return sorted(int(index) for index in self._tree.query(window))

    def whole(self, index: int) -> BaseGeometry:
        """Everything that a cut takes, seen from above, as wide as its tool."""
        found = self._whole.get(index)
        if found is None:
            radius = self.cuts[index].tool.cutting_diameter / 2.0
            found = self._whole[index] = _grow(self.lines[index], radius)
        return found

    def at(self, index: int, height: float) -> BaseGeometry | None:
        """What a cut takes of the slice at this height over the table."""
        cut = self.cuts[index]
        if cut.low >= height:
            return None
        if is_straight(cut.tool):
            if max(cut.z0, cut.z1) < height or cut.is_plunge:
                return self.whole(index)
            return _grow(_below(cut, height), cut.tool.cutting_diameter / 2.0)
        if cut.is_plunge or cut.is_level:
            radius = radius_at(cut.tool, height - cut.low)
            return _grow(self.lines[index], radius) if radius > 0.0 else None
        return _sloped(cut, height)

    def slice(self, indices: Iterable[int], height: float) -> BaseGeometry:
        """What these cuts take of the slice at this height."""
        return self.slices(indices, (height,))[height]

    def slices(self, indices: Iterable[int], heights: Sequence[float]) -> dict[float, BaseGeometry]:
        """What these cuts take of each slice; heights rise, and what is gone below is gone above.

        A tool is never narrower above its tip, so every slice contains the one under it.
        """
        found: dict[float, BaseGeometry] = {}
        open_ones = list(indices)
        gone: BaseGeometry = shapely.Polygon()
        for height in heights:
            shapes = [shape for i in open_ones if (shape := self.at(i, height)) is not None]
            open_ones = [i for i in open_ones if not self._is_whole(i, height)]
            gone = found[height] = shapely.union_all([gone, *shapes])
        return found

    def _is_whole(self, index: int, height: float) -> bool:
        """Whether a cut takes no more at any greater height."""
        cut = self.cuts[index]
        high = cut.low if cut.is_plunge else max(cut.z0, cut.z1)
        full = cut.tool.cutting_diameter / 2.0
        return high < height and radius_at(cut.tool, height - high) >= full


def _grown(bounds: Sequence[float], by: float) -> tuple[float, float, float, float]:
    return (bounds[0] - by, bounds[1] - by, bounds[2] + by, bounds[3] + by)


def _grow(line: BaseGeometry, radius: float) -> BaseGeometry:
    found: BaseGeometry = shapely.buffer(line, radius, quad_segs=quarter_segments(radius))
    return found


def _below(cut: Cut, height: float) -> BaseGeometry:
    """The part of a sloped path where the tip is under this height."""
    share = (height - cut.z0) / (cut.z1 - cut.z0)
    low, high = (share, 1.0) if cut.z1 < cut.z0 else (0.0, share)
    line = shapely.LineString(cut.points)
    return _stretch(line, low, high)


def _stretch(line: BaseGeometry, low: float, high: float) -> BaseGeometry:

    found: BaseGeometry = substring(line, low, high, normalized=True)
    return found


def _sloped(cut: Cut, height: float) -> BaseGeometry | None:
    """A sloped cut of a drill, V or ball: pieces of slowly changing width."""
    line = shapely.LineString(cut.points)
    pieces = []
    for n in range(_SLOPE_PIECES):
        low, high = n / _SLOPE_PIECES, (n + 1) / _SLOPE_PIECES
        middle = cut.z0 + (cut.z1 - cut.z0) * (low + high) / 2.0
        radius = radius_at(cut.tool, height - middle)
        if radius > 0.0:
            pieces.append(_grow(_stretch(line, low, high), radius))
    return shapely.union_all(pieces) if pieces else None
