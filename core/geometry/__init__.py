"""Pure geometry over shapely and pyclipper; mm, degrees where a name says so."""

from core.geometry.affine import Matrix, Point
from core.geometry.path import Arc, Bounds, Path, Segment, Vertex, arc_of

__all__ = ["Arc", "Bounds", "Matrix", "Path", "Point", "Segment", "Vertex", "arc_of"]
