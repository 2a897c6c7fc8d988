"""Operations in words, for drawings and lists."""

from __future__ import annotations

from core.messages import say
from core.parts import Operation
from core.units import millimetres


def describe(operation: Operation) -> str:
    """Kind and size: `furo Ø8 × 12,5`."""
    return say(
        f"documentos.operacao_{operation.kind.value}",
        diameter=millimetres(operation.diameter or 0.0),
        width=millimetres(operation.width or 0.0),
        depth=millimetres(operation.depth),
    )
