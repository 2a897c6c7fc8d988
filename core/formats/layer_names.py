"""What a layer's name says, and the marks after `@` that say what the conventions cannot.

docs/formats/dxf.md explains them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from core.parts import Face, OperationKind

_FACES = {
    "c1": Face.C1,
    "c2": Face.C2,
    "l1": Face.L1,
    "l3": Face.L3,
    "frente": Face.TOP,
    "verso": Face.BOTTOM,
}
_ESCAPED = re.compile(rb"%([0-9A-F]{2})")
_SIZE = re.compile(r"[0-9]+(\.[0-9]+)?")
_COUNT = re.compile(r"[0-9]{1,9}")


class Role(StrEnum):
    """What a layer is for."""

    OUTLINE = "outline"
    OPERATION = "operation"
    VIEW = "view"
    IGNORED = "ignored"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a layer's name says; lengths in mm.

    Args:
        code: why a refused layer is refused.
        through: None where the depth decides.
        number: tells apart operations of one layer that lie inside each other (our own files).
        registered: the machine's profile says something else than the name.
        cut_strategy: the strategy was cut to `POR` and taken as `Por Dentro`.
    """

    role: Role
    kind: OperationKind | None = None
    face: Face = Face.TOP
    depth: float | None = None
    width: float | None = None
    diameter: float | None = None
    through: bool | None = None
    tool: str | None = None
    macro: str | None = None
    number: int = 1
    registered: bool = False
    cut_strategy: bool = False
    code: str = ""


def face_named(name: str) -> Face | None:
    """The face with this name in a layer, None where there is none."""
    return _FACES.get(name.casefold())


def marked(meaning: Meaning, marks: str) -> Meaning:
    """The meaning with the marks that follow the first `@` of a layer's name."""
    for mark in marks.split("@") if marks else ():
        key, _, value = mark.partition(".")
        changed = _marked(meaning, key.strip().casefold(), value.strip())
        if changed is None:
            return Meaning(role=Role.REFUSED, code="desenho.camada_incompleta")
        meaning = changed
    return meaning


def _marked(meaning: Meaning, key: str, value: str) -> Meaning | None:
    face = face_named(key)
    if face and not value:
        return replace(meaning, face=face)
    if key in ("passante", "cego") and not value:
        return replace(meaning, through=key == "passante")
    if key in ("tool", "macro"):
        text = unescape_mark(value)
        return replace(meaning, tool=text) if key == "tool" else replace(meaning, macro=text)
    return _sized(meaning, key, value)


def _sized(meaning: Meaning, key: str, value: str) -> Meaning | None:
    if key == "n" and _COUNT.fullmatch(value):
        return replace(meaning, number=int(value))
    if key in ("d", "w") and _SIZE.fullmatch(value):
        size = float(value)
        return replace(meaning, diameter=size) if key == "d" else replace(meaning, width=size)
    return None


def escape(text: str) -> str:
    """Any text in letters that a layer's name may have; `unescape_mark` takes it back."""
    return "".join(
        letter if _plain(letter, at_end=at in (0, len(text) - 1)) else _as_bytes(letter)
        for at, letter in enumerate(text)
    )


def _plain(letter: str, *, at_end: bool) -> bool:
    # blanks at the ends of names get lost in CADs
    return letter.isascii() and (
        letter.isalnum() or letter in "_-" or (letter == " " and not at_end)
    )


def _as_bytes(letter: str) -> str:
    return "".join(f"%{byte:02X}" for byte in letter.encode())


def unescape_mark(text: str) -> str:
    """The text behind `escape`."""
    data = _ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), text.encode())
    return data.decode("utf-8", "replace")
