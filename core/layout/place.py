"""Where a part comes to lie: one map from its cut frame to the sheet."""

from __future__ import annotations

from core.geometry import Matrix, Path
from core.layout.model import PlacedPart
from core.parts import Part, Piece


def facing(part: Part, *, face_down: bool) -> Matrix:
    """From the cut frame to the panel as it lies on the table before any turn."""
    if not face_down:
        return Matrix()
    return Matrix.mirror_y().then(Matrix.shift(0.0, part.cut_size[1]))


def lying_outline(part: Part, *, face_down: bool) -> Path:
    """The cut outline as it lies, counter-clockwise."""
    return part.cut_outline.transformed(facing(part, face_down=face_down)).counter_clockwise()


def placement_matrix(part: Part, *, x: float, y: float, rotation: float, face_down: bool) -> Matrix:
    """From the cut frame to the sheet: face, turn, then the box's lower left to (x, y)."""
    turned = facing(part, face_down=face_down).then(Matrix.turn(rotation))
    left, low, _, _ = part.cut_outline.transformed(turned).bounds
    return turned.then(Matrix.shift(x - left, y - low))


def place(
    part: Part, piece: Piece, *, x: float, y: float, rotation: float, face_down: bool
) -> PlacedPart:
    """One copy of the part on a sheet; see `PlacedPart` for the meaning of the arguments."""
    matrix = placement_matrix(part, x=x, y=y, rotation=rotation, face_down=face_down)
    return PlacedPart(
        part_id=part.id,
        part=part.label,
        copy=piece.copy,
        code=piece.code,
        name=part.name,
        x=x,
        y=y,
        rotation=rotation,
        mirrored=face_down,
        outline=part.cut_outline.transformed(matrix).counter_clockwise(),
        operations=tuple(operation.transformed(matrix) for operation in part.cut_operations),
        matrix=matrix,
        thickness=part.thickness,
        client=part.client,
        room=part.room,
        cut_length=part.cut_size[0],
        cut_width=part.cut_size[1],
        banded=part.bands.faces,
    )
