"""The life of a batch: one table of steps, in which a late lower state never pulls back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from core.command import Form
from core.errors import InputError, Refused

NAME_LENGTH = 120


class EstadoLote(StrEnum):
    """How far a batch is, in order; whether it is held up stands beside it in `suspenso`."""

    IMPORTADO = "importado"
    CONFERIDO = "conferido"
    PLANEJADO = "planejado"
    LIBERADO = "liberado"
    EM_PRODUCAO = "em_producao"
    CONCLUIDO = "concluido"


class Passo(StrEnum):
    """A step onwards."""

    CONFERIR = "conferir"
    PLANEJAR = "planejar"
    LIBERAR = "liberar"
    INICIAR = "iniciar"
    CONCLUIR = "concluir"


@dataclass(frozen=True, slots=True)
class Step:
    """From which states a step may be taken, and where it leads."""

    sources: frozenset[EstadoLote]
    target: EstadoLote


_E = EstadoLote

STEPS = {
    Passo.CONFERIR: Step(frozenset({_E.IMPORTADO}), _E.CONFERIDO),
    # a layout that was confirmed says that the batch was looked through
    Passo.PLANEJAR: Step(frozenset({_E.IMPORTADO, _E.CONFERIDO}), _E.PLANEJADO),
    Passo.LIBERAR: Step(frozenset({_E.PLANEJADO}), _E.LIBERADO),
    Passo.INICIAR: Step(frozenset({_E.LIBERADO}), _E.EM_PRODUCAO),
    Passo.CONCLUIR: Step(frozenset({_E.EM_PRODUCAO}), _E.CONCLUIDO),
}


class NaMaquina(StrEnum):
    """What happens to a sheet of the batch at the machine; no step that a person asks for."""

    INICIAR = "iniciar"
    CORTAR = "cortar"


AT_MACHINE = {
    NaMaquina.INICIAR: Step(frozenset({_E.LIBERADO, _E.EM_PRODUCAO}), _E.EM_PRODUCAO),
    # a board that was cut before the release is gone all the same
    NaMaquina.CORTAR: Step(frozenset({_E.PLANEJADO, _E.LIBERADO, _E.EM_PRODUCAO}), _E.EM_PRODUCAO),
}

BACK = {
    _E.CONFERIDO: _E.IMPORTADO,
    _E.PLANEJADO: _E.CONFERIDO,
    _E.LIBERADO: _E.PLANEJADO,
    _E.CONCLUIDO: _E.EM_PRODUCAO,
}
"""Where a step back leads; what is being made cannot be planned again."""

_RANK = {state: rank for rank, state in enumerate(EstadoLote)}


def reached(estado: EstadoLote, target: EstadoLote) -> bool:
    """Whether a batch in this state is at `target` or further."""
    return _RANK[estado] >= _RANK[target]


def released(estado: EstadoLote) -> bool:
    """Whether the floor may already work after this batch's papers."""
    return reached(estado, EstadoLote.LIBERADO)


def next_state(estado: EstadoLote, passo: Passo, *, suspenso: bool) -> EstadoLote | None:
    """The state after a step; None where the batch is there already or further.

    Raises:
        Refused: the batch is held up, or a step before this one is missing.
    """
    step = STEPS[passo]
    if reached(estado, step.target):
        return None
    return _taken(estado, step, passo.value, suspenso=suspenso)


def state_at_machine(estado: EstadoLote, ato: NaMaquina, *, suspenso: bool) -> EstadoLote:
    """The state of a batch of which a sheet is started, or used up without having been started.

    Raises:
        Refused: the batch is done, held up, or not as far as that.
    """
    if estado is EstadoLote.CONCLUIDO:
        raise Refused("lote.concluido")
    return _taken(estado, AT_MACHINE[ato], ato.value, suspenso=suspenso)


def _taken(estado: EstadoLote, step: Step, name: str, *, suspenso: bool) -> EstadoLote:
    if suspenso:
        raise Refused("lote.suspenso", passo=name)
    if estado not in step.sources:
        raise Refused("lote.passo_antes", passo=name, estado=estado.value)
    return step.target


def state_before(estado: EstadoLote, seen: EstadoLote) -> EstadoLote:
    """The state after a step back, asked for by somebody who saw the batch in `seen`.

    Raises:
        Refused: the batch is not in that state any more, or there is no way back from it.
    """
    if estado is not seen:
        raise Refused("lote.estado_mudou", visto=seen.value, estado=estado.value)
    if estado not in BACK:
        raise Refused("lote.sem_volta", estado=estado.value)
    return BACK[estado]


def checked_name(nome: str) -> str:
    """The name without spare blanks.

    Raises:
        InputError: empty, too long, with a slash (the old API puts names into keys), or with
            characters that cannot be shown.
    """
    name = " ".join(nome.split())
    wrong = not name.isprintable() or "/" in name or "\\" in name
    if not name or len(name) > NAME_LENGTH or wrong:
        raise InputError("lote.nome_invalido", limite=NAME_LENGTH)
    return name


def name_key(nome: str) -> str:
    """What two names have in common when people would call them the same."""
    return " ".join(nome.split()).casefold()


def clean_text(value: str) -> str:
    """The text, if a database can keep it.

    Raises:
        InputError: it holds a NUL character or half of one.
    """
    if "\0" in value or (not value.isascii() and not _whole(value)):
        raise InputError("lote.texto_invalido")
    return value


def _whole(value: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in value)


Texto = Annotated[str, StringConstraints(max_length=2000), AfterValidator(clean_text)]


class DadosLote(Form):
    """The plain fields of a batch's header."""

    observacoes: Texto = ""
    prazo: date | None = None
