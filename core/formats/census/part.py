"""A part of the batch against its raw drawing: what is there, where it is, how deep it goes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from core.formats.census.compare import (
    Difference,
    Seen,
    around_all,
    corner_of,
    holes_moved,
    is_outline,
    outline_items,
    uncovered,
)
from core.formats.census.extent import corners, is_closed
from core.formats.census.raw import Raw, name_of, read
from core.geometry import Path, Point
from core.parts import Operation, OperationKind, Part

SHAPE_WITHIN = 0.02
"""How far a drawn corner may lie from the shape that the import made of it, mm."""

GAP = 0.06
"""Loose pieces whose ends are this close to each other may have been joined (mm)."""

_DRAWN_WITHIN = 0.1
_AT_ZERO = 1e-6
_LINE_WIDTH = 1.0
_SIZE_WITHIN = 0.5
_UNITS = (1.0, 10.0, 25.4, 304.8, 1000.0)
_OPEN = (OperationKind.GROOVE, OperationKind.LINE)

_N = r"(\d+(?:[.,-]\d+)?)"
_TAIL = r"\s*(?:[(\[].*)?\Z"
_SAYS = (
    (re.compile(rf"FURO[_ ]+{_N}[_ ]+{_N}{_TAIL}"), ("diameter", "depth")),
    (re.compile(rf"RASGO[_ ]+{_N}[_ ]+{_N}{_TAIL}"), ("width", "depth")),
    (re.compile(rf"(?:USINAR|PUXADORCAVA(?:CURVO)?\d+|CORTE45)[_ ]+{_N}[_ -]+[A-Z]"), ("depth",)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFrame:
    """How drawings and lists of a source are to be taken; from the preset.

    Args:
        cut: they give the cut size; otherwise the finished one. A list of ours may say
            otherwise itself.
        face: `frente` or `verso`.
        negative: coordinates below zero count from the opposite edge.
        factory_layers: layers are named by the factory's conventions, not by own rules.
    """

    cut: bool = True
    face: str = "frente"
    negative: bool = True
    factory_layers: bool = True


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The part as it must stand in its drawing."""

    outline: Path
    operations: tuple[Operation, ...]

    @property
    def size(self) -> Point:
        x0, y0, x1, y1 = self.outline.bounds
        return (x1 - x0, y1 - y0)


def part_agrees(data: bytes, part: Part, frame: SourceFrame) -> tuple[Difference, ...]:
    """Where a part and its raw drawing differ; empty when nothing was lost, moved or changed.

    Args:
        data: the raw drawing.
        part: what the import made of it, with the operations of boring programs.
        frame: how the source is to be taken.
    """
    raw = read(data)
    cut = _Drawn(part.cut_outline, part.cut_operations)
    whole = _Drawn(part.outline, part.operations)
    found = _against(raw, cut if frame.cut else whole, frame)
    if found and raw.own:
        other = _against(raw, whole if frame.cut else cut, frame)
        return other or ()
    return found


def _against(raw: Raw, drawn: _Drawn, frame: SourceFrame) -> tuple[Difference, ...]:
    found = list(uncovered(raw, drawn.operations))
    if frame.factory_layers:
        found.extend(_unlike_their_layer(drawn.operations))
    corner = corner_of(raw, drawn.size)
    if corner is None:
        found.extend(_other_size(raw, drawn.size))
        return tuple(found)
    seen = Seen(size=drawn.size, corner=corner, face=frame.face, negative=frame.negative)
    found.extend(holes_moved(raw, drawn.operations, seen))
    found.extend(_shapes_moved(raw, drawn, corner, frame))
    return tuple(found)


def _unlike_their_layer(operations: Sequence[Operation]) -> Iterator[Difference]:
    """Operations whose depth, diameter or width is not what their layer's name says."""
    wrong: dict[str, int] = {}
    every: dict[str, int] = {}
    for operation in operations:
        layer = name_of(operation.layer)
        said = _said(layer)
        every[layer] = every.get(layer, 0) + 1
        if any(abs((getattr(operation, key) or 0.0) - size) > 1e-6 for key, size in said.items()):
            wrong[layer] = wrong.get(layer, 0) + 1
    for layer, count in sorted(wrong.items()):
        yield Difference("censo.medidas", layer, "*", every[layer], every[layer] - count)


def _said(layer: str) -> dict[str, float]:
    name = layer.partition("@")[0].strip()
    for pattern, keys in _SAYS:
        match = pattern.search(name)
        if match:
            sizes = (float(re.sub("[,-]", ".", text)) for text in match.groups())
            return dict(zip(keys, sizes, strict=True))
    return {}


def _other_size(raw: Raw, size: Point) -> Iterator[Difference]:
    """An outline whose sides are the part's in no unit of length."""
    items = outline_items(raw)
    around = around_all(items)
    if around is None:
        return
    sides = (around[2] - around[0], around[3] - around[1])
    for scale in _UNITS:
        if all(abs(s * scale - w) <= _SIZE_WITHIN for s, w in zip(sides, size, strict=True)):
            return
    yield Difference("censo.tamanho", items[0].layer, items[0].kind, len(items), 0)


