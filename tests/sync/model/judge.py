"""The judge: remembers every state the server was ever in, and holds everybody to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tests.sync.model.disks import Cache
from tests.sync.model.laws import (
    BrokenLawError,
    Law,
    check_in_order,
    check_kept,
    check_merges,
    check_never_twice,
    check_own_writes,
    check_rows,
    check_stock,
    require,
)
from tests.sync.model.state import State
from tests.sync.model.station import Station
from tests.sync.model.values import (
    HIDDEN,
    START,
    Cursor,
    Page,
    Refusal,
    Reply,
    Row,
    Scopes,
    SnapshotPage,
    entitled,
)


class Judge:
    """Knows what was beeped, what may be excused, and the rows at every place of every history."""

    def __init__(self) -> None:
        self.stations: list[Station] = []
        self.views: dict[Cursor, Mapping[str, Row]] = {START: {}}
        self.beeped: set[int] = set()
        self.excused: set[int] = set()
        self.fell_back = False
        self.permitted: dict[str, Scopes] = {}
        self._checked: dict[int, tuple[Cache, int]] = {}

    def server_committed(self, state: State, cursor: Cursor) -> None:
        """Look at a transaction of the server."""
        self.views[cursor] = state.rows
        check_never_twice(state)
        check_kept(state)
        check_merges(state)
        if "sheet/2" in state.rows:
            check_stock(state)
        check_in_order(state, (station.ledger for station in self.stations))

    def cache_committed(self, before: Cache, after: Cache, *, replaced: bool) -> None:
        """Look at a commit of a station's cache."""
        if not replaced and before.epoch == after.epoch:
            forward = after.cursor.seq >= before.cursor.seq
            require(Law.NO_TIME_TRAVEL, forward, f"from {before.cursor} to {after.cursor}")
        view = self.views.get(after.cursor)
        require(Law.DENSE, view is not None, f"{after.cursor} is no place in any history")
        check_rows(after.lifted(), entitled(view or {}, after.scopes), after)

    def reply_sent(self, device: str, state: State, reply: Reply) -> None:
        """Look at everything that leaves the server."""
        if isinstance(reply, Refusal):
            cause = reply.why != "feed_reset" or self.fell_back
            require(Law.PROGRESS, cause, f"{device} was sent back for nothing")
            return
        if not isinstance(reply, Page | SnapshotPage):
            return
        scopes = state.scopes[device]
        self.permitted[device] = past = self.permitted.get(device, frozenset()) | scopes
        for row in reply.rows:
            secret = HIDDEN in row.fields and HIDDEN not in scopes
            require(Law.NO_LEAK, row.scope in scopes and not secret, f"{row} sent to {device}")
        for key, _ in reply.gone if isinstance(reply, Page) else ():
            once = state.ever.get(key, frozenset()) & past
            require(Law.NO_LEAK, once, f"{device} was told of {key}")

    def after_step(self, state: State) -> None:
        """Look at everybody between two steps."""
        have = set(state.ops).union(*(station.ledger.lines for station in self.stations))
        lost = self.beeped - self.excused - have
        require(Law.NEVER_LOST, not lost, lost)
        for index, station in enumerate(self.stations):
            now = (station.cache.now, len(station.ledger.lines))
            last = self._checked.get(index)
            if last is None or last[0] is not now[0] or last[1] != now[1]:
                check_own_writes(station.ledger, now[0])
                self._checked[index] = now

    def after_calm(self, state: State, waiting: Iterable[int]) -> None:
        """Look at a world whose network has been quiet for three rounds."""
        require(Law.PROGRESS, not any(waiting), "a ledger does not drain")
        for station in self.stations:
            cache, device = station.cache.now, station.ledger.device
            require(Law.CONVERGE, station.settled, f"{device} is not settled")
            due = entitled(state.rows, state.scopes[device])
            same = cache.cursor == state.head and cache.scopes == state.scopes[device]
            require(Law.CONVERGE, same, f"{device} at {cache.cursor}, not {state.head}")
            require(Law.CONVERGE, cache.shown == due, f"{device}: {cache.shown} != {due}")
            for op_id, line in station.ledger.lines.items():
                known = state.ops.get(op_id)
                require(Law.NEVER_LOST, known, f"{op_id} never reached the server")
                told = line.ack and known and line.ack.result is known.result
                require(Law.CONVERGE, told, f"{device} heard {line.ack} of {op_id}")
        lost = self.beeped - self.excused - state.ops.keys()
        require(Law.NEVER_LOST, not lost, f"{lost} never reached the server")


__all__ = ["BrokenLawError", "Judge", "Law"]
