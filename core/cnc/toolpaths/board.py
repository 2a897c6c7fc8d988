"""The board under the cutter: heights and directions that every toolpath asks for."""

from __future__ import annotations

from dataclasses import dataclass

from core.cnc.track import Track
from core.geometry import Path
from core.layout.model import PlacedPart, Sheet
from core.machine.profile import MachineProfile, Tool
from core.parts import Operation
from core.parts.model import THROUGH_WITHIN


@dataclass(frozen=True, slots=True)
class Board:
    """A sheet on its machine.

    Args:
        top: real thickness, mm over the table.
        thickness: nominal, mm.
        mirrored: the machine's map mirrors the sheet; climb turns round with it.
    """

    profile: MachineProfile
    top: float
    thickness: float
    mirrored: bool

    @classmethod
    def of(cls, sheet: Sheet, profile: MachineProfile) -> Board:
        """The board that this sheet is."""
        return cls(
            profile,
            profile.real_thickness(sheet.thickness, sheet.material),
            sheet.thickness,
            sheet.matrix.determinant < 0,
        )

    def floor(self, operation: Operation, tool: Tool, *, through: bool) -> float:
        """Height of the tool's tip over the table at the bottom of an operation, mm."""
        return self.under(tool) if through else self.top - operation.depth

    def under(self, tool: Tool) -> float:
        """Height of the tip of a cut that goes right through."""
        return -(self.profile.cutting.breakthrough + tool.point)

    def round_outside(self, path: Path, tool: Tool) -> Track:
        """A closed path around material that stays, walked the way the profile cuts."""
        # a clockwise spindle climbs with the material at its right
        clockwise = self.profile.cutting.climb == (tool.sense == "cw")
        ring = path.counter_clockwise()
        return Track(ring.reversed() if clockwise != self.mirrored else ring)

    def round_inside(self, path: Path, tool: Tool) -> Track:
        """A closed path inside material that stays."""
        return self.round_outside(path, tool).backwards()


def is_through(placed: PlacedPart, operation: Operation) -> bool:
    """Whether an operation of a placed part leaves nothing under it."""
    if operation.face.is_edge:
        return operation.through
    return operation.through or operation.depth >= placed.thickness - THROUGH_WITHIN
