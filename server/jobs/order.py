"""What the parent of an attempt's process hands it, and how it goes through the pipe."""

from __future__ import annotations

import os
import pickle
from dataclasses import dataclass

from core.jobs.lifecycle import Claim
from server.settings import Settings

_LENGTH = 8


@dataclass(frozen=True)
class Order:
    """One attempt: the server's settings with their secrets, and the right to the job."""

    settings: Settings
    claim: Claim


def pack(order: Order) -> bytes:
    """The order's length, then itself."""
    data = pickle.dumps(order)
    return len(data).to_bytes(_LENGTH, "big") + data


def receive(source: int) -> Order | None:
    """The order from this file descriptor; None where the pipe ends before it is whole."""
    # unbuffered: at its end the interpreter would trip over a buffer that a thread still reads
    head = _read(source, _LENGTH)
    data = head and _read(source, int.from_bytes(head, "big"))
    if not data:
        return None
    order = pickle.loads(data)  # noqa: S301 - from our own parent, through a private pipe
    assert isinstance(order, Order)  # noqa: S101 - narrows the type
    return order


def _read(source: int, count: int) -> bytes | None:
    data = b""
    while len(data) < count:
        more = os.read(source, count - len(data))
        if not more:
            return None
        data += more
    return data
