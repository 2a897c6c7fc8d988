"""Rules that every move keeps, whatever the sheet: heights, rapids, table, clamps, ends."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from core.cnc.playback.findings import ProofFinding, Values, finding
from core.cnc.playback.program import Kind, Move, Program, Spindle
from core.cnc.playback.sweep import Stage, plane_points
from core.machine.profile import Frame, MachineProfile, Tool, Zone

EXACT = 0.001
"""What decimals of a program may cost (mm)."""

STILL = 1e-6


@dataclass(frozen=True, slots=True)
class Room:
    """What the moves of one program are held against, heights in mm over the table."""

    profile: MachineProfile
    stage: Stage
    clear: float
    approach: float
    tools: dict[str, Tool]


def room_for(profile: MachineProfile, stage: Stage) -> Room:
    """The room of this board."""
    clear, approach = profile.heights.effective(stage.top)
    return Room(profile, stage, clear, approach, {tool.number: tool for tool in profile.tools})


def check_motion(program: Program, room: Room) -> Iterator[ProofFinding]:
    """Everything wrong with where the moves go and how."""
    for move in program.moves:
        yield from _limits(move, room)
        if move.kind is Kind.RAPID:
            yield from _rapid(move, room)
    yield from _zones(program, room)
    yield from _changes(program, room)
    yield from _end(program, room)


def _at(move: Move, room: Room) -> tuple[float, float] | None:
    x, y, _ = move.end
    return room.stage.mapping.back(x, y) if x is not None and y is not None else None


def _limits(move: Move, room: Room) -> Iterator[ProofFinding]:
    frame = room.profile.frame
    x, y, z = move.end
    if z is not None:
        height = room.stage.over_table(z)
        if height < frame.z_min - STILL:
            yield finding("abaixo_do_minimo", {"z": z}, line=move.line, at=_at(move, room))
        if height > frame.z_max + STILL:
            yield finding("acima_do_maximo", {"z": z}, line=move.line, at=_at(move, room))
    if move.kind is Kind.ARC and not _whole_circle_on_table(move, frame):
        places = plane_points(move)
    else:
        places = [(0.0 if x is None else x, 0.0 if y is None else y)]
    outside = any(
        not (-STILL <= px <= frame.table_x + STILL and -STILL <= py <= frame.table_y + STILL)
        for px, py in places
    )
    if outside:
        yield finding("fora_da_mesa", line=move.line, at=_at(move, room))


def _whole_circle_on_table(move: Move, frame: Frame) -> bool:
    """Whether even the whole circle stays on the table, so that the arc need not be walked."""
    radius = math.dist((move.start[0] or 0.0, move.start[1] or 0.0), move.centre)
    cx, cy = move.centre
    return radius <= min(cx, cy, frame.table_x - cx, frame.table_y - cy)


def _rapid(move: Move, room: Room) -> Iterator[ProofFinding]:
    (x0, y0, z0), (x1, y1, z1) = move.start, move.end
    across = x0 != x1 or y0 != y1
    place = _at(move, room)
    if z1 is None or (z0 is None and across):
        yield finding("rapido_sem_altura", line=move.line, at=place)
        return
    end = room.stage.over_table(z1)
    start = end if z0 is None else room.stage.over_table(z0)
    if across:
        if min(start, end) < room.stage.top - EXACT:
            yield finding("rapido_na_chapa", {"z": z1}, line=move.line, at=place)
        elif min(start, end) < room.clear - EXACT:
            yield finding("rapido_baixo", {"z": z1, "clear": room.clear}, line=move.line, at=place)
    elif end < start - STILL and end < room.approach - EXACT:
        code = "rapido_na_chapa" if end < room.stage.top - EXACT else "rapido_desce_demais"
        yield finding(code, {"z": z1, "approach": room.approach}, line=move.line, at=place)


def _zones(program: Program, room: Room) -> Iterator[ProofFinding]:
    for zone in room.profile.zones:
        box = shapely.box(zone.x, zone.y, zone.x + zone.length, zone.y + zone.width)
        for move in program.moves:
            if _touches(move, zone, box, room):
                values: Values = {"name": zone.name}
                yield finding("zona", values, line=move.line, at=_at(move, room))


def _touches(move: Move, zone: Zone, box: BaseGeometry, room: Room) -> bool:
    (x0, y0, z0), (x1, y1, z1) = move.start, move.end
    if z1 is None or x1 is None or y1 is None:
        return False
    lowest = min(room.stage.over_table(z) for z in (z0, z1) if z is not None)
    if lowest >= zone.height:
        return False
    points = plane_points(move) if x0 is not None and y0 is not None else [(x1, y1)]
    path = shapely.LineString(points) if len(points) > 1 else shapely.Point(points[0])
    tool = room.tools.get(move.tool or "")
    radius = tool.cutting_diameter / 2.0 if tool else 0.0
    return bool(path.distance(box) < radius + STILL)


def _changes(program: Program, room: Room) -> Iterator[ProofFinding]:
    for change in program.changes:
        if change.tool not in room.tools:
            yield finding("ferramenta_inexistente", {"tool": change.tool}, line=change.line)
        if change.z is not None and room.stage.over_table(change.z) < room.clear - EXACT:
            yield finding("troca_baixa", {"z": change.z}, line=change.line)


def _end(program: Program, room: Room) -> Iterator[ProofFinding]:
    if program.ended is None:
        yield finding("sem_fim")
    if program.spindle is not Spindle.OFF:
        yield finding("fim_girando", line=program.ended)
    last = program.moves[-1].end[2] if program.moves else None
    if last is not None and room.stage.over_table(last) < room.clear - EXACT:
        yield finding("fim_baixo", {"z": last}, line=program.ended)
