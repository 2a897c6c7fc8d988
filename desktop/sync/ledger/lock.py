"""One process writes a profile's ledger; a second one is told who does."""

from __future__ import annotations

import contextlib
import json
import os
import platform
from pathlib import Path

from filelock import FileLock, Timeout

from core.errors import EnvironmentFault
from desktop.sync.ledger.disk import make_folder


class WriterLock:
    """The right to write, held until released or until the process ends, however it ends.

    Raises:
        EnvironmentFault: another process holds it (`sync.diario_em_uso`, with its number), or the
            folder cannot be written.
    """

    def __init__(self, ledger: Path) -> None:
        self._owner = ledger.with_name(f"{ledger.name}.owner")
        # not per thread: whoever closes the ledger releases it
        self._lock = FileLock(f"{ledger}.lock", timeout=0, thread_local=False)
        try:
            self._lock.acquire()
        except Timeout as error:
            raise EnvironmentFault(
                "sync.diario_em_uso", file=str(ledger), **_told(self._owner)
            ) from error
        except OSError as error:
            raise EnvironmentFault(
                "sync.diario_gravacao", file=str(ledger), detail=str(error)
            ) from error
        self._sign()

    def release(self) -> None:
        """Let others write."""
        with contextlib.suppress(OSError):
            self._owner.unlink(missing_ok=True)
        self._lock.release()

    def _sign(self) -> None:
        # beside the lock, because what is locked cannot be read on Windows; it is only a courtesy
        with contextlib.suppress(OSError):
            self._owner.write_text(
                json.dumps({"pid": os.getpid(), "host": platform.node()}), encoding="utf-8"
            )


def lock_beside(ledger: Path) -> WriterLock:
    """The right to write a ledger, in a folder that is made where it is missing.

    Raises:
        EnvironmentFault: another process holds it, or the folder cannot be made or written.
    """
    try:
        make_folder(ledger.parent)
    except OSError as error:
        raise EnvironmentFault(
            "sync.diario_gravacao", file=str(ledger), detail=str(error)
        ) from error
    return WriterLock(ledger)


def _told(owner: Path) -> dict[str, str]:
    try:
        found = json.loads(owner.read_text(encoding="utf-8"))
        return {"pid": str(found["pid"]), "host": str(found["host"])}
    except (OSError, ValueError, KeyError, TypeError):
        return {"pid": "?", "host": "?"}
