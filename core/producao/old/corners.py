"""Rounded corners, which the old API tells as operations of type `Raio` and we as the outline."""

from __future__ import annotations

import math
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from core.errors import InputError
from core.geometry import Path
from core.geometry.tolerance import SAME_POINT
from core.producao.old.operation_model import Operacao, Tipo, plain_word

QUARTER = math.tan(math.pi / 8)
"""Bulge of a quarter of a circle."""


class Corner(StrEnum):
    """The corners counter-clockwise from the origin."""

    LOWER_LEFT = "lower_left"
    LOWER_RIGHT = "lower_right"
    UPPER_RIGHT = "upper_right"
    UPPER_LEFT = "upper_left"


type Radii = dict[Corner, float]
"""Radius in mm of each corner that is rounded."""

_SAID = {
    Corner.LOWER_LEFT: ("L1", "inferior"),
    Corner.LOWER_RIGHT: ("L3", "inferior"),
    Corner.UPPER_RIGHT: ("L3", "superior"),
    Corner.UPPER_LEFT: ("L1", "superior"),
}
_OF_C1 = {
    "t1": Corner.LOWER_LEFT,
    "t2": Corner.UPPER_LEFT,
    "t3": Corner.UPPER_RIGHT,
    "t4": Corner.LOWER_RIGHT,
}


def old_corners(radii: Radii) -> list[dict[str, Any]]:
    """The corners as the old API tells them."""
    return [
        {"tipo": Tipo.RAIO.value, "pos": pos, "subPos": sub, "raio": radii[corner]}
        for corner, (pos, sub) in _SAID.items()
        if corner in radii
    ]


def radii_of(sent: Iterable[Operacao]) -> Radii:
    """The radii that operations of type `Raio` ask for; the last of a corner counts.

    Raises:
        InputError: a corner or its radius cannot be read.
    """
    found: Radii = {}
    for one in sent:
        if not one.raio or one.raio <= 0:
            raise InputError("peca.operacao_sem_medida", tipo=Tipo.RAIO.value, campo="raio")
        found[_corner(one.pos.strip().upper(), plain_word(one.sub_pos))] = one.raio
    return found


def rounded(length: float, width: float, radii: Radii) -> Path:
    """The rectangle with these corners, counter-clockwise; lengths in mm.

    Raises:
        InputError: two radii do not fit beside each other.
    """
    if not radii:
        return Path.rectangle(0.0, 0.0, length, width)
    a, b, c, d = (radii.get(corner, 0.0) for corner in Corner)
    if max(a + b, c + d) > length or max(b + c, d + a) > width:
        raise InputError("peca.raio_grande", comprimento=length, largura=width)
    points = [(a, 0.0, 0.0), (length - b, 0.0, QUARTER if b else 0.0)]
    points += [(length, b, 0.0), (length, width - c, QUARTER if c else 0.0)]
    points += [(length - c, width, 0.0), (d, width, QUARTER if d else 0.0)]
    points += [(0.0, width - d, 0.0), (0.0, a, QUARTER if a else 0.0)]
    return Path(_distinct(points), closed=True)


def corners_of(outline: Path, length: float, width: float) -> Radii | None:
    """The radii of a rectangle whose corners may be rounded; None for any other outline."""
    radii: Radii = {}
    for segment in outline.segments():
        if not segment.bulge:
            continue
        corner = _corner_of(segment.start, segment.end, length, width)
        if corner is None:
            return None
        radii[corner] = abs(segment.end[0] - segment.start[0])
    try:
        plain = rounded(length, width, radii)
    except InputError:
        return None
    return radii if _same(outline, plain) else None


def _corner(pos: str, sub: str) -> Corner:
    if pos == "L1" and sub in ("inferior", "superior"):
        return Corner.LOWER_LEFT if sub == "inferior" else Corner.UPPER_LEFT
    if pos in ("L3", "C2") and sub in ("inferior", "superior"):
        return Corner.LOWER_RIGHT if sub == "inferior" else Corner.UPPER_RIGHT
    if pos == "C1":
        return _OF_C1.get(sub, Corner.LOWER_RIGHT)
    raise InputError("peca.canto_desconhecido", pos=pos, canto=sub)


def _corner_of(
    start: tuple[float, float], end: tuple[float, float], length: float, width: float
) -> Corner | None:
    x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    span = abs(end[0] - start[0])
    if abs(span - abs(end[1] - start[1])) > SAME_POINT:
        return None
    right, upper = x > length / 2, y > width / 2
    if upper:
        return Corner.UPPER_RIGHT if right else Corner.UPPER_LEFT
    return Corner.LOWER_RIGHT if right else Corner.LOWER_LEFT


def _distinct(points: list[tuple[float, float, float]]) -> tuple[tuple[float, float, float], ...]:
    """Without points that repeat the one before, as a sharp corner gives them."""
    kept = [
        point
        for at, point in enumerate(points)
        if point[2] or math.dist(point[:2], points[(at + 1) % len(points)][:2]) > SAME_POINT
    ]
    return tuple(kept)


def _same(one: Path, other: Path) -> bool:
    """Whether two closed paths run through the same vertices, wherever they start."""
    first, second = one.counter_clockwise().vertices, other.counter_clockwise().vertices
    if len(first) != len(second):
        return False
    return any(
        all(
            math.dist(a[:2], b[:2]) <= SAME_POINT and abs(a[2] - b[2]) <= 1e-6
            for a, b in zip(first, (*second[shift:], *second[:shift]), strict=True)
        )
        for shift in range(len(second))
    )
