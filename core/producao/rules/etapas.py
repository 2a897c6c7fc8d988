"""Stages: what people give, and the five that a factory starts with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from core.command.fields import Form
from core.producao.rules.livre import Guardado


class FormEtapa(Form):
    """The plain fields of a stage."""

    nome: Annotated[Guardado, Field(min_length=1, max_length=80)]
    ordem: Annotated[int, Field(ge=0, le=10_000)]


@dataclass(frozen=True, slots=True)
class EtapaPadrao:
    """A stage of the start; `exige` is the code of the one before it."""

    codigo: str
    nome: str
    ordem: int
    exige: str | None = None
    embala: bool = False


ETAPAS_PADRAO = (
    EtapaPadrao("corte", "Corte", 10),
    EtapaPadrao("fita", "Fita de borda", 20, exige="corte"),
    EtapaPadrao("furacao", "Furação", 30, exige="corte"),
    EtapaPadrao("montagem", "Montagem", 40, exige="corte"),
    EtapaPadrao("expedicao", "Expedição", 50, exige="corte", embala=True),
)
"""A piece need not have bands or edge holes, so that only the cut is asked of everything."""
