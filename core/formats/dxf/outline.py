"""The panel's outline: the largest closed loop on the outline layers; loops in it are cut-outs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from shapely import Polygon, STRtree

from core.formats.dxf.chain import Chained, chain
from core.formats.dxf.model import Entity
from core.geometry import Path

MOST_LOOPS = 2_000
"""Closed contours of one layer that may be compared with each other."""

MOST_PAIRS = 200_000
"""Of these, pairs whose bounding boxes overlap."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What the outline layers say.

    Args:
        path: the outline as drawn, counter-clockwise; None where there is none to use.
        cut_outs: closed loops inside it.
        members: entities that the outline and the cut-outs are made of.
        doubles, empty: entities drawn twice, and those without length.
        code: why there is no usable outline, with the entity where it shows.
    """

    path: Path | None = None
    cut_outs: tuple[Chained, ...] = ()
    members: tuple[int, ...] = ()
    doubles: tuple[int, ...] = ()
    empty: tuple[int, ...] = ()
    code: str = ""
    culprit: int | None = None


def polygon_of(path: Path) -> Polygon:
    """The area inside a closed path, as a polygon within the tolerance of chords."""
    points = path.points()
    return Polygon(points) if len(points) > 2 else Polygon()


def read_outline(entities: Sequence[tuple[int, Entity]]) -> Outline:
    """The outline among the entities of the outline layers, numbered by the caller."""
    drawn = [(number, one.path) for number, one in entities if one.path is not None]
    result = chain(drawn)
    loops = [one for one in result.paths if one.path.closed]
    torn = next((one for one in result.paths if not one.path.closed), None)
    if torn is not None or not loops:
        culprit = min(torn.members) if torn else entities[0][0]
        found = Outline(code="desenho.contorno_aberto", culprit=culprit)
    else:
        found = _judge(loops, {number: one.layer.casefold() for number, one in entities})
    members = tuple(number for one in loops for number in one.members)
    return replace(found, members=members, doubles=result.doubles, empty=result.empty)


def _judge(loops: list[Chained], layers: dict[int, str]) -> Outline:
    if len(loops) > MOST_LOOPS:
        return Outline(code="desenho.contornos_demais", culprit=loops[0].members[0])
    areas = [polygon_of(loop.path) for loop in loops]
    if entangled(areas):
        return Outline(code="desenho.contornos_demais", culprit=loops[0].members[0])
    for loop, area in zip(loops, areas, strict=True):
        if area.is_empty or not area.is_valid:
            return Outline(code="desenho.contorno_cruzado", culprit=min(loop.members))
    outer = max(range(len(loops)), key=lambda index: areas[index].area)
    inner = [index for index in range(len(loops)) if index != outer]
    crossing = _touching([areas[index] for index in inner])
    for place, index in enumerate(inner):
        alien = layers[loops[index].members[0]] != layers[loops[outer].members[0]]
        code = "desenho.contorno_duplo" if alien else ""
        code = code or _trouble(areas[index], areas[outer], crossed=place in crossing)
        if code:
            return Outline(code=code, culprit=min(loops[index].members))
    cut_outs = tuple(loops[index] for index in inner)
    return Outline(loops[outer].path.counter_clockwise(), cut_outs)


def _trouble(own: Polygon, outer: Polygon, *, crossed: bool) -> str:
    """Why this loop is no cut-out of the outer one; empty when it is."""
    if not outer.contains(own):
        return "desenho.contorno_cruzado" if outer.intersects(own) else "desenho.contorno_solto"
    return "desenho.contorno_cruzado" if crossed else ""


def entangled(areas: list[Polygon]) -> bool:
    """Whether so many of these overlap that comparing them would take minutes."""
    if len(areas) < 2:
        return False
    first, _ = STRtree(areas).query(areas)
    return len(first) > MOST_PAIRS


def _touching(areas: list[Polygon]) -> set[int]:
    """The areas that have something in common with another one."""
    if len(areas) < 2:
        return set()
    first, second = STRtree(areas).query(areas, predicate="intersects")
    return {int(one) for one, other in zip(first, second, strict=True) if one != other}
