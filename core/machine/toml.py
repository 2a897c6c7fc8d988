"""A machine profile as a TOML file that people can read and change."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from core.machine.profile import MachineProfile


def profile_text(profile: MachineProfile) -> str:
    """The profile's file; `core.machine.profile.parse` gives the same profile back."""
    return "\n".join(_table(profile.model_dump(mode="json", exclude_none=True), ())) + "\n"


def _table(values: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """Plain keys first, then the tables under them, as TOML wants it."""
    for key, value in values.items():
        if not _is_table(value):
            yield f"{key} = {_value(value)}"
    for key, value in values.items():
        below = (*path, key)
        if isinstance(value, Mapping):
            yield ""
            yield f"[{'.'.join(below)}]"
            yield from _table(value, below)
        elif _is_table(value):
            for entry in value:
                yield ""
                yield f"[[{'.'.join(below)}]]"
                yield from _table(entry, below)


def _is_table(value: object) -> bool:
    listed = isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)
    return isinstance(value, Mapping) or listed


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list):
        return "[" + ", ".join(_value(entry) for entry in value) + "]"
    return repr(value)


def _text(value: str) -> str:
    """A basic string; templates of several lines stay readable where nothing needs an escape."""
    plain = all(sign == "\n" or (sign.isprintable() and sign not in '\\"') for sign in value)
    if "\n" in value and plain:
        return f'"""\n{value}"""'
    # a JSON string of ASCII is a TOML basic string, but for characters outside the plane
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
