"""Secrets of a fresh server: made once and kept beside the data, readable by their owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from core.errors import EnvironmentFault

FILE = "secrets.env"
NAMES = ("SECRET_KEY", "ENCRYPTION_KEY")


def keep_secrets(folder: Path) -> Path:
    """The file with the secrets in this folder; made where it is missing.

    Raises:
        EnvironmentFault: the folder cannot be written.
    """
    file = folder / FILE
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not file.exists():
            _write(file)
    except OSError as error:
        raise EnvironmentFault(
            "servidor.pasta", folder=str(folder), detail=error.strerror or ""
        ) from error
    return file


def _write(file: Path) -> None:
    lines = "".join(f"{name}={secrets.token_hex(32)}\n" for name in NAMES)
    part = file.with_suffix(f".{os.getpid()}")
    with open(part, "w", encoding="utf-8", opener=_private) as stream:
        stream.write(lines)
        stream.flush()
        os.fsync(stream.fileno())
    try:
        # linking refuses an existing name: of two servers that start at once, one makes the secrets
        os.link(part, file)
    except FileExistsError:
        pass
    finally:
        part.unlink()


def _private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)
