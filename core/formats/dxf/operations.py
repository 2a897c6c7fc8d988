"""From the entities of a machining layer to operations."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from shapely import Polygon, STRtree

from core.formats.dxf.chain import Chained, chain
from core.formats.dxf.frame import Frame
from core.formats.dxf.model import Entity
from core.formats.dxf.outline import MOST_LOOPS, entangled, polygon_of
from core.formats.dxf.sorting import Numbered
from core.formats.layer_names import Meaning
from core.geometry import Matrix, Path, Point
from core.parts import Operation, OperationKind, Origin
from core.parts.model import THROUGH_WITHIN

WIDTH_OF_A_LINE = 1.0
"""The factory draws a line to cut along as a rectangle of this width, mm."""

_DRAWN_WITHIN = 0.1
_CLOSED = (OperationKind.POCKET, OperationKind.INSIDE, OperationKind.OUTSIDE)


@dataclass(frozen=True, slots=True)
class Made:
    """An operation and the entities it was made of."""

    operation: Operation
    members: tuple[int, ...]


@dataclass(slots=True)
class LayerResult:
    """What a layer gave: operations, and the entities that gave none, with the reason."""

    made: list[Made] = field(default_factory=list)
    unread: dict[int, str] = field(default_factory=dict)
    ignored: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Layer:
    """A machining layer of a file.

    Args:
        literal: the file is ours: every entity is one operation or an island, as it stands.
    """

    name: str
    meaning: Meaning
    kind: OperationKind
    depth: float
    frame: Frame
    file: str
    literal: bool = False


def read_layer(layer: Layer, entities: Sequence[Numbered]) -> LayerResult:
    """The operations of one layer; entities that could not be read are left to the caller."""
    result = LayerResult()
    if layer.kind is OperationKind.DRILL:
        _holes(layer, entities, result)
    else:
        _milled(layer, entities, result)
    result.made.sort(key=lambda one: min(one.members))
    return result


def cut_out(loop: Chained, entity: Entity, frame: Frame, file: str) -> Made:
    """A closed loop inside the outline, on the outline's layer: cut through from inside."""
    operation = Operation(
        kind=OperationKind.INSIDE,
        path=loop.path.transformed(Matrix.shift(*frame.shift)),
        depth=frame.size[2],
        through=True,
        layer=entity.layer,
        origin=Origin(file=file, handle=entity.handle, layer=entity.layer),
    )
    return Made(operation, loop.members)


def _holes(layer: Layer, entities: Sequence[Numbered], result: LayerResult) -> None:
    for number, entity in entities:
        centre = entity.centre
        if centre is None and entity.path is not None:
            circle = entity.path.as_circle()
            centre = circle[0] if circle else None
        if centre is None:
            result.unread[number] = "desenho.nao_e_furo"
            continue
        path = layer.frame.place(Path.point(centre), layer.meaning.face)
        result.made.append(Made(_operation(layer, path, entity), (number,)))


def _milled(layer: Layer, entities: Sequence[Numbered], result: LayerResult) -> None:
    byway = dict(entities)
    pieces: list[tuple[int, Path]] = []
    for number, entity in entities:
        if entity.path is None:
            result.unread[number] = "desenho.ponto_sem_usinagem"
        else:
            pieces.append((number, entity.path))
    shapes = _shapes(layer, pieces, result)
    placed = [
        Chained(layer.frame.place(one.path, layer.meaning.face, len(one.members)), one.members)
        for one in shapes
    ]
    if layer.kind in _CLOSED:
        placed = _only_closed(placed, result)
    if layer.kind is OperationKind.POCKET:
        _pockets(layer, placed, byway, result)
        return
    for one in placed:
        path = _centre_line(layer, one.path)
        result.made.append(Made(_operation(layer, path, byway[one.members[0]]), one.members))


def _shapes(layer: Layer, pieces: list[tuple[int, Path]], result: LayerResult) -> list[Chained]:
    alone = [Chained(path, (number,)) for number, path in pieces]
    if layer.literal:
        return alone
    found = chain(pieces)
    result.ignored.update(dict.fromkeys(found.doubles, "desenho.duplicada"))
    result.ignored.update(dict.fromkeys(found.empty, "desenho.sem_comprimento"))
    if layer.kind is not OperationKind.GROOVE:
        return list(found.paths)
    own = dict(pieces)
    shapes: list[Chained] = []
    for one in found.paths:
        # lines of a groove stay grooves of their own, unless they draw its four sides
        if len(one.members) == 1 or _thin(layer, one.path) is not None:
            shapes.append(one)
        else:
            shapes.extend(Chained(own[number], (number,)) for number in one.members)
    return shapes


