"""How wide a tool cuts at a height over its tip."""

from __future__ import annotations

import math

from core.machine.profile import Tool, ToolKind, ToolShape

WIDEST = 200.0
"""No tool of a profile cuts wider than this radius (mm)."""


def radius_at(tool: Tool, over_tip: float) -> float:
    """Cutting radius at this height over the tip, mm; 0 below the tip."""
    if over_tip < 0.0:
        return 0.0
    full = tool.cutting_diameter / 2.0
    if tool.kind is ToolKind.DRILL:
        return full if tool.point <= 0.0 else full * min(1.0, over_tip / tool.point)
    if tool.shape is ToolShape.BALL:
        rest = max(full - over_tip, 0.0)
        return math.sqrt(max(full * full - rest * rest, 0.0))
    if tool.shape is ToolShape.V:
        opening = math.tan(math.radians((tool.angle or 90.0) / 2.0))
        return min(full, tool.tip / 2.0 + over_tip * opening)
    return full


def is_straight(tool: Tool) -> bool:
    """Whether the tool is as wide at its tip as above it."""
    return tool.kind is ToolKind.MILL and tool.shape is ToolShape.FLAT


def quarter_segments(radius: float, error: float = 0.003) -> int:
    """Segments of a quarter circle that keep a buffer's chords within `error` mm."""
    if radius <= error:
        return 4
    return min(64, max(4, math.ceil(math.pi / 4.0 / math.acos(1.0 - error / radius))))
