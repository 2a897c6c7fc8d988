"""What stands on the machine's table, as places of a sheet where no part may lie."""

from __future__ import annotations

from collections.abc import Iterator

from core.geometry import Path
from core.machine.profile import MachineProfile
from core.nesting.problem import Keepout


def clamp_keepouts(
    profile: MachineProfile, length: float, width: float, *, spacing: float
) -> Iterator[Keepout]:
    """The profile's zones in the frame of a sheet of this length and width.

    Each is wider by `spacing` (mm), so that the cutter that takes a part out passes beside it.
    """
    to_sheet = profile.frame.matrix(length, width).inverse()
    for zone in profile.zones:
        box = Path.rectangle(zone.x, zone.y, zone.length, zone.width).transformed(to_sheet).bounds
        left, low = max(0.0, box[0] - spacing), max(0.0, box[1] - spacing)
        right, high = min(length, box[2] + spacing), min(width, box[3] + spacing)
        if right > left and high > low:
            yield Keepout(x=left, y=low, length=right - left, width=high - low)
