"""The result folder appears whole or not at all."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from core.errors import EnvironmentFault, InputError

MARK = "report.json"
"""A folder is ours, and may be replaced, when it holds this file with `OURS` in it."""
OURS = "radha"
LARGEST_REPORT = 256 * 1024 * 1024


def ensure_replaceable(out: Path) -> None:
    """Check before any work that the result can go there.

    Raises:
        InputError: something stands there that we did not write.
    """
    if not out.exists() and not out.is_symlink():
        return
    if not out.is_dir():
        raise InputError("geral.destino_arquivo", file=str(out))
    if _is_empty(out) or _is_ours(out):
        return
    raise InputError("geral.destino_ocupado", file=str(out))


def write_folder(out: Path, contents: Mapping[str, bytes]) -> None:
    """Write all files into a folder beside `out` and put it in its place in one step.

    Args:
        out: the folder; an older result of ours in it is replaced whole.
        contents: bytes by relative name with forward slashes.

    Raises:
        EnvironmentFault: the disk is full, a file is locked; what stood there still stands.
    """
    out = Path(os.path.abspath(out))  # noqa: PTH100 - resolve() would follow a symbolic link
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}.", suffix=".parcial", dir=out.parent))
    except OSError as error:
        raise EnvironmentFault("geral.gravacao", file=str(out), detail=str(error)) from error
    try:
        for name, data in contents.items():
            _write(fresh / name, data)
        fresh.chmod(0o755)  # mkdtemp gives a private folder; the machine reads this one
        ensure_replaceable(out)
        _swap(fresh, out)
    except OSError as error:
        raise EnvironmentFault("geral.gravacao", file=str(out), detail=str(error)) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if path.read_bytes() != data:
        raise OSError(f"{path.name} reads back differently")


def _swap(fresh: Path, out: Path) -> None:
    if not out.exists():
        fresh.rename(out)
        return
    old = fresh.with_suffix(".antigo")
    out.rename(old)
    try:
        fresh.rename(out)
    except OSError:
        old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _is_empty(folder: Path) -> bool:
    return next(folder.iterdir(), None) is None


def _is_ours(folder: Path) -> bool:
    with contextlib.suppress(OSError, ValueError):
        mark = folder / MARK
        if mark.is_file() and mark.stat().st_size <= LARGEST_REPORT:
            found = json.loads(mark.read_text(encoding="utf-8"))
            return isinstance(found, dict) and found.get("product") == OURS
    return False
