"""What the whole way tells while it runs: frozen values, safe to hand to another thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from core.nesting.problem import Solution


class Phase(StrEnum):
    """The steps of the whole way, in order; each has a name for people (`geral.fase_<value>`)."""

    READ = "leitura"
    NEST = "otimizacao"
    CHECK = "conferencia"
    PROGRAMS = "programas"
    DOCUMENTS = "documentos"
    PROOF = "prova"
    WRITE = "gravacao"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a phase is.

    Args:
        done, total: in the phase's own unit (files, groups, sheets); total 0 when not known.
        detail: what is worked on, such as a file's name.
    """

    phase: Phase
    done: int
    total: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Better:
    """A better layout of one material group was found; `Solution.problem` names the group."""

    solution: Solution


type Event = Progress | Better
type Listener = Callable[[Event], None]
type IsCancelled = Callable[[], bool]


def deaf(_event: Event) -> None:
    """The listener of one who does not want to know."""


def never() -> bool:
    """The answer of one who never cancels."""
    return False
