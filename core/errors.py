"""One error tree: a code with values, no prose; the catalogue in `core.messages` has the words."""

from __future__ import annotations

from typing import ClassVar

type Value = str | int | float | bool | None


class RadhaError(Exception):
    """Any error this product raises on purpose.

    Args:
        code: key of the sentence in the message catalogue, e.g. ``dxt.not_xml``.
        values: what the sentence names; file and place belong here where there are any.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, code: str, /, **values: Value) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.values.items())
        return f"{self.code}({shown})"

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.code, self.values))


def _rebuild(kind: type[RadhaError], code: str, values: dict[str, Value]) -> RadhaError:
    return kind(code, **values)


class InputError(RadhaError):
    """The user's file or argument cannot be used; shown at the file and the place."""

    exit_code = 2


class EnvironmentFault(RadhaError):
    """The world's fault (disk full, file locked, printer gone); worth a retry."""

    exit_code = 2


class ProofError(RadhaError):
    """A layout or a program did not pass its proof; nothing may be written."""

    exit_code = 4


class Refused(RadhaError):
    """A rule, or the present state of the records, says no; nothing was changed."""

    exit_code = 2


class NotFound(Refused):
    """The record that was named does not exist, or this person may not see it."""


class Denied(RadhaError):
    """The person lacks the permission; the values name it."""

    exit_code = 2


class Unauthenticated(RadhaError):
    """Nobody is signed in, or the token does not hold any more."""

    exit_code = 2


class Cancelled(RadhaError):
    """The user stopped the work."""

    exit_code = 130
