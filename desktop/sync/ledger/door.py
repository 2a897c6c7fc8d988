"""The one way to a ledger's connection: one thread at a time, whole transactions, our errors."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from core.errors import EnvironmentFault
from desktop.sync.ledger.disk import Reserve
from desktop.sync.ledger.entry import Cell, DamagedRow
from desktop.sync.ledger.faults import DamagedLedger, fault_of, is_full
from desktop.sync.ledger.statements import transaction
from desktop.sync.ledger.store import Connect, Connection, prepare
from desktop.sync.ledger.swap import finish_swap


class Door:
    """A connection and the lock that goes with it.

    Args:
        path: the file.
        connection: prepared.
        reserve: room that is given to a write which finds none.
    """

    def __init__(self, path: Path, connection: Connection, reserve: Reserve) -> None:
        self.guard = threading.RLock()
        self._path = path
        self._connection = connection
        self._reserve = reserve

    def read[T](self, work: Callable[[Connection], T]) -> T:
        """What `work` reads.

        Raises:
            DamagedLedger: the file is not sound.
            EnvironmentFault: it cannot be read.
        """
        with self.guard:
            try:
                return work(self._connection)
            except sqlite3.Error as error:
                raise fault_of(error, self._path) from error
            except DamagedRow as error:
                raise DamagedLedger(
                    "sync.diario_danificado", file=str(self._path), detail=str(error)
                ) from error

    def write[T](self, work: Callable[[Connection], T]) -> T:
        """Run `work` as one transaction; on a full disk once more with the room kept back.

        Raises:
            EnvironmentFault: the disk is full or fails: nothing of it is kept.
        """
        with self.guard:
            try:
                return self._transaction(work)
            except sqlite3.Error as error:
                raise fault_of(error, self._path) from error

    def _transaction[T](self, work: Callable[[Connection], T]) -> T:
        try:
            return transaction(self._connection, work)
        except sqlite3.Error as error:
            if not (is_full(error, self._path) and self._reserve.free()):
                raise
        return transaction(self._connection, work)

    def close(self) -> None:
        """Let the file go."""
        with self.guard:
            self._connection.close()


def run_each(connection: Connection, sql: str, rows: Iterable[Sequence[Cell]]) -> int:
    """Run a statement with each of these values; how many rows it gave in all."""
    return sum(len(connection.execute(sql, row).fetchall()) for row in rows)


def connect_prepared(path: Path, connect: Connect) -> Connection:
    """A durable connection to sound tables, after what a recovery left to do.

    Raises:
        DamagedLedger: the file is not sound.
        EnvironmentFault: it cannot be opened or made durable.
    """
    try:
        finish_swap(path)
        connection = connect(path)
    except OSError as error:
        raise EnvironmentFault("sync.diario_gravacao", file=str(path), detail=str(error)) from error
    except sqlite3.Error as error:
        raise fault_of(error, path) from error
    try:
        prepare(connection, path)
    except sqlite3.Error as error:
        connection.close()
        raise fault_of(error, path) from error
    except BaseException:
        connection.close()
        raise
    return connection
