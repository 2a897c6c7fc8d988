"""How a part may lie: its turns by the grain, and which face is up."""

from __future__ import annotations

from core.nesting.problem import ALL_TURNS, STRAIGHT_TURNS
from core.parts import Face, Grain, Part

ACROSS_TURNS = (90.0, 270.0)


def turns(part: Part, *, sheet_has_grain: bool = True) -> tuple[float, ...]:
    """Allowed turns in degrees; an unknown grain is treated as one that must not turn."""
    if part.grain is Grain.FREE:
        return ALL_TURNS
    if part.grain is Grain.ACROSS:
        return ACROSS_TURNS
    if part.grain is Grain.UNKNOWN and not sheet_has_grain:
        return ALL_TURNS
    return STRAIGHT_TURNS


def grain_is_assumed(part: Part, *, sheet_has_grain: bool = True) -> bool:
    """Whether nobody said how this part lies to the grain, so that it was kept from turning."""
    return part.grain is Grain.UNKNOWN and sheet_has_grain


def lies_face_down(part: Part) -> bool:
    """Whether the panel is machined lying on its top face.

    Only where that leaves nothing to do on the top: what goes through can be done from
    either side and so does not decide.
    """
    blind = {operation.face for operation in part.operations if not part.is_through(operation)}
    return Face.BOTTOM in blind and Face.TOP not in blind
