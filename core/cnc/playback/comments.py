"""What a program's own comments say of its sheet."""

from __future__ import annotations

import re

from core.cnc.playback.program import Program

_NUMBER = r"(\d+(?:[.,]\d+)?)"
_SHEET = re.compile(rf"CHAPA\s+{_NUMBER}\s*X\s*{_NUMBER}\s*X\s*{_NUMBER}", re.IGNORECASE)


def sheet_comment(program: Program) -> tuple[float, float, float] | None:
    """Length, width and real thickness (mm) of the first `( CHAPA l X w X t )`, if any."""
    for _, comment in program.comments:
        found = _SHEET.search(comment)
        if found:
            x, y, z = (float(text.replace(",", ".")) for text in found.groups())
            return (x, y, z) if min(x, y, z) > 0 else None
    return None
