"""Hashes and checks passwords: Argon2id; the old system's bcrypt only to be replaced.

Parameters as OWASP's password storage cheat sheet (19 MiB, 2 passes, 1 lane) unless settings say
otherwise; a stored hash with others is made anew when its owner logs in.
"""

from __future__ import annotations

import os
import unicodedata
from functools import cache
from threading import BoundedSemaphore

import bcrypt
from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from server.settings import Settings

_BCRYPT_BYTES = 72
"""bcrypt reads no further, and the old system let longer passwords pass."""


class Passwords:
    """Makes and checks hashes with one set of parameters.

    Args:
        memory_kib: memory of one hash.
        passes: passes over it.
    """

    def __init__(self, memory_kib: int, passes: int) -> None:
        self._hasher = PasswordHasher(
            time_cost=passes, memory_cost=memory_kib, parallelism=1, type=Type.ID
        )
        # more at once would only fill the memory and make each slower
        self._turn = BoundedSemaphore(max(2, os.cpu_count() or 2))
        self._nobody = self._hasher.hash("nobody has this password")

    @classmethod
    def of(cls, settings: Settings) -> Passwords:
        """With the parameters of the settings."""
        return _with(settings.argon2_memory_kib, settings.argon2_passes)

    def hash(self, password: str) -> str:
        """The Argon2id hash, with a fresh salt."""
        with self._turn:
            return self._hasher.hash(_composed(password))

    def verify(self, stored: str | None, password: str) -> bool:
        """Whether the password is the one of this hash; None takes as long and is always False."""
        with self._turn:
            if stored is None:
                self._argon2(self._nobody, password)
                return False
            if stored.startswith("$2"):
                return _bcrypt(stored, password)
            return self._argon2(stored, password)

    def outdated(self, stored: str) -> bool:
        """Whether the hash is of another kind or has other parameters than those of today."""
        try:
            return self._hasher.check_needs_rehash(stored)
        except InvalidHashError:
            return True

    def _argon2(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, _composed(password))
        except (VerificationError, InvalidHashError):
            return False


@cache
def _with(memory_kib: int, passes: int) -> Passwords:
    # one for all requests: it bounds how many hashes are made at once
    return Passwords(memory_kib, passes)


def _composed(password: str) -> str:
    # one keyboard sends "ç" as one sign, another as two
    return unicodedata.normalize("NFC", password)


def _bcrypt(stored: str, password: str) -> bool:
    try:
        return bcrypt.checkpw(password.encode()[:_BCRYPT_BYTES], stored.encode())
    except ValueError:  # a damaged hash, or a NUL in the password
        return False
