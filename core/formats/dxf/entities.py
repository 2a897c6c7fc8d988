"""From an entity's group codes to its curve in the drawing's plane.

Curved entities are in their object coordinate system (OCS) where the DXF reference says so; a
panel's drawing is flat, so only the extrusions +Z and -Z (mirrored) have a meaning here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from itertools import pairwise

from core.errors import InputError
from core.formats.dxf.curves import MOST_POINTS, Spline, ellipse, fit, quarters
from core.formats.dxf.mapping import keeps_circles, mapped
from core.formats.dxf.tags import Record
from core.geometry import Matrix, Path, Point, Vertex
from core.geometry.tolerance import SAME_POINT

type Geometry = tuple[Path | None, Point | None]
"""The curve and, of circles and points, the centre."""

FARTHEST = 1e6
"""Coordinates beyond a kilometre are damage, mm."""

# fmt: off
ANNOTATIONS = frozenset({
    "TEXT", "MTEXT", "ATTRIB", "ATTDEF", "DIMENSION", "ARC_DIMENSION", "LARGE_RADIAL_DIMENSION",
    "LEADER", "MULTILEADER", "MLEADER", "HATCH", "TOLERANCE", "VIEWPORT", "IMAGE", "WIPEOUT",
    "OLEFRAME", "OLE2FRAME", "XLINE", "RAY", "ACAD_TABLE", "PDFUNDERLAY", "DWFUNDERLAY",
    "DGNUNDERLAY", "RTEXT", "ARCALIGNEDTEXT", "LIGHT", "SUN", "SECTION",
})
# fmt: on
"""Kinds that never say what to machine."""

_IDENTITY = Matrix()
_FLIPPED = Matrix(a=-1.0)


def geometry(record: Record, matrix: Matrix) -> Geometry:
    """The entity under the map of the block references that lead to it.

    Raises:
        InputError: it cannot be read; the code says why.
    """
    reader = _readers().get(record.kind)
    if reader is None:
        raise InputError("desenho.tipo_desconhecido", kind=record.kind)
    return reader(record, matrix)


def number(record: Record, code: int, default: float | None = None) -> float:
    """A finite number of sensible size.

    Raises:
        InputError: it is none, or it is missing and there is no default.
    """
    text = record.text(code, "")
    if not text.strip() and default is not None:
        return default
    return finite(text)


def finite(text: str) -> float:
    """The number in a value.

    Raises:
        InputError: no number, not finite, or beyond any panel.
    """
    try:
        value = float(text)
    except ValueError:
        raise InputError("desenho.numero_invalido", value=text.strip()[:40]) from None
    # the comparison is false for NaN too
    if not abs(value) <= FARTHEST or "_" in text:
        raise InputError("desenho.numero_invalido", value=text.strip()[:40])
    return value


def whole(record: Record, code: int, default: int) -> int:
    """An integer, such as flags and counts.

    Raises:
        InputError: it is none.
    """
    text = record.text(code, "")
    try:
        return int(text) if text.strip() else default
    except ValueError:
        raise InputError("desenho.numero_invalido", value=text.strip()[:40]) from None


def ocs(record: Record) -> Matrix:
    """From the entity's own coordinate system to the drawing's plane.

    The arbitrary axis algorithm gives X = (-1, 0, 0) for the extrusion (0, 0, -1).

    Raises:
        InputError: the entity lies in a tilted plane.
    """
    if not record.text(230):
        return _IDENTITY
    x, y, z = (number(record, code, default) for code, default in ((210, 0), (220, 0), (230, 1)))
    if math.hypot(x, y) > 1e-6 * abs(z) or z == 0.0:
        raise InputError("desenho.plano_inclinado")
    return _IDENTITY if z > 0 else _FLIPPED


@cache
def _readers() -> dict[str, Callable[[Record, Matrix], Geometry]]:
    return {
        "LINE": _line,
        "CIRCLE": _circle,
        "ARC": _arc,
        "POINT": _point,
        "LWPOLYLINE": _lwpolyline,
        "POLYLINE": _polyline,
        "ELLIPSE": _ellipse,
        "SPLINE": _spline,
    }


def _line(record: Record, matrix: Matrix) -> Geometry:
    start = (number(record, 10), number(record, 20))
    end = (number(record, 11), number(record, 21))
    return Path.polyline((start, end)).transformed(matrix), None


def _point(record: Record, matrix: Matrix) -> Geometry:
    return None, matrix.apply((number(record, 10), number(record, 20)))


def _circle(record: Record, matrix: Matrix) -> Geometry:
    to_plane = ocs(record).then(matrix)
    centre, radius = (number(record, 10), number(record, 20)), number(record, 40)
    if radius <= 0:
        raise InputError("desenho.raio_zero")
    middle = to_plane.apply(centre)
    if keeps_circles(to_plane):
        return Path.circle(middle, radius * math.hypot(to_plane.a, to_plane.b)), middle
    return mapped(Path.circle(centre, radius), to_plane), middle


def _arc(record: Record, matrix: Matrix) -> Geometry:
    to_plane = ocs(record).then(matrix)
    centre, radius = (number(record, 10), number(record, 20)), number(record, 40)
    start, end = number(record, 50, 0.0), number(record, 51, 360.0)
    if radius <= 0:
        raise InputError("desenho.raio_zero")
    sweep = (end - start) % 360.0
    if sweep <= 1e-9:
        return mapped(Path.circle(centre, radius), to_plane), None
    pieces = 1 if sweep <= 180.0 else 2
    bulge = math.tan(math.radians(sweep / pieces) / 4)
    vertices: list[Vertex] = []
    for index in range(pieces + 1):
        angle = math.radians(start + sweep * index / pieces)
        x, y = centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)
        vertices.append((x, y, bulge if index < pieces else 0.0))
    return mapped(Path(tuple(vertices)), to_plane), None


def _lwpolyline(record: Record, matrix: Matrix) -> Geometry:
    vertices: list[list[float]] = []
    for code, value in record.tags:
        if code == 10:
            vertices.append([finite(value), 0.0, 0.0])
        elif vertices and code == 20:
            vertices[-1][1] = finite(value)
        elif vertices and code == 42:
            vertices[-1][2] = finite(value)
    closed = bool(whole(record, 70, 0) & 1)
    return _chain([(x, y, bulge) for x, y, bulge in vertices], record, matrix, closed=closed)


def _polyline(record: Record, matrix: Matrix) -> Geometry:
    flags = whole(record, 70, 0)
    if flags & (16 | 64):
        raise InputError("desenho.malha")
    vertices: list[Vertex] = []
    for child in record.children:
        # 16: control point of a fitted curve, not on it
        if child.kind == "VERTEX" and not whole(child, 70, 0) & 16:
            bulge = 0.0 if flags & 8 else number(child, 42, 0.0)
            vertices.append((number(child, 10), number(child, 20), bulge))
    return _chain(vertices, record, matrix, closed=bool(flags & 1))


def _chain(vertices: list[Vertex], record: Record, matrix: Matrix, *, closed: bool) -> Geometry:
    path = tidy(vertices, closed=closed)
    if path is None:
        raise InputError("desenho.sem_comprimento")
    return mapped(path, ocs(record).then(matrix)), None


def tidy(vertices: list[Vertex], *, closed: bool) -> Path | None:
    """The path without repeated points; closed too where it returns to its start."""
    kept: list[Vertex] = []
    for vertex in vertices:
        if kept and math.dist(kept[-1][:2], vertex[:2]) <= SAME_POINT:
            kept[-1] = vertex
        else:
            kept.append(vertex)
    returns = len(kept) > 2 and math.dist(kept[0][:2], kept[-1][:2]) <= SAME_POINT
    if returns:
        kept.pop()
        closed = True
    if len(kept) < 2:
        return None
    return Path(tuple(kept), closed)


def _ellipse(record: Record, matrix: Matrix) -> Geometry:
    flip = ocs(record) != _IDENTITY
    centre = (number(record, 10), number(record, 20))
    major = (number(record, 11), number(record, 21))
    ratio = number(record, 40) * (-1.0 if flip else 1.0)
    start, end = number(record, 41, 0.0), number(record, 42, math.tau)
    if ratio == 0.0 or major == (0.0, 0.0):
        raise InputError("desenho.raio_zero")
    sweep = (end - start) % math.tau or math.tau
    closed = sweep >= math.tau - 1e-9
    own = ellipse(centre, major, (-major[1] * ratio, major[0] * ratio))
    vertices = fit(lambda angle: matrix.apply(own(angle)), quarters(start, start + sweep))
    path = Path(tuple(vertices[:-1] if closed else vertices), closed)
    return path, matrix.apply(centre) if closed else None


def _spline(record: Record, matrix: Matrix) -> Geometry:
    spline = _spline_of(record)
    vertices = fit(lambda t: matrix.apply(spline.at(t)), spline.stops())
    path = tidy(vertices, closed=False)
    if path is None:
        raise InputError("desenho.sem_comprimento")
    return path, None


def _spline_of(record: Record) -> Spline:
    knots = tuple(finite(value) for code, value in record.tags if code == 40)
    points = _points(record, 10)
    if not points:
        return _through(_points(record, 11))
    weights = tuple(finite(value) for code, value in record.tags if code == 41)
    degree = whole(record, 71, 3)
    weights = weights if len(weights) == len(points) else (1.0,) * len(points)
    enough = len(points) > degree >= 1 and len(knots) == len(points) + degree + 1
    rising = all(low <= high for low, high in pairwise(knots))
    if not enough or not rising or degree > 11 or min(weights) <= 0:
        raise InputError("desenho.curva_impossivel")
    if knots[degree] >= knots[len(points)]:
        raise InputError("desenho.curva_impossivel")
    return Spline(degree, knots, points, weights)


def _points(record: Record, code: int) -> tuple[Point, ...]:
    xs = [finite(value) for found, value in record.tags if found == code]
    ys = [finite(value) for found, value in record.tags if found == code + 10]
    if len(xs) != len(ys) or len(xs) > MOST_POINTS:
        raise InputError("desenho.curva_impossivel")
    return tuple(zip(xs, ys, strict=True))


def _through(points: tuple[Point, ...]) -> Spline:
    """The curve that CADs lay through fit points where a file has no control points."""
    if len(points) < 2:
        raise InputError("desenho.curva_impossivel")
    # loading the library takes a second, and few drawings need it
    from ezdxf.math import Vec3, fit_points_to_cad_cv  # noqa: PLC0415

    curve = fit_points_to_cad_cv([Vec3(x, y) for x, y in points])
    control = tuple((point.x, point.y) for point in curve.control_points)
    return Spline(curve.degree, tuple(curve.knots()), control, (1.0,) * len(control))
