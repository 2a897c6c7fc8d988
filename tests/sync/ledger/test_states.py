"""The ledger against a plain list, whatever is done to it and however often it is opened."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from desktop.sync.ledger import Entry, Ledger, Settlement, State, read_anyhow, recover
from tests.support.ledgers import MORNING, gesture, open_ledger

FINAL = [state for state in State if state is not State.PENDING]


class LedgerAgainstList(RuleBasedStateMachine):
    """`lines` is what should be in the file."""

    @initialize()
    def begin(self) -> None:
        self.folder = TemporaryDirectory()
        self.path = Path(self.folder.name) / "ledger.db"
        self.copy = Path(self.folder.name) / "copy.jsonl"
        self.ledger: Ledger = open_ledger(self.path, copy=self.copy)
        self.lines: list[Entry] = []
        self.number = self.n = self.pos = 0

    @rule(count=st.integers(1, 4))
    def record(self, count: int) -> None:
        done = [gesture(self.number + step) for step in range(count)]
        for step in range(count):
            fields = {name: getattr(done[step], name) for name in done[step].__slots__}
            self.lines.append(
                Entry(**fields, pos=self.pos + step + 1, inc=self.ledger.inc, n=self.n + step + 1)
            )
        self.number, self.n, self.pos = self.number + count, self.n + count, self.pos + count
        assert self.ledger.record_many(done) == self.lines[-count:]

    @rule(data=st.data(), states=st.lists(st.sampled_from(FINAL), min_size=1, max_size=4))
    def settle(self, data: st.DataObject, states: list[State]) -> None:
        words = [
            Settlement(
                op_id=f"op-{data.draw(st.integers(0, self.number)):06d}",
                state=state,
                ack_seq=data.draw(st.integers(1, 99)),
                at=MORNING + timedelta(days=data.draw(st.integers(0, 3))),
            )
            for state in states
        ]
        moved = sum(self._settle(word) for word in words)
        assert self.ledger.settle_many(words) == moved

    def _settle(self, word: Settlement) -> bool:
        for place, line in enumerate(self.lines):
            if line.op_id == word.op_id and line.state is State.PENDING:
                self.lines[place] = replace(
                    line, state=word.state, ack_seq=word.ack_seq, settled_at=word.at
                )
                return True
        return False

    @rule(data=st.data())
    def restored_server(self, data: st.DataObject) -> None:
        forgotten = {
            line.op_id
            for line in self.lines
            if line.state is not State.PENDING and data.draw(st.booleans())
        }
        assert self.ledger.mark_pending_again(forgotten) == len(forgotten)
        for place, line in enumerate(self.lines):
            if line.op_id in forgotten:
                self.lines[place] = replace(
                    line,
                    state=State.PENDING,
                    ack_seq=None,
                    settled_at=None,
                    again=line.again + 1,
                )
        self._renumber(self.ledger.inc)

    def _renumber(self, inc: str) -> None:
        self.n = 0
        for place, line in enumerate(self.lines):
            if line.state is State.PENDING:
                self.n += 1
                self.lines[place] = replace(line, inc=inc, n=self.n)

    @rule(days=st.integers(0, 4))
    def purge(self, days: int) -> None:
        before = MORNING + timedelta(days=days)
        kept = [
            line
            for line in self.lines
            if line.state not in (State.ACKED, State.MERGED)
            or line.settled_at is None
            or line.settled_at >= before
            or line.pos == self.lines[-1].pos
        ]
        assert self.ledger.purge(before) == len(self.lines) - len(kept)
        self.lines = kept

    @rule()
    def open_again(self) -> None:
        before = self.ledger.inc
        self.ledger.close()
        self.ledger = open_ledger(self.path, copy=self.copy)
        assert self.ledger.inc != before
        self.n = 0

    @rule()
    def recover(self) -> None:
        """Of a sound ledger nothing changes but the incarnation and gaps in the positions."""
        device = self.ledger.device_id
        self.ledger.close()
        recover(self.path)
        self.lines = [replace(line, pos=pos) for pos, line in enumerate(self.lines, start=1)]
        self.pos = len(self.lines)
        pending = next(
            (e for e in read_anyhow(self.path).entries if e.state is State.PENDING), None
        )
        self._renumber("" if pending is None else pending.inc)
        self.ledger = open_ledger(self.path, copy=self.copy)
        self.n = 0
        assert self.ledger.device_id == device

    @invariant()
    def holds_what_it_should(self) -> None:
        assert self.ledger.entries() == self.lines
        pending = [line for line in self.lines if line.state is State.PENDING]
        assert self.ledger.pending() == pending
        assert self.ledger.counts().pending == len(pending)
        assert self.ledger.op_ids() == [line.op_id for line in self.lines]

    @invariant()
    def copy_has_every_pending_fact(self) -> None:
        copied = read_anyhow(Path(self.folder.name) / "none", self.copy) if self.lines else None
        known = {entry.op_id for entry in copied.entries} if copied else set()
        assert {line.op_id for line in self.lines if line.state is State.PENDING} <= known

    def teardown(self) -> None:
        if hasattr(self, "ledger"):
            self.ledger.close()
            self.folder.cleanup()


LedgerAgainstList.TestCase.settings = settings(
    max_examples=60,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
TestLedgerAgainstList = LedgerAgainstList.TestCase
