"""Piece codes: a station's two characters and its counter, given once and for good (ADR 0005)."""

from __future__ import annotations

import os
import re
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

from core.errors import EnvironmentFault, InputError

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
DIGITS = "23456789"
FILE = "piece-codes.sqlite3"
STATION_VARIABLE = "RADHA_STATION"
SERVER_STATION = "SV"
"""The server's own prefix; no other station draws it."""

COUNTER_DIGITS = 6
_STATION = re.compile(f"[{LETTERS}{DIGITS}]{{2}}")
_CODE = re.compile(f"[{LETTERS}{DIGITS}]{{2}}[0-9]{{{COUNTER_DIGITS},10}}")
_WAIT_SECONDS = 30.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS station (prefix TEXT PRIMARY KEY, next INTEGER NOT NULL,
                                    own INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS given (key TEXT PRIMARY KEY, code TEXT NOT NULL UNIQUE)
WITHOUT ROWID;
"""


class CodeRegister(Protocol):
    """Gives every key a code of its own, the same key the same code."""

    def give(self, keys: Sequence[str]) -> list[str]:
        """A code for each key, in order."""
        ...


class MemoryRegister:
    """A register that forgets; for tests and for looking at a source without keeping it."""

    def __init__(self, station: str = "T2") -> None:
        self._station = checked_station(station)
        self._given: dict[str, str] = {}

    def give(self, keys: Sequence[str]) -> list[str]:
        """A code for each key, in order."""
        for key in keys:
            self._given.setdefault(key, piece_code(self._station, len(self._given) + 1))
        return [self._given[key] for key in keys]


class SqliteRegister:
    """A register in one SQLite file: durable, and safe for several processes at once.

    Args:
        folder: where the file lies; made if it is not there.
        station: two characters; without them `RADHA_STATION`, else the file's own, drawn at
            random when the file is made.
    """

    def __init__(self, folder: Path, station: str | None = None) -> None:
        self._folder = folder
        named = station or os.environ.get(STATION_VARIABLE, "").strip().upper() or None
        self._named = checked_station(named) if named else None

    @property
    def path(self) -> Path:
        """The register's file."""
        return self._folder / FILE

    def give(self, keys: Sequence[str]) -> list[str]:
        """A code for each key, in order, in one transaction.

        Raises:
            EnvironmentFault: the folder or the file cannot be written.
        """
        if not keys:
            return []
        with self._transaction() as base:
            station, counter = self._station(base)
            codes: list[str] = []
            first = counter
            for key in keys:
                row = base.execute("SELECT code FROM given WHERE key = ?", (key,)).fetchone()
                if row is None:
                    row = (piece_code(station, counter),)
                    counter += 1
                    base.execute("INSERT INTO given (key, code) VALUES (?, ?)", (key, row[0]))
                codes.append(row[0])
            if counter != first:
                base.execute("UPDATE station SET next = ? WHERE prefix = ?", (counter, station))
        return codes

    def _station(self, base: sqlite3.Connection) -> tuple[str, int]:
        query = "SELECT prefix, next FROM station WHERE "
        if self._named:
            row = base.execute(query + "prefix = ?", (self._named,)).fetchone()
        else:
            row = base.execute(query + "own = 1").fetchone()
        if row is None:
            row = (self._named or _random_station(), 1)
            base.execute(
                "INSERT INTO station (prefix, next, own) VALUES (?, ?, ?)",
                (*row, int(self._named is None)),
            )
        return row[0], row[1]

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with closing(
                sqlite3.connect(self.path, timeout=_WAIT_SECONDS, isolation_level=None)
            ) as base:
                base.execute("PRAGMA synchronous = FULL")
                # taken before the first read: two processes never see the same counter
                base.execute("BEGIN IMMEDIATE")
                for statement in _SCHEMA.split(";"):
                    base.execute(statement)
                yield base
                base.execute("COMMIT")
        except (OSError, sqlite3.Error) as error:
            raise EnvironmentFault(
                "codigos.registro_inacessivel", folder=str(self._folder), detail=str(error)
            ) from error


def checked_station(text: str) -> str:
    """The station's prefix, if it is one.

    Raises:
        InputError: not two of A-Z and 2-9 without I and O, or no letter among them.
    """
    if not _STATION.fullmatch(text) or text.isdigit():
        raise InputError("codigos.estacao_invalida", value=text)
    return text


def checked_code(text: str) -> str:
    """The piece code, if it is one: a station's prefix and its counter.

    Raises:
        InputError: anything else.
    """
    if not _CODE.fullmatch(text):
        raise InputError("codigos.codigo_invalido", value=text[:20])
    return text


def _random_station() -> str:
    drawn = SERVER_STATION
    while drawn == SERVER_STATION:
        drawn = secrets.choice(LETTERS) + secrets.choice(LETTERS + DIGITS)
    return drawn


def piece_code(station: str, number: int) -> str:
    """The code of a station's piece with this number."""
    return f"{station}{number:0{COUNTER_DIGITS}d}"
