"""Whether the machine has the tools that a part's work needs."""

from __future__ import annotations

from core.machine.profile import MachineProfile
from core.parts import Part


def missing_tool(part: Part, profile: MachineProfile) -> str | None:
    """Code of the reason why this part cannot be machined here, None when it can."""
    del part, profile
    return None
