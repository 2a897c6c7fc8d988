"""When two names mean one material."""

from __future__ import annotations

import re

_DECIMALS = re.compile(r"(\d+)[.,]\d+\s*mm\b", re.IGNORECASE)
_SPACE_BEFORE = re.compile(r"(\d)\s+mm\b", re.IGNORECASE)


def material_key(name: str) -> str:
    """The name without case, spare blanks and decimals of the thickness.

    The factory writes one board as `18,5mm`, `18.50 mm` and `18mm` (production.md 4.8).
    """
    plain = _DECIMALS.sub(r"\1mm", name)
    plain = _SPACE_BEFORE.sub(r"\1mm", plain)
    return " ".join(plain.split()).casefold()
