"""What the saw leaves to do: it cuts plain rectangles, all machining comes after it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.documents.work import Work, summary
from core.layout.model import Layout, PlacedPart
from core.messages import say
from core.parts import Face, Part
from core.units import millimetres


def work_after_the_saw(layout: Layout, parts: Mapping[str, Part]) -> tuple[Work, ...]:
    """The list "2ª face" of a sawn layout, copy by copy and face by face."""
    return tuple(
        work
        for sheet in layout.sheets
        for placed in sheet.parts
        for work in _left(sheet.id, placed, parts[placed.part_id])
    )


def parts_after_the_saw(parts: Sequence[Part]) -> list[dict[str, Any]]:
    """The same by part, for the report."""
    return [entry for part in parts for entry in _entries(part)]


def _left(sheet: str, placed: PlacedPart, part: Part) -> Iterator[Work]:
    for face, text in _by_face(part):
        yield Work(
            sheet=sheet,
            part=placed.part,
            copy=placed.copy,
            code=placed.code,
            name=placed.name,
            face=face.value,
            flip=say("documentos.virar") if face is Face.BOTTOM else "",
            text=text,
        )


def _by_face(part: Part) -> Iterator[tuple[Face, str]]:
    if not part.cut_outline.is_rectangle():
        yield Face.TOP, _outline(part)
    for face in Face:
        here = [operation for operation in part.cut_operations if operation.face is face]
        if here:
            yield face, summary(here)


def _outline(part: Part) -> str:
    length, width = part.cut_size
    return say("geral.serra_contorno", length=millimetres(length), width=millimetres(width))


def _entries(part: Part) -> Iterator[dict[str, Any]]:
    found = []
    if not part.cut_outline.is_rectangle():
        found.append(("geral.serra_contorno", _outline(part)))
    if part.operations:
        text = say("geral.serra_usinagem", count=len(part.operations))
        found.append(("geral.serra_usinagem", text))
    for code, text in found:
        yield {
            "part": part.label,
            "part_id": part.id,
            "name": part.name,
            "code": code,
            "text": text,
        }