def _only_closed(shapes: list[Chained], result: LayerResult) -> list[Chained]:
    kept: list[Chained] = []
    for one in shapes:
        code = "" if one.path.closed else "desenho.usinagem_aberta"
        if not code and _crosses_itself(one.path):
            code = "desenho.usinagem_cruzada"
        if code:
            result.unread.update(dict.fromkeys(one.members, code))
        else:
            kept.append(one)
    return kept


def _crosses_itself(path: Path) -> bool:
    if path.as_circle() is not None or path.is_rectangle():
        return False
    return not polygon_of(path).is_valid


def _pockets(
    layer: Layer, shapes: list[Chained], byway: dict[int, Entity], result: LayerResult
) -> None:
    """Every second contour inside another is an island of it."""
    few = len(shapes) <= MOST_LOOPS
    areas = [polygon_of(one.path) for one in shapes] if few else []
    if not few or entangled(areas):
        for one in shapes:
            result.unread.update(dict.fromkeys(one.members, "desenho.contornos_demais"))
        return
    inside = _containers(areas)
    islands: dict[int, list[Chained]] = defaultdict(list)
    for place, around in enumerate(inside):
        for index in around:
            if len(inside[index]) == len(around) - 1:
                islands[index].append(shapes[place])
    for index, one in enumerate(shapes):
        if len(inside[index]) % 2 == 0:
            paths = tuple(other.path for other in islands[index])
            operation = _operation(layer, one.path, byway[one.members[0]], paths)
            members = one.members + tuple(n for other in islands[index] for n in other.members)
            result.made.append(Made(operation, members))


def _containers(areas: list[Polygon]) -> list[set[int]]:
    """For every area the numbers of those around it."""
    found: list[set[int]] = [set() for _ in areas]
    if len(areas) < 2:
        return found
    inner, outer = STRtree(areas).query(areas, predicate="within")
    for one, other in zip(inner.tolist(), outer.tolist(), strict=True):
        if one != other:
            found[one].add(other)
    return found


def _operation(
    layer: Layer, path: Path, entity: Entity, islands: tuple[Path, ...] = ()
) -> Operation:
    meaning = layer.meaning
    through = meaning.through
    if through is None:
        deep = layer.depth >= layer.frame.size[2] - THROUGH_WITHIN
        through = deep and not meaning.face.is_edge
    return Operation(
        kind=layer.kind,
        path=path,
        depth=layer.depth,
        face=meaning.face,
        through=through,
        diameter=meaning.diameter,
        width=meaning.width,
        islands=islands,
        tool=meaning.tool,
        macro=meaning.macro,
        layer=layer.name,
        origin=Origin(file=layer.file, handle=entity.handle, layer=layer.name),
    )


def _centre_line(layer: Layer, path: Path) -> Path:
    if layer.literal or layer.kind in _CLOSED:
        return path
    return _thin(layer, path) or path


def _thin(layer: Layer, path: Path) -> Path | None:
    """The centre line of a closed rectangle as wide as the cut, turned as it may be."""
    if not path.closed or any(bulge for _, _, bulge in path.vertices):
        return None
    corners = [(x, y) for x, y, _ in path.vertices]
    if len(corners) == 2:
        return Path.polyline(corners)
    if len(corners) != 4:
        return None
    sides = [math.dist(corners[index], corners[(index + 1) % 4]) for index in range(4)]
    diagonals = math.dist(corners[0], corners[2]) - math.dist(corners[1], corners[3])
    uneven = max(abs(sides[0] - sides[2]), abs(sides[1] - sides[3]), abs(diagonals))
    short = 0 if sides[0] < sides[1] else 1
    if uneven > _DRAWN_WITHIN or not _as_wide(layer, sides[short]):
        return None
    ends = ((short, short + 1), (short + 2, (short + 3) % 4))
    return Path.polyline(_middle(corners[one], corners[other]) for one, other in ends)


def _as_wide(layer: Layer, side: float) -> bool:
    if layer.kind is OperationKind.LINE:
        return side <= WIDTH_OF_A_LINE + _DRAWN_WITHIN
    return abs(side - (layer.meaning.width or 0.0)) <= _DRAWN_WITHIN


def _middle(one: Point, other: Point) -> Point:
    return ((one[0] + other[0]) / 2, (one[1] + other[1]) / 2)
