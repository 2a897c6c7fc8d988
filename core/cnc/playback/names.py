"""File names as programs and lists spell them."""

from __future__ import annotations

import re
from collections.abc import Iterable


def base(name: str) -> str:
    """The name without its folders, whichever way they are written."""
    return re.split(r"[\\/]", name)[-1]


def by_base(names: Iterable[str]) -> dict[str, list[str]]:
    """The full names, by their last part."""
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(base(name), []).append(name)
    return found
