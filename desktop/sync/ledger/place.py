"""Where this workstation's ledger lies."""

from __future__ import annotations

import os
from pathlib import Path

from core.home import data_folder

COPY = "RADHA_LEDGER_COPY"
"""Environment variable that names the file of the second copy, best on another disk."""


def ledger_file() -> Path:
    """The ledger of this profile."""
    return data_folder() / "ledger.db"


def copy_file() -> Path | None:
    """The second copy, None where nobody asked for one."""
    given = os.environ.get(COPY, "").strip()
    return Path(given) if given else None
