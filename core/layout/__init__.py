"""The placed batch: sheets with parts and operations in the sheet frame (`layout.json`)."""

from core.layout.model import (
    GroupSummary,
    Layout,
    Offcut,
    PlacedPart,
    Sheet,
    ToolSummary,
    Totals,
    UnplacedCopy,
)

__all__ = [
    "GroupSummary",
    "Layout",
    "Offcut",
    "PlacedPart",
    "Sheet",
    "ToolSummary",
    "Totals",
    "UnplacedCopy",
]
