"""Errors of an attempt as a job's row keeps them, and back again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pydantic_core import to_jsonable_python

from core.errors import (
    Cancelled,
    Denied,
    EnvironmentFault,
    InputError,
    NotFound,
    ProofError,
    RadhaError,
    Refused,
)

_KINDS: dict[str, type[RadhaError]] = {
    "input": InputError,
    "missing": NotFound,
    "refused": Refused,
    "denied": Denied,
    "proof": ProofError,
    "cancelled": Cancelled,
    "environment": EnvironmentFault,
    "other": RadhaError,
}


@dataclass(frozen=True)
class Fault:
    """Why an attempt ended, without the exception itself."""

    kind: str
    code: str
    values: dict[str, Any] = field(default_factory=dict)

    def columns(self) -> dict[str, Any]:
        """The columns of the row."""
        return {"error_kind": self.kind, "error_code": self.code, "error_values": self.values}

    @staticmethod
    def none() -> dict[str, Any]:
        """The columns of a row without an error."""
        return {"error_kind": None, "error_code": None, "error_values": None}

    def error(self) -> RadhaError:
        """The error that it was."""
        return _KINDS.get(self.kind, RadhaError)(self.code, **self.values)


def fault_of(error: RadhaError) -> Fault:
    """What a row keeps of an error."""
    kind = next(name for name, kind in _KINDS.items() if isinstance(error, kind))
    return Fault(kind, error.code, dict(to_jsonable_python(error.values)))


def passing(error: RadhaError) -> bool:
    """Whether another attempt may go better: anything but a no of the input or of a rule.

    A bare `RadhaError` stands for a fault of ours, which may have been a moment's.
    """
    return isinstance(error, EnvironmentFault) or type(error) is RadhaError
