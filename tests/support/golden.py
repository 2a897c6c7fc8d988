"""Whole-text golden files; `RADHA_GOLDEN=write pytest …` writes them anew, to be looked at."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "golden"


def golden(name: str, actual: str) -> str:
    """The text that the golden file has, which the actual one must be."""
    file = FOLDER / name
    if os.environ.get("RADHA_GOLDEN") == "write":
        file.write_text(actual, encoding="utf-8", newline="\n")
    return file.read_text(encoding="utf-8")
