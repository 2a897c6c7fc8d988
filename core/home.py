"""Where this workstation keeps its own data, and which version of the product runs."""

from __future__ import annotations

import os
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from platformdirs import user_data_path

VARIABLE = "RADHA_HOME"
"""Environment variable that moves the data folder."""


def data_folder() -> Path:
    """The folder of the piece codes, crash reports and the like; not created here."""
    given = os.environ.get(VARIABLE, "").strip()
    return Path(given) if given else user_data_path("radha", appauthor=False)


def product_version() -> str:
    """The installed version of the product."""
    try:
        return version("radha")
    except PackageNotFoundError:  # run straight from a folder
        return "0"
