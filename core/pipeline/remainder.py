"""What a part's own through cuts leave of it."""

from __future__ import annotations

from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from core.machine.profile import MachineProfile
from core.messages import say
from core.parts import Operation, OperationKind, Part
from core.pipeline.swept import swept

DUST = 1.0
"""Pieces with less area than this are no pieces of a panel, mm²."""
SAME_SIZE = 0.05
"""The tolerance of an outline (machining.md), mm."""


def torn(part: Part, profile: MachineProfile) -> tuple[str, str] | None:
    """Code and sentence of why nothing whole is left of this part, None where it stays whole.

    Such a part cannot come out of the sheet as its drawing shows it.
    """
    left: BaseGeometry = _whole(part)
    for operation in _through(part):
        left = left.difference(swept(operation, part, profile))
        pieces = [piece for piece in getattr(left, "geoms", [left]) if piece.area > DUST]
        if len(pieces) != 1:
            code = "layout.dividida" if pieces else "layout.nada_resta"
            return code, say(code, layer=operation.layer, pieces=len(pieces))
    return None


def smaller_size(part: Part, profile: MachineProfile) -> tuple[float, float] | None:
    """Length and width (mm) that through cuts along its sides leave, None where they keep it."""
    left: BaseGeometry = _whole(part)
    for operation in _through(part):
        left = left.difference(swept(operation, part, profile))
    if left.is_empty:
        return None
    x0, y0, x1, y1 = left.bounds
    length, width = part.cut_size
    kept = length - (x1 - x0) <= SAME_SIZE and width - (y1 - y0) <= SAME_SIZE
    return None if kept else (x1 - x0, y1 - y0)


def _whole(part: Part) -> Polygon:
    return Polygon(part.cut_outline.points())


def _through(part: Part) -> list[Operation]:
    """Its through cuts; a hole divides nothing."""
    return [
        operation
        for operation in part.cut_operations
        if operation.kind is not OperationKind.DRILL
        and not operation.face.is_edge
        and part.is_through(operation)
    ]
