"""A batch as plain values, for `radha import --json`."""

from __future__ import annotations

from typing import Any

from core.geometry import Path
from core.parts import Band, Batch, Operation, Package, Part


def batch_form(batch: Batch) -> dict[str, Any]:
    """The batch in mm, finished frame; shapes as polylines."""
    return {
        "version": 1,
        "name": batch.name,
        "packages": [_package(package) for package in batch.packages],
    }


def _package(package: Package) -> dict[str, Any]:
    return {
        "client": package.client,
        "room": package.room,
        "parts": [_part(part) for part in package.parts],
        "hardware": [
            {"name": item.name, "quantity": item.quantity, "code": item.code}
            for item in package.hardware
        ],
    }


def _part(part: Part) -> dict[str, Any]:
    cut_length, cut_width = part.cut_size
    return {
        "id": part.id,
        "part": part.label,
        "program": part.program,
        "code": part.code,
        "name": part.name,
        "length": part.length,
        "width": part.width,
        "cut_length": cut_length,
        "cut_width": cut_width,
        "thickness": part.thickness,
        "material": part.material,
        "grain": part.grain.value,
        "quantity": part.quantity,
        "pieces": [{"copy": piece.copy, "code": piece.code} for piece in part.pieces],
        "bands": {
            name: _band(band)
            for name, band in (
                ("C1", part.bands.c1),
                ("C2", part.bands.c2),
                ("L1", part.bands.l1),
                ("L3", part.bands.l3),
            )
            if band is not None
        },
        "drawing": part.drawing,
        "drawn": part.drawn,
        "blocked": part.blocked,
        "notes": part.notes,
        "outline": _points(part.outline),
        "operations": [_operation(operation) for operation in part.operations],
        "attachments": [
            {"name": item.name, "kind": item.kind, "size": item.size, "sha256": item.sha256}
            for item in part.attachments
        ],
    }


def _band(band: Band) -> dict[str, Any]:
    return {"name": band.name, "thickness": band.thickness, "premilling": band.premilling}


def _operation(operation: Operation) -> dict[str, Any]:
    return {
        "kind": operation.kind.value,
        "face": operation.face.value,
        "depth": operation.depth,
        "through": operation.through,
        "diameter": operation.diameter,
        "width": operation.width,
        "tool": operation.tool,
        "macro": operation.macro,
        "layer": operation.layer,
        "closed": operation.path.closed,
        "points": _points(operation.path),
        "islands": [_points(island) for island in operation.islands],
    }


def _points(path: Path) -> list[list[float]]:
    return [[round(x, 6) + 0.0, round(y, 6) + 0.0] for x, y in path.points()]
