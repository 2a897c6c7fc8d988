"""The room a part needs on the sheet: its outline and what its own work cuts beyond it.

Two parts keep `profile.spacing` from each other: the contour cutter's kerf and a margin. Work
that runs out no farther than the kerf therefore needs no room of its own; handles, outside cuts
and 45° lines that run out farther do.
"""

from __future__ import annotations

from dataclasses import dataclass

from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient
from shapely.ops import unary_union

from core.geometry import Matrix, Path, Point
from core.geometry.outer import outer_ring
from core.geometry.tolerance import SAME_POINT
from core.layout.place import facing, lying_outline
from core.machine.profile import MachineProfile
from core.nesting.problem import Ring
from core.parts import OperationKind, Part
from core.pipeline.swept import swept

JOIN = 0.01
"""Overruns grow by this (mm), so that they surely touch the outline they belong to."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is nested in place of a part.

    Args:
        length, width: bounding box at turn 0, mm.
        ring: the shape with its box's corner at (0, 0), None for a rectangle.
        shape: the shape in the frame of the panel as it lies (`core.layout.place.facing`).
        outline: the cut outline in that same frame.
    """

    length: float
    width: float
    ring: Ring | None
    shape: Path
    outline: Path

    def shift(self, rotation: float) -> Point:
        """From the lower left of the turned envelope to that of the turned outline, mm."""
        turn = Matrix.turn(rotation)
        left, low, _, _ = self.shape.transformed(turn).bounds
        part_left, part_low, _, _ = self.outline.transformed(turn).bounds
        return (part_left - left, part_low - low)


def rectangle_envelope(part: Part) -> Envelope:
    """The rectangle of the cut size: all that a saw knows of a part."""
    length, width = part.cut_size
    box = Path.rectangle(0.0, 0.0, length, width)
    return Envelope(length, width, None, box, box)


def router_envelope(part: Part, profile: MachineProfile, *, face_down: bool) -> Envelope:
    """The outline with the overruns of the part's own work that neighbours must not feel."""
    outline = lying_outline(part, face_down=face_down)
    beyond = _overrun(part, outline, profile, face_down=face_down)
    if beyond.is_empty:
        return _envelope(outline, outline)
    if outline.is_rectangle():
        box = unary_union([Polygon(outer_ring(outline)), beyond]).bounds
        grown = Path.rectangle(box[0], box[1], box[2] - box[0], box[3] - box[1])
        return _envelope(grown, outline)
    whole = unary_union([Polygon(outer_ring(outline)), beyond.buffer(JOIN)])
    if not isinstance(whole, Polygon):
        whole = whole.convex_hull
    ring = orient(Polygon(whole.exterior)).exterior.coords[:-1]
    return _envelope(Path.polyline(((x, y) for x, y in ring), closed=True), outline)


def _envelope(shape: Path, outline: Path) -> Envelope:
    left, low, right, high = shape.bounds
    ring = None
    if not shape.is_rectangle():
        ring = tuple((x - left, y - low) for x, y in outer_ring(shape))
    return Envelope(right - left, high - low, ring, shape, outline)


def _overrun(
    part: Part, outline: Path, profile: MachineProfile, *, face_down: bool
) -> BaseGeometry:
    """What the part's work sweeps farther out than the contour's own kerf."""
    lying = facing(part, face_down=face_down)
    cuts = [
        swept(operation.transformed(lying), part, profile)
        for operation in part.cut_operations
        if not operation.face.is_edge and operation.kind is not OperationKind.DRILL
    ]
    if not cuts:
        return Polygon()
    solid = Polygon(outer_ring(outline))
    kerf = profile.contour_tool(part.thickness).cutting_diameter
    outside = unary_union(cuts).difference(solid)
    pieces = getattr(outside, "geoms", [outside])
    far = [piece for piece in pieces if not solid.buffer(kerf).contains(piece.buffer(-SAME_POINT))]
    return unary_union(far)
