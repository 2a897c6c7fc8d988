"""Keeps a station and its server together in the background."""

from __future__ import annotations

import threading
from collections.abc import Callable
from random import Random

import structlog

from core.errors import RadhaError
from desktop.sync.engine import Engine, Wait
from desktop.sync.station import Station
from desktop.sync.status import Backoff, Link
from desktop.sync.transport import Stream, Transport

_LOG = structlog.get_logger()
_FAULT_S = 5.0
"""Pause after a fault of our own."""


class Agent:
    """One thread that drives the engine, one that hears the server's pokes.

    Args:
        station: open; the agent does not close it.
        wire: to the server; closed with the agent.
        stream: to the same server; None to do without pokes.
        sign_in: signs in again without a person, where that can be done.
        changed: called from the thread when something may look different.
    """

    def __init__(
        self,
        station: Station,
        wire: Transport,
        stream: Stream | None = None,
        *,
        sign_in: Callable[[], None] | None = None,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._station, self._wire, self._stream = station, wire, stream
        self._sign_in, self._changed = sign_in, changed
        self.engine: Engine = station.connect(wire)
        self._stop, self._wake = threading.Event(), threading.Event()
        self._going = threading.Event()
        self._going.set()
        self._threads = [threading.Thread(target=self._run, name="sync", daemon=True)]
        if stream is not None:
            self.engine.renewed = stream.hang_up
            self._threads.append(threading.Thread(target=self._hear, name="poke", daemon=True))
        station.recorded = self.wake
        self._last: tuple[object, ...] = ()

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Do not wait: there is something to send or to fetch."""
        self._wake.set()

    def pause(self) -> None:
        """Leave the server alone until `resume`; an exchange that is under way ends first."""
        self._going.clear()

    def resume(self) -> None:
        """Go on."""
        self._going.set()
        self.wake()

    def stop(self) -> None:
        """End both threads; an exchange that is under way ends first."""
        self._station.recorded = lambda: None
        self._stop.set()
        self._going.set()
        self.wake()
        for thread in self._threads:
            while thread.is_alive():
                if self._stream is not None:
                    self._stream.hang_up()
                thread.join(0.1)
        self._wire.close()
        if self._stream is not None:
            self._stream.close()

    def _run(self) -> None:
        while not self._stop.is_set():
            self._going.wait()
            if self._stop.is_set():
                return
            seconds = self._step()
            self._tell()
            if seconds and self._wake.wait(seconds):
                self._wake.clear()
                self.engine.wake()

    def _step(self) -> float:
        """One step; seconds to wait after it."""
        try:
            done = self.engine.step()
        except Exception:  # noqa: BLE001 - the last edge: whatever is wrong, the station goes on trying
            _LOG.exception("agent.fault", phase=self.engine.phase)
            self.engine.start_over()
            return _FAULT_S
        if not isinstance(done, Wait):
            return 0.0
        if self.engine.link is Link.SIGN_IN and self._signed_in():
            self.wake()
        return max(done.seconds, 0.001)

    def _signed_in(self) -> bool:
        if self._sign_in is None:
            return False
        try:
            self._sign_in()
        except RadhaError as error:
            _LOG.warning("agent.sign_in", why=error.code)
            return False
        return True

    def _tell(self) -> None:
        engine = self.engine
        now = (engine.link, engine.reason, engine.watchdog.alarm)
        if now != self._last:
            self._last = now
            _LOG.info("sync", link=now[0], why=now[1], stuck=now[2], phase=engine.phase)
            self._changed()

    def _hear(self) -> None:
        stream, backoff = self._stream, Backoff(Random())
        while stream is not None and not self._stop.is_set():
            self._going.wait()
            try:
                for seq in stream.heads():
                    backoff.reset()
                    if seq != self.engine.seq:
                        self.wake()
                    if self._stop.is_set() or not self._going.is_set():
                        break
            except RadhaError as error:
                _LOG.debug("agent.stream", why=error.code)
            except Exception:  # noqa: BLE001 - pokes are only for speed; nothing depends on this thread
                _LOG.exception("agent.stream_fault")
            self._stop.wait(backoff.next())
