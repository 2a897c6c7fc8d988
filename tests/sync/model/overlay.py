"""What the screen shows: the server's rows with the unconfirmed operations run on top."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tests.sync.model.mistakes import Mistake
from tests.sync.model.values import Kind, Op, Row

Shown = tuple[dict[str, Row], dict[str, Row | None]]


def overlaid(rows: dict[str, Row], ops: Iterable[Op], mistake: Mistake | None = None) -> Shown:
    """Run ``ops`` in order on a copy of ``rows``; return the result and the base images."""
    shown = dict(rows)
    base: dict[str, Row | None] = {}
    for op in ops:
        lay(shown, base, op, mistake)
    return shown, base


def lay(
    shown: dict[str, Row], base: dict[str, Row | None], op: Op, mistake: Mistake | None = None
) -> None:
    """Run one operation on the screen's rows, keeping the image of a row it is first to touch."""
    key = touched(op)
    if key is None:
        return
    before = shown.get(key)
    after = effect(op, before)
    if after == before:
        return
    if key not in base or mistake is Mistake.BASE_RETAKEN:
        base[key] = before
    if after is None:
        del shown[key]
    else:
        shown[key] = after


def touched(op: Op) -> str | None:
    """Return the key of the row that the operation changes on the screen."""
    if op.kind is Kind.SCAN:
        return f"scan/{op.op_id}"
    if op.kind is Kind.RESERVE:
        return f"wish/{op.op_id}"
    return None if op.kind is Kind.POISON else op.target


def effect(op: Op, row: Row | None) -> Row | None:
    """Return what the operation makes of ``row``; a scarce thing is only shown as wished for."""
    if op.kind is Kind.SCAN:
        return Row(f"scan/{op.op_id}", op.scope, {"n": 1})
    if op.kind is Kind.RESERVE:
        return Row(f"wish/{op.op_id}", "", {"n": op.to})
    if row is None or op.kind is Kind.ARCHIVE:
        return None
    if op.kind is Kind.SET:
        return replace(row, fields={**row.fields, op.field: op.to})
    now = row.fields.get("fase", 0)
    legal = now < op.to <= now + 1
    return replace(row, fields={**row.fields, "fase": op.to}) if legal else row
