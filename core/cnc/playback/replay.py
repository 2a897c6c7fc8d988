"""What a program from anywhere would do: pieces, holes, pockets, dangers. Never a proof."""

from __future__ import annotations

import math
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from core.cnc.playback.comments import sheet_comment
from core.cnc.playback.cutting import check_cutting, check_lengths
from core.cnc.playback.findings import ProofFinding, bounded, finding
from core.cnc.playback.frame import sheet_to_machine
from core.cnc.playback.motion import check_motion, room_for
from core.cnc.playback.program import Kind, Move, Program
from core.cnc.playback.reader import read
from core.cnc.playback.shapes import EMPTY, grow
from core.cnc.playback.sweep import Stage, Swept, cuts_of, is_too_much, plane_points
from core.machine.profile import MachineProfile, Tool, ToolKind

RAPID = 30_000.0
"""Rapid speed that the time estimate takes, mm/min; no profile says a machine's own."""

CHANGE = 8.0
"""Seconds that the estimate takes for one tool change."""

THIN = 0.5
"""A piece on a skin up to this is shown as cut out and held (mm)."""

THICKNESS = 18.0
"""Assumed where neither the caller nor the program says it (mm)."""

MOST_CUTS = 20_000
"""More cuts than this are listed but not cut out (time and memory)."""

_SLIVER = 1.0


@dataclass(frozen=True, slots=True)
class FallenPiece:
    """A piece that comes loose: its area in the sheet frame, and whether a skin holds it."""

    shape: BaseGeometry
    held: bool


@dataclass(frozen=True, slots=True)
class DrilledHole:
    """A plunge into the board: centre in the sheet frame, depth from the top, mm."""

    x: float
    y: float
    diameter: float
    depth: float
    through: bool
    tool: str
    line: int


@dataclass(frozen=True, slots=True)
class Hollow:
    """An area milled to one depth (mm from the top) without going through, sheet frame."""

    shape: BaseGeometry
    depth: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """A program played back.

    Args:
        machine: name of the profile.
        stage: the map and heights used.
        length, width, thickness: of the sheet, mm.
        assumed: whether the size is neither the caller's nor the program's.
        moves: in the machine frame.
        pieces: what comes loose inside the sheet.
        dangers: what is wrong with the program on its own.
        extents: (x0, y0, z0, x1, y1, z1) of the feed moves in the machine frame, None
            without any.
        seconds: an estimate.
        tools: numbers and names in order of use; the name is empty for an unknown number.
    """

    machine: str
    stage: Stage
    length: float
    width: float
    thickness: float
    assumed: bool
    moves: tuple[Move, ...]
    pieces: tuple[FallenPiece, ...]
    holes: tuple[DrilledHole, ...]
    hollows: tuple[Hollow, ...]
    dangers: tuple[ProofFinding, ...]
    extents: tuple[float, float, float, float, float, float] | None
    seconds: float
    tools: tuple[tuple[str, str], ...]


def replay(
    program: bytes,
    profile: MachineProfile,
    *,
    length: float | None = None,
    width: float | None = None,
    thickness: float | None = None,
) -> Replay:
    """Play a program back on a sheet.

    Args:
        program: the file.
        profile: of the machine that would run it.
        length: of the sheet in mm; else as the program's header comment
            `( CHAPA length X width X thickness )` says, else the profile's usual sheet.
        width: likewise.
        thickness: likewise, the real one.
    """
    read_back = read(program, profile)
    header = sheet_comment(read_back)
    usual = (profile.nesting.sheet_length, profile.nesting.sheet_width, THICKNESS)
    given = (length, width, thickness)
    size = [g or h for g, h in zip(given, header or usual, strict=True)]
    mapping = sheet_to_machine(profile.frame, size[0], size[1])
    stage = Stage(mapping, size[2], size[2] if profile.frame.z_zero == "top" else 0.0)
    room = room_for(profile, stage)
    too_much = is_too_much(read_back.moves)
    cuts = [] if too_much else cuts_of(read_back.moves, room.tools, stage)
    dangers = [
        *read_back.findings,
        *check_motion(read_back, room),
        *check_cutting(read_back, room),
        *check_lengths(cuts, stage.top),
    ]
    if too_much or len(cuts) > MOST_CUTS:
        dangers.append(finding("arquivo_grande", {"bytes": len(program)}))
        cuts = []
    swept = Swept(cuts)
    plate = shapely.box(0.0, 0.0, size[0], size[1])
    return Replay(
        machine=profile.name,
        stage=stage,
        length=size[0],
        width=size[1],
        thickness=size[2],
        assumed=header is None and None in given,
        moves=read_back.moves,
        pieces=_pieces(plate, swept),
        holes=_holes(swept, stage),
        hollows=_hollows(swept, stage),
        dangers=bounded(dangers),
        extents=None if too_much else _extents(read_back),
        seconds=_seconds(read_back),
        tools=_tools(read_back, room.tools),
    )


