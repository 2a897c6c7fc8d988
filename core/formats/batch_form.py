"""A batch as JSON values and back, without loss (docs/formats/import-report.md)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from core.errors import InputError
from core.faults import first_fault
from core.parts import Batch

VERSION = 1


def batch_form(batch: Batch) -> dict[str, Any]:
    """Plain values: every field of the records under its own name, mm."""
    return {"version": VERSION, **_adapter().dump_python(batch, mode="json")}


def batch_from_form(form: Mapping[str, Any], name: str = "JSON") -> Batch:
    """The batch that these values stand for.

    Args:
        form: what `batch_form` gave.
        name: of its file, for the error.

    Raises:
        InputError: not such a form; names file and place.
    """
    values = dict(form)
    if values.pop("version", None) != VERSION:
        raise InputError("importacao.lote_versao", file=name, version=VERSION)
    try:
        return _adapter().validate_python(values)
    except ValidationError as error:
        place, detail = first_fault(error)
        raise InputError(
            "importacao.lote_invalido", file=name, place=place, detail=detail
        ) from error


@cache
def _adapter() -> TypeAdapter[Batch]:
    return TypeAdapter(Batch)