def _shapes_moved(
    raw: Raw, drawn: _Drawn, corner: Point, frame: SourceFrame
) -> Iterator[Difference]:
    """Layers with drawn corners that lie on nothing which the import made of that layer."""
    shapes = _shapes(drawn, raw)
    for layer, drawn_there in sorted(_drawn_corners(raw).items()):
        points, more = drawn_there.points, GAP if drawn_there.loose else 0.0
        there = shapes.get("|" if is_outline(layer) else layer)
        if there is None or not points:
            continue
        backward = frame.negative and not raw.own
        below = (
            backward and any(x < -_AT_ZERO for x, _ in points),
            backward and any(y < -_AT_ZERO for _, y in points),
        )
        places = (_places(point, corner, drawn.size, below) for point in points)
        if frame.face == "verso" and not raw.own:
            places = ([(drawn.size[0] - x, y) for x, y in some] for some in places)
        good = _lying_on(list(places), there, more)
        if good < len(points):
            yield Difference("censo.forma", layer, "*", len(points), good)


@dataclass(slots=True)
class _Corners:
    """Points of a layer, and whether it has curves that are not closed by themselves."""

    points: list[Point] = field(default_factory=list)
    loose: bool = False


def _drawn_corners(raw: Raw) -> dict[str, _Corners]:
    found: dict[str, _Corners] = {}
    for item in raw.entities:
        if item.has_length:
            layer = found.setdefault(item.layer, _Corners())
            layer.points.extend(corners(item))
            layer.loose |= not is_closed(item)
    return found


def _shapes(drawn: _Drawn, raw: Raw) -> dict[str, list[tuple[BaseGeometry, float]]]:
    """Curves by layer, each with how far a drawn corner may be; `|` stands for the outline."""
    found: dict[str, list[tuple[BaseGeometry, float]]] = {}
    if any(is_outline(item.layer) for item in raw.entities):
        found["|"] = [(_curve(drawn.outline), SHAPE_WITHIN)]
    for operation in drawn.operations:
        layer = name_of(operation.layer)
        if "@" in layer or operation.face.is_edge or operation.kind is OperationKind.DRILL:
            continue
        key = "|" if is_outline(layer) else layer
        shapes = found.setdefault(key, [])
        shapes.extend((_curve(path), SHAPE_WITHIN) for path in operation.islands)
        shapes.extend(_drawn_as(operation))
    return found


def _drawn_as(operation: Operation) -> Iterator[tuple[BaseGeometry, float]]:
    """An operation as it may be drawn: a centre line also as the thin rectangle around it."""
    curve = _curve(operation.path)
    if operation.path.closed or operation.kind not in _OPEN:
        yield curve, SHAPE_WITHIN
    elif operation.kind is OperationKind.LINE:
        yield curve, (_LINE_WIDTH + _DRAWN_WITHIN) / 2.0 + SHAPE_WITHIN
    else:
        yield curve, SHAPE_WITHIN
        around = curve.buffer((operation.width or 0.0) / 2.0, cap_style="flat")
        yield around.boundary, _DRAWN_WITHIN / 2.0 + SHAPE_WITHIN


def _curve(path: Path) -> BaseGeometry:
    points = path.points()
    if path.closed and len(points) > 2:
        return shapely.LinearRing(points)
    return shapely.LineString(points) if len(points) > 1 else shapely.Point(points[0])


def _lying_on(
    places: Sequence[Sequence[Point]], shapes: Sequence[tuple[BaseGeometry, float]], more: float
) -> int:
    """How many of the points lie on a shape in one of the places where they may be."""
    owners = [number for number, some in enumerate(places) for _ in some]
    spots = shapely.points([place for some in places for place in some])
    curves = np.array([curve for curve, _ in shapes], dtype=object)
    within = np.array([distance for _, distance in shapes]) + more
    tree = shapely.STRtree(curves)
    spot, curve = tree.query(spots, predicate="dwithin", distance=float(within.max()))
    near = shapely.distance(spots[spot], curves[curve]) <= within[curve]
    return len({owners[number] for number in spot[near].tolist()})


def _places(point: Point, corner: Point, size: Point, below: tuple[bool, bool]) -> list[Point]:
    """Where a drawn point may lie on the part.

    On layers with something `below` zero, what is not above it may count from the opposite
    edge; that is decided on whole chains, which this reader does not make.
    """
    xs, ys = [point[0] - corner[0]], [point[1] - corner[1]]
    if below[0] and point[0] <= _AT_ZERO:
        xs.append(point[0] + size[0])
    if below[1] and point[1] <= _AT_ZERO:
        ys.append(point[1] + size[1])
    return [(x, y) for x in xs for y in ys]