def _pieces(plate: BaseGeometry, swept: Swept) -> tuple[FallenPiece, ...]:
    every = range(len(swept.cuts))
    through = swept.slice(every, 0.0)
    nearly = swept.slice(every, THIN)
    found = []
    for piece in shapely.get_parts(shapely.difference(plate, nearly)):
        if piece.area < _SLIVER or piece.distance(plate.exterior) < 1e-6:
            continue
        rim = shapely.difference(grow(piece, 0.2), grow(piece, 0.05))
        held = shapely.difference(rim, through).area > 0.01 * rim.area
        found.append(FallenPiece(shapely.simplify(piece, 0.01), bool(held)))
    return tuple(sorted(found, key=lambda piece: piece.shape.bounds))


def _holes(swept: Swept, stage: Stage) -> tuple[DrilledHole, ...]:
    deepest: dict[tuple[float, float, str], DrilledHole] = {}
    for cut in swept.cuts:
        if not cut.is_plunge or cut.tool.kind is not ToolKind.DRILL:
            continue
        x, y = cut.points[0]
        hole = DrilledHole(
            x,
            y,
            cut.tool.cutting_diameter,
            stage.top - cut.low,
            cut.low <= -cut.tool.point + 1e-6,
            cut.tool.number,
            cut.line,
        )
        key = (round(x, 2), round(y, 2), cut.tool.number)
        if key not in deepest or deepest[key].depth < hole.depth:
            deepest[key] = hole
    return tuple(deepest.values())


def _hollows(swept: Swept, stage: Stage) -> tuple[Hollow, ...]:
    """Milled areas by depth; what was cut deeper later counts there."""
    floors: dict[float, list[int]] = {}
    for index, cut in enumerate(swept.cuts):
        if cut.tool.kind is ToolKind.MILL and cut.is_level:
            floors.setdefault(round(cut.z0, 3), []).append(index)
    deeper = EMPTY
    found: list[Hollow] = []
    for floor in sorted(floors):
        here = shapely.union_all([swept.whole(index) for index in floors[floor]])
        if floor > THIN:
            left = shapely.get_parts(shapely.difference(here, deeper))
            found.extend(
                Hollow(shapely.simplify(shape, 0.01), stage.top - floor)
                for shape in left
                if shape.area > _SLIVER
            )
        deeper = shapely.union(deeper, grow(here, 0.02))
    return tuple(found)


def _extents(program: Program) -> tuple[float, float, float, float, float, float] | None:
    points: list[tuple[float, float, float]] = []
    for move in program.moves:
        z = move.end[2]
        if move.kind is not Kind.RAPID and z is not None and None not in move.end:
            points.extend((x, y, z) for x, y in plane_points(move))
    if not points:
        return None
    xs, ys, zs = zip(*points, strict=True)
    return (min(xs), min(ys), min(zs), max(xs), max(ys), max(zs))


def _seconds(program: Program) -> float:
    total = CHANGE * len(program.changes)
    for move in program.moves:
        speed = RAPID if move.kind is Kind.RAPID else move.feed or RAPID
        total += _length(move) / max(speed, 1.0) * 60.0
    return total


def _length(move: Move) -> float:
    """Of the path in space, mm; 0 where the place is not known."""
    (x0, y0, z0), (x1, y1, z1) = move.start, move.end
    if x0 is None or y0 is None or z0 is None or x1 is None or y1 is None or z1 is None:
        return 0.0
    across = math.dist((x0, y0), (x1, y1))
    if move.kind is Kind.ARC:
        across = abs(move.turn) * math.dist((x0, y0), move.centre)
    return math.hypot(across, z1 - z0)


def _tools(program: Program, tools: dict[str, Tool]) -> tuple[tuple[str, str], ...]:
    order = dict.fromkeys(change.tool for change in program.changes)
    return tuple((number, tools[number].name if number in tools else "") for number in order)
