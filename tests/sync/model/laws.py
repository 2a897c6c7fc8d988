"""The twelve laws, and the checks that look at one place and need no memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from tests.sync.model.disks import Cache, Ledger
from tests.sync.model.overlay import overlaid
from tests.sync.model.state import Conflict, State
from tests.sync.model.values import HIDDEN, Kind, Result, Row


class Law(StrEnum):
    """What must hold, always and everywhere."""

    NEVER_LOST = "I1 NEVER_LOST"
    NEVER_TWICE = "I2 NEVER_TWICE"
    IN_ORDER = "I3 IN_ORDER"
    OWN_WRITES = "I4 OWN_WRITES"
    NO_TIME_TRAVEL = "I5 NO_TIME_TRAVEL"
    DENSE = "I6 DENSE"
    STOCK = "I7 STOCK"
    CONVERGE = "I8 CONVERGE"
    NO_SILENT_LOSS = "I9 NO_SILENT_LOSS"
    NO_LEAK = "I10 NO_LEAK"
    PROGRESS = "I11 PROGRESS"
    ATOMIC = "I12 ATOMIC"


class BrokenLawError(AssertionError):
    """A law does not hold; ``law`` says which."""

    def __init__(self, law: Law, what: object) -> None:
        super().__init__(f"{law}: {what}")
        self.law = law


def require(law: Law, holds: object, what: object) -> None:
    """Raise when ``law`` does not hold.

    Raises:
        BrokenLawError: if ``holds`` is false.
    """
    if not holds:
        raise BrokenLawError(law, what)


def check_never_twice(state: State) -> None:
    """No operation took effect twice in the server's present history."""
    require(Law.NEVER_TWICE, len(state.applied) == len(set(state.applied)), state.applied)


def check_kept(state: State) -> None:
    """What was answered took effect, or is kept and left nothing half done behind."""
    unapplied = state.ops.keys() - set(state.applied)
    require(Law.NEVER_LOST, not unapplied, f"{unapplied} answered and never done")
    for op_id, ack in state.ops.items():
        if ack.result is Result.QUARANTINED:
            require(Law.NEVER_LOST, op_id in state.quarantine, f"{op_id} was poison and is gone")
            require(Law.ATOMIC, f"half/{op_id}" not in state.rows, f"{op_id} left half its work")


def check_in_order(state: State, ledgers: Iterable[Ledger]) -> None:
    """Each ledger's operations took effect in the order of their gestures."""
    place = {op_id: index for index, op_id in enumerate(state.ops)}
    for ledger in ledgers:
        places = [place[op_id] for op_id in ledger.lines if op_id in place]
        require(Law.IN_ORDER, places == sorted(places), (ledger.device, list(state.ops)))


def check_stock(state: State) -> None:
    """Promises never exceed the stock, and are what the sheet says they are."""
    held = dict.fromkeys((1, 2), 0)
    for row in state.rows.values():
        if row.key.startswith("hold/"):
            held[row.fields["of"]] += row.fields["n"]
    for number, promised in held.items():
        sheet = state.rows[f"sheet/{number}"].fields
        require(Law.STOCK, promised <= sheet["stock"], f"{promised} promised of {sheet}")
        require(Law.ATOMIC, promised == sheet["taken"], f"{promised} held, {sheet}")


def check_merges(state: State) -> None:
    """Every value that an author did not know of and that is gone stands in the conflicts."""
    kept = set(state.conflicts)
    for op, before, after in state.writes:
        if op.kind is Kind.ADVANCE:
            require(Law.NO_TIME_TRAVEL, after >= before, f"{op.target} fell back by {op}")
            continue
        overwritten = before not in {op.was, op.to, after}
        passed_over = op.to not in {before, after}
        for lost, value in ((overwritten, before), (passed_over, op.to)):
            entry = Conflict(op.op_id, op.target, op.field, value)
            require(Law.NO_SILENT_LOSS, not lost or entry in kept, f"{value} was lost by {op}")


def check_own_writes(ledger: Ledger, cache: Cache) -> None:
    """The screen is a function of ledger and cache: rebuild it from nothing and compare."""
    waiting = [line.op for op_id, line in ledger.lines.items() if op_id not in cache.acks]
    expected, _ = overlaid(cache.lifted(), waiting)
    require(Law.OWN_WRITES, cache.shown == expected, (ledger.device, cache.shown, expected))
    for op_id, ack in cache.acks.items():
        line = ledger.lines.get(op_id)
        if line and line.op.kind is Kind.SCAN and ack.result is Result.OK:
            entitled = line.op.scope in cache.scopes
            seen = f"scan/{op_id}" in cache.shown
            require(Law.OWN_WRITES, seen or not entitled, f"own scan {op_id} is not shown")


def check_rows(have: Mapping[str, Row], due: Mapping[str, Row], cache: Cache) -> None:
    """The cache is the server's entitled view at its cursor: no more, no less, no newer."""
    for key in have.keys() | due.keys():
        mine, theirs = have.get(key), due.get(key)
        if mine == theirs:
            continue
        what = f"at {cache.cursor} with {set(cache.scopes)}: {mine} instead of {theirs}"
        if mine and (mine.scope not in cache.scopes or _shows_hidden(mine, cache)):
            raise BrokenLawError(Law.NO_LEAK, what)
        if mine and mine.ver > (theirs.ver if theirs else cache.cursor.seq):
            raise BrokenLawError(Law.ATOMIC, what)
        raise BrokenLawError(Law.DENSE, what)


def _shows_hidden(row: Row, cache: Cache) -> bool:
    return HIDDEN in row.fields and HIDDEN not in cache.scopes
