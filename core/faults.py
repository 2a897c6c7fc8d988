"""What a validation found wrong, in the catalogue's words where it has some."""

from __future__ import annotations

from pydantic import ValidationError

from core.messages import known, say


def first_fault(error: ValidationError) -> tuple[str, str]:
    """Place (dotted) and reason of the first thing that is wrong."""
    first = error.errors()[0]
    place = ".".join(str(step) for step in first["loc"]) or "-"
    code = f"valor.{first['type']}"
    return place, say(code, first.get("ctx", {})) if known(code) else first["msg"]
