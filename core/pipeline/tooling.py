"""Whether the machine has the tools that a part's work needs."""

from __future__ import annotations

from dataclasses import replace

from core.cnc.tooling import missing_tools
from core.machine.profile import MachineProfile
from core.messages import say
from core.parts import Face, Part
from core.pipeline.turns import lies_face_down


def missing_tool(part: Part, profile: MachineProfile) -> tuple[str, str] | None:
    """Code and sentence of why this part cannot be machined here, None when it can.

    What another station does (edges, the second face) needs no tool of this machine.
    """
    up = Face.BOTTOM if lies_face_down(part) else Face.TOP
    ours = tuple(
        operation
        for operation in part.operations
        if not operation.face.is_edge and (operation.face is up or part.is_through(operation))
    )
    for missing in missing_tools(replace(part, operations=ours), profile):
        text = say(
            missing.code, layer=missing.layer, size=f"{missing.size:g}", depth=f"{missing.depth:g}"
        )
        return missing.code, text
    return None
