"""A file that went into a part."""

from __future__ import annotations

from dataclasses import dataclass

from core.formats.source import SourceFile


@dataclass(frozen=True, slots=True)
class Used:
    """A file that went into a part, with what its reader found out about it."""

    file: SourceFile
    sha256: str
    encoding: str = ""
    decimal: str = ""
    units: str = ""
