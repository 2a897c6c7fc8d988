"""How a part lies on its drawing: the face that is seen, and its edges unfolded around it."""

from __future__ import annotations

from dataclasses import dataclass

from core.geometry import Matrix, Point
from core.parts import Face, Operation, Part

EDGE_GAP = 5.0
"""Between the face and the strip that shows an edge, mm."""

AROUND = 13.0
"""Room for strips, names and dimensions at every side besides the strips' own height, mm."""

LEAST_STRIP = 3.0
"""A thin edge is drawn at least this high, mm."""


@dataclass(frozen=True, slots=True)
class View:
    """How the part lies on the page.

    Args:
        matrix: from the finished frame to the page, uniform scale.
        scale: millimetres of paper to one of the part.
        strip: height of the edges' strips, mm.
    """

    part: Part
    face: Face
    matrix: Matrix
    scale: float
    strip: float


def view_of(part: Part, width: float, height: float, face: Face) -> View:
    """The part as large as it fits with its strips, in the middle of width × height mm."""
    room_x, room_y = width - 2 * AROUND, height - 2 * AROUND
    scale = min(
        (room_x - 2 * LEAST_STRIP) / part.length,
        (room_y - 2 * LEAST_STRIP) / part.width,
        room_x / (part.length + 2 * part.thickness),
        room_y / (part.width + 2 * part.thickness),
    )
    lies = Matrix() if face is Face.TOP else Matrix(d=-1.0, ty=part.width)
    corner_x = (width - part.length * scale) / 2
    corner_y = (height - part.width * scale) / 2
    matrix = lies.then(Matrix(a=scale, d=scale, tx=corner_x, ty=corner_y))
    return View(part, face, matrix, scale, max(LEAST_STRIP, part.thickness * scale))


def strip_matrix(view: View, edge: Face) -> Matrix:
    """From (u, distance from the face that is seen) of an edge to the page."""
    part = view.part
    starts: dict[Face, tuple[Point, Point, Point]] = {
        # origin of u, direction of u, outward, in the finished frame
        Face.C1: ((0.0, 0.0), (1.0, 0.0), (0.0, -1.0)),
        Face.C2: ((0.0, part.width), (1.0, 0.0), (0.0, 1.0)),
        Face.L1: ((0.0, 0.0), (0.0, 1.0), (-1.0, 0.0)),
        Face.L3: ((part.length, 0.0), (0.0, 1.0), (1.0, 0.0)),
    }
    origin, along, outward = starts[edge]
    gap = EDGE_GAP / view.scale
    stretch = view.strip / (part.thickness * view.scale)
    plane = Matrix(
        along[0],
        along[1],
        outward[0] * stretch,
        outward[1] * stretch,
        origin[0] + outward[0] * gap,
        origin[1] + outward[1] * gap,
    )
    return plane.then(view.matrix)


def edge_point(view: View, operation: Operation, matrix: Matrix) -> Point:
    """V counts from the top face; the strip from the face that is seen."""
    u, v = operation.path.start
    return matrix.apply((u, v if view.face is Face.TOP else view.part.thickness - v))
