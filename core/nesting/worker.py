"""The process that does tasks: whatever a native solver does to it, the others go on."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from multiprocessing.connection import Connection

from core.nesting.draft import Draft
from core.nesting.tasks import Task, run

READY = -1
"""Number of the reply with which a worker says that it is there."""


@dataclass(frozen=True, slots=True)
class Order:
    """A task for a worker, with the seconds that are left for it."""

    number: int
    task: Task
    seconds: float


@dataclass(frozen=True, slots=True)
class Reply:
    """What a worker tells of a task: a better layout, and at last that it ended.

    Args:
        failure: what went wrong, empty when nothing did.
    """

    number: int
    draft: Draft
    ended: bool
    failure: str = ""


def work(orders: Connection) -> None:
    """Do orders until the other end closes."""
    # Ctrl-C goes to all processes of a terminal; the parent alone decides what it means
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _mute()
    orders.send(Reply(READY, (), ended=False))
    while True:
        try:
            order: Order = orders.recv()
        except (EOFError, OSError):
            return
        _do(order, orders)


def _mute() -> None:
    """Native solvers print; people should not read that."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)


def _do(order: Order, replies: Connection) -> None:
    def report(draft: Draft) -> None:
        replies.send(Reply(order.number, draft, ended=False))

    try:
        draft = run(order.task, order.seconds, report)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001  a panic of a Rust engine is no Exception
        replies.send(Reply(order.number, (), ended=True, failure=repr(error)[:2000]))
    else:
        replies.send(Reply(order.number, draft, ended=True))
