"""The heights at which a program moves, clamps on the table taken into account."""

from __future__ import annotations

from core.errors import InputError
from core.machine.profile import MachineProfile

OVER_CLAMP = 5.0
"""Rapid moves pass this far over what stands on the table (mm)."""


def heights(profile: MachineProfile, top: float) -> tuple[float, float]:
    """(clear, approach) over the table for a board of this real thickness, mm.

    Raises:
        InputError: the machine cannot lift its tool over its clamps or its board.
    """
    clear, approach = profile.heights.effective(top)
    clear = max([clear, *(zone.height + OVER_CLAMP for zone in profile.zones)])
    if clear > profile.frame.z_max:
        raise InputError("cnc.altura", clear=clear, z_max=profile.frame.z_max)
    return clear, approach
