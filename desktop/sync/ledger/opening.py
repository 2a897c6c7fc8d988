"""Opens a ledger on any day, also the worst."""

from __future__ import annotations

from pathlib import Path

from desktop.sync.ledger.faults import DamagedLedger
from desktop.sync.ledger.ledger import Ledger
from desktop.sync.ledger.recover import Recovered, recover


def open_anyhow(path: Path, *, copy: Path | None = None) -> tuple[Ledger, Recovered | None]:
    """The ledger; where it was damaged, a new one with what could be saved, and what that was.

    A person must be told of a recovery: what was only in the damaged part is in the file aside.

    Raises:
        EnvironmentFault: another process writes it, the disk is full or cannot be written.
    """
    try:
        return Ledger.open(path, copy=copy), None
    except DamagedLedger:
        found = recover(path, copy=copy)
        return Ledger.open(path, copy=copy), found
