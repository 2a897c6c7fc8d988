"""The server: transactions, push, pull, snapshot and reconcile over one database."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace

from tests.sync.model.judgement import PoisonError, judge
from tests.sync.model.mistakes import Mistake
from tests.sync.model.reading import page_of, reconcile, snapshot_page
from tests.sync.model.state import State, erase, put
from tests.sync.model.values import (
    Ack,
    Caller,
    Cursor,
    Op,
    Pull,
    Push,
    Pushed,
    Reconcile,
    Refusal,
    Reply,
    Request,
    Result,
    Row,
    Snapshot,
)

Change = Row | str
"""A row to write, or the key of one to delete."""


class Server:
    """One authority; ``committed`` hears of every transaction and is the judge's ear."""

    def __init__(self, committed: Callable[[State, Cursor], None], mistake: Mistake | None) -> None:
        self.mistake = mistake
        self.state = State()
        self.committed = committed
        self.under_way: list[tuple[tuple[Change, ...], int]] = []
        self._tags = itertools.count(1)
        self._epochs = itertools.count(1)

    # -- transactions -------------------------------------------------------------------------

    def begin(self, changes: tuple[Change, ...]) -> None:
        """Start a slow transaction of the back office."""
        first = 0
        if self.mistake is Mistake.SEQ_AT_BEGIN:
            first = self.state.seq + 1
            self.state.seq += len(changes)
        self.under_way.append((changes, first))

    def finish(self, index: int) -> None:
        """Commit a slow transaction; its numbers are taken now, last, under the lock."""
        changes, first = self.under_way.pop(index)
        work = self.state.copy()
        for offset, change in enumerate(changes):
            self._change(work, change, first + offset if first else 0)
        self._commit(work, first + len(changes) - 1 if first else 0)

    def write(self, *changes: Change) -> None:
        """Do a whole transaction of the back office."""
        self.begin(changes)
        self.finish(len(self.under_way) - 1)

    def _change(self, work: State, change: Change, seq: int) -> None:
        if isinstance(change, str):
            if change in work.rows:
                erase(work, change, self.mistake, seq)
            return
        old = work.rows.get(change.key)
        if old:
            change = replace(
                old, scope=change.scope or old.scope, fields={**old.fields, **change.fields}
            )
        if change.scope:
            put(work, change, self.mistake, seq)

    def _commit(self, work: State, last: int = 0) -> None:
        seq = last or work.seq
        if seq == self.state.seq and not last:
            if self.mistake is Mistake.REFUSAL_WITHOUT_NUMBER:
                self.state = work
                return
            work.seq = seq = seq + 1
        work.tags[seq] = next(self._tags)
        self.state = work
        self.committed(work, Cursor(seq, work.tags[seq]))

    # -- requests -----------------------------------------------------------------------------

    def handle(self, request: Request) -> Reply:
        """Answer one request; each is one read or one transaction."""
        if isinstance(request, Reconcile):
            return reconcile(self.state, request, self.mistake)
        refusal = self._refuse(request)
        if refusal:
            return refusal
        if isinstance(request, Push):
            return self._push(request)
        if isinstance(request, Pull):
            return page_of(self.state, request, self.mistake)
        return snapshot_page(self.state, request)

    def _refuse(self, request: Push | Pull | Snapshot) -> Refusal | None:
        caller, state = request.caller, self.state
        is_push = isinstance(request, Push)
        if is_push and self.mistake is Mistake.PUSH_WITHOUT_HISTORY:
            return None
        if caller.epoch != state.epoch and self.mistake is not Mistake.NO_EPOCH:
            return Refusal("feed_reset")
        if caller.cursor.seq < state.horizon and self.mistake is not Mistake.NO_HORIZON:
            return Refusal("cursor_too_old")
        pruned = caller.cursor.seq < state.horizon
        if not pruned and not state.knows(caller.cursor, self.mistake):
            return Refusal("feed_reset")
        return None if isinstance(request, Push) else self._refuse_reading(request)

    def _refuse_reading(self, request: Pull | Snapshot) -> Refusal | None:
        caller, state = request.caller, self.state
        unseen = request.seen.seq >= state.horizon and not state.knows(request.seen, self.mistake)
        if unseen and self.mistake is not Mistake.NO_WITNESS:
            return Refusal("feed_reset")
        same = caller.scopes == state.scopes[caller.device]
        if self.mistake is Mistake.SCOPES_BY_COUNTER:
            same = caller.scopes_n == state.scopes_n[caller.device]
        if same:
            return None
        device = caller.device
        return Refusal("scopes_changed", state.scopes[device], state.scopes_n[device])

    def _push(self, push: Push) -> Reply:
        """Take all operations in one transaction, or none when the numbers do not fit."""
        work = self.state.copy()
        results: list[tuple[int, int, Result]] = []
        for n, op in push.ops:
            last = work.heads.get(push.inc, 0)
            known = op.op_id in work.ops and self.mistake is not Mistake.NO_IDEMPOTENCY
            if n > last + 1 and self.mistake is not Mistake.ACCEPT_GAPS:
                return Refusal("gap")
            if n <= last and not known and self.mistake is Mistake.NO_FORK_CHECK:
                results.append((n, op.op_id, Result.OK))
                continue
            if n <= last and op.op_id not in work.ops:
                return Refusal("client_forked")
            result = work.ops[op.op_id].result if known else self._take(work, push.caller, op)
            if result is None:
                return Refusal("poison")
            work.heads[push.inc] = max(n, last)
            results.append((n, op.op_id, result))
        return self._answer(work, push, tuple(results))

    def _answer(
        self, work: State, push: Push, results: tuple[tuple[int, int, Result], ...]
    ) -> Reply:
        """Commit with the acknowledgements; one already given is given again, at a new number."""
        before = self.state
        quiet = self.mistake is Mistake.REFUSAL_WITHOUT_NUMBER
        seq = work.seq if work.seq > before.seq or quiet else work.seq + 1
        repeated = self.mistake is not Mistake.ACK_NOT_REISSUED
        for n, op_id, result in results:
            if op_id in before.ops and not repeated:
                continue
            ack = Ack(seq, result, push.inc, n)
            work.acks[push.caller.device, op_id] = ack
            work.ops.setdefault(op_id, ack)
        self._commit(work)
        return Pushed(push.inc, results)

    def _take(self, work: State, caller: Caller, op: Op) -> Result | None:
        """Carry one operation out inside its own savepoint."""
        savepoint = work.copy()
        try:
            result = judge(work, op, work.scopes[caller.device], self.mistake)
        except PoisonError:
            if self.mistake is Mistake.POISON_BLOCKS:
                return None
            if self.mistake is not Mistake.POISON_HALF_DONE:
                work.__dict__.update(savepoint.__dict__)
            if self.mistake is not Mistake.POISON_FORGOTTEN:
                work.quarantine[op.op_id] = op
            result = Result.QUARANTINED
        work.applied.append(op.op_id)
        return result

    # -- the administrator --------------------------------------------------------------------

    def permit(self, device: str, scopes: frozenset[str]) -> None:
        """Set what a device may see."""
        if scopes != self.state.scopes.get(device):
            self.state = self.state.copy()
            self.state.scopes[device] = scopes
            self.state.scopes_n[device] = self.state.scopes_n.get(device, 0) + 1

    def purge(self, keep: int) -> None:
        """Forget tombstones and places of all but the last ``keep`` transactions."""
        work = self.state.copy()
        places = sorted(work.tags)
        work.horizon = max(work.horizon, places[-1 - min(keep, len(places) - 1)])
        for key, entry in list(work.feed.items()):
            dead = key not in work.rows or work.rows[key].archived
            if dead and entry.seq <= work.horizon:
                del work.feed[key]
        work.tags = {seq: tag for seq, tag in work.tags.items() if seq >= work.horizon}
        self.state = work

    def restore(self, backup: State, *, announced: bool) -> None:
        """Put an older database back; only an announced restore gets a new epoch."""
        self.state = backup.copy()
        if announced:
            self.state.epoch = next(self._epochs)
        self.under_way.clear()
