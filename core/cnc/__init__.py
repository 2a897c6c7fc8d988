"""From placed parts to proved machine programs."""

from core.cnc.corners import Residual
from core.cnc.moves import Notice
from core.cnc.programs import Programs, make_programs
from core.cnc.tooling import Missing, missing_tools
from core.cnc.toolpaths.sheet import SecondFaceItem

__all__ = [
    "Missing",
    "Notice",
    "Programs",
    "Residual",
    "SecondFaceItem",
    "make_programs",
    "missing_tools",
]
