"""A way to the server without a network, on which everything can go wrong that a network does."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from uuid import UUID

from pydantic import BaseModel

from core.command import Actor
from core.db.engine import Database
from core.db.unit import Unit
from core.sync.scopes import scopes_of
from core.sync.wire import (
    SCHEMAS,
    Cursor,
    Digest,
    Hello,
    Known,
    Page,
    Plan,
    Push,
    Pushed,
    SnapshotPage,
)
from desktop.sync.status import Clock
from desktop.sync.transport import ResetBy, Unreachable
from server.sync import whole
from server.sync.fates import fates_of
from server.sync.place import Lost, epoch_of, head_of
from server.sync.pull import View, pull
from server.sync.push import push
from tests.sync.world.central import Central

SMALL_PAGE = 7
"""Rows of a page here, so that rounds have several."""


class DirectWire:
    """Asks the server's own functions; every message goes through its JSON.

    Attributes:
        trouble: chance that a request, and again that its reply, is lost; and that it comes twice.
    """

    def __init__(
        self, central: Central, person: Actor, device: UUID, random: Random, clock: Clock
    ) -> None:
        self.central, self.person, self.device = central, person, device
        self.random, self.clock = random, clock
        self.trouble = 0.0

    def hello(self, seq: int = 0) -> Hello:
        """What the server is."""
        return self._ask(lambda: self._hello(seq), Hello)

    def push(self, message: Push) -> Pushed:
        """Send operations."""
        sent = Push.model_validate_json(message.model_dump_json())
        return self._ask(
            lambda: push(self.central.database, self.person, self.device, sent), Pushed
        )

    def pull(self, epoch: UUID | None, since: Cursor, scopes: tuple[str, ...]) -> Page:
        """A page of what changed."""
        return self._ask(lambda: self._pull(epoch, since, scopes), Page)

    def reconcile(self, op_ids: list[UUID]) -> Known:
        """Which operations are known."""
        return self._ask(lambda: self._known(op_ids), Known)

    def plan(self) -> Plan:
        """What a snapshot has."""
        return self._ask(lambda: self._read(whole.plan), Plan)

    def part(self, collection: str, after: UUID | None = None) -> SnapshotPage:
        """A part of it."""

        def read() -> SnapshotPage:
            with Unit(self.central.database, writes=False) as unit:
                return whole.part(unit.session, self._view(), collection, after, SMALL_PAGE)

        return self._ask(read, SnapshotPage)

    def digest(self) -> Digest:
        """The server's checksums."""
        with Unit(self.central.database, writes=False, steady=True) as unit:
            return whole.digest(unit.session, self._view())

    def renew(self) -> None:
        """There is nothing to begin anew."""

    def _view(self) -> View:
        return View(scopes_of(self.person), self.device)

    def _hello(self, seq: int) -> Hello:
        database: Database = self.central.database
        with Unit(database, writes=False) as unit:
            return Hello(
                server="teste",
                schemas=SCHEMAS,
                epoch=epoch_of(database),
                head=head_of(unit.session).seq + 0 * seq,
                ledger_keep_days=35,
                time=self.clock.now(),
                scopes=scopes_of(self.person),
            )

    def _pull(self, epoch: UUID | None, since: Cursor, scopes: tuple[str, ...]) -> Page:
        history = epoch_of(self.central.database)
        with Unit(self.central.database, writes=False, steady=True) as unit:
            return pull(
                unit.session,
                history,
                self._view(),
                claimed=epoch,
                since=since,
                # the very first pull comes from nowhere and takes what there is
                held=list(scopes),
                limit=SMALL_PAGE,
            )

    def _known(self, op_ids: list[UUID]) -> Known:
        history = epoch_of(self.central.database)
        with Unit(self.central.database, writes=False) as unit:
            return fates_of(unit.session, history, self.device, op_ids)

    def _read(self, ask: Callable[..., Plan]) -> Plan:
        history = epoch_of(self.central.database)
        with Unit(self.central.database, writes=False) as unit:
            return ask(unit.session, history, self._view())

    def _ask[Message: BaseModel](
        self, request: Callable[[], Message], kind: type[Message]
    ) -> Message:
        if self._fails():
            raise Unreachable("estacao.sem_servidor")
        try:
            reply = request()
            if self._fails():
                # a proxy sent it twice
                reply = request()
        except Lost as lost:
            raise ResetBy(lost.reset) from lost
        if self._fails():
            raise Unreachable("estacao.sem_servidor")
        return kind.model_validate_json(reply.model_dump_json())

    def _fails(self) -> bool:
        return self.random.random() < self.trouble
