"""Names of program files: safe on every system, unique, no longer than the controller reads."""

from __future__ import annotations

import re
import unicodedata

_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?\Z", re.IGNORECASE)


def safe_name(text: str) -> str:
    """Text that may be part of a file name: ASCII letters, digits, space, dot, dash."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    cleaned = re.sub(r"[^A-Za-z0-9 ._+-]+", "_", plain)
    cleaned = " ".join(cleaned.split()).strip(" .") or "sem nome"
    return f"_{cleaned}" if _RESERVED.match(cleaned) else cleaned


def program_name(sheet_id: str, material: str, extension: str, longest: int) -> str:
    """`<NNN>-<material><extension>`, cut to the controller's length."""
    room = longest - len(sheet_id) - 1 - len(extension)
    stem = safe_name(material)[: max(room, 0)].rstrip(" .-")
    return f"{sheet_id}-{stem}{extension}" if stem else f"{sheet_id}{extension}"
