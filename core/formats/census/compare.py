"""Where a raw drawing and what the import made of it differ."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from core.formats.census.extent import extent
from core.formats.census.raw import Item, Raw, name_of, read
from core.formats.census.tally import by_layer, hole_group, holes, tally
from core.geometry import Bounds, Path, Point
from core.parts import Operation, OperationKind

HOLE_WITHIN = 0.02
"""How far a hole may lie from where the raw drawing has it, mm."""

_MACHINING = re.compile(r"FURO|RASGO|USINAR|PUXADORCAVA|CORTE45")
_OUTLINE = re.compile(r"(?:.*[^A-Z0-9])?(?:CONTORNO|BORDA_EXTERNA)\Z")
_AT_ORIGIN = 0.05


class Note(Protocol):
    """What the import says about one entity."""

    @property
    def layer(self) -> str:
        """As spelled."""
        ...

    @property
    def kind(self) -> str:
        """The DXF name."""
        ...


class Imported(Protocol):
    """What the import made of a drawing."""

    @property
    def outline(self) -> Path | None:
        """Lower left at the origin."""
        ...

    @property
    def operations(self) -> Sequence[Operation]:
        """In the part's frame."""
        ...

    @property
    def notes(self) -> Sequence[Note]:
        """One for every entity."""
        ...

    @property
    def blocked(self) -> str | None:
        """Why the part may not be machined."""
        ...


@dataclass(frozen=True, slots=True)
class Difference:
    """Something on which the raw drawing and the import do not agree.

    Args:
        code: `censo.…` of the message catalogue.
        layer: in upper case.
        kind: DXF name of the entities that were counted, `*` for all curves.
        drawn, read: how many there are in the raw file and in the import.
    """

    code: str
    layer: str
    kind: str
    drawn: int
    read: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """How a part lies in its drawing.

    Args:
        size: length and width of the drawn part, mm.
        corner: its lower left in the drawing.
        face: `frente` or `verso`, of the source preset.
        negative: coordinates below zero count from the opposite edge.
    """

    size: Point
    corner: Point
    face: str = "frente"
    negative: bool = True


def agrees(
    data: bytes, drawing: Imported, *, face: str = "frente", negative: bool = True
) -> tuple[Difference, ...]:
    """Where the raw drawing and its import differ; empty when nothing was lost or moved.

    Args:
        data: the raw file.
        drawing: the import's result.
        face: of the source preset under which it was read.
        negative: likewise.
    """
    raw = read(data)
    drawn = tally(raw)
    noted = Counter((name_of(note.layer), note.kind) for note in drawing.notes)
    found = [
        Difference("censo.contagem", layer, kind, drawn[layer, kind], noted[layer, kind])
        for layer, kind in sorted(drawn.keys() | noted.keys())
        if drawn[layer, kind] != noted[layer, kind]
    ]
    if drawing.blocked is None:
        found.extend(uncovered(raw, drawing.operations))
        if drawing.outline is not None:
            x0, y0, x1, y1 = drawing.outline.bounds
            size = (x1 - x0, y1 - y0)
            corner = corner_of(raw, size)
            if corner is not None:
                seen = Seen(size=size, corner=corner, face=face, negative=negative)
                found.extend(holes_moved(raw, drawing.operations, seen))
    return tuple(found)


def covers(data: bytes, operations: Sequence[Operation]) -> tuple[Difference, ...]:
    """Machining layers of the raw drawing that a part's operations do not account for.

    Every layer that is named like machining and has curves must have operations; layers of
    holes as many as there are places with a circle or a point.
    """
    return tuple(uncovered(read(data), operations))


def uncovered(raw: Raw, operations: Sequence[Operation]) -> Iterator[Difference]:
    """The same for a drawing that is read already."""
    used = Counter(name_of(one.layer) for one in operations)
    for layer, kinds in sorted(by_layer(tally(raw, curves_only=True)).items()):
        drawn = kinds.total()
        if drawn and not used[layer] and _MACHINING.search(layer) and not hole_group(layer):
            yield Difference("censo.camada", layer, "*", drawn, 0)
    drilled = Counter(_group(one) for one in operations)
    for layer, places in sorted(holes(raw).items()):
        if len(places) != drilled[layer]:
            yield Difference("censo.furos", layer, "CIRCLE", len(places), drilled[layer])


def _group(operation: Operation) -> str:
    if operation.kind is not OperationKind.DRILL:
        return ""
    return hole_group(name_of(operation.layer))


def holes_moved(raw: Raw, operations: Sequence[Operation], seen: Seen) -> Iterator[Difference]:
    """Layers whose holes are not where the raw drawing has them (flipped, shifted)."""
    size, corner = seen.size, seen.corner
    at_origin = max(abs(corner[0]), abs(corner[1])) <= _AT_ORIGIN
    from_edge = seen.negative and not raw.own and at_origin
    for layer, places in holes(raw).items():
        if "@" in layer:
            continue
        expected = [_expected(place, corner, size, from_edge=from_edge) for place in places]
        if seen.face == "verso" and not raw.own:
            expected = [(size[0] - x, y) for x, y in expected]
        read_there = [one.path.start for one in operations if _group(one) == layer]
        missing = _unmatched(expected, read_there)
        if missing:
            drawn = len(places)
            yield Difference("censo.posicao", layer, "CIRCLE", drawn, drawn - missing)


def _expected(place: Point, corner: Point, size: Point, *, from_edge: bool) -> Point:
    x, y = place[0] - corner[0], place[1] - corner[1]
    if from_edge:
        x += size[0] if place[0] < -1e-6 else 0.0
        y += size[1] if place[1] < -1e-6 else 0.0
    return (x, y)


def _unmatched(expected: Iterable[Point], there: Sequence[Point]) -> int:
    left = sorted(there)
    missing = 0
    for x, y in sorted(expected):
        near = (
            at
            for at, other in enumerate(left)
            if abs(other[0] - x) <= HOLE_WITHIN and abs(other[1] - y) <= HOLE_WITHIN
        )
        at = next(near, None)
        if at is None:
            missing += 1
        else:
            left.pop(at)
    return missing


def corner_of(raw: Raw, size: Point) -> Point | None:
    """Lower left of the raw outline; None where it does not simply tell this size."""
    if not any(is_outline(layer) for layer, _ in tally(raw, curves_only=True)):
        return (0.0, 0.0)
    around = around_all(outline_items(raw))
    if around is None:
        return None
    x0, y0, x1, y1 = around
    off = max(abs(x1 - x0 - size[0]), abs(y1 - y0 - size[1]))
    return (x0, y0) if off <= 0.01 else None


def outline_items(raw: Raw) -> list[Item]:
    """The curves of the outline layers; none where some of them come in by blocks."""
    curves = tally(raw, curves_only=True)
    every = sum(number for (layer, _), number in curves.items() if is_outline(layer))
    found = [item for item in raw.entities if is_outline(item.layer) and item.has_length]
    return found if len(found) == every else []


def around_all(items: Sequence[Item]) -> Bounds | None:
    """The rectangle around these entities; None where one of them does not tell its own."""
    found = [extent(item) for item in items]
    known = [bounds for bounds in found if bounds is not None]
    if not known or len(known) < len(found):
        return None
    x0, y0, x1, y1 = zip(*known, strict=True)
    return (min(x0), min(y0), max(x1), max(y1))


def is_outline(layer: str) -> bool:
    """Whether a layer of this name (upper case) carries the panel's outline."""
    return _OUTLINE.match(layer) is not None
