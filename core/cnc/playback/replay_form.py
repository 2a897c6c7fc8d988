"""A replay as plain values: `radha playback … --out FILE.json` (docs/formats/playback.md)."""

from __future__ import annotations

from typing import Any

from shapely.geometry.base import BaseGeometry

from core.cnc.playback.program import Kind, Move
from core.cnc.playback.replay import DrilledHole, FallenPiece, Replay

VERSION = 1
_DIGITS = 4


def replay_form(replay: Replay) -> dict[str, Any]:
    """Everything a replay found, mm, mm/min and seconds."""
    return {
        "version": VERSION,
        "proved": False,
        "machine": replay.machine,
        "sheet": {
            "length": replay.length,
            "width": replay.width,
            "thickness": replay.thickness,
            "assumed": replay.assumed,
        },
        "matrix": [_number(value) for value in replay.stage.mapping.as_list()],
        "tools": [{"number": number, "name": name} for number, name in replay.tools],
        "seconds": round(replay.seconds, 1),
        "extents": _extents(replay),
        "pieces": [_piece(piece, replay) for piece in replay.pieces],
        "holes": [_hole(hole, replay) for hole in replay.holes],
        "pockets": [
            {
                "depth": _number(hollow.depth),
                "area": _number(hollow.shape.area),
                "sheet": _rings(hollow.shape),
                "machine": _machine_rings(hollow.shape, replay),
            }
            for hollow in replay.hollows
        ],
        "dangers": [danger.form() for danger in replay.dangers],
        "moves": [_move(move) for move in replay.moves],
    }


def _move(move: Move) -> dict[str, Any]:
    x, y, z = move.end
    found: dict[str, Any] = {
        "kind": move.kind.value,
        "line": move.line,
        "tool": move.tool,
        "x": _maybe(x),
        "y": _maybe(y),
        "z": _maybe(z),
    }
    if move.kind is not Kind.RAPID:
        found["feed"] = move.feed
        found["spindle"] = move.spindle.value
        found["rpm"] = move.rpm
    if move.kind is Kind.ARC:
        found["centre"] = [_number(value) for value in move.centre]
        found["turn"] = _number(move.turn)
    return found


def _piece(piece: FallenPiece, replay: Replay) -> dict[str, Any]:
    return {
        "held": piece.held,
        "area": _number(piece.shape.area),
        "sheet": _rings(piece.shape),
        "machine": _machine_rings(piece.shape, replay),
    }


def _hole(hole: DrilledHole, replay: Replay) -> dict[str, Any]:
    x, y = replay.stage.mapping.there(hole.x, hole.y)
    return {
        "x": _number(hole.x),
        "y": _number(hole.y),
        "machine_x": _number(x),
        "machine_y": _number(y),
        "diameter": _number(hole.diameter),
        "depth": _number(hole.depth),
        "through": hole.through,
        "tool": hole.tool,
        "line": hole.line,
    }


def _extents(replay: Replay) -> dict[str, list[float]] | None:
    if replay.extents is None:
        return None
    values = [_number(value) for value in replay.extents]
    return {"min": values[:3], "max": values[3:]}


def _rings(shape: BaseGeometry) -> list[list[list[float]]]:
    """The outer ring, then the inner ones; the first point is not repeated."""
    rings = (shape.exterior, *shape.interiors)
    return [[[_number(x), _number(y)] for x, y in ring.coords[:-1]] for ring in rings]


def _machine_rings(shape: BaseGeometry, replay: Replay) -> list[list[list[float]]]:
    there = replay.stage.mapping.there
    return [[[_number(value) for value in there(x, y)] for x, y in ring] for ring in _rings(shape)]


def _maybe(value: float | None) -> float | None:
    return None if value is None else _number(value)


def _number(value: float) -> float:
    return round(value, _DIGITS) + 0.0
