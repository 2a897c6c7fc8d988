"""Rules of the cut itself: spindle, speed, feed, boring head, usable length, steps, ramps."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import shapely

from core.cnc.playback.findings import ProofFinding, Values, finding
from core.cnc.playback.motion import Room
from core.cnc.playback.program import Kind, Move, Program, Spindle
from core.cnc.playback.sweep import LEVEL, Cut, Swept
from core.machine.profile import Tool, ToolKind

SLACK = 0.02
"""Depths may differ this much (mm)."""

_SENSE = {"cw": Spindle.CW, "ccw": Spindle.CCW}
_LEAST_FEED = 0.1
_ANGLE_SLACK = 0.1
_ROUNDED = 0.01
"""What the decimals of both ends may add to a descent (mm)."""

_ASIDE = 0.001
"""Going aside by less than the decimals is going straight down (mm)."""

_PASS = 2.0
_REACH = 0.05
"""A path within this of what was cut before runs in it (mm)."""


def check_cutting(program: Program, room: Room) -> Iterator[ProofFinding]:
    """Every feed move turns the right way at a fitting speed, with a tool that exists."""
    off_code = any(code.effect == "boring_head_off" for code in room.profile.codes)
    for move in program.moves:
        if move.kind is Kind.RAPID:
            continue
        tool = room.tools.get(move.tool or "")
        if tool is None:
            code = "corte_sem_ferramenta" if move.tool is None else "ferramenta_inexistente"
            yield finding(code, {"tool": move.tool}, line=move.line)
            continue
        yield from _spindle(move, tool)
        yield from _feed(move, tool)
        yield from _head(move, tool, off_code=off_code)


def _spindle(move: Move, tool: Tool) -> Iterator[ProofFinding]:
    values: Values = {"tool": tool.number, "rpm": move.rpm}
    if move.spindle is Spindle.OFF:
        yield finding("eixo_parado", values, line=move.line)
    elif move.spindle is not _SENSE[tool.sense]:
        yield finding("sentido_errado", values, line=move.line)
    if move.rpm is None or not tool.rpm_min <= move.rpm <= tool.rpm_max:
        yield finding("rotacao", values, line=move.line)


def _feed(move: Move, tool: Tool) -> Iterator[ProofFinding]:
    least = _LEAST_FEED * min(tool.feed_reduced, tool.feed_plunge, tool.feed_ramp)
    most = _fastest(move, tool)
    if move.feed is None or not least <= move.feed <= most + 0.5:
        values: Values = {"tool": tool.number, "feed": move.feed, "most": most}
        yield finding("avanco", values, line=move.line)


def _fastest(move: Move, tool: Tool) -> float:
    every = max(tool.feed_plunge, tool.feed_ramp, tool.feed_cut)
    (x0, y0, z0), (x1, y1, z1) = move.start, move.end
    if z0 is None or z1 is None or z1 >= z0 - LEVEL:
        return tool.feed_cut if z0 == z1 else every
    if move.kind is Kind.FEED and x0 == x1 and y0 == y1:
        return tool.feed_plunge
    return max(tool.feed_ramp, tool.feed_plunge)


def _head(move: Move, tool: Tool, *, off_code: bool) -> Iterator[ProofFinding]:
    if tool.boring_head and not move.head:
        yield finding("magazine_desligado", {"tool": tool.number}, line=move.line)
    elif not tool.boring_head and move.head and off_code:
        yield finding("magazine_ligado", {"tool": tool.number}, line=move.line)


def check_lengths(cuts: Sequence[Cut], top: float) -> Iterator[ProofFinding]:
    """No tool goes deeper than it can cut."""
    for cut in cuts:
        if top - cut.low > cut.tool.flute_length + SLACK:
            values: Values = {"tool": cut.tool.number, "depth": round(top - cut.low, 3)}
            yield finding("comprimento_util", values, line=cut.line, at=cut.points[0])


def check_steps(swept: Swept, own: Sequence[int], top: float) -> Iterator[ProofFinding]:
    """Mills take no more than their step, ramp in gently, and plunge only if they can.

    Args:
        swept: all cuts of the program.
        own: those of one operation or contour, in order.
        top: of the board, mm over the table.
    """
    for at, index in enumerate(own):
        cut = swept.cuts[index]
        if cut.tool.kind is ToolKind.DRILL:
            continue
        if top - cut.middle > cut.tool.stepdown + SLACK:
            enough = cut.middle + cut.tool.stepdown + SLACK
            if not _inside(swept, own[:at], index, enough):
                values: Values = {"tool": cut.tool.number, "depth": round(top - cut.middle, 3)}
                yield finding("passo", values, line=cut.line, at=cut.points[0])
        yield from _entry(swept, own[:at], index)
    yield from _first_pass(swept, own, top)


def _inside(swept: Swept, earlier: Sequence[int], index: int, height: float) -> bool:
    """Whether the path runs in what was cut before down to this height."""
    line = swept.lines[index]
    before = [swept.whole(i) for i in earlier if swept.cuts[i].middle <= height]
    # most often one single pass above it made all the room
    if any(shape.covers(line) for shape in reversed(before)):
        return True
    return bool(before) and bool(shapely.union_all(before).buffer(_REACH).covers(line))


def _entry(swept: Swept, earlier: Sequence[int], index: int) -> Iterator[ProofFinding]:
    cut = swept.cuts[index]
    if cut.z1 >= cut.z0 - LEVEL:
        return
    if cut.is_plunge or cut.length <= _ASIDE:
        wrong = not cut.tool.centre_cutting
        code = "mergulho"
    else:
        steep = math.degrees(math.atan2(cut.z0 - cut.z1 - _ROUNDED, cut.length))
        wrong = steep > cut.tool.ramp_angle + _ANGLE_SLACK
        code = "rampa"
    if wrong and not _inside(swept, earlier, index, cut.z1 + SLACK):
        yield finding(code, {"tool": cut.tool.number}, line=cut.line, at=cut.points[0])


def _first_pass(swept: Swept, own: Sequence[int], top: float) -> Iterator[ProofFinding]:
    """A compression cutter's first level pass reaches its down-cutting part."""
    cuts = [swept.cuts[i] for i in own if swept.cuts[i].tool.up_cut_length > 0.0]
    # a step of a ramp that the decimals made level is no pass
    level = next((cut for cut in cuts if cut.is_level and cut.length > _PASS), None)
    if level is None:
        return
    deepest = max(top - cut.low for cut in cuts)
    needed = min(level.tool.up_cut_length, deepest)
    if top - level.z0 < needed - SLACK:
        values: Values = {"tool": level.tool.number, "depth": round(top - level.z0, 3)}
        yield finding("primeiro_passe", values, line=level.line, at=level.points[0])
