"""The one catalogue that turns codes and values into sentences for people (pt-BR)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from core.errors import RadhaError, Value


@cache
def _catalogue() -> dict[str, str]:
    sentences: dict[str, str] = {}
    folder = files("resources") / "messages"
    for entry in folder.iterdir():
        if entry.name.endswith(".toml"):
            table = tomllib.loads(entry.read_text(encoding="utf-8"))
            for area, lines in table.items():
                sentences.update({f"{area}.{key}": text for key, text in lines.items()})
    return sentences


def known(code: str) -> bool:
    """Whether the catalogue has a sentence for this code."""
    return code in _catalogue()


def say(code: str, values: Mapping[str, Value] | None = None, /, **more: Value) -> str:
    """The sentence for a code; an unknown code shows itself with its values."""
    given = {**(values or {}), **more}
    sentence = _catalogue().get(code)
    if sentence is None:
        shown = ", ".join(f"{name}={value}" for name, value in given.items())
        return f"{code} ({shown})" if shown else code
    return sentence.format_map(_Missing(given))


def say_error(error: RadhaError) -> str:
    """The sentence for an error."""
    return say(error.code, error.values)


class _Missing(dict[str, Value]):
    def __missing__(self, key: str) -> str:
        return "?"
