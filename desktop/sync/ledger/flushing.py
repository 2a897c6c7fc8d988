"""How long this disk takes to keep what it is told to keep, and whether it is to be believed."""

from __future__ import annotations

import contextlib
import sqlite3
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

COMMITS = 200
_TOO_FAST = 2.0
"""A flush that costs less than this many times a plain write has hardly reached the disk."""


@dataclass(frozen=True, slots=True)
class Flushing:
    """Median times of one commit, ms: with every flush, and with none."""

    full_ms: float
    off_ms: float

    @property
    def suspicious(self) -> bool:
        """Whether flushing is as fast as not flushing: a power cut may take what was recorded."""
        return self.full_ms < _TOO_FAST * self.off_ms


def time_flushes(folder: Path, commits: int = COMMITS) -> Flushing:
    """Time commits on the disk of a folder; what is written is removed again.

    Raises:
        OSError: the folder cannot be written.
        sqlite3.Error: the disk is full or fails.
    """
    with tempfile.TemporaryDirectory(prefix=".radha-doctor-", dir=folder) as name:
        full = _median_ms(Path(name) / "full.db", "FULL", commits)
        off = _median_ms(Path(name) / "off.db", "OFF", commits)
    return Flushing(full, off)


def _median_ms(path: Path, synchronous: str, commits: int) -> float:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {synchronous}")
        connection.execute("PRAGMA fullfsync = ON")
        connection.execute("CREATE TABLE line (text TEXT)")
        return statistics.median(_commit_ms(connection) for _ in range(commits))


def _commit_ms(connection: sqlite3.Connection) -> float:
    before = time.perf_counter()
    connection.execute("INSERT INTO line VALUES (?)", ("radha" * 50,))
    return (time.perf_counter() - before) * 1000
