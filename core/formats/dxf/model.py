"""What a part drawing becomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.errors import Value
from core.formats.rows import Assumption
from core.geometry import Path, Point
from core.parts import Operation

type Outcome = Literal["outline", "operation", "ignored", "unread"]

type Values = tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class DrawingPreset:
    """How the drawings of a source are to be understood.

    Args:
        face: the face that the drawing shows.
        negative: coordinates below zero count from the opposite edge.
    """

    face: Literal["frente", "verso"] = "frente"
    negative: bool = True


@dataclass(frozen=True, slots=True)
class EntityNote:
    """What became of one entity; entities of a block count once for every use of the block.

    Args:
        handle: as in the file; inside a block the handles of the references lead to it,
            `A1>2F`. Without a handle `#` and the entity's number in the file, from 1.
        layer: as spelled; entities on layer 0 of a block are on their reference's layer.
        kind: the DXF name, such as LWPOLYLINE.
        code: reason, empty where nothing needs saying.
    """

    handle: str
    layer: str
    kind: str
    outcome: Outcome
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A part drawing as understood.

    Args:
        outline: closed, counter-clockwise, lower left at the origin; None where the drawn
            outline cannot be used (then `blocked` says why).
        operations: in the part's frame.
        notes: one for every entity.
        assumptions: what was taken for granted; each names the file.
        blocked: code of the reason why this part may not be machined, None when it may.
        blocked_values: what the sentence of `blocked` names: file, handle, layer, sizes.
        encoding: of the text, as people know it.
        decimal: "vírgula" where decimal commas were repaired, else "ponto".
        units: of the coordinates: mm, cm, m, pol, pés.
        own: written by this product: taken literally, no convention applied.
    """

    outline: Path | None
    operations: tuple[Operation, ...]
    notes: tuple[EntityNote, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    blocked: str | None = None
    blocked_values: Values = ()
    encoding: str = "ASCII"
    decimal: str = "ponto"
    units: str = "mm"
    own: bool = False


@dataclass(frozen=True, slots=True)
class Entity:
    """One geometric entity, in the drawing's plane.

    Args:
        path: its curve; None for a point, an annotation, or where it cannot be read.
        centre: of a circle or a point.
        code: why it cannot be read, or why it is no geometry; empty for good geometry.
        annotation: it never says what to machine (texts, dimensions, hatches).
    """

    kind: str
    handle: str
    layer: str
    path: Path | None = None
    centre: Point | None = None
    code: str = ""
    annotation: bool = False
