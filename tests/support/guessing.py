"""What a server process of its own answers to guesses; a light module, because spawn imports it."""

from __future__ import annotations

from datetime import UTC, datetime

from core.db.engine import Database
from core.errors import RadhaError
from server.auth.limits import Origin
from server.auth.login import Door, log_in
from server.auth.passwords import Passwords
from server.auth.tokens import TokenKeys

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
KEYS = TokenKeys(b"a" * 32, b"b" * 32, b"c" * 32)
HERE = Origin("203.0.113.7")


def door_to(database: Database) -> Door:
    """The door of a server over this database."""
    return Door(database, KEYS, Passwords(8, 1))


def guess(door: Door) -> str:
    """How one wrong password for `admin` is answered."""
    try:
        log_in(door, "admin", "errada errada", HERE, NOW, None)
    except RadhaError as error:
        return error.code
    return "ok"


def five_guesses(url: str) -> list[str]:
    """Five of them, by a process of its own."""
    with Database(url) as database:
        return [guess(door_to(database)) for _ in range(5)]
