"""What a validation found wrong, in the catalogue's words where it has some."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from core.messages import known, say


def first_fault(error: ValidationError) -> tuple[str, str]:
    """Place (dotted) and reason of the first thing that is wrong."""
    first = error.errors()[0]
    return ".".join(str(step) for step in first["loc"]) or "-", reason(first)


def reason(fault: Mapping[str, Any]) -> str:
    """One entry of a validation's errors in words."""
    code = f"valor.{fault['type']}"
    return say(code, fault.get("ctx") or {}) if known(code) else str(fault["msg"])
