"""Single files that commands read and write."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from core.errors import EnvironmentFault, InputError


def read_input(path: Path, *, largest: int = 256 * 1024 * 1024) -> bytes:
    """The bytes of a file that the user named.

    Raises:
        InputError: there is no such file, or it is larger than `largest` bytes.
        EnvironmentFault: it cannot be read.
    """
    try:
        if not path.is_file():
            raise InputError("geral.ausente", file=str(path))
        with path.open("rb") as stream:
            data = stream.read(largest + 1)
    except OSError as error:
        raise EnvironmentFault("geral.leitura", file=str(path), detail=str(error)) from error
    if len(data) > largest:
        raise InputError("geral.grande", file=str(path))
    return data


def write_output(path: Path, data: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        EnvironmentFault: the disk is full, the folder is not writable.
    """
    fresh: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        fresh = Path(name)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        fresh.chmod(0o644)  # mkstemp gives a private file
        fresh.replace(path)
    except OSError as error:
        raise EnvironmentFault("geral.gravacao", file=str(path), detail=str(error)) from error
    finally:
        if fresh is not None:
            with contextlib.suppress(OSError):
                fresh.unlink(missing_ok=True)
