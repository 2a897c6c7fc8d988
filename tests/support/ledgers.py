"""Gestures and ledgers for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop.sync.ledger import Gesture, Ledger
from desktop.sync.ledger.entry import Json
from desktop.sync.ledger.store import Connect, connect_file

MORNING = datetime(2026, 11, 25, 7, 0, tzinfo=UTC)


def gesture(number: int, *, kind: str = "scan", args: dict[str, Json] | None = None) -> Gesture:
    """The scan of one piece, a second after the one before."""
    return Gesture(
        op_id=f"op-{number:06d}",
        kind=kind,
        v=1,
        args={"codigo": f"K7{number:06d}", "estação": "corte-2"} if args is None else args,
        user_id="u17",
        grant_id="g9" if number % 2 else None,
        wall=MORNING + timedelta(seconds=number),
        mono_ms=1000 * number,
        boot_id="b-19",
        skew_ms=None if number % 3 else -40,
    )


def open_ledger(path: Path, *, connect: Connect = connect_file, copy: Path | None = None) -> Ledger:
    """A ledger without room kept back, so that a test does not write 32 MB."""
    return Ledger.open(path, connect=connect, copy=copy, reserve=0)


def keys(numbers: range) -> list[str]:
    """Keys of the gestures of these numbers."""
    return [f"op-{number:06d}" for number in numbers]
