"""The server's three reads. Each sees one consistent state: a page never mixes two."""

from __future__ import annotations

from tests.sync.model.mistakes import Mistake
from tests.sync.model.state import State
from tests.sync.model.values import (
    Cursor,
    Gone,
    Page,
    Pull,
    Reconcile,
    Reconciled,
    Row,
    Scopes,
    Snapshot,
    SnapshotPage,
    projected,
)


def page_of(state: State, pull: Pull, mistake: Mistake | None) -> Page:
    """Return whole transactions after the cursor: ``limit`` entries and what completes the last."""
    caller = pull.caller
    since, scopes = caller.cursor.seq, state.scopes[caller.device]
    entries = sorted((e.seq, key) for key, e in state.feed.items() if e.seq > since)
    end = _end(state, entries, pull.limit, mistake)
    rows: list[Row] = []
    gone: list[Gone] = []
    for seq, key in entries:
        if seq <= end.seq:
            _show(state, key, scopes, rows, gone, mistake)
    acks = tuple(
        (op_id, ack)
        for (device, op_id), ack in state.acks.items()
        if device == caller.device and since < ack.seq <= end.seq
    )
    more = end.seq < state.head.seq
    shown = (tuple(rows), tuple(gone), acks)
    return Page(state.epoch, scopes, caller.cursor, end, pull.seen, *shown, more)


def _end(
    state: State, entries: list[tuple[int, str]], limit: int, mistake: Mistake | None
) -> Cursor:
    """Return the end of the transaction that holds the last entry of the page.

    A place inside a transaction has no tag, so a cursor there would be taken for another history.
    """
    if len(entries) <= limit:
        return state.head
    last = entries[limit - 1][0]
    if mistake is Mistake.PAGE_INSIDE_TRANSACTION:
        return Cursor(last, state.tags.get(last, 0))
    end = min(seq for seq in state.tags if seq >= last)
    return Cursor(end, state.tags[end])


def _show(
    state: State,
    key: str,
    scopes: Scopes,
    rows: list[Row],
    gone: list[Gone],
    mistake: Mistake | None,
) -> None:
    row, entry = state.rows.get(key), state.feed[key]
    if row and not row.archived and (row.scope in scopes or mistake is Mistake.NO_SCOPE_FILTER):
        rows.append(row if mistake is Mistake.NO_PROJECTION else projected(row, scopes))
    elif entry.left & scopes:
        gone.append(Gone(key, entry.seq))


def snapshot_page(state: State, ask: Snapshot) -> SnapshotPage:
    """Return the next visible rows by key, and the head at which they were read."""
    scopes = state.scopes[ask.caller.device]
    visible = sorted(
        key
        for key, row in state.rows.items()
        if key > ask.after and row.scope in ask.only & scopes and not row.archived
    )
    rows = tuple(projected(state.rows[key], scopes) for key in visible[: ask.limit])
    more = len(visible) > ask.limit
    return SnapshotPage(state.epoch, scopes, ask.only, ask.after, rows, state.head, more)


def reconcile(state: State, ask: Reconcile, mistake: Mistake | None) -> Reconciled:
    """Tell which operations are known, and the head and scopes of the same read."""
    caller = ask.caller
    known = {op_id: state.ops[op_id] for op_id in ask.asked if op_id in state.ops}
    lost = (
        caller.epoch != state.epoch
        or caller.cursor.seq < state.horizon
        or not state.knows(caller.cursor, mistake)
    )
    device = caller.device
    shown = (state.scopes[device], state.scopes_n[device])
    return Reconciled(ask.nonce, state.epoch, state.head, known, lost, *shown)
