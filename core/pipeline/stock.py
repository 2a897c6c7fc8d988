"""The sheets there are: the stock file and what it means (docs/formats/stock.md)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from core.errors import EnvironmentFault, InputError
from core.faults import first_fault

LARGEST_FILE = 16 * 1024 * 1024
"""Bytes; a stock of a hundred thousand sheets fits."""
LONGEST_SHEET = 20_000.0
UNLIMITED = -1
"""As in the instances of `radha solve`."""

type Size = Annotated[float, Field(gt=0, le=LONGEST_SHEET, allow_inf_nan=False)]
type Place = Annotated[float, Field(ge=0, le=LONGEST_SHEET, allow_inf_nan=False)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StockKeepout(_Entry):
    """A rectangle of the sheet that nothing may touch, mm from its lower left corner."""

    x: Place
    y: Place
    length: Size
    width: Size


class StockSheet(_Entry):
    """A kind of sheet or one offcut; lengths in mm.

    Args:
        cost: of one sheet, any unit; without it the area in m².
        copies: how many there are, -1 for as many as wanted; without it as many as wanted, but
            one of an offcut.
        grain: whether the material has grain, which runs along the length.
    """

    id: Annotated[str, Field(min_length=1, max_length=200)]
    material: Annotated[str, Field(min_length=1, max_length=500)]
    thickness: Annotated[float, Field(gt=0, le=500, allow_inf_nan=False)]
    length: Size
    width: Size
    cost: Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)] | None = None
    copies: Annotated[int, Field(ge=-1, le=1_000_000)] | None = None
    offcut: bool = False
    grain: bool = True
    keepouts: tuple[StockKeepout, ...] = ()

    @property
    def price(self) -> float:
        """The cost of one sheet."""
        return self.length * self.width / 1e6 if self.cost is None else self.cost

    @property
    def limit(self) -> int | None:
        """How many copies may be used, None for as many as wanted."""
        if self.copies is None and self.offcut:
            return 1
        return None if self.copies == UNLIMITED else self.copies


_STOCK: TypeAdapter[tuple[StockSheet, ...]] = TypeAdapter(tuple[StockSheet, ...])


def read_stock(path: Path) -> tuple[StockSheet, ...]:
    """The stock in a JSON file.

    Raises:
        InputError: no such file, not JSON, or an entry is wrong; names file and place.
        EnvironmentFault: the file cannot be read.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise InputError("estoque.grande", file=str(path))
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise InputError("estoque.ausente", file=str(path)) from error
    except OSError as error:
        raise EnvironmentFault("estoque.ilegivel", file=str(path), detail=str(error)) from error
    return parse_stock(data, str(path))


def parse_stock(data: bytes, name: str) -> tuple[StockSheet, ...]:
    """The stock from the bytes of its file; `name` is for the error."""
    try:
        sheets = _STOCK.validate_json(data.removeprefix(b"\xef\xbb\xbf"))
    except ValidationError as error:
        place, detail = first_fault(error)
        raise InputError("estoque.errado", file=name, place=place, detail=detail) from error
    seen: set[str] = set()
    for index, sheet in enumerate(sheets):
        if sheet.id in seen:
            raise InputError("estoque.repetido", file=name, place=str(index), id=sheet.id)
        seen.add(sheet.id)
    return sheets
