"""All settings of one run as a document: with batch and plan they give back its layout."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, ValidationError

from core.errors import InputError
from core.faults import first_fault
from core.machine.profile import MachineProfile
from core.nesting.problem import Mode
from core.pipeline.settings import Settings
from core.pipeline.stock import StockSheet


class _Form(BaseModel):
    """`Settings` without the label paper, which no layout depends on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    profile: MachineProfile
    preset: str
    stock: tuple[StockSheet, ...] | None
    mode: Mode
    stages: int
    seconds: float
    seed: int
    rectangles: bool


def settings_bytes(settings: Settings) -> bytes:
    """The settings as JSON."""
    values = {name: getattr(settings, name) for name in _Form.model_fields}
    return _Form.model_validate(values).model_dump_json().encode()


def read_settings(data: bytes, name: str) -> Settings:
    """The settings in the bytes of their file; `name` is for the error.

    Raises:
        InputError: not such a file.
    """
    try:
        form = _Form.model_validate_json(data)
    except ValidationError as error:
        place, detail = first_fault(error)
        raise InputError("plano.errado", file=name, place=place, detail=detail) from error
    return Settings(**{name: getattr(form, name) for name in _Form.model_fields})
