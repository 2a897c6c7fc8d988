"""File names that are safe on every system the factory has."""

from __future__ import annotations

import re

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
# https://learn.microsoft.com/windows/win32/fileio/naming-a-file: device names
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?\Z", re.IGNORECASE)


def safe_name(text: str, instead: str = "lote") -> str:
    """The text as a file's stem: no separators, no device names, no dots or blanks at the end."""
    name = " ".join(_FORBIDDEN.sub("-", text).split()).rstrip(". ")
    if not name.strip("-"):
        return instead
    return f"_{name}" if _DEVICES.match(name) else name
