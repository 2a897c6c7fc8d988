"""`Operacao` of the old public API, there and back.

Coordinates are the part's own, y upwards from the lower left corner, as in the drawings; the old
program turned y over on every import and back on none. On an edge (`Topo`) x runs through the
thickness from the top face and y along the edge. A shape that the old form has no word for shows
as its bounding rectangle; whoever sends it back unchanged changes nothing (`merged`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.errors import InputError
from core.geometry import Path
from core.parts import Face, Operation, OperationKind
from core.parts.model import THROUGH_WITHIN
from core.producao.old.operation_model import Operacao, Tipo

LINE_WIDTH = 1.0
"""The factory draws a line to cut along as a rectangle of this width, mm."""

STRATEGY = {
    OperationKind.DRILL: "Por Dentro",
    OperationKind.INSIDE: "Por Dentro",
    OperationKind.OUTSIDE: "Por Fora",
    OperationKind.POCKET: "Desbaste",
    OperationKind.GROOVE: "Desbaste",
    OperationKind.LINE: "Linha",
}
_KIND = {
    "Por Dentro": OperationKind.INSIDE,
    "Por Fora": OperationKind.OUTSIDE,
    "Desbaste": OperationKind.POCKET,
    "Linha": OperationKind.LINE,
}
FACE = {
    Face.TOP: "Face (F0)",
    Face.BOTTOM: "Face (F1)",
    Face.L1: "Topo (L1)",
    Face.L3: "Topo (L3)",
    Face.C1: "Topo (C1)",
    Face.C2: "Topo (C2)",
}
"""`Face (F1)` and `Topo (C1|C2)` are additions: the old program knew no such operations."""

_FACE = {name: face for face, name in FACE.items()}
_DIGITS = 6


def old_operation(operation: Operation) -> dict[str, Any]:
    """The operation as the old API tells it, lengths in mm."""
    form = {**_shape(operation), "profundidade": operation.depth}
    form |= {"estrategia": STRATEGY[operation.kind], "face": FACE[operation.face]}
    if operation.macro:
        form["prefixo"] = operation.macro
    return form


def operation_of(old: Operacao, thickness: float) -> Operation:
    """The operation that the old form tells; corners (`Raio`) are no operations.

    Args:
        old: any type but `Raio`.
        thickness: of the part, mm: as deep as that goes through.

    Raises:
        InputError: a size is missing.
    """
    face = _FACE[old.face]
    kind = OperationKind.DRILL if old.tipo is Tipo.FURO else _KIND[old.estrategia]
    path, diameter = _path(old)
    depth = _given(old, "profundidade")
    if old.tipo is Tipo.LINHA:
        kind = OperationKind.LINE
    return Operation(
        kind=kind,
        path=_turned(path) if face.is_edge else path,
        depth=depth,
        face=face,
        through=not face.is_edge and depth >= thickness - THROUGH_WITHIN,
        diameter=diameter if kind is OperationKind.DRILL else None,
        macro=old.prefixo or None,
        layer=_layer(old, kind),
    )


def merged(
    sent: Sequence[Operacao], known: Sequence[Operation], thickness: float
) -> tuple[Operation, ...]:
    """The operations that were sent; those that were sent back unchanged stay as they are known."""
    unused = [(Operacao.model_validate(old_operation(one)), one) for one in known]
    result: list[Operation] = []
    for old in sent:
        at = next((index for index, (form, _) in enumerate(unused) if form == old), None)
        result.append(operation_of(old, thickness) if at is None else unused.pop(at)[1])
    return tuple(result)


def _shape(operation: Operation) -> dict[str, Any]:
    path = _turned(operation.path) if operation.face.is_edge else operation.path
    if operation.kind is OperationKind.DRILL:
        x, y = path.start
        return {"tipo": "Furo", "x": x, "y": y, "diametro": operation.diameter or 0.0}
    circle = path.as_circle()
    if circle:
        (x, y), radius = circle
        return _rounded(tipo="Círculo", x=x, y=y, diametro=2 * radius)
    line = _line(operation, path)
    if line:
        return line
    reach = (operation.width or 0.0) / 2 if operation.kind is OperationKind.GROOVE else 0.0
    x0, y0, x1, y1 = _widened(path, reach)
    return _rounded(tipo="Retângulo", x=x0, y=y0, comprimento=x1 - x0, largura=y1 - y0)


def _line(operation: Operation, path: Path) -> dict[str, Any] | None:
    """A straight line, one that runs along an axis as the thin rectangle the factory draws."""
    straight = not path.closed and len(path.vertices) == 2 and not path.vertices[0][2]
    if operation.kind is not OperationKind.LINE or not straight:
        return None
    (x0, y0, _), (x1, y1, _) = path.vertices
    if y0 == y1 or x0 == x1:
        low_x, low_y = min(x0, x1), min(y0, y1)
        flat = y0 == y1
        x, y = (low_x, low_y - LINE_WIDTH / 2) if flat else (low_x - LINE_WIDTH / 2, low_y)
        size = (abs(x1 - x0), LINE_WIDTH) if flat else (LINE_WIDTH, abs(y1 - y0))
        return _rounded(tipo="Linha", x=x, y=y, comprimento=size[0], largura=size[1])
    return _rounded(tipo="Linha", x=x0, y=y0, comprimento=x1 - x0, largura=y1 - y0)


def _widened(path: Path, reach: float) -> tuple[float, float, float, float]:
    """Bounds of a centre line with its width; a straight end is cut square, not widened."""
    x0, y0, x1, y1 = path.bounds
    if y0 == y1:
        return (x0, y0 - reach, x1, y1 + reach)
    if x0 == x1:
        return (x0 - reach, y0, x1 + reach, y1)
    return (x0 - reach, y0 - reach, x1 + reach, y1 + reach)


def _path(old: Operacao) -> tuple[Path, float | None]:
    if old.tipo is Tipo.FURO:
        return Path.point((old.x, old.y)), _given(old, "diametro")
    if old.tipo is Tipo.CIRCULO:
        diameter = _given(old, "diametro")
        return Path.circle((old.x, old.y), diameter / 2), diameter
    length, width = old.comprimento or 0.0, old.largura or 0.0
    if old.tipo is Tipo.LINHA:
        return _line_path(old.x, old.y, length, width), None
    return Path.rectangle(old.x, old.y, _given(old, "comprimento"), _given(old, "largura")), None


def _line_path(x: float, y: float, length: float, width: float) -> Path:
    if 0 <= width <= LINE_WIDTH and length > 0:
        return Path.polyline(((x, y + width / 2), (x + length, y + width / 2)))
    if 0 <= length <= LINE_WIDTH and width > 0:
        return Path.polyline(((x + length / 2, y), (x + length / 2, y + width)))
    if not length and not width:
        raise InputError("peca.operacao_sem_medida", tipo=Tipo.LINHA.value, campo="comprimento")
    return Path.polyline(((x, y), (x + length, y + width)))


def _given(old: Operacao, field: str) -> float:
    value = getattr(old, field)
    if not value or value <= 0:
        raise InputError("peca.operacao_sem_medida", tipo=old.tipo.value, campo=field)
    return float(value)


def _turned(path: Path) -> Path:
    """X and y changed over, walked the other way, so that a closed path keeps its sense."""
    return Path(tuple((y, x, -bulge) for x, y, bulge in path.vertices), path.closed).reversed()


def _layer(old: Operacao, kind: OperationKind) -> str:
    """The name by the factory's conventions (docs/formats/dxf.md)."""
    depth = f"{old.profundidade:g}"
    if kind is OperationKind.DRILL:
        return f"FURO_{old.diametro:g}_{depth}"
    return f"{old.prefixo or 'USINAR'}_{depth}_{STRATEGY[kind]}"


def _rounded(*, tipo: str, **sizes: float) -> dict[str, Any]:
    """Sums without the noise of binary fractions."""
    return {"tipo": tipo, **{name: round(size, _DIGITS) + 0.0 for name, size in sizes.items()}}
