"""The functions that carry out jobs, by kind.

A function computes as long as it likes, changes no record, and returns the one command that holds
its effect (or None); files it made are put into the storage before. The command runs in the
transaction that marks the job done; therefore a job that is carried out twice, or killed anywhere,
has its effect once::

    @job_kind("lote.importar", permission="producao/lote")
    def importar(work: Work) -> Command | None:
        batch = read_batch(work.files...)
        work.progress(0.5, "importacao.lendo", file="...")
        return ImportarLote(...)

A kind's name and permission must be known before any row of it is read: its module stands in
`MODULES`, and imports what is heavy inside the function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from core.command import Command
from core.jobs.kinds import JobKind, kind_named, register

if TYPE_CHECKING:
    from server.jobs.work import Work

MODULES = (
    "server.jobs.batches",
    "server.jobs.cleaning",
    "server.jobs.final_files",
    "server.jobs.nesting",
    "server.jobs.stock",
)
"""Modules that register kinds; a line for each new one."""

type Function = Callable[[Work], Command | None]


@dataclass(frozen=True)
class Periodic:
    """A kind that comes due by itself.

    Attributes:
        kind: its name.
        seconds: the time between two of them.
        permissions: what the product holds when it carries one out.
    """

    kind: str
    seconds: int
    permissions: frozenset[str]


_FUNCTIONS: dict[str, Function] = {}
_PERIODIC: dict[str, Periodic] = {}


def job_kind(
    name: str,
    *,
    permission: str,
    retries: int = 3,
    backoff_seconds: float = 5.0,
    limit_seconds: float = 3600.0,
) -> Callable[[Function], Function]:
    """Register the function that carries out a kind of job.

    Args:
        name: the kind's name for ever, ``area.verb``.
        permission: what a person needs to ask for it; `core.command.OWN` for anybody signed in.
        retries: attempts after the first that is lost to the world's faults or to a crash; an
            error of the input or of a rule is never tried again.
        backoff_seconds: pause before the second attempt; each further pause is twice as long.
        limit_seconds: after this long an attempt is killed.
    """

    def decorate(function: Function) -> Function:
        register(JobKind(name, permission, retries + 1, backoff_seconds, limit_seconds))
        _FUNCTIONS[name] = function
        return function

    return decorate


def periodic(*, every: int, permissions: Iterable[str] = ()) -> Callable[[Function], Function]:
    """Let a registered kind come due every so many seconds; stands above `job_kind`.

    Args:
        every: seconds from one to the next, counted from 1970 in UTC: 86400 is midnight UTC.
        permissions: what its command needs.
    """

    def decorate(function: Function) -> Function:
        name = next(name for name, known in _FUNCTIONS.items() if known is function)
        powers = frozenset(permissions) | {kind_named(name).permission}
        _PERIODIC[name] = Periodic(name, every, powers)
        return function

    return decorate


def load(more: Iterable[str] = ()) -> None:
    """Make every kind known.

    Args:
        more: further modules, the setting `job_modules`.
    """
    for module in (*MODULES, *more):
        import_module(module)


def function_of(name: str) -> Function:
    """The function of a kind.

    Raises:
        InputError: there is none.
    """
    kind_named(name)
    return _FUNCTIONS[name]


def periodics() -> tuple[Periodic, ...]:
    """Every kind that comes due by itself."""
    return tuple(_PERIODIC.values())
