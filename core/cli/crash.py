"""The report of a fault of our own: what a person can send us."""

from __future__ import annotations

import contextlib
import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from core.home import data_folder, product_version


def write_crash_report(error: BaseException, arguments: Sequence[str]) -> Path | None:
    """Write the report into the data folder, else the temporary one; None where neither works."""
    now = datetime.now(UTC)
    name = f"falha-{now:%Y%m%d-%H%M%S}-{os.getpid()}.txt"
    text = "\n".join(
        [
            f"radha {product_version()}",
            f"python {platform.python_version()} {sys.platform} {platform.machine()}",
            f"quando {now.isoformat()}",
            f"comando radha {' '.join(arguments)}",
            "",
            "".join(traceback.format_exception(error)),
        ]
    )
    for folder in (data_folder() / "falhas", Path(tempfile.gettempdir())):
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / name
            path.write_text(text, encoding="utf-8")
            return path
    return None
