"""How a workstation stands with the server, and the clock by which it waits."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from random import Random
from typing import Protocol

from core.ids import new_id


class Link(StrEnum):
    """What is known of the server."""

    UNKNOWN = "unknown"
    ONLINE = "online"
    OFFLINE = "offline"
    BUSY = "busy"
    SIGN_IN = "sign_in"
    """Somebody has to sign in; what is done here is kept meanwhile."""
    UPGRADE = "upgrade"
    """This version is too old for the server; what is done here is kept meanwhile."""
    TROUBLE = "trouble"
    """The server answers, but not what it should."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What a person is shown at any time.

    Args:
        pending: operations that the server has not confirmed.
        oldest_age_s: how long the first of them has waited.
        last_confirmed: the server's time of its latest confirmation.
        link: what is known of the server.
        refused: operations that it refused.
        quarantined: operations that it keeps for a person.
        next_try_s: seconds until the server is asked again; 0 while it is being asked.
        stuck: the server answers, and nothing gets through all the same: call for help.
        seq: the server's change number up to which the records here are complete.
        reason: message code of the last fault, None while all is well.
    """

    pending: int
    oldest_age_s: float
    last_confirmed: datetime | None
    link: Link
    refused: int
    quarantined: int
    next_try_s: float
    stuck: bool
    seq: int
    reason: str | None = None


class Clock(Protocol):
    """The time, from outside, so that a test can hold it."""

    @property
    def boot(self) -> str:
        """Names the run of `monotonic`."""

    def now(self) -> datetime:
        """The workstation's clock; it decides nothing."""

    def monotonic(self) -> float:
        """Seconds that only run forward."""


class SystemClock:
    """The machine's clocks; every run of the program counts as a boot of its own."""

    def __init__(self) -> None:
        self.boot = str(new_id())

    def now(self) -> datetime:
        """The clock on the wall."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """The clock that runs forward."""
        return time.monotonic()


class Backoff:
    """Waits longer after every fault, and never as long as somebody else ("full jitter").

    Args:
        random: where the chance comes from.
        first_s: the longest first wait.
        last_s: the longest of all.
    """

    def __init__(self, random: Random, first_s: float = 0.5, last_s: float = 60.0) -> None:
        self._random, self._first, self._last = random, first_s, last_s
        self._faults = 0

    def reset(self) -> None:
        """All is well, or somebody is waiting."""
        self._faults = 0

    def next(self) -> float:
        """Seconds to wait after one more fault."""
        longest = min(self._first * 2 ** min(self._faults, 20), self._last)
        self._faults += 1
        return self._random.uniform(self._first / 5, longest)


class Watchdog:
    """Sees to it that what waits gets through, although everything seems to be well.

    Attributes:
        alarm: it did not help a few times: somebody has to look.
    """

    def __init__(self, patience_s: float = 60.0, times: int = 3) -> None:
        self._patience, self._times = patience_s, times
        self._since: float | None = None
        self._suspects = False
        self._bitten = 0

    @property
    def alarm(self) -> bool:
        """Whether a person has to be told."""
        return self._bitten >= self._times

    def progress(self, now: float) -> None:
        """Something was confirmed."""
        self._since, self._suspects, self._bitten = now, False, 0

    def answered(self) -> None:
        """The server is there: if nothing got through, it was not for want of it."""
        self._bitten += self._suspects
        self._suspects = False

    def bites(self, now: float, *, waiting: bool) -> bool:
        """Whether everything must begin anew.

        Args:
            now: seconds of the steady clock.
            waiting: something is pending that only the server keeps waiting.
        """
        if not waiting:
            self._since = None
            return False
        if self._since is None:
            self._since = now
        if now - self._since < self._patience:
            return False
        self._since, self._suspects = now, True
        return True
