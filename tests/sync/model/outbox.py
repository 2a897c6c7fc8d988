"""What a process remembers of its pushes; all of it is gone when the process ends."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import replace

from tests.sync.model.mistakes import Mistake
from tests.sync.model.values import Op, Page, Pushed

fresh = itertools.count(1)
"""Numbers that nobody had before, for incarnations and questions."""


class Outbox:
    """One incarnation after the other: dense numbers, and what replies have hinted at."""

    def __init__(self, mistake: Mistake | None) -> None:
        self.mistake = mistake
        self.inc = next(fresh)
        self.numbers: dict[int, int] = {}
        self.hinted: set[int] = set()
        self.waiting = False

    def renew(self) -> None:
        """Begin a new incarnation."""
        self.hinted.clear()
        if self.mistake is not Mistake.SAME_INCARNATION:
            self.inc, self.numbers = next(fresh), {}

    @property
    def blocked(self) -> bool:
        """Tell whether nothing may be sent before a reply comes: never, replies get lost."""
        return self.waiting and self.mistake is Mistake.WAITS_FOR_EVER

    def pack(self, unconfirmed: Iterable[Op], limit: int) -> tuple[tuple[int, Op], ...]:
        """Number the next operations that no reply has hinted at; numbers are given once."""
        ops = [op for op in unconfirmed if op.op_id not in self.hinted][:limit]
        for op in ops:
            self.numbers.setdefault(op.op_id, len(self.numbers) + 1)
        self.waiting = bool(ops)
        return tuple((self.numbers[op.op_id], op) for op in ops)

    def hear(self, reply: Pushed) -> None:
        """Take the hint of a reply, unless it was meant for an earlier incarnation."""
        self.waiting = False
        if reply.inc == self.inc or self.mistake is Mistake.HINT_OUTLIVES_INCARNATION:
            self.hinted.update(op_id for _, op_id, _ in reply.results)

    def attribute(self, page: Page) -> Page:
        """Return the page as it is: acknowledgements name operations, never numbers."""
        if self.mistake is not Mistake.ACK_BY_NUMBER:
            return page
        mine = {n: op_id for op_id, n in self.numbers.items()}
        acks = tuple((mine[a.n], a) for _, a in page.acks if a.inc == self.inc and a.n in mine)
        return replace(page, acks=page.acks + acks)
