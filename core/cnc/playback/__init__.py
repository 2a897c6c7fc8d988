"""The independent judge: reads a finished program, cuts the sheet again, compares."""

from core.cnc.playback.findings import ProofFinding
from core.cnc.playback.prove import prove

__all__ = ["ProofFinding", "prove"]
