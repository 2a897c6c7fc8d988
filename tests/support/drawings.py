"""Raw DXF text for tests, written entity by entity, and a reader with the usual settings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from core.formats.dxf import Drawing, DrawingPreset, read_drawing
from core.formats.layers import default_rules
from core.geometry import Path
from core.parts import Operation, Part

SIZE = (700.0, 500.0, 18.0)

type Point = tuple[float, float]


def tags(*pairs: object) -> str:
    """Group codes and values, one a line."""
    return "".join(f"{value}\n" for value in pairs)


def circle(layer: str, x: object, y: object, radius: object, *more: object) -> str:
    return tags(0, "CIRCLE", 5, "C1", 8, layer, 10, x, 20, y, 40, radius, *more)


def arc(
    layer: str, x: float, y: float, radius: float, start: float, end: float, *more: object
) -> str:
    return tags(0, "ARC", 5, "A2", 8, layer, 10, x, 20, y, 40, radius, *more, 50, start, 51, end)


def line(layer: str, start: Point, end: Point, handle: str = "11") -> str:
    x0, y0 = start
    x1, y1 = end
    return tags(0, "LINE", 5, handle, 8, layer, 10, x0, 20, y0, 11, x1, 21, y1)


def lwpolyline(
    layer: str, vertices: Iterable[Sequence[float]], *, closed: bool = True, more: str = ""
) -> str:
    vertices = list(vertices)
    head = tags(0, "LWPOLYLINE", 5, "4F", 8, layer, 90, len(vertices), 70, int(closed))
    body = "".join(
        tags(10, vertex[0], 20, vertex[1], *((42, vertex[2]) if len(vertex) > 2 else ()))
        for vertex in vertices
    )
    return head + more + body


def polyline(
    layer: str, vertices: Iterable[Sequence[float]], flags: int = 1, more: str = ""
) -> str:
    body = "".join(
        tags(0, "VERTEX", 8, layer, 10, v[0], 20, v[1], 42, v[2] if len(v) > 2 else 0.0)
        for v in vertices
    )
    return (
        tags(0, "POLYLINE", 5, "5A", 8, layer, 66, 1, 70, flags) + more + body + tags(0, "SEQEND")
    )


def rectangle(layer: str, x: float, y: float, length: float, width: float) -> str:
    x1, y1 = x + length, y + width
    return lwpolyline(layer, [(x, y), (x1, y), (x1, y1), (x, y1)])


def insert(layer: str, name: str, x: float = 0.0, y: float = 0.0, *more: object) -> str:
    return tags(0, "INSERT", 5, "B7", 8, layer, 2, name, 10, x, 20, y, *more)


def block(name: str, *entities: str, base: Point = (0.0, 0.0)) -> str:
    head = tags(0, "BLOCK", 8, "0", 2, name, 70, 0, 10, base[0], 20, base[1])
    return head + "".join(entities) + tags(0, "ENDBLK")


def file_of(
    *entities: str, blocks: Iterable[str] = (), header: str = tags(9, "$INSUNITS", 70, 4)
) -> bytes:
    """A whole file, in UTF-8; millimetres unless the header says otherwise."""
    head = tags(0, "SECTION", 2, "HEADER") + header + tags(0, "ENDSEC") if header else ""
    stored = "".join(blocks)
    middle = tags(0, "SECTION", 2, "BLOCKS") + stored + tags(0, "ENDSEC") if stored else ""
    body = tags(0, "SECTION", 2, "ENTITIES") + "".join(entities) + tags(0, "ENDSEC")
    return (head + middle + body + tags(0, "EOF")).encode()


def panel(*entities: str, blocks: Iterable[str] = ()) -> bytes:
    """A file with the outline of a panel of `SIZE` and these entities."""
    return file_of(rectangle("CONTORNO", 0, 0, *SIZE[:2]), *entities, blocks=blocks)


def read(
    data: bytes,
    *,
    size: tuple[float, float, float] = SIZE,
    face: str = "frente",
    negative: bool = True,
) -> Drawing:
    """Read with the shipped rules."""
    preset = DrawingPreset(face="verso" if face == "verso" else "frente", negative=negative)
    return read_drawing(data, "peca.dxf", size=size, rules=default_rules(), preset=preset)


def bare(operation: Operation) -> Operation:
    """The operation without where it was read."""
    return replace(operation, layer="", origin=None)


def part_of(outline: Path, operations: Sequence[Operation], thickness: float = 18.0) -> Part:
    """A part to be written."""
    _, _, length, width = outline.bounds
    return Part(
        id="1",
        name="PEÇA",
        length=length,
        width=width,
        thickness=thickness,
        material="MDF 18mm",
        outline=outline,
        pieces=(),
        operations=tuple(operations),
    )


def codes(drawing: Drawing) -> list[str]:
    """Codes of the notes, in order, without the empty ones."""
    return [note.code for note in drawing.notes if note.code]


def assumed(drawing: Drawing) -> set[str]:
    """Codes of the assumptions."""
    return {one.code for one in drawing.assumptions}
