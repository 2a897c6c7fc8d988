"""`layout.json`: the layout as other programs read it (docs/formats/layout.md)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

from core.geometry import Path
from core.layout.model import Layout, Offcut, PlacedPart, Sheet
from core.parts import Operation

VERSION = 1
DIGITS = 6
"""Decimals of a millimetre that the file keeps."""


def layout_bytes(layout: Layout) -> bytes:
    """The file: UTF-8, one key order, the same bytes for the same layout."""
    text = json.dumps(layout_form(layout), ensure_ascii=False, indent=1, allow_nan=False)
    return (text + "\n").encode()


def layout_version(layout: Layout) -> str:
    """Eight hex digits that name this layout: on plan, labels and in the programs' header.

    Taken before there are programs, so that it does not depend on them.
    """
    bare = replace(layout, sheets=tuple(replace(sheet, program="") for sheet in layout.sheets))
    return hashlib.sha256(layout_bytes(bare)).hexdigest()[:8]


def layout_form(layout: Layout) -> dict[str, Any]:
    """The layout as plain values, in mm and in each sheet's frame."""
    return {
        "version": VERSION,
        "machine": layout.machine,
        "z_zero": layout.z_zero,
        "tools": [
            {"number": tool.number, "kind": tool.kind, "diameter": tool.diameter}
            for tool in layout.tools
        ],
        "sheets": [_sheet(sheet) for sheet in layout.sheets],
        "unplaced": [
            {
                "part": copy.part,
                "copy": copy.copy,
                "reason": copy.sentence,
                "code": copy.reason,
            }
            for copy in layout.unplaced
        ],
        "totals": {
            "sheets": layout.totals.sheets,
            "utilisation": _number(layout.totals.utilisation),
            "lower_bound": _number(layout.totals.lower_bound),
            "largest_offcut_area": _number(layout.totals.largest_offcut_area),
        },
    }


def _sheet(sheet: Sheet) -> dict[str, Any]:
    return {
        "id": sheet.id,
        "stock": sheet.stock,
        "matrix": [_number(value) for value in sheet.matrix.as_list()],
        "material": sheet.material,
        "thickness": sheet.thickness,
        "length": sheet.length,
        "width": sheet.width,
        "program": sheet.program,
        "parts": [_part(part) for part in sheet.parts],
        "offcuts": [_offcut(offcut) for offcut in sheet.offcuts],
        "utilisation": _number(sheet.utilisation),
    }


def _part(part: PlacedPart) -> dict[str, Any]:
    return {
        "part": part.part,
        "copy": part.copy,
        "code": part.code,
        "name": part.name,
        "x": _number(part.x),
        "y": _number(part.y),
        "rotation": _number(part.rotation),
        "mirrored": part.mirrored,
        "outline": _points(part.outline),
        "holes": [_points(hole) for hole in part.holes],
        "operations": [_operation(operation, part.thickness) for operation in part.operations],
    }


def _operation(operation: Operation, thickness: float) -> dict[str, Any]:
    return {
        "kind": operation.kind.value,
        "face": operation.face.value,
        "tool": operation.tool,
        "diameter": operation.diameter,
        "width": operation.width,
        "depth": _number(operation.depth),
        "through": operation.goes_through(thickness),
        "closed": operation.path.closed,
        "points": _points(operation.path),
        "islands": [_points(island) for island in operation.islands],
    }


def _offcut(offcut: Offcut) -> dict[str, Any]:
    return {
        "x": _number(offcut.x),
        "y": _number(offcut.y),
        "length": _number(offcut.length),
        "width": _number(offcut.width),
    }


def _points(path: Path) -> list[list[float]]:
    return [[_number(x), _number(y)] for x, y in path.points()]


def _number(value: float) -> float:
    return round(value, DIGITS) + 0.0  # + 0.0 turns -0.0 into 0.0
