"""The loop between a workstation and the server, one exchange a step.

It has no thread, no clock and no chance of its own: whoever drives it gives all three. The phases:

    HELLO -> [SNAPSHOT] -> [RECONCILE] -> PUSH -> PULL -> [CONFIRM] -> REST -> PUSH ...

RECONCILE asks for all that the ledger keeps, after the copy was begun: what the server does not
know, or answered only behind the place where the copy stands, is pending again. So a server that
loses its history in the middle is found out by the next message, which carries that place. CONFIRM
asks for what is pending and may have been answered at a place that the cache has passed already. A
fault leaves the phase as it is: the same step is tried again, later.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

from core.errors import RadhaError
from core.sync.wire import SCHEMA, Hello, Reset
from desktop.sync.cache import DamagedCache
from desktop.sync.exchanges import Download, Inquiry, Round, Sending, Wire
from desktop.sync.local import Local
from desktop.sync.status import Backoff, Clock, Link, Status, Watchdog
from desktop.sync.transport import (
    Busy,
    Rejected,
    ResetBy,
    SignInNeeded,
    TooLarge,
    Unreachable,
    UpgradeNeeded,
)

REST_S = 30.0
HELLO_S = 600.0
DIGEST_S = 6 * 3600.0
ROUND_ROWS = 20_000
"""A round with more becomes a snapshot."""
PERSON_S = 60.0
"""Pause where a person has to do something first."""
_PERSON = (Link.SIGN_IN, Link.UPGRADE)


class Phase(StrEnum):
    """What the next step does."""

    HELLO = "hello"
    RECONCILE = "reconcile"
    SNAPSHOT = "snapshot"
    CONFIRM = "confirm"
    PUSH = "push"
    PULL = "pull"
    DIGEST = "digest"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to do for so many seconds, or until `wake`."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Again:
    """There is more to do at once."""


class Engine:
    """Brings ledger, cache and server together.

    Only one thread may `step`; `wake` and `status` may be called from any.

    Args:
        local: the files.
        wire: the way to the server.
        clock: the time.
        random: the chance in every pause.
    """

    def __init__(self, local: Local, wire: Wire, clock: Clock, random: Random) -> None:
        self.local, self._wire, self._clock, self._random = local, wire, clock, random
        self.phase = Phase.HELLO
        self.link = Link.UNKNOWN
        self.reason: str | None = None
        self.skew_ms: int | None = None
        """The server's clock minus this one, where it is known."""
        self.watchdog = Watchdog()
        self.renewed: Callable[[], None] = lambda: None
        """Called when the connections are begun anew, for whoever has others."""
        self._network, self._loops = Backoff(random), Backoff(random)
        self.seq = 0
        """The server's number up to which the records here are complete."""
        self._confirmed = False
        self._purge_before: datetime | None = None
        self._next_at = self._not_before = 0.0
        self._hello_at = self._digest_at = clock.monotonic()
        self._resets = 0
        self._sending = Sending()
        self._inquiry: Inquiry | None = None
        self._download: Download | None = None
        self._round: Round | None = None
        self._steps: dict[Phase, Callable[[], Wait | Again]] = {
            Phase.HELLO: self._hello,
            Phase.RECONCILE: self._reconcile,
            Phase.SNAPSHOT: self._snapshot,
            Phase.CONFIRM: self._confirm,
            Phase.PUSH: self._push,
            Phase.PULL: self._pull,
            Phase.DIGEST: self._compare,
            Phase.REST: self._rest,
        }

    def wake(self) -> None:
        """A gesture, the server's poke or the network's return: do not wait any longer."""
        self._network.reset()
        self._loops.reset()
        self._next_at = 0.0

    def step(self) -> Wait | Again:
        """Do one exchange, or tell how long there is nothing to do."""
        now = self._clock.monotonic()
        due = max(self._next_at, self._not_before)
        if now < due:
            return Wait(due - now)
        self._next_at = 0.0
        try:
            self._watch(now)
            done = self._steps[self.phase]()
        except RadhaError as error:
            return self._after(error)
        if isinstance(done, Wait):
            return self._pause(done.seconds)
        return done

    def status(self) -> Status:
        """How it stands."""
        counts = self.local.ledger.counts()
        due = max(self._next_at, self._not_before) - self._clock.monotonic()
        return Status(
            pending=counts.pending,
            oldest_age_s=counts.oldest_age_s(self._clock.now()),
            last_confirmed=counts.last_confirmed,
            link=self.link,
            refused=counts.refused,
            quarantined=counts.quarantined,
            next_try_s=max(due, 0.0),
            stuck=self.watchdog.alarm,
            seq=self.seq,
            reason=self.reason,
        )

    def start_over(self) -> None:
        """Begin again with a hello; what was fetched half is dropped."""
        self._drop_talks()
        self.phase = Phase.HELLO

    def close(self) -> None:
        """Let go of what was fetched half."""
        self._drop_talks()

    # --- the phases

    def _hello(self) -> Again:
        place = self.local.cache.place()
        self.seq = place.cursor.seq
        before = self._clock.now()
        hello = self._wire.hello(place.cursor.seq)
        skew = hello.time - (before + (self._clock.now() - before) / 2)
        self.skew_ms = round(skew.total_seconds() * 1000)
        self._greeted(hello)
        if place.epoch != hello.epoch or list(place.scopes) != sorted(hello.scopes):
            return self._go(Phase.SNAPSHOT)
        return self._go(Phase.PUSH)

    def _greeted(self, hello: Hello) -> None:
        self._hello_at = self._clock.monotonic()
        oldest, newest = hello.schemas
        if not oldest <= SCHEMA <= newest:
            raise UpgradeNeeded("estacao.atualizar")
        self._well()
        self.watchdog.answered()
        self._purge_before = hello.time - timedelta(days=hello.ledger_keep_days)

    def _reconcile(self) -> Again:
        if self._inquiry is None:
            self._inquiry = Inquiry(self.local.ledger.op_ids())
        if not self._inquiry.step(self._wire):
            return Again()
        inquiry, self._inquiry = self._inquiry, None
        self._well()
        place = self.local.cache.place()
        if inquiry.epoch not in (None, place.epoch):
            return self._go(Phase.HELLO)
        self.local.forgotten(inquiry.asked, inquiry.known(place.cursor.seq))
        self._progress(self.local.confirm(inquiry.answers, self._server_now()))
        return self._go(Phase.PUSH)

    def _snapshot(self) -> Again:
        if self._download is None:
            self._download = Download(self.local.cache.path.parent)
        finished = self._download.step(self._wire)
        self._well()
        if finished and self._download.plan is not None:
            self.local.load(self._download.plan, self._download.pages())
            self.seq = self._download.plan.cursor.seq
            self._drop_talks()
            return self._go(Phase.RECONCILE)
        return Again()

    def _confirm(self) -> Again:
        if self._inquiry is None:
            self._inquiry = Inquiry([entry.op_id for entry in self.local.ledger.pending()])
        if not self._inquiry.step(self._wire):
            return Again()
        inquiry, self._inquiry = self._inquiry, None
        self._well()
        if inquiry.epoch not in (None, self.local.cache.place().epoch):
            return self._go(Phase.HELLO)
        self._progress(self.local.confirm(inquiry.answers, self._server_now()))
        self._confirmed = True
        return self._go(Phase.PUSH)

    def _push(self) -> Again:
        place = self.local.cache.place()
        if not self._sending.batch:
            self._sending.begin(self.local.ledger.pending())
        finished = self._sending.step(self._wire, place)
        self._well()
        return self._go(Phase.PULL) if finished else Again()

    def _pull(self) -> Wait | Again:
        if self._round is None:
            self._round = Round(self.local.cache.place())
        finished = self._round.step(self._wire)
        self._well()
        if self._round.rows > ROUND_ROWS:
            self._round = None
            return self._go(Phase.SNAPSHOT)
        if not finished:
            return Again()
        pages, self._round = self._round.pages, None
        self._progress(self.local.apply(pages, self._server_now()))
        self.seq, self._resets = pages[-1].cursor.seq, 0
        self._loops.reset()
        return self._after_round()

    def _after_round(self) -> Wait | Again:
        pending = self.local.ledger.pending()
        if any(one.op_id not in self._sending.sent for one in pending):
            return self._go(Phase.PUSH)
        promised = self._sending.promised(self.seq)
        if not self._confirmed and any(one.op_id in promised for one in pending):
            # their answers lie behind: no pull brings them
            return self._go(Phase.CONFIRM)
        if self._purge_before is not None:
            # not before a whole round has shown that the server still has what it confirmed
            self.local.ledger.purge(self._purge_before)
            self._purge_before = None
        if not pending and self._clock.monotonic() - self._digest_at > DIGEST_S:
            return self._go(Phase.DIGEST)
        self.phase = Phase.REST
        return Wait(REST_S * self._random.uniform(0.7, 1.3))

    def _compare(self) -> Again:
        theirs, ours = self._wire.digest(), self.local.cache.digest()
        self._well()
        self._digest_at = self._clock.monotonic()
        same = theirs.cursor != ours.cursor or all(
            ours.collections.get(name) == told
            for name, told in theirs.collections.items()
            if name in ours.collections
        )
        return self._go(Phase.REST if same else Phase.SNAPSHOT)

    def _rest(self) -> Again:
        self._confirmed = False
        self._sending.forget()
        old = self._clock.monotonic() - self._hello_at > HELLO_S
        return self._go(Phase.HELLO if old else Phase.PUSH)

    # --- faults

    def _after(self, error: RadhaError) -> Wait:
        self.reason = error.code
        match error:
            case ResetBy():
                return self._reset(error.reset)
            case TooLarge() | Rejected():
                return self._refused_at_door(error)
            case SignInNeeded() | UpgradeNeeded():
                self.link = Link.SIGN_IN if isinstance(error, SignInNeeded) else Link.UPGRADE
                return self._pause(PERSON_S)
            case Busy():
                self.link = Link.BUSY
                self._not_before = self._clock.monotonic() + error.retry_after
                return self._pause(max(error.retry_after, self._network.next()))
            case Unreachable():
                self.link = Link.OFFLINE
                if self.phase is Phase.PUSH:
                    # what is too much for this way may go in smaller pieces
                    self._sending.halve()
                return self._pause(self._network.next())
            case DamagedCache():
                self.local.reopen()
        # a stale round, an unreadable page, a full disk, an answer of somebody else
        self.link = Link.TROUBLE
        self.start_over()
        return self._pause(self._loops.next())

    def _reset(self, reset: Reset) -> Wait:
        self._drop_talks()
        self._resets += 1
        self.link = Link.ONLINE
        numbers = reset in (Reset.GAP, Reset.CLIENT_FORKED)
        self.phase = Phase.RECONCILE if numbers else Phase.SNAPSHOT
        # once at once; a server that says so again and again is asked ever more seldom
        return self._pause(0.0 if self._resets == 1 else self._loops.next())

    def _refused_at_door(self, error: TooLarge | Rejected) -> Wait:
        batch = self._sending.batch
        if self.phase is Phase.PUSH and self._sending.halve():
            return self._pause(0.0)
        if self.phase is Phase.PUSH and batch and getattr(error, "ours", True):
            self.local.hold_back(batch[0], error.code, self._server_now())
            self._sending.begin([])
            return self._pause(0.0)
        self.link = Link.TROUBLE
        return self._pause(self._loops.next())

    def _watch(self, now: float) -> None:
        """Nothing is confirmed although the server answers: new connections, from the start."""
        pending = bool(self.local.ledger.pending(1))
        if self.watchdog.bites(now, waiting=pending and self.link not in _PERSON):
            self._wire.renew()
            self.renewed()
            self.start_over()

    # --- small steps

    def _go(self, phase: Phase) -> Again:
        self.phase = phase
        return Again()

    def _well(self) -> None:
        self.link, self.reason = Link.ONLINE, None
        self._network.reset()

    def _progress(self, settled: int) -> None:
        if settled:
            self.watchdog.progress(self._clock.monotonic())

    def _drop_talks(self) -> None:
        self._inquiry = self._round = None
        self._sending.begin([])
        if self._download is not None:
            self._download.close()
            self._download = None

    def _pause(self, seconds: float) -> Wait:
        self._next_at = self._clock.monotonic() + seconds
        return Wait(seconds)

    def _server_now(self) -> datetime:
        return self._clock.now() + timedelta(milliseconds=self.skew_ms or 0)
