"""Kinds of jobs for tests only, loaded through the setting `job_modules`.

Gates hold a job at a known point: where `<gate>.closed` lies in the folder that its argument
`gates` names, it writes `<gate>.<process>.reached` and waits for `<gate>.open`. The effect is a
number of a series: two effects would give 2.
"""

from __future__ import annotations

import atexit
import os
import time
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from core.command import OWN, Command, Context, Policy, Result
from core.errors import EnvironmentFault, Refused
from server.jobs.kinds import job_kind, periodic
from server.jobs.work import Work

SERIES, DAILY = "teste", "teste_diario"

RIGHT = "formularios"
"""A permission that no other test of jobs needs; the catalogue has none for tests."""

DEADLINE = 180.0


def gate(folder: str | None, name: str) -> None:
    """Stand still here until the test opens."""
    if not folder or not (Path(folder) / f"{name}.closed").exists():
        return
    (Path(folder) / f"{name}.{os.getpid()}.reached").touch()
    end = time.monotonic() + DEADLINE
    while not (Path(folder) / f"{name}.open").exists():
        if time.monotonic() > end:
            raise TimeoutError(name)
        time.sleep(0.01)


class Contar(Command, kind="teste.contar", permission=RIGHT, policy=Policy.SERVER_ONLY):
    """Take the next number of the series."""

    gates: str | None = None
    series: str = SERIES

    def run(self, ctx: Context) -> Result:
        """The effect, with a gate in the middle of its transaction."""
        number = ctx.number(self.series)
        gate(self.gates, "effect")
        return {"numero": number, "por": ctx.actor.username}


@job_kind("teste.contar", permission=RIGHT, retries=2, backoff_seconds=0.05)
def count(work: Work) -> Contar:
    """One effect."""
    gates = work.arguments.get("gates")
    atexit.register(gate, gates, "end")
    work.progress(0.25, "geral.fase_leitura")
    gate(gates, "start")
    return Contar(gates=gates)


@job_kind("teste.nada", permission=OWN)
def nothing(work: Work) -> None:
    """No effect; anybody may ask."""
    work.progress(1.0)


@job_kind("teste.recusar", permission=RIGHT)
def refuse(work: Work) -> None:
    """What another attempt would meet again."""
    raise Refused("registro.repetido", campo="codigo", valor=str(work.arguments["valor"]))


@job_kind("teste.falhar", permission=RIGHT, retries=2, backoff_seconds=0.05)
def fail(work: Work) -> Contar:
    """The world's fault, as many times as asked; each attempt leaves a mark."""
    folder = Path(work.arguments["gates"])
    times = len(list(folder.glob("try-*")))
    (folder / f"try-{times + 1}").touch()
    if times < work.arguments["times"]:
        raise EnvironmentFault("servidor.banco", detail=f"{times + 1}")
    return Contar()


class Argumentos(BaseModel):
    """What `teste.ler` reads."""

    numero: int


@job_kind("teste.ler", permission=RIGHT)
def read(work: Work) -> None:
    """Reads its arguments."""
    Argumentos.model_validate(work.arguments)


class Alheio(Command, kind="teste.alheio", permission="outra", policy=Policy.SERVER_ONLY):
    """What the person may not do."""

    def run(self, ctx: Context) -> Result:
        """An effect."""
        return {"numero": ctx.number(SERIES)}


@job_kind("teste.sem_direito", permission=RIGHT)
def without_right(work: Work) -> Alheio:  # noqa: ARG001 - the shape of every kind
    """Asked for by somebody who may not have its effect."""
    return Alheio()


@job_kind("teste.quebrar", permission=RIGHT, retries=0)
def crash(work: Work) -> None:
    """Our own fault."""
    broken: Any = work.arguments["falta"]
    raise ValueError(broken)


@job_kind("teste.parar", permission=RIGHT)
def stop_when_told(work: Work) -> Contar:
    """Works until it is told to stop, then says so itself."""
    gates = work.arguments["gates"]
    (Path(gates) / f"start.{os.getpid()}.reached").touch()
    end = time.monotonic() + DEADLINE
    while not work.cancelled() and time.monotonic() < end:
        time.sleep(0.01)
    (Path(gates) / "told").touch()
    work.progress(0.5)
    return Contar()


@job_kind("teste.demorar", permission=RIGHT, retries=0, limit_seconds=0.3)
def overrun(work: Work) -> None:
    """Never ends by itself."""
    gate(work.arguments["gates"], "start")


@periodic(every=86_400, permissions=[RIGHT])
@job_kind("teste.diario", permission=OWN)
def daily(work: Work) -> Contar:  # noqa: ARG001 - the shape of every kind
    """Comes due once a day."""
    return Contar(series=DAILY)
