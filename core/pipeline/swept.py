"""The material that an operation's cutter takes, seen from above."""

from __future__ import annotations

from shapely import make_valid
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from core.cnc.tooling import tool_for
from core.geometry import Path
from core.machine.profile import MachineProfile
from core.parts import Operation, OperationKind, Part


def swept(operation: Operation, part: Part, profile: MachineProfile) -> BaseGeometry:
    """The plan view of a flat operation's cut, in the operation's own frame.

    Args:
        operation: no hole, on no edge.
        part: whose operation it is.
        profile: whose tools cut.
    """
    path = operation.path
    if operation.kind in (OperationKind.POCKET, OperationKind.INSIDE):
        area = _area(path)
        for island in operation.islands:
            area = area.difference(_area(island))
        return area
    line = LineString([*path.points(), path.start] if path.closed else path.points())
    if operation.kind is OperationKind.GROOVE and operation.width:
        return line.buffer(operation.width / 2)
    diameter = _diameter(operation, part, profile)
    if operation.kind is OperationKind.OUTSIDE:
        return line.buffer(diameter).difference(_area(path))
    return line.buffer(diameter / 2)


def _area(path: Path) -> BaseGeometry:
    points = path.points()
    return make_valid(Polygon(points)) if len(points) > 2 else Polygon()


def _diameter(operation: Operation, part: Part, profile: MachineProfile) -> float:
    """Of the cutter that does it; of the contour's where none does."""
    tool = tool_for(
        operation,
        part.thickness,
        profile.real_thickness(part.thickness, part.material),
        profile,
        through=part.is_through(operation),
    )
    return (tool or profile.contour_tool(part.thickness)).cutting_diameter
