"""What a piece still needs after the router: the second face and the edges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.drawing.sheet import up_face
from core.drawing.words import describe
from core.layout.model import Layout, PlacedPart
from core.messages import say
from core.parts import Face, Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One line of the list "2ª face": what is left at one face of one piece.

    Args:
        face: `top`, `bottom`, `C1`, `C2`, `L1` or `L3`.
        flip: how the piece is turned over for it; empty for an edge.
        text: what is to be done there.
    """

    sheet: str
    part: str
    copy: int
    code: str
    name: str
    face: str
    flip: str
    text: str


def remaining(placed: PlacedPart) -> list[Operation]:
    """Operations that cannot be made on the face that lies up."""
    up = up_face(placed)
    return [
        operation
        for operation in placed.operations
        if operation.face is not up and not operation.goes_through(placed.thickness)
    ]


def marked_codes(works: Iterable[Work]) -> frozenset[str]:
    """The pieces that carry the mark "A": those with work left."""
    return frozenset(work.code for work in works)


def work_list(layout: Layout) -> tuple[Work, ...]:
    """The list "2ª face" of a layout, sheet by sheet and face by face."""
    return tuple(
        work
        for sheet in layout.sheets
        for placed in sheet.parts
        for work in _work(sheet.id, placed)
    )


def _work(sheet: str, placed: PlacedPart) -> Iterator[Work]:
    left = remaining(placed)
    for face in Face:
        here = [operation for operation in left if operation.face is face]
        if here:
            yield Work(
                sheet=sheet,
                part=placed.part,
                copy=placed.copy,
                code=placed.code,
                name=placed.name,
                face=face.value,
                flip="" if face.is_edge else say("documentos.virar"),
                text=summary(here),
            )


def summary(operations: list[Operation]) -> str:
    """Operations of a kind and size counted: `4 × furo Ø8 × 12,5`."""
    counted = Counter(describe(operation) for operation in operations)
    return "; ".join(
        f"{count} × {text}" if count > 1 else text for text, count in sorted(counted.items())
    )
