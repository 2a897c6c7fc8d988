"""Names of the documents' files."""

from __future__ import annotations

from pathlib import PurePosixPath

from core.layout.model import Sheet


def stem(sheet: Sheet) -> str:
    """What the companions of a sheet's program are called; empty without a program."""
    return PurePosixPath(sheet.program).stem if sheet.program else ""
