"""Values of the old system's settings: empty strings, decimal commas, yes and no."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.errors import Value
from core.units import parse_decimal


@dataclass(frozen=True, slots=True)
class Left:
    """A setting that is not in the profile, or not as it was.

    Args:
        place: the setting's name in the old system, e.g. `config_maquina.toleranciaCorte`.
        value: what it said.
        reason: a code of the message catalogue.
    """

    place: str
    value: Value
    reason: str


@dataclass(slots=True)
class Notes:
    """Collects what is left out."""

    left: list[Left] = field(default_factory=list)

    def add(self, place: str, value: object, reason: str) -> None:
        """One setting more; an empty one says nothing."""
        if value in (None, "", False, [], {}):
            return
        plain = value if isinstance(value, (str, int, float, bool)) else str(value)
        self.left.append(Left(place, plain, f"machine.{reason}"))


def text(row: Mapping[str, Any], key: str) -> str:
    """A text without blanks around it; empty where there is none."""
    value = row.get(key)
    return "" if value is None else str(value).strip()


def number(row: Mapping[str, Any], key: str, place: str, notes: Notes) -> float | None:
    """A finite number, None where it is empty; one that is none is noted."""
    value = row.get(key)
    if value is None or value == "" or isinstance(value, bool):
        return None
    try:
        return parse_decimal(str(value))
    except ValueError:
        notes.add(f"{place}.{key}", value, "antigo_numero")
        return None


def positive(row: Mapping[str, Any], key: str, place: str, notes: Notes) -> float | None:
    """A number above 0, None otherwise; zero and less are noted."""
    value = number(row, key, place, notes)
    if value is not None and value <= 0:
        notes.add(f"{place}.{key}", str(row[key]), "antigo_faixa")
        return None
    return value


def flag(row: Mapping[str, Any], key: str, *, default: bool = False) -> bool:
    """Yes or no, as a boolean or as text."""
    value = row.get(key)
    if isinstance(value, bool):
        return value
    if value is None or value == "":
        return default
    return str(value).strip().casefold() in {"true", "1", "sim", "on"}
