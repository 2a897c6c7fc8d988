"""Counts of a raw drawing: entities by layer and kind, and the places of its holes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from core.formats.census.raw import Item, Raw, read
from core.geometry import Matrix, Point

type Tally = Counter[tuple[str, str]]
"""How many by (layer in upper case, kind)."""

MOST_PLACES = 50_000

_HOLE = re.compile(r"FURO[_ ]+[\d.,-]+[_ ]+[\d.,-]+\s*(?:[(\[@].*)?\Z")
_SAME_HOLE = 1e-3


def count(data: bytes) -> dict[str, Counter[str]]:
    """Entities by layer (upper case) and kind, those of blocks as often as they are used."""
    return by_layer(tally(read(data)))


def tally(raw: Raw) -> Tally:
    """All entities of the model space."""
    return _sum(raw, raw.entities, {}, ())


def by_layer(counts: Tally) -> dict[str, Counter[str]]:
    """The same, layer by layer."""
    found: dict[str, Counter[str]] = {}
    for (layer, kind), number in counts.items():
        found.setdefault(layer, Counter())[kind] += number
    return found


def holes(raw: Raw) -> dict[str, list[Point]]:
    """Distinct places of circles and points on layers of holes, in the drawing's plane."""
    found: dict[str, list[Point]] = {}
    seen: set[tuple[str, int, int]] = set()
    for number, (layer, (x, y)) in enumerate(_spots(raw, raw.entities, Matrix(), "", ())):
        if number >= MOST_PLACES:
            break
        key = (layer, round(x / _SAME_HOLE), round(y / _SAME_HOLE))
        if _HOLE.search(layer) and key not in seen:
            seen.add(key)
            found.setdefault(layer, []).append((x, y))
    return found


def _sum(
    raw: Raw, items: Sequence[Item], known: dict[str, Tally], around: tuple[str, ...]
) -> Tally:
    """Inside blocks layer "" stands for that of the reference."""
    found: Tally = Counter()
    for item in items:
        layer = "" if around and item.layer == "0" else item.layer
        block = raw.block_of(item, around)
        if not block:
            found[layer, item.kind] += 1
            continue
        if block not in known:
            known[block] = _sum(raw, raw.blocks[block], known, (*around, block))
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
        if item.kind in ("CIRCLE", "POINT") and not item.on_paper:
            yield layer, outer.apply((item.number(10), item.number(20)))
        block = raw.block_of(item, around)
        if block:
            for cell in _cells(item, raw.heads[block]):
                inner = (*around, block)
                yield from _spots(raw, raw.blocks[block], cell.then(outer), layer, inner)


def _cells(item: Item, head: Item) -> Iterator[Matrix]:
    columns, rows = item.cells()
    start = Matrix.shift(-head.number(10), -head.number(20))
    scaled = start.then(Matrix(a=item.number(41, 1.0), d=item.number(42, 1.0)))
    turned = Matrix.turn(item.number(50)).then(Matrix.shift(item.number(10), item.number(20)))
    for place in range(min(columns * rows, MOST_PLACES)):
        step = Matrix.shift(place % columns * item.number(44), place // columns * item.number(45))
        yield scaled.then(step).then(turned)
