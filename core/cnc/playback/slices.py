"""The part cut in slices: what must be gone is gone, what may not be gone stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import shapely
from shapely.geometry.base import BaseGeometry

from core.cnc.playback.cutting import SLACK
from core.cnc.playback.expected import Expected
from core.cnc.playback.findings import ProofFinding
from core.cnc.playback.shapes import EMPTY, grow
from core.cnc.playback.targets import OUTLINE, Target
from core.errors import Value
from core.machine.profile import Release

NOTHING = 0.02
"""Slivers under this area (mm²) are rounding, not cuts."""

_MOSTLY = 0.5
_DEEP = 0.1


def heights(expected: Expected) -> list[float]:
    """The slices of a part, mm over the table, the lowest first: around every floor."""
    found = {0.0, expected.top - SLACK}
    for target in expected.targets:
        if target.through:
            if target.skin:
                found.add(target.skin + SLACK)
            continue
        found.add(target.floor - SLACK)
        if not target.is_drilled:
            found.add(target.floor + SLACK)
    held = release_height(expected)
    if held > 0.0:
        found |= {held - SLACK, held + SLACK}
    return sorted(h for h in found if 0.0 <= h < expected.top)


def release_height(expected: Expected) -> float:
    """Where what holds the part ends, mm over the table; 0 for a free part."""
    rule = expected.release
    if rule.release is Release.SKIN:
        return rule.skin
    if rule.release is Release.TABS and rule.tabs:
        return rule.tab_height
    return 0.0


def kerf_ring(expected: Expected) -> BaseGeometry:
    """The inner half of the kerf around the part, less the tolerance."""
    outer = grow(expected.solid, expected.contour.cutting_diameter / 2.0)
    return shapely.difference(outer, grow(expected.solid, OUTLINE))


def check_slices(
    expected: Expected, gone_at: Mapping[float, BaseGeometry]
) -> Iterator[ProofFinding]:
    """Every slice of one part; `gone_at` has what is cut at each of its heights."""
    ring = kerf_ring(expected)
    inner = grow(expected.solid, -OUTLINE)
    told: set[int] = set()
    for height, gone in gone_at.items():
        yield from _ring(expected, gone, ring, height)
        yield from _missing(expected, gone, height, told)
        yield from _too_much(expected, shapely.intersection(gone, inner), height)


def _ring(
    expected: Expected, gone: BaseGeometry, ring: BaseGeometry, height: float
) -> Iterator[ProofFinding]:
    left = shapely.difference(ring, gone)
    held = release_height(expected)
    if height >= held:
        if left.area > NOTHING:
            yield expected.about("contorno_falta", {"area": round(left.area, 2)}, where=left)
        return
    rule = expected.release
    if rule.release is Release.SKIN:
        if left.area < ring.area - NOTHING:
            yield expected.about("pele", {"skin": rule.skin}, where=ring)
        return
    bridges = [part for part in shapely.get_parts(left) if part.area > NOTHING]
    if len(bridges) != rule.tabs:
        yield expected.about("pontes", {"found": len(bridges), "wanted": rule.tabs}, where=left)
    yield from _bridges(expected, bridges)


def _bridges(expected: Expected, bridges: Sequence[BaseGeometry]) -> Iterator[ProofFinding]:
    rule = expected.release
    radius = expected.contour.cutting_diameter / 2.0
    edge = expected.solid.exterior
    for bridge in bridges:
        along = shapely.intersection(edge, grow(bridge, 2.0 * OUTLINE)).length
        if not 0.0 < along <= rule.tab_length + 2.0 * radius + 1.0:
            values = {"length": round(along, 2), "wanted": rule.tab_length}
            yield expected.about("ponte_tamanho", values, where=bridge)


def _missing(
    expected: Expected, gone: BaseGeometry, height: float, told: set[int]
) -> Iterator[ProofFinding]:
    for target in expected.targets:
        needed = target.needed(height)
        if needed is None or target.index in told:
            continue
        needed = shapely.intersection(needed, expected.outline)
        left = shapely.difference(needed, gone)
        if left.area > NOTHING:
            told.add(target.index)
            yield expected.about(_missing_code(left, needed), _named(target), where=left)


def _missing_code(left: BaseGeometry, needed: BaseGeometry) -> str:
    if left.area < _MOSTLY * needed.area:
        return "operacao_incompleta"
    return "operacao_falta"


def _named(target: Target) -> dict[str, Value]:
    return {"layer": target.operation.layer, "operation": target.index}


def _too_much(expected: Expected, gone: BaseGeometry, height: float) -> Iterator[ProofFinding]:
    if gone.is_empty:
        return
    room = [shape for target in expected.targets if (shape := target.allowed(height)) is not None]
    extra = shapely.difference(gone, shapely.union_all(room)) if room else gone
    if extra.area <= NOTHING:
        return
    for piece in shapely.get_parts(extra):
        if piece.area > NOTHING:
            yield _extra_cut(expected, piece, height)


def _extra_cut(expected: Expected, extra: BaseGeometry, height: float) -> ProofFinding:
    values: dict[str, Value] = {
        "area": round(extra.area, 2),
        "depth": round(expected.top - height, 2),
    }
    deep = _deepened(expected, extra)
    if deep is not None:
        return expected.about("profundidade", values | _named(deep), where=extra)
    if extra.distance(expected.outline.exterior) <= _DEEP:
        return expected.about("contorno_invade", values, where=extra)
    return expected.about("corte_fora", values, where=extra)


def _deepened(expected: Expected, extra: BaseGeometry) -> Target | None:
    """The operation that was cut too deep, if that is what the extra cut is."""
    for target in expected.targets:
        if grow(target.area or EMPTY, _DEEP).covers(extra):
            return target
    return None
