"""The one catalogue that turns codes and values into sentences for people (pt-BR)."""

from __future__ import annotations

import math
import string
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from string import Formatter

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


def slots(code: str) -> tuple[str, ...]:
    """Names of the values that the sentence of a code shows."""
    parts = Formatter().parse(_catalogue().get(code, ""))
    return tuple(name for _, name, _, _ in parts if name)


def say(code: str, values: Mapping[str, Value] | None = None, /, **more: Value) -> str:
    """The sentence for a code; an unknown code shows itself with its values."""
    given = {**(values or {}), **more}
    sentence = _catalogue().get(code)
    if sentence is None:
        shown = ", ".join(f"{name}={value}" for name, value in given.items())
        return f"{code} ({shown})" if shown else code
    return _SENTENCE.vformat(sentence, (), _Missing(given))


def say_error(error: RadhaError) -> str:
    """The sentence for an error."""
    return say(error.code, error.values)


class _Missing(dict[str, Value]):
    def __missing__(self, key: str) -> str:
        return "?"


class _Sentence(string.Formatter):
    """Fields of sentences in the words of people.

    `{sheets:chapa|chapas}` is the count with the noun that it takes: `1 chapa`, `2 chapas`;
    `{wait:tempo}` is a time of so many seconds: `20 segundos`, `15 minutos`.
    """

    def format_field(self, value: object, format_spec: str) -> str:
        if format_spec == _TIME and isinstance(value, int | float):
            return self._time(value)
        one, bar, more = format_spec.partition("|")
        if not bar:
            return str(super().format_field(value, format_spec))
        return f"{value} {one if str(value) in ('1', '1,0', '1.0') else more}"

    def _time(self, seconds: float) -> str:
        if seconds <= _FEW_SECONDS:
            return self.format_field(math.ceil(seconds), "segundo|segundos")
        # up: whoever waits as long as he was told must not be turned away again
        return self.format_field(math.ceil(seconds / 60), "minuto|minutos")


_TIME = "tempo"
_FEW_SECONDS = 90
"""Longer times are said in minutes, s."""

_SENTENCE = _Sentence()
