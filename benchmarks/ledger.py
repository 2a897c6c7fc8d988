"""From the gesture to the moment when it may beep: one recorded operation, flushed to the disk.

``python -m benchmarks.ledger [FOLDER] [--commits N]`` times, in turn and in the same run:

- the ledger as it is, new and with 100 000 operations in it;
- the ledger while another thread fills a cache, 200 000 rows, as the first synchronisation does;
- the ledger with its second copy;
- the ledger with NORMAL, which a power cut robs (never offered; what the guarantee costs);
- a plain loop of inserts by `sqlite3` with FULL, and with NORMAL.
"""

from __future__ import annotations

import argparse
import contextlib
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from core.ids import new_id
from desktop.sync.ledger import Gesture, Ledger, Settlement, State
from desktop.sync.ledger.entry import Cell
from desktop.sync.ledger.store import Connect, Rows, connect_file

CACHE_ROWS = 200_000
PAGE_ROWS = 2_000
OLD = 100_000


class Careless:
    """A connection that is asked for FULL and takes NORMAL."""

    def __init__(self, path: Path) -> None:
        self._inner = connect_file(path)

    def execute(self, sql: str, parameters: Sequence[Cell] = (), /) -> Rows:
        """Run one statement."""
        if sql == "PRAGMA synchronous":
            return self._inner.execute("SELECT 2")
        return self._inner.execute(sql.replace("= FULL", "= NORMAL"), parameters)

    def close(self) -> None:
        """Let the file go."""
        self._inner.close()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?", type=Path, default=None)
    parser.add_argument("--commits", type=int, default=2000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder, commits = Path(name), options.commits
        print(f"SQLite {sqlite3.sqlite_version}, {commits} commits each, ms")
        print(f"{'what':44} {'p50':>7} {'p99':>7} {'most':>7}")
        for what, run in RUNS.items():
            place = folder / what.replace(" ", "-")
            place.mkdir()
            row(what, run(place, commits))


def row(what: str, times: list[float]) -> None:
    """One line of the table."""
    cuts = statistics.quantiles(times, n=100)
    print(f"{what:44} {cuts[49]:7.2f} {cuts[98]:7.2f} {max(times):7.2f}", flush=True)


def scan(number: int) -> Gesture:
    """What a station records: a piece's code and the stage."""
    return Gesture(
        op_id=str(new_id()),
        kind="apontamento.ler",
        v=1,
        args={"codigo": f"K7{number:06d}", "estacao": "corte-2", "quantidade": 1},
        user_id="018f0000-0000-7000-8000-000000000017",
        grant_id="018f0000-0000-7000-8000-000000000009",
        wall=datetime.now(UTC),
        mono_ms=time.monotonic_ns() // 1_000_000,
        boot_id="018f0000-0000-7000-8000-00000000b007",
        skew_ms=-40,
    )


def timed(commit: Callable[[int], object], commits: int) -> list[float]:
    """Milliseconds of each of so many commits."""
    times = []
    for number in range(commits):
        before = time.perf_counter()
        commit(number)
        times.append((time.perf_counter() - before) * 1000)
    return times


def new_ledger(folder: Path, commits: int, connect: Connect = connect_file) -> list[float]:
    """A ledger that was just begun."""
    with Ledger.open(folder / "ledger.db", connect=connect) as ledger:
        times = timed(lambda number: ledger.record_many([scan(number)]), commits)
        assert ledger.counts().pending == commits
        return times


def old_ledger(folder: Path, commits: int) -> list[float]:
    """A ledger that keeps what was confirmed in the last weeks."""
    with Ledger.open(folder / "ledger.db") as ledger:
        _age(ledger)
        return timed(lambda number: ledger.record_many([scan(number)]), commits)


def with_copy(folder: Path, commits: int) -> list[float]:
    """A ledger with its second copy on the same disk."""
    with Ledger.open(folder / "ledger.db", copy=folder / "copy.jsonl") as ledger:
        times = timed(lambda number: ledger.record_many([scan(number)]), commits)
        assert ledger.copy_fault is None
        return times


def while_filling(folder: Path, commits: int) -> list[float]:
    """Gestures while another thread of the process fills the cache, again and again."""
    ended = threading.Event()
    filler = threading.Thread(target=_fill, args=(folder / "cache.db", ended))
    with Ledger.open(folder / "ledger.db") as ledger:
        _age(ledger)
        filler.start()
        try:
            return timed(lambda number: ledger.record_many([scan(number)]), commits)
        finally:
            ended.set()
            filler.join()


def plain(folder: Path, commits: int, synchronous: str) -> list[float]:
    """What SQLite itself takes: one table, one insert a transaction."""
    with contextlib.closing(
        sqlite3.connect(folder / "plain.db", isolation_level=None)
    ) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {synchronous}")
        connection.execute("CREATE TABLE op (op_id TEXT PRIMARY KEY, args TEXT)")
        return timed(
            lambda number: connection.execute(
                "INSERT INTO op VALUES (?, ?)", (str(new_id()), f"K7{number:06d}" * 20)
            ),
            commits,
        )


def _age(ledger: Ledger) -> None:
    """Fill the ledger with confirmed operations."""
    now = datetime.now(UTC)
    for start in range(0, OLD, PAGE_ROWS):
        done = ledger.record_many([scan(start + step) for step in range(PAGE_ROWS)])
        ledger.settle_many(
            Settlement(op_id=entry.op_id, state=State.ACKED, ack_seq=entry.pos, at=now)
            for entry in done
        )


def _fill(path: Path, ended: threading.Event) -> None:
    """The first synchronisation: pages of rows, each a transaction with NORMAL."""
    rows = [(str(new_id()), f"peça {n}", "x" * 200) for n in range(PAGE_ROWS)]
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as cache:
        cache.execute("PRAGMA journal_mode = WAL")
        cache.execute("PRAGMA synchronous = NORMAL")
        cache.execute("CREATE TABLE part (id TEXT PRIMARY KEY, name TEXT, form TEXT)")
        while not ended.is_set():
            for _ in range(CACHE_ROWS // PAGE_ROWS):
                cache.execute("BEGIN IMMEDIATE")
                cache.executemany("INSERT OR REPLACE INTO part VALUES (?, ?, ?)", rows)
                cache.execute("COMMIT")
                rows = [(str(new_id()), name, form) for _, name, form in rows]
                if ended.is_set():
                    return
            cache.execute("DELETE FROM part")


RUNS: dict[str, Callable[[Path, int], list[float]]] = {
    "plain inserts FULL": lambda folder, commits: plain(folder, commits, "FULL"),
    "ledger": new_ledger,
    "ledger of 100 000": old_ledger,
    "ledger of 100 000 while the cache is filled": while_filling,
    "ledger with its second copy": with_copy,
    "ledger NORMAL": lambda folder, commits: new_ledger(folder, commits, Careless),
    "plain inserts NORMAL": lambda folder, commits: plain(folder, commits, "NORMAL"),
}

if __name__ == "__main__":
    main()
