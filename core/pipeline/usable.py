"""Which parts may be cut, and as what."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.geometry import Path
from core.machine.profile import MachineProfile
from core.nesting.problem import Mode
from core.parts import Batch, Part
from core.pipeline.remainder import torn
from core.pipeline.settings import Settings
from core.pipeline.tooling import missing_tool

NO_DRAWING = "importacao.sem_desenho"
"""Why the import blocks a part whose drawing is nowhere; `--rectangles` lifts it."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A part that is not nested at all, and why.

    Args:
        reason: a code of the message catalogue.
        text: its sentence, where that names values.
    """

    part: Part
    reason: str
    text: str = ""


def usable(part: Part, settings: Settings) -> Part | Refused:
    """The part as it is to be cut, or why it is not."""
    if part.blocked is not None and part.blocked != NO_DRAWING:
        return Refused(part, part.blocked)
    if not part.drawn and not settings.rectangles:
        return Refused(part, "layout.sem_desenho")
    if not part.drawn:
        box = Path.rectangle(0.0, 0.0, part.length, part.width)
        part = replace(part, outline=box, operations=(), blocked=None)
    if min(part.cut_size) <= 0:
        return Refused(part, "layout.sem_medida")
    if settings.mode is Mode.ROUTER:
        part = with_registered_tools(part, settings.profile)
        missing = missing_tool(part, settings.profile)
        if missing is not None:
            return Refused(part, *missing)
        broken = torn(part, settings.profile)
        if broken is not None:
            return Refused(part, *broken)
    return part


def with_registered_tools(part: Part, profile: MachineProfile) -> Part:
    """The part with the tools that this machine's profile registers for exact layer names."""
    chosen = {layer.layer.casefold(): layer.tool for layer in profile.layers if layer.tool}
    if not chosen:
        return part
    operations = tuple(
        operation
        if operation.tool
        else replace(operation, tool=chosen.get(operation.layer.casefold()))
        for operation in part.operations
    )
    return replace(part, operations=operations)


def cut_parts(batch: Batch, settings: Settings) -> dict[str, Part]:
    """The parts that may be cut, by `Part.id`: what programs and proof are compared with."""
    found = ((part.id, usable(part, settings)) for part in batch.parts())
    return {part_id: part for part_id, part in found if isinstance(part, Part)}
