"""A part as a drawing that reads back as the same part; AutoCAD 2004 (AC1018), ASCII."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from core.errors import InputError
from core.formats.dxf.skeleton import document
from core.formats.layer_names import escape
from core.formats.layers import default_rules
from core.geometry import Bounds, Matrix, Path
from core.parts import Face, Operation, OperationKind, Part
from core.parts.model import THROUGH_WITHIN

OUTLINE = "borda_externa"

_STRATEGY = {
    OperationKind.INSIDE: "Por Dentro",
    OperationKind.OUTSIDE: "Por Fora",
    OperationKind.LINE: "Linha",
    OperationKind.POCKET: "Desbaste",
}
_FACE_MARK = {
    Face.TOP: "",
    Face.BOTTOM: "@verso",
    Face.C1: "@C1",
    Face.C2: "@C2",
    Face.L1: "@L1",
    Face.L3: "@L3",
}
_EDGES = (Face.C1, Face.C2, Face.L1, Face.L3)
_VIEW_GAP = 100.0

type Tags = list[tuple[int, str | float]]


def write_drawing(part: Part) -> bytes:
    """The part's outline and operations as DXF.

    Layers follow the factory's conventions, with marks after `@` for what these cannot say
    (docs/formats/dxf.md). Edge operations are drawn in views of their own above the part.

    Raises:
        InputError: a hole without diameter or a groove without width.
    """
    ink = _Ink()
    ink.draw(part.outline, OUTLINE)
    views = _views(part)
    for face, (x, y) in views.items():
        along, across = _extents(part, face)
        ink.draw(Path.rectangle(x, y, along, across), f"VISTA{_FACE_MARK[face]}")
    for operation, layer in zip(part.operations, _layers(part), strict=True):
        x, y = views.get(operation.face, (0.0, 0.0))
        to_view = Matrix.shift(x, y)
        for path in (operation.path, *operation.islands):
            placed = path.transformed(to_view) if operation.face in views else path
            ink.draw(placed, layer, operation.diameter)
    bounds = part.outline.bounds
    return document(ink.layers, ink.entities, bounds).encode("ascii")


@dataclass(slots=True)
class _Ink:
    """Entities and layers as they come."""

    entities: list[Tags] = field(default_factory=list)
    layers: dict[str, str] = field(default_factory=dict)

    def draw(self, path: Path, layer: str, diameter: float | None = None) -> None:
        """One entity; a layer's name is spelled as it was first."""
        self.layers.setdefault(layer.casefold(), layer)
        self.entities.append(_entity(path, layer, diameter))


def _entity(path: Path, layer: str, diameter: float | None) -> Tags:
    if len(path.vertices) == 1:
        radius = (diameter or 1.0) / 2
        return _circle(path.start, radius, layer)
    circle = path.as_circle()
    if circle is not None and Path.circle(*circle) == path:
        return _circle(*circle, layer)
    if len(path.vertices) == 2 and not path.closed and path.vertices[0][2] == 0.0:
        (x0, y0, _), (x1, y1, _) = path.vertices
        tags: Tags = [(10, x0), (20, y0), (30, 0.0), (11, x1), (21, y1), (31, 0.0)]
        return [*_head("LINE", "AcDbLine", layer), *tags]
    return _polyline(path, layer)


def _circle(centre: tuple[float, float], radius: float, layer: str) -> Tags:
    tags: Tags = [(10, centre[0]), (20, centre[1]), (30, 0.0), (40, radius)]
    return [*_head("CIRCLE", "AcDbCircle", layer), *tags]


def _polyline(path: Path, layer: str) -> Tags:
    tags = _head("LWPOLYLINE", "AcDbPolyline", layer)
    tags.extend([(90, str(len(path.vertices))), (70, "1" if path.closed else "0")])
    for x, y, bulge in path.vertices:
        tags.extend([(10, x), (20, y)])
        if bulge != 0.0:
            tags.append((42, bulge))
    return tags


def _head(kind: str, subclass: str, layer: str) -> Tags:
    return [(0, kind), (100, "AcDbEntity"), (8, layer), (100, subclass)]


def _layers(part: Part) -> Iterator[str]:
    """The layer of every operation; pockets on one layer are told apart by number."""
    pockets: Counter[str] = Counter()
    for operation in part.operations:
        layer = _layer(operation, part.thickness)
        if operation.kind is OperationKind.POCKET:
            pockets[layer.casefold()] += 1
            count = pockets[layer.casefold()]
            layer = f"{layer}@n.{count}" if count > 1 else layer
        yield layer


def _layer(operation: Operation, thickness: float) -> str:
    base, said = _base(operation)
    marks = [_FACE_MARK[operation.face]]
    deep = not operation.face.is_edge and operation.depth >= thickness - THROUGH_WITHIN
    if operation.through != deep:
        marks.append("@passante" if operation.through else "@cego")
    if operation.diameter is not None and operation.kind is not OperationKind.DRILL:
        marks.append(f"@d.{_number(operation.diameter)}")
    if operation.width is not None and operation.kind is not OperationKind.GROOVE:
        marks.append(f"@w.{_number(operation.width)}")
    if operation.tool is not None:
        marks.append(f"@tool.{escape(operation.tool)}")
    if operation.macro is not None and not said:
        marks.append(f"@macro.{escape(operation.macro)}")
    return base + "".join(marks)


def _base(operation: Operation) -> tuple[str, bool]:
    """The layer's name by the factory's conventions, and whether it names the macro."""
    depth = _number(operation.depth)
    if operation.kind is OperationKind.DRILL:
        return f"FURO_{_size(operation.diameter, operation)}_{depth}", False
    if operation.kind is OperationKind.GROOVE:
        return f"RASGO_{_size(operation.width, operation)}_{depth}", False
    strategy = _STRATEGY[operation.kind]
    if operation.macro in default_rules().macros:
        return f"{operation.macro}_{depth}_{strategy}", True
    return f"USINAR_{depth}_{strategy}", False


def _size(size: float | None, operation: Operation) -> str:
    if size is None:
        raise InputError("desenho.sem_medida", kind=operation.kind.value, layer=operation.layer)
    return _number(size)


def _number(value: float) -> str:
    """All digits of a float, without exponent."""
    text = repr(float(value))
    if "e" in text:
        text = format(Decimal(text), "f")
    return text.removesuffix(".0")


def _extents(part: Part, face: Face) -> tuple[float, float]:
    along = part.length if face in (Face.C1, Face.C2) else part.width
    return (along, part.thickness)


def _views(part: Part) -> dict[Face, tuple[float, float]]:
    """Where the views of the edges in use stand: above the part, one over the other."""
    used = {operation.face for operation in part.operations}
    top: Bounds = part.outline.bounds
    height = top[3] + _VIEW_GAP
    found: dict[Face, tuple[float, float]] = {}
    for face in _EDGES:
        if face in used:
            found[face] = (0.0, height)
            height += part.thickness + _VIEW_GAP
    return found
