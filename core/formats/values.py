"""Sizes, quantities and names as lists write them."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

from core.errors import InputError
from core.formats.limits import LARGEST_SIZE, ROW_QUANTITY
from core.units import parse_decimal

_DECIMALS_OF_MM = re.compile(r"(\d+)(?:[.,]\d+)?\s*mm\b", re.IGNORECASE)
LONGEST_TEXT = 1_000
_BLANKS = re.compile(r"\s+")


@dataclass(slots=True)
class Decimals:
    """Which decimal signs a file used."""

    comma: bool = False
    point: bool = False
    _seen: dict[str, float] = field(default_factory=dict, repr=False)

    def number(self, text: str) -> float:
        """The number; ValueError when it is none."""
        known = self._seen.get(text)
        if known is not None:
            return known
        value = parse_decimal(text)
        self.comma |= "," in text
        self.point |= "." in text
        self._seen[text] = value
        return value

    @property
    def name(self) -> str:
        """For the report."""
        signs = ["vírgula"] * self.comma + ["ponto"] * self.point
        return " e ".join(signs)


class RowError(Exception):
    """A row that cannot be used: code and values of the reason."""

    def __init__(self, code: str, **values: str | float | None) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = tuple(values.items())


def size(text: str, field_name: str, decimals: Decimals) -> float:
    """A panel's side or thickness, mm.

    Raises:
        RowError: missing, no number, not positive, or beyond any sheet there is.
    """
    if not text.strip():
        raise RowError("importacao.medida_ausente", field=field_name)
    try:
        value = decimals.number(text)
    except ValueError:
        raise RowError("importacao.medida_invalida", field=field_name, value=text[:40]) from None
    if value <= 0 or not math.isfinite(value):
        raise RowError("importacao.medida_nao_positiva", field=field_name, value=text[:40])
    if value > LARGEST_SIZE:
        raise RowError("importacao.medida_grande", field=field_name, value=text[:40])
    return value


def copies(text: str, decimals: Decimals) -> int:
    """How many panels a row stands for; an empty field is one.

    Raises:
        RowError: no whole number, none at all, or absurdly many.
    """
    value = hardware_quantity(text, decimals)
    if value != int(value) or value > ROW_QUANTITY:
        raise RowError("importacao.quantidade_invalida", value=text[:40])
    return int(value)


def hardware_quantity(text: str, decimals: Decimals) -> float:
    """How much of a hardware item; an empty field is one.

    Raises:
        RowError: no positive number.
    """
    if not text.strip():
        return 1.0
    try:
        value = decimals.number(text)
    except ValueError:
        raise RowError("importacao.quantidade_invalida", value=text[:40]) from None
    if value == 0:
        raise RowError("importacao.quantidade_zero")
    if value < 0:
        raise RowError("importacao.quantidade_invalida", value=text[:40])
    return value


def material_name(text: str) -> str:
    """The material with its thickness without decimals: `18,50 mm` becomes `18mm`."""
    return _DECIMALS_OF_MM.sub(r"\1mm", plain(text))


def plain(text: str) -> str:
    """Text on one line, blanks single, control characters gone, at most 1000 characters."""
    clean = "".join(char if char.isprintable() else " " for char in text[:LONGEST_TEXT])
    return _BLANKS.sub(" ", clean).strip()


def part_name(text: str) -> str:
    """A part's name as the factory shows it, in upper case."""
    return plain(text).upper()


def check_rows(count: int, file: str, limit: int) -> None:
    """Refuse a list with more rows than anybody cuts at once.

    Raises:
        InputError: too many.
    """
    if count > limit:
        raise InputError("formatos.linhas_demais", file=file, count=count, limit=limit)
