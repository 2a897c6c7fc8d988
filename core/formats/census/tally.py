"""Counts of a raw drawing: entities by layer and kind, and the places of its holes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from core.formats.census.extent import extent
from core.formats.census.raw import Item, Raw, read
from core.geometry import Matrix, Point

type Tally = Counter[tuple[str, str]]
"""How many by (layer in upper case, kind)."""

MOST_PLACES = 50_000

_NUMBER = r"(\d+(?:[.,-]\d+)?)"
_HOLE = re.compile(rf"FURO[_ ]+{_NUMBER}[_ ]+{_NUMBER}\s*(?:[(\[][^@]*)?(@.*)?\Z")
_SAME_HOLE = 1e-3
_ROUND = 0.01


def count(data: bytes) -> dict[str, Counter[str]]:
    """Entities by layer (upper case) and kind, those of blocks as often as they are used."""
    return by_layer(tally(read(data)))


def tally(raw: Raw, *, curves_only: bool = False) -> Tally:
    """All entities of the model space, or only the curves that have a length."""
    return _sum(raw, raw.entities, {}, (), curves_only=curves_only)


def by_layer(counts: Tally) -> dict[str, Counter[str]]:
    """The same, layer by layer."""
    found: dict[str, Counter[str]] = {}
    for (layer, kind), number in counts.items():
        found.setdefault(layer, Counter())[kind] += number
    return found


def hole_group(layer: str) -> str:
    """Diameter, depth and marks that a layer of holes says; empty for any other layer."""
    match = _HOLE.search(layer)
    if not match:
        return ""
    diameter, depth = (float(re.sub("[,-]", ".", match[at])) for at in (1, 2))
    return f"FURO_{diameter:g}_{depth:g}{match[3] or ''}"


def holes(raw: Raw) -> dict[str, list[Point]]:
    """Distinct places of circles and points by `hole_group`, in the drawing's plane."""
    found: dict[str, list[Point]] = {}
    seen: set[tuple[str, int, int]] = set()
    for number, (layer, (x, y)) in enumerate(_spots(raw, raw.entities, Matrix(), "", ())):
        if number >= MOST_PLACES:
            break
        group = hole_group(layer)
        key = (group, round(x / _SAME_HOLE), round(y / _SAME_HOLE))
        if group and key not in seen:
            seen.add(key)
            found.setdefault(group, []).append((x, y))
    return found


def _sum(
    raw: Raw,
    items: Sequence[Item],
    known: dict[str, Tally],
    around: tuple[str, ...],
    *,
    curves_only: bool,
) -> Tally:
    """Inside blocks layer "" stands for that of the reference."""
    found: Tally = Counter()
    for item in items:
        layer = "" if around and item.layer == "0" else item.layer
        block = raw.block_of(item, around)
        if not block:
            found[layer, item.kind] += not curves_only or item.has_length
            continue
        if block not in known:
            inside = (*around, block)
            known[block] = _sum(raw, raw.blocks[block], known, inside, curves_only=curves_only)
        columns, rows = item.cells()
        for (inner, kind), number in known[block].items():
            found[inner or layer, kind] += number * columns * rows
    return found


def _spots(
    raw: Raw, items: Sequence[Item], matrix: Matrix, above: str, around: tuple[str, ...]
) -> Iterator[tuple[str, Point]]:
    for item in items:
        layer = above if around and item.layer == "0" else item.layer
        # the extrusion (0, 0, -1) shows a circle or a block from behind
        seen_from_behind = item.number(230, 1.0) < 0 and item.kind != "POINT"
        outer = Matrix.mirror_x().then(matrix) if seen_from_behind else matrix
        spot = None if item.on_paper else _spot(item)
        if spot is not None:
            yield layer, outer.apply(spot)
        block = raw.block_of(item, around)
        if block:
            for cell in _cells(item, raw.heads[block]):
                inner = (*around, block)
                yield from _spots(raw, raw.blocks[block], cell.then(outer), layer, inner)


def _spot(item: Item) -> Point | None:
    """Where a hole is; a polyline of arcs alone, as high as wide, is a circle too."""
    if item.kind in ("CIRCLE", "POINT"):
        return (item.number(10), item.number(20))
    around = extent(item) if item.points and len(item.bulges) == len(item.points) else None
    if around is None:
        return None
    x0, y0, x1, y1 = around
    if abs((x1 - x0) - (y1 - y0)) > _ROUND:
        return None
    return ((x0 + x1) / 2.0, (y0 + y1) / 2.0)


def _cells(item: Item, head: Item) -> Iterator[Matrix]:
    columns, rows = item.cells()
    start = Matrix.shift(-head.number(10), -head.number(20))
    scaled = start.then(Matrix(a=item.number(41, 1.0), d=item.number(42, 1.0)))
    turned = Matrix.turn(item.number(50)).then(Matrix.shift(item.number(10), item.number(20)))
    for place in range(min(columns * rows, MOST_PLACES)):
        step = Matrix.shift(place % columns * item.number(44), place // columns * item.number(45))
        yield scaled.then(step).then(turned)
