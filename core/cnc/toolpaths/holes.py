"""Drilled holes; milled ones are pockets or cut-outs of a circle."""

from __future__ import annotations

from core.cnc.moves import Line, Move, Stroke
from core.cnc.toolpaths.board import Board
from core.machine.profile import Tool
from core.parts import Operation

_LIFT = 1.0
"""After a peck the drill comes back to this much over the last depth (mm)."""


def drilled(operation: Operation, tool: Tool, board: Board, *, through: bool) -> Stroke:
    """One plunge, or pecks where the tool asks for them."""
    x, y = operation.path.start
    floor = board.floor(operation, tool, through=through)
    moves: list[Move] = []
    height = board.top
    while tool.peck and height - tool.peck > floor + 1e-9:
        height -= tool.peck
        moves.append(Line(x, y, height, tool.feed_plunge))
        moves.append(Line(x, y, board.top + _LIFT, tool.feed_plunge))
        moves.append(Line(x, y, height + _LIFT, tool.feed_plunge))
    moves.append(Line(x, y, floor, tool.feed_plunge))
    return Stroke((x, y), tuple(moves))
