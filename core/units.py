"""Numbers as people and files write them: decimal comma or point, finite, in mm."""

from __future__ import annotations

import math
import re

_NUMBER = re.compile(r"\s*[+-]?(\d+([.,]\d*)?|[.,]\d+)\s*\Z")


def parse_decimal(text: str) -> float:
    """A finite number with a comma or a point as its decimal sign; thousands are not guessed.

    Raises:
        ValueError: the text is not such a number (NaN, infinity and exponents are none).
    """
    if not _NUMBER.match(text):
        raise ValueError(text)
    value = float(text.strip().replace(",", "."))
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def millimetres(value: float) -> str:
    """A length as Brazil writes it: no decimals unless there are some, comma, at most two."""
    shown = f"{value:.2f}".rstrip("0").rstrip(".")
    return ("0" if shown in ("-0", "") else shown).replace(".", ",")


def square_metres(area: float) -> str:
    """An area given in mm² as m² with two decimals and a comma."""
    return f"{area / 1e6:.2f}".replace(".", ",")


def percent(share: float) -> str:
    """A fraction as a percentage with one decimal."""
    return f"{share * 100:.1f}".replace(".", ",") + " %"
