"""What the server makes of one operation: facts, edits, transitions and scarce things."""

from __future__ import annotations

from dataclasses import replace

from tests.sync.model.mistakes import Mistake
from tests.sync.model.state import Conflict, State, Write, put
from tests.sync.model.values import Kind, Op, Result, Row, Scopes

POLICY = {"a": "last", "k": "ask", "m": "max"}
"""The fields that stations edit, and who wins when two have changed one."""


class PoisonError(Exception):
    """The operation cannot be carried out: a defect, not a refusal."""


def judge(state: State, op: Op, scopes: Scopes, mistake: Mistake | None) -> Result:
    """Carry out ``op`` on ``state``.

    Raises:
        PoisonError: half way through a write, as defects do.
    """
    if op.kind is Kind.SCAN:
        put(state, Row(f"scan/{op.op_id}", op.scope, {"n": 1}), mistake)
        return Result.OK
    if op.kind is Kind.POISON:
        put(state, Row(f"half/{op.op_id}", op.scope, {"n": 1}), mistake)
        raise PoisonError
    if op.kind is Kind.RESERVE:
        return _reserve(state, op, mistake)
    return _change(state, op, scopes, mistake)


def _change(state: State, op: Op, scopes: Scopes, mistake: Mistake | None) -> Result:
    row = state.rows.get(op.target)
    if row is None or row.scope not in scopes:
        return Result.REFUSED
    if op.kind is Kind.SET:
        return _set(state, op, row, mistake)
    if op.kind is Kind.ADVANCE:
        return _advance(state, op, row, mistake)
    put(state, replace(row, archived=True), mistake)
    return Result.OK


def _reserve(state: State, op: Op, mistake: Mistake | None) -> Result:
    sheet = state.rows[op.target]
    taken = sheet.fields["taken"] + op.to
    if taken > sheet.fields["stock"] and mistake is not Mistake.NO_ARBITRATION:
        return Result.REFUSED
    put(state, replace(sheet, fields={**sheet.fields, "taken": taken}), mistake)
    put(
        state, Row(f"hold/{op.op_id}", sheet.scope, {"of": int(sheet.key[-1]), "n": op.to}), mistake
    )
    return Result.OK


def _set(state: State, op: Op, row: Row, mistake: Mistake | None) -> Result:
    """Merge one field by value: what the author saw, what he wants, what stands there now."""
    now = row.fields.get(op.field, 0)
    untouched = now == op.was
    if mistake is Mistake.MERGE_TRUSTS_BASE:
        untouched = row.seqs.get(op.field, 0) <= op.base
    winner = op.to if untouched else _winner(op, now)
    contested = not untouched and op.to != now
    if contested and mistake is not Mistake.LOSER_FORGOTTEN:
        lost = now if winner == op.to else op.to
        state.conflicts.append(Conflict(op.op_id, row.key, op.field, lost))
    if row.archived:
        state.conflicts.append(Conflict(op.op_id, row.key, op.field, op.to))
    state.writes.append(Write(op, now, winner))
    if winner != now:
        put(state, replace(row, fields={**row.fields, op.field: winner}), mistake)
    return Result.MERGED if contested else Result.OK


def _winner(op: Op, now: int) -> int:
    policy = POLICY[op.field]
    if policy == "last":
        return op.to
    return max(op.to, now) if policy == "max" else now


def _advance(state: State, op: Op, row: Row, mistake: Mistake | None) -> Result:
    """Move a life cycle on; a late lower phase is no news, a leap is refused."""
    now = row.fields.get("fase", 0)
    if op.to <= now and mistake is not Mistake.PHASE_PULLED_BACK:
        return Result.OK
    if op.to > now + 1:
        return Result.REFUSED
    state.writes.append(Write(op, now, op.to))
    put(state, replace(row, fields={**row.fields, "fase": op.to}), mistake)
    return Result.OK
