"""Puts a recovered ledger in the place of a broken one, so that a crash in between is finished.

The recovered ledger is built under a name of its own and then called ``<name>.new``. From that
moment on the swap only goes forward: whoever opens the ledger next completes it.
"""

from __future__ import annotations

import os
import shutil
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
    aside = _aside(path, datetime.fromtimestamp(fresh.stat().st_mtime, UTC))
    for part in PARTS:
        old = Path(f"{path}{part}")
        if old.exists():
            old.replace(f"{aside}{part}")
    fresh.replace(path)
    flush_folder(path.parent)
    return aside if aside.exists() else None


def keep_log(path: Path) -> None:
    """Copy a damaged log beside the ledger, before it is written over."""
    aside = Path(f"{_aside(path, datetime.now(UTC))}-wal")
    with Path(f"{path}-wal").open("rb") as log, aside.open("xb") as kept:
        shutil.copyfileobj(log, kept)
        kept.flush()
        os.fsync(kept.fileno())
    flush_folder(path.parent)


def _aside(path: Path, moment: datetime) -> Path:
    return path.with_name(f"{path.stem}-quebrado-{moment:%Y%m%d-%H%M%S-%f}{path.suffix}")
