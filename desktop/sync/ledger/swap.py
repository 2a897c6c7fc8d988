"""Puts a recovered ledger in the place of a broken one, so that a crash in between is finished.

The recovered ledger is built under a name of its own and then called ``<name>.new``. From that
moment on the swap only goes forward: whoever opens the ledger next completes it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from desktop.sync.ledger.disk import flush_folder

PARTS = ("-wal", "-shm", "")
"""Files that belong together; the log leaves before the file that it would be taken for."""


def fresh_name(path: Path) -> Path:
    """Where a recovered ledger waits for its place."""
    return path.with_name(f"{path.name}.new")


def finish_swap(path: Path) -> Path | None:
    """Complete a swap that was begun; where the broken file lies now, None for no swap."""
    fresh = fresh_name(path)
    if not fresh.exists():
        return None
    made = datetime.fromtimestamp(fresh.stat().st_mtime, UTC)
    aside = path.with_name(f"{path.stem}-quebrado-{made:%Y%m%d-%H%M%S-%f}{path.suffix}")
    for part in PARTS:
        old = Path(f"{path}{part}")
        if old.exists():
            old.replace(f"{aside}{part}")
    fresh.replace(path)
    flush_folder(path.parent)
    return aside if aside.exists() else None
