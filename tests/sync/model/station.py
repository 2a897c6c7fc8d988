"""The workstation: gestures into the ledger, pushes, rounds of pulls, the way back from a 409."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from tests.sync.model.disks import Cache, CacheFile, Ledger
from tests.sync.model.mistakes import Mistake
from tests.sync.model.outbox import Outbox, fresh
from tests.sync.model.overlay import lay, overlaid
from tests.sync.model.stage import Stage
from tests.sync.model.values import (
    HIDDEN,
    Ack,
    Caller,
    Op,
    Page,
    Pull,
    Push,
    Pushed,
    Reconcile,
    Reconciled,
    Refusal,
    Reply,
    Request,
    Row,
    Scopes,
    Snapshot,
    SnapshotPage,
    projected,
)

KEEP_DAYS = 3
"""How long the ledger keeps an acknowledged operation; no restorable backup is older."""

Committed = Callable[[Cache, Cache, bool], None]
"""Hears the cache before and after a commit, and whether a new file took the old one's place."""


class Station:
    """Two disks and a process that may die between any two steps."""

    def __init__(self, device: str, committed: Committed, mistake: Mistake | None) -> None:
        self.mistake = mistake
        self.committed = committed
        self.ledger = Ledger(device)
        self.cache = CacheFile()
        self.today = 0
        self.outbox = Outbox(mistake)
        self.start()

    # -- the process --------------------------------------------------------------------------

    def start(self) -> None:
        """Begin a process on the two disks as they are: all memory is gone."""
        self.outbox.renew()
        self.outbox.waiting = False
        self.settled = False
        self.nonce = 0
        self.stage: Stage | None = None
        self.early: Reconciled | None = None
        self.recovering, self.too_old = self.cache.now.empty, False
        self._follow()
        if self.mistake is not Mistake.OVERLAY_NOT_REBUILT:
            self._commit(self.cache.now, self.cache.now.lifted())

    def unconfirmed(self) -> list[Op]:
        """Return the operations without the server's word in the cache, in order of gesture."""
        return self._without(self.cache.now.acks)

    def _without(self, acks: Mapping[int, Ack]) -> list[Op]:
        lines = self.ledger.lines.values()
        if self.mistake in {Mistake.ACK_OUTLIVES_CURSOR, Mistake.ACKS_APART_FROM_PAGE}:
            return [line.op for line in lines if line.ack is None and line.op.op_id not in acks]
        return [line.op for line in lines if line.op.op_id not in acks]

    def gesture(self, op: Op, *, dies: bool) -> None:
        """Write the operation down, then show it; between the two the process may die."""
        if self.mistake is Mistake.BEEP_BEFORE_LEDGER and dies:
            self.start()
            return
        self.ledger.append(op)
        if dies:
            self.start()
            return
        now = self.cache.now
        shown, base = dict(now.shown), dict(now.base)
        lay(shown, base, op, self.mistake)
        self.cache.commit(replace(now, shown=shown, base=base))

    def _follow(self) -> None:
        keeps = self.mistake in {
            Mistake.ACK_OUTLIVES_CURSOR,
            Mistake.ACKS_APART_FROM_PAGE,
            Mistake.EMPTY_CACHE_TRUSTS_LEDGER,
        }
        self.ledger.follow(self.cache.now.acks, self.today, forward_only=keeps)

    def _commit(self, state: Cache, rows: dict[str, Row], *, flushed: bool = False) -> None:
        """Commit ``state`` with the server's ``rows`` and the unconfirmed run on them again."""
        kept = {op_id: ack for op_id, ack in state.acks.items() if op_id in self.ledger.lines}
        shown, base = overlaid(rows, self._without(kept), self.mistake)
        before = self.cache.now
        self.cache.commit(replace(state, acks=kept, shown=shown, base=base), flushed=flushed)
        self.committed(before, self.cache.now, flushed)

    # -- requests -----------------------------------------------------------------------------

    def _caller(self) -> Caller:
        at = self.stage or self.cache.now
        return Caller(self.ledger.device, at.epoch, at.cursor, at.scopes, at.scopes_n)

    def push_request(self, limit: int) -> Push | None:
        """Return the next operations that no reply has hinted at yet."""
        copying = self.stage and self.stage.fresh
        if self.recovering or copying or self.outbox.blocked:
            return None
        ops = self.outbox.pack(self.unconfirmed(), limit)
        if not ops:
            return None
        if self.mistake is Mistake.DROP_ON_SEND:
            for _, op in ops:
                del self.ledger.lines[op.op_id]
        now = self.cache.now
        caller = Caller(self.ledger.device, now.epoch, now.cursor, now.scopes, now.scopes_n)
        return Push(caller, self.outbox.inc, ops)

    def pull_request(self, limit: int, *, ahead: bool = False) -> Request:
        """Return the next read; ``ahead`` pulls while a copy is still being loaded."""
        self.settled = False
        caller = self._caller()
        if self.recovering:
            self.nonce = next(fresh)
            return Reconcile(caller, self.nonce, tuple(self.ledger.lines))
        stage = self.stage
        if stage and stage.copying and not ahead:
            return Snapshot(caller, stage.only, stage.after, limit, stage.seen)
        return Pull(caller, limit, stage.seen if stage and stage.is_copy else caller.cursor)

    def time_out(self) -> None:
        """Give a silent request up."""
        if self.mistake is not Mistake.WAITS_FOR_EVER:
            self.outbox.waiting = False

    # -- replies ------------------------------------------------------------------------------

    def receive(self, reply: Reply, *, dies: str = "") -> None:
        """Take a reply, whenever it comes; ``dies`` names the point of a commit to die at."""
        if isinstance(reply, Refusal):
            self._refused(reply)
        elif isinstance(reply, Pushed):
            self._pushed(reply)
        elif isinstance(reply, Reconciled):
            self._reconciled(reply, dies)
        elif isinstance(reply, SnapshotPage):
            self._copied(reply)
        else:
            self._paged(reply, dies)

    def _pushed(self, reply: Pushed) -> None:
        self.outbox.hear(reply)
        if self.mistake is Mistake.ACK_ON_REPLY:
            now = self.cache.now
            acks = {op_id: Ack(0, result) for _, op_id, result in reply.results}
            self._commit(replace(now, acks={**now.acks, **acks}), now.lifted())

    def _refused(self, reply: Refusal) -> None:
        self.outbox.waiting = False
        if reply.why == "poison":
            return
        begun = self.recovering or (self.stage and self.stage.fresh)
        if reply.why == "scopes_changed" and not begun:
            self._regrant(reply.scopes, reply.scopes_n)
        else:
            self.recovering, self.stage = True, None
            self.too_old = reply.why == "cursor_too_old"

    def _regrant(self, scopes: Scopes, scopes_n: int) -> None:
        """Purge what is no longer permitted, at once; then load a copy of what newly is.

        The cursor stays: the feed after it still has changes of the scopes that were kept.
        """
        now, rows = self.cache.now, self.cache.now.lifted()
        kept = now.scopes & scopes
        if self.mistake is not Mistake.REVOKE_KEEPS_ROWS:
            rows = {key: row for key, row in rows.items() if row.scope in kept}
        rows = {key: projected(row, kept) for key, row in rows.items()}
        added = scopes if HIDDEN in scopes - kept else scopes - kept
        if self.mistake is Mistake.GRANT_WITHOUT_SNAPSHOT:
            added = frozenset()
        if not added:
            kept = scopes
        self._commit(replace(now, scopes=kept, scopes_n=scopes_n), rows)
        if added:
            rest = {key: row for key, row in rows.items() if row.scope not in added}
            self.stage = Stage(now.epoch, now.cursor, scopes, scopes_n, rest, dict(now.acks))
            self.stage.only, self.stage.seen, self.stage.copying = added, now.cursor, True
        else:
            self.stage = None

    def _reconciled(self, reply: Reconciled, dies: str) -> None:
        """Judge the ledger anew by what the server knows; load a copy if its history is another."""
        if reply.nonce != self.nonce or not self.recovering:
            return
        if self.mistake is Mistake.RECONCILE_APART_FROM_HEAD and self.early is None:
            self.early = reply
            return
        known = dict(self.early.known if self.early else reply.known)
        self.recovering, self.early, now = False, None, self.cache.now
        trusts = self.too_old and self.mistake is Mistake.TOO_OLD_TRUSTS_LEDGER
        if trusts or self.mistake is Mistake.ACKS_SURVIVE_RESET:
            known = {**now.acks, **known}
        if self.mistake is Mistake.EMPTY_CACHE_TRUSTS_LEDGER and now.empty:
            known = {o: line.ack for o, line in self.ledger.lines.items() if line.ack} | known
        if not reply.lost and not now.empty:
            acks = {o: ack for o, ack in known.items() if ack.seq <= now.cursor.seq}
            self._commit(replace(now, acks={**now.acks, **acks}), now.lifted())
            self._follow()
            self.outbox.renew()
            return
        self.stage = Stage(reply.epoch, reply.head, reply.scopes, reply.scopes_n, {}, known)
        self.stage.fresh = self.stage.copying = True
        self.stage.only, self.stage.seen = reply.scopes, reply.head
        if dies:
            self.start()

    def _copied(self, page: SnapshotPage) -> None:
        stage = self.stage
        if stage is None or not stage.copying:
            return
        mine = (stage.epoch, stage.scopes, stage.only, stage.after)
        if (page.epoch, page.scopes, page.only, page.after) != mine:
            return
        if not stage.take_copy(page, self.mistake):
            return
        if self.mistake is Mistake.GRANT_JUMPS_CURSOR and not stage.fresh:
            stage.cursor = page.head
        if self.mistake is Mistake.SWAP_BEFORE_LAST_PULL:
            self._finish(stage, "")

    def _paged(self, page: Page, dies: str) -> None:
        if self.recovering or (self.cache.now.empty and self.stage is None):
            return
        stage = self.stage or self._round()
        fits = (page.epoch, page.start) == (stage.epoch, stage.cursor)
        unchecked = {Mistake.REPLY_SCOPES_UNCHECKED, Mistake.SCOPES_BY_COUNTER}
        if self.mistake not in unchecked:
            fits = fits and page.scopes == stage.scopes
        if not fits and (self.mistake is not Mistake.NO_FROM_CHECK or self.stage):
            return
        if self.mistake is Mistake.CURSOR_BEFORE_ROWS:
            self.cache.commit(replace(self.cache.now, cursor=page.cursor))
        if dies == "before":
            self.start()
            return
        if self.mistake is Mistake.ACKS_APART_FROM_PAGE:
            self.ledger.follow(dict(page.acks), self.today, forward_only=True)
        stage.take_page(self.outbox.attribute(page))
        self.stage = stage
        alone = self.mistake is Mistake.PAGE_COMMITTED_ALONE and not stage.copying
        witnessed = not stage.is_copy or page.seen == stage.seen
        closed = not page.more and not stage.copying and witnessed
        if closed or alone:
            self._finish(stage, dies)
            self.settled = not page.more

    def _round(self) -> Stage:
        now = self.cache.now
        lifted = self.mistake is not Mistake.OVERLAY_NOT_LIFTED
        rows = now.lifted() if lifted else dict(now.shown)
        return Stage(now.epoch, now.cursor, now.scopes, now.scopes_n, rows, dict(now.acks))

    def _finish(self, stage: Stage, dies: str) -> None:
        """Commit a round, or put a finished copy in the old file's place; the ledger follows."""
        state = Cache(stage.epoch, stage.cursor, stage.scopes, stage.scopes_n, acks=stage.acks)
        self._commit(state, stage.rows, flushed=stage.fresh)
        if stage.fresh:
            self.outbox.renew()
        self.stage = None
        self.outbox.hinted.clear()
        if dies == "between":
            self.start()
            return
        self._follow()
        self._purge()

    def _purge(self) -> None:
        """Forget old operations, here alone: the server has just shown that it knows them."""
        days = 0 if self.mistake is Mistake.PURGE_AT_ACK else KEEP_DAYS
        before = self.today - days + (1 if not days else 0)
        self.ledger.purge(self.cache.now.acks, before)

    def new_day(self, today: int) -> None:
        """Let midnight pass."""
        self.today = today
        if self.mistake is Mistake.PURGE_OFFLINE:
            self._purge()
