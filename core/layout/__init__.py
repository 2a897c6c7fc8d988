"""The placed batch: sheets with parts and operations in the sheet frame (`layout.json`)."""

from core.layout.model import (
    Layout,
    Offcut,
    PlacedPart,
    Sheet,
    ToolSummary,
    Totals,
    UnplacedCopy,
)

__all__ = ["Layout", "Offcut", "PlacedPart", "Sheet", "ToolSummary", "Totals", "UnplacedCopy"]
