"""JSON that people send and that is kept as it came: what both databases can store, bounded."""

from __future__ import annotations

import json
import math
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, StringConstraints
from pydantic_core import PydanticCustomError

LARGEST = 400_000
"""Characters of one document."""
DEEPEST = 40

_PICTURES = {code: 0x2400 + code for code in range(0x20)} | {0x7F: 0x2421}


def guardavel(valor: Any) -> Any:
    """The value, if it can be kept.

    Raises:
        PydanticCustomError: a NUL, half a character, a number that is none, or too much of it.
    """
    if not _storable(valor, DEEPEST):
        raise PydanticCustomError("json_invalido", "cannot be stored")
    if len(json.dumps(valor)) > LARGEST:
        raise PydanticCustomError("json_grande", "too large", {"limit": LARGEST})
    return valor


def _storable(value: Any, depth: int) -> bool:
    if depth == 0:
        return False
    if isinstance(value, str):
        return ("\x00" not in value and value.isascii()) or _whole(value)
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, dict):
        return all(_storable(k, depth) and _storable(v, depth - 1) for k, v in value.items())
    if isinstance(value, list):
        return all(_storable(item, depth - 1) for item in value)
    return isinstance(value, (int, bool)) or value is None


def _whole(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _visible(value: Any) -> Any:
    """Control characters that a reader sent, as their pictures: nothing of the fact is lost."""
    return value.translate(_PICTURES) if isinstance(value, str) else value


def texto_guardavel(texto: str) -> str:
    """The text, if both databases can keep it.

    Raises:
        PydanticCustomError: it has a NUL or half a character.
    """
    if not _whole(texto):
        raise PydanticCustomError("json_invalido", "cannot be stored")
    return texto


type Guardado = Annotated[str, AfterValidator(texto_guardavel)]
"""A text of any kind; its length stands where it is used."""
type Livre = Annotated[dict[str, Any], AfterValidator(guardavel)]
"""A free JSON object."""
type Lido = Annotated[
    str,
    BeforeValidator(_visible),
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
]
"""A code as a reader gave it."""
type Rotulo = Annotated[str, BeforeValidator(_visible), StringConstraints(strip_whitespace=True)]
"""A short name that a station sends; its length stands where it is used."""
