"""A TCP proxy that treats connections badly, each as a seed says.

What it does to a connection: refuses it, cuts it after some bytes in either direction, resets it,
swallows one direction so that both ends wait, delays every piece, trickles it in small ones, or
does all of it well and says it to the server a second time when it is over.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Self

_PIECE = 4096


class Fate(StrEnum):
    """What becomes of a connection."""

    WELL = "well"
    REFUSE = "refuse"
    CUT_UP = "cut_up"
    CUT_DOWN = "cut_down"
    RESET = "reset"
    SWALLOW_UP = "swallow_up"
    SWALLOW_DOWN = "swallow_down"
    DELAY = "delay"
    TRICKLE = "trickle"
    DOUBLE = "double"


_BAD = [fate for fate in Fate if fate is not Fate.WELL]


@dataclass
class _Line:
    """One connection: its fate, and after how many bytes it meets it."""

    fate: Fate
    budget: int
    said: bytearray


class Proxy:
    """Listens in front of a server.

    Args:
        server: the port it passes to, on this machine.
        seed: the same one gives the same fates, in the order of the connections.
        bad: share of connections that are not treated well.
        only: the fate of all connections, from their first byte.
    """

    def __init__(self, server: int, seed: int, bad: float = 0.6, only: Fate | None = None) -> None:
        self.fates: Counter[Fate] = Counter()
        self._server, self._random, self._bad = server, Random(seed), bad
        self._only = only
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._open: set[asyncio.Task[None]] = set()
        self._ready, self._ending = threading.Event(), asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._run(),))

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def calm(self) -> None:
        """Treat every new connection well from now on, and end the present ones."""
        self._loop.call_soon_threadsafe(self._calm)

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._ending.set)
        self._thread.join()
        self._loop.close()

    def _calm(self) -> None:
        self._bad = 0.0
        for task in self._open:
            task.cancel()

    async def _run(self) -> None:
        server = await asyncio.start_server(self._accept, sock=self._listener)
        self._ready.set()
        await self._ending.wait()
        server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            await self._treat(reader, writer)
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self._open.discard(task)
            await _close(writer)

    def _draw(self) -> _Line:
        if self._only is not None:
            self.fates[self._only] += 1
            return _Line(self._only, 0, bytearray())
        bad = self._random.random() < self._bad
        fate = self._random.choice(_BAD) if bad else Fate.WELL
        self.fates[fate] += 1
        # a good one also ends, so that the next fate is drawn
        budget = self._random.randrange(1, 4000) if bad else self._random.randrange(4000, 60_000)
        return _Line(fate, budget if self._bad else 1 << 40, bytearray())

    async def _treat(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = self._draw()
        if line.fate is Fate.REFUSE:
            return
        back, forth = await asyncio.open_connection("127.0.0.1", self._server)
        try:
            up = asyncio.create_task(self._pump(reader, forth, line, up=True))
            down = asyncio.create_task(self._pump(back, writer, line, up=False))
            try:
                await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                up.cancel()
                down.cancel()
                await asyncio.gather(up, down, return_exceptions=True)
        finally:
            await _close(forth)
        if line.fate is Fate.RESET:
            _make_reset(writer)
        if line.fate is Fate.DOUBLE:
            await self._say_again(bytes(line.said))

    async def _pump(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, line: _Line, *, up: bool
    ) -> None:
        passed = 0
        cut = _cuts(line.fate, up=up)
        swallow = line.fate is (Fate.SWALLOW_UP if up else Fate.SWALLOW_DOWN)
        while piece := await source.read(_PIECE):
            if up and line.fate is Fate.DOUBLE:
                line.said += piece
            if cut and passed + len(piece) > line.budget:
                sink.write(piece[: line.budget - passed])
                await sink.drain()
                return
            passed += len(piece)
            if swallow and passed > line.budget:
                continue
            await _pass_on(piece, sink, line.fate)

    async def _say_again(self, said: bytes) -> None:
        back, forth = await asyncio.open_connection("127.0.0.1", self._server)
        try:
            forth.write(said)
            await forth.drain()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1.0):
                    while await back.read(_PIECE):
                        pass
        finally:
            await _close(forth)


def _cuts(fate: Fate, *, up: bool) -> bool:
    """Whether a direction ends when its budget is spent; a delayed one and the like end well."""
    if fate in (Fate.WELL, Fate.RESET, Fate.DELAY, Fate.TRICKLE):
        return not up
    return fate is (Fate.CUT_UP if up else Fate.CUT_DOWN)


async def _pass_on(piece: bytes, sink: asyncio.StreamWriter, fate: Fate) -> None:
    if fate is Fate.DELAY:
        await asyncio.sleep(0.02)
    size = 97 if fate is Fate.TRICKLE else len(piece)
    for start in range(0, len(piece), size):
        sink.write(piece[start : start + size])
        await sink.drain()
        await asyncio.sleep(0)


def _make_reset(writer: asyncio.StreamWriter) -> None:
    """The connection ends with an RST, not with a FIN."""
    line = writer.get_extra_info("socket")
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(OSError, asyncio.CancelledError):
        await writer.wait_closed()
