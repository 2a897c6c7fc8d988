"""Paths under the plane maps of block references, which may be mirrored or uneven."""

from __future__ import annotations

import math
from functools import lru_cache

from core.errors import InputError
from core.formats.dxf.curves import MOST_PIECES, fit
from core.geometry import Arc, Matrix, Path, Point, Vertex, arc_of

_IDENTITY = Matrix()


def mapped(path: Path, matrix: Matrix) -> Path:
    """The path under any plane map; arcs that become elliptic are followed by arcs."""
    if matrix == _IDENTITY:
        return path
    curved = sum(bulge != 0.0 for _, _, bulge in path.vertices)
    if keeps_circles(matrix) or not curved:
        return path.transformed(matrix)
    if curved > MOST_PIECES:
        raise InputError("desenho.curva_impossivel")
    vertices: list[Vertex] = []
    for segment in path.segments():
        if segment.bulge == 0.0:
            x, y = matrix.apply(segment.start)
            vertices.append((x, y, 0.0))
            continue
        arc = arc_of(segment.start, segment.end, segment.bulge)
        vertices.extend(_follow(arc, matrix)[:-1])
    if not path.closed:
        x, y = matrix.apply(path.vertices[-1][:2])
        vertices.append((x, y, 0.0))
    return Path(tuple(vertices), path.closed)


def _follow(arc: Arc, matrix: Matrix) -> list[Vertex]:
    x, y = matrix.apply(arc.centre)
    shape = (round(arc.radius, 9), round(arc.start, 12), round(arc.sweep, 12))
    found = _followed(*shape, matrix.a, matrix.b, matrix.c, matrix.d)
    return [(x + px, y + py, bulge) for px, py, bulge in found]


@lru_cache(maxsize=512)
def _followed(  # a block that is inserted row by row asks for the same arc again and again
    radius: float, start: float, sweep: float, a: float, b: float, c: float, d: float
) -> tuple[Vertex, ...]:
    arc, matrix = Arc((0.0, 0.0), radius, start, sweep), Matrix(a, b, c, d)

    def at(share: float) -> Point:
        return matrix.apply(arc.at(share))

    return tuple(fit(at, (0.0, 0.25, 0.5, 0.75, 1.0)))


def keeps_circles(matrix: Matrix) -> bool:
    """Whether a circle stays one: all directions are scaled alike, nothing is skewed."""
    first, second = math.hypot(matrix.a, matrix.b), math.hypot(matrix.c, matrix.d)
    skew = abs(matrix.a * matrix.c + matrix.b * matrix.d)
    return abs(first - second) <= 1e-9 * first and skew <= 1e-9 * first * second
