"""The one way to a ledger's connection: one thread at a time, whole transactions, our errors."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

from core.errors import EnvironmentFault
from desktop.sync.ledger.disk import Reserve
from desktop.sync.ledger.entry import DamagedRow, Entry
from desktop.sync.ledger.examine import examine
from desktop.sync.ledger.faults import damaged, fault_of, is_full
from desktop.sync.ledger.statements import transaction
from desktop.sync.ledger.store import Connect, Connection, prepare
from desktop.sync.ledger.swap import finish_swap, keep_log


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
                raise damaged(self._path, error) from error

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


def open_door(path: Path, connect: Connect, reserve: Reserve) -> tuple[Door, list[Entry]]:
    """The way to a sound and durable ledger, and the operations that its log had almost lost.

    What a recovery left to do is done first. A damaged log is kept beside the ledger.

    Raises:
        DamagedLedger: the file is not sound; it is left as it is.
        EnvironmentFault: it cannot be opened or made durable.
    """
    try:
        finish_swap(path)
        lost = examine(path)
        if lost:
            keep_log(path)
        return Door(path, _prepared(path, connect), reserve), lost
    except OSError as error:
        raise EnvironmentFault("sync.diario_gravacao", file=str(path), detail=str(error)) from error
    except DamagedRow as error:
        raise damaged(path, error) from error
    except sqlite3.Error as error:
        raise fault_of(error, path) from error


def _prepared(path: Path, connect: Connect) -> Connection:
    connection = connect(path)
    try:
        prepare(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection
