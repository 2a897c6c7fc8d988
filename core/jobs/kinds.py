"""The kinds of jobs: what each may cost and who may ask for it; the work itself is the server's."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import InputError


@dataclass(frozen=True)
class JobKind:
    """What the row of a job takes from its kind.

    Attributes:
        name: its name for ever, ``area.verb``.
        permission: what asking for it needs; `core.command.OWN` for anybody signed in.
        max_attempts: attempts before it is given up; at least 1.
        backoff_seconds: pause after the first lost attempt; each further one doubles it.
        limit_seconds: how long one attempt may take, s.
    """

    name: str
    permission: str
    max_attempts: int = 3
    backoff_seconds: float = 5.0
    limit_seconds: float = 3600.0


_KINDS: dict[str, JobKind] = {}


def register(kind: JobKind) -> None:
    """Make a kind known.

    Raises:
        TypeError: another kind has this name; a fault of ours.
    """
    if _KINDS.get(kind.name, kind) != kind:
        raise TypeError(kind.name)
    _KINDS[kind.name] = kind


def kind_named(name: str) -> JobKind:
    """The kind of this name.

    Raises:
        InputError: there is none.
    """
    found = _KINDS.get(name)
    if found is None:
        raise InputError("trabalhos.tipo_desconhecido", tipo=name)
    return found


def known() -> dict[str, JobKind]:
    """Every kind by its name."""
    return dict(_KINDS)
