"""A layout in the shape that the old screens read: sheets with parts, offcuts and operations.

X runs along `largura` there and Y along `altura`: the old words for a sheet's two extents
(production.md 1.4).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from core.db.types import JsonValue
from core.geometry import Path
from core.layout.model import Layout, Offcut, PlacedPart, Sheet
from core.parts import Operation

FORA = frozenset({"", "0", "contorno", "defpoints", "borda_externa"})
"""Layers that are no work of their own."""
CASAS = 3


def previa_nesting(layout: Layout) -> dict[str, JsonValue]:
    """`{chapas, layers}` of a router's layout."""
    return {
        "chapas": [_chapa(number, sheet) for number, sheet in enumerate(layout.sheets, start=1)],
        "layers": [*layers(layout)],
    }


def previa_seccionadora(layout: Layout) -> dict[str, JsonValue]:
    """`{chapas}` of a saw's layout: the pieces of each sheet as bare rectangles."""
    return {
        "chapas": [[_retangulo(sheet, lies) for lies in sheet.parts] for sheet in layout.sheets]
    }


def layers(layout: Layout) -> list[str]:
    """Names of the layers whose work lies on the sheets, sorted."""
    found = {
        operation.layer
        for sheet in layout.sheets
        for lies in sheet.parts
        for operation in lies.operations
    }
    return sorted(name for name in found if name.casefold() not in FORA)


def _chapa(number: int, sheet: Sheet) -> dict[str, JsonValue]:
    serial = count(1)
    entries: list[JsonValue] = []
    for lies in sheet.parts:
        entries.append(_peca(next(serial), lies))
        entries.extend(_operacoes(serial, lies))
    entries.extend(_sobra(next(serial), offcut) for offcut in sheet.offcuts)
    return {
        "id": number,
        "codigo": sheet.id,
        "descricao": f"{sheet.material} ({sheet.length:.0f} x {sheet.width:.0f})",
        "temVeio": sheet.has_grain,
        "largura": _mm(sheet.length),
        "altura": _mm(sheet.width),
        "operacoes": entries,
    }


def _peca(number: int, lies: PlacedPart) -> dict[str, JsonValue]:
    return {
        "id": number,
        "nome": lies.name,
        "tipo": "Peca",
        **_caixa(lies.outline),
        "cliente": lies.client,
        "ambiente": lies.room,
        "rotacao": _mm(lies.rotation),
        "coords": _pontos(lies.outline),
    }


def _operacoes(serial: Iterator[int], lies: PlacedPart) -> Iterator[dict[str, JsonValue]]:
    """Work on the two faces; what is drilled into the edges has no place seen from above."""
    for operation in lies.operations:
        if not operation.face.is_edge:
            yield _operacao(next(serial), operation)


def _operacao(number: int, operation: Operation) -> dict[str, JsonValue]:
    return {
        "id": number,
        "nome": operation.layer,
        "tipo": "Operacao",
        **_caixa(operation.path, operation.diameter or 0.0),
        "layer": operation.layer,
        "coords": _pontos(operation.path),
    }


def _sobra(number: int, offcut: Offcut) -> dict[str, JsonValue]:
    return {
        "id": number,
        "nome": offcut.name,
        "tipo": "Sobra",
        "x": _mm(offcut.x),
        "y": _mm(offcut.y),
        "largura": _mm(offcut.length),
        "altura": _mm(offcut.width),
    }


def _retangulo(sheet: Sheet, lies: PlacedPart) -> dict[str, JsonValue]:
    left, low, right, high = lies.bounds
    return {
        "x": _mm(left),
        "y": _mm(low),
        "width": _mm(right - left),
        "height": _mm(high - low),
        "Material": sheet.material,
    }


def _caixa(path: Path, diameter: float = 0.0) -> dict[str, JsonValue]:
    """The box around a shape; a hole's is its circle's."""
    left, low, right, high = path.bounds
    return {
        "x": _mm(left - diameter / 2),
        "y": _mm(low - diameter / 2),
        "largura": _mm(right - left + diameter),
        "altura": _mm(high - low + diameter),
    }


def _pontos(path: Path) -> list[JsonValue]:
    return [[_mm(x), _mm(y)] for x, y in path.points()]


def _mm(value: float) -> float:
    return round(value, CASAS) + 0.0  # + 0.0 turns -0.0 into 0.0
