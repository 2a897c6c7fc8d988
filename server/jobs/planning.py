"""From the rows of a batch to a layout, and from a plan to its proved files."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from core.command import Command
from core.db.unit import Unit
from core.errors import Cancelled, ProofError
from core.layout.json_form import layout_bytes, layout_version
from core.layout.model import Layout
from core.machine.profile import MachineProfile
from core.parts import Batch
from core.pipeline.events import Better, Event, Phase, Progress
from core.pipeline.json_bytes import json_bytes
from core.pipeline.nesting import nest
from core.pipeline.plan_form import plan_bytes, read_plan, restore
from core.pipeline.settings import Settings
from core.pipeline.settings_form import read_settings, settings_bytes
from core.producao.commands.plano import ExecutarPlano, ExportarPlano, RegistrarPlano
from core.producao.models.lote import Lote
from core.producao.models.plano import ParadaBusca
from core.producao.queries.lote import batch_do_lote
from core.producao.queries.plano import (
    materiais_disponiveis,
    plano,
    sem_ocupadas,
    so_pecas,
    sobras_escolhidas,
)
from core.producao.rules.estoque_plano import Tamanho, folhas
from core.producao.rules.pedido_plano import MODOS, AjustesPlano, impressao
from core.producao.rules.plano import TipoPlano
from core.producao.rules.previa import previa_nesting, previa_seccionadora
from server.jobs.making_files import Made, make
from server.jobs.work import Work

JSON = "application/json"
SEARCH = 0.7
"""Share of the progress that the search takes; the rest is making and proving files."""

_SHARE = {
    Phase.NEST: (0.0, SEARCH),
    Phase.CHECK: (SEARCH, 0.72),
    Phase.PROGRAMS: (0.72, 0.8),
    Phase.DOCUMENTS: (0.8, 0.88),
    Phase.PROOF: (0.88, 0.97),
    Phase.WRITE: (0.97, 0.99),
}
_ASK = 1.0
"""Seconds between two looks whether somebody wants to keep what there is."""


@dataclass(frozen=True)
class Task:
    """One search: what is cut, from what, and what was asked for."""

    lote: UUID
    revisao: int
    batch: Batch
    settings: Settings
    ajustes: AjustesPlano


def plan(work: Work) -> Command:
    """Search, and for a final run make the files of what was found.

    Raises:
        LayoutRefused: the judge refused the layout.
        ProofError: a final run's files did not pass their proof.
        Cancelled: somebody wants it stopped.
    """
    task = _task(work)
    layout = nest(task.batch, task.settings, _listener(work, task.settings.seconds), _stop(work))
    work.progress(SEARCH, "plano.encontrado", chapas=layout.totals.sheets)
    registrar = _registered(work, task, layout)
    if not work.arguments.get("final"):
        return registrar
    made = make(work, task.lote, task.batch, layout, task.settings, _listener(work, 0.0))
    if made.achados:
        raise ProofError("plano.prova_reprovada", achados=len(made.achados), primeiro=_first(made))
    return ExecutarPlano(registrar=registrar, **made.arguments())


def files_of_plan(work: Work) -> Command:
    """The files of a plan that is kept, made from the very layout that was judged.

    Raises:
        NotFound: there is no such plan.
        InputError: the batch does not have the pieces of the layout any more.
        ProofError: the files of a run that also confirms did not pass their proof.
    """
    key = UUID(str(work.arguments["plano"]))
    with work.session() as session:
        found = plano(session, key)
        batch = so_pecas(batch_do_lote(session, found.lote_id))
    settings = read_settings(work.files.read(found.execucao_sha256), "execucao.json")
    document = read_plan(work.files.read(found.plano_sha256), "plano.json")
    made = make(
        work,
        found.lote_id,
        batch,
        restore(document, batch, settings),
        settings,
        _listener(work, 0.0),
    )
    if not work.arguments.get("confirmar"):
        return ExportarPlano(id=key, **made.arguments())
    if made.achados:
        raise ProofError("plano.prova_reprovada", achados=len(made.achados), primeiro=_first(made))
    return ExecutarPlano(id=key, **made.arguments())


def _first(made: Made) -> str:
    return str(made.achados[0].get("text") or made.achados[0].get("code"))


def _task(work: Work) -> Task:
    ajustes = AjustesPlano.model_validate(work.arguments["ajustes"])
    profile = MachineProfile.model_validate_json(work.files.read(str(work.arguments["perfil"])))
    key = UUID(str(work.arguments["lote"]))
    with work.session() as session:
        # the revision first: parts that change meanwhile make the plan refused, never wrong
        revisao = session.get_one(Lote, key).revisao
        batch = so_pecas(batch_do_lote(session, key))
        if ajustes.faltantes:
            batch = sem_ocupadas(session, key, batch)
        stock = folhas(
            batch,
            materiais_disponiveis(session, batch),
            sobras_escolhidas(session, ajustes.sobras),
            Tamanho(ajustes.largura_chapa, ajustes.altura_chapa),
        )
    settings = Settings(
        profile=profile,
        stock=stock,
        mode=MODOS[ajustes.tipo],
        stages=ajustes.estagios,
        seconds=ajustes.segundos,
        seed=ajustes.semente,
        rectangles=ajustes.retangulos,
    )
    return Task(key, revisao, batch, settings, ajustes)


def _registered(work: Work, task: Task, layout: Layout) -> RegistrarPlano:
    """The command that keeps the layout, its documents stored already."""
    preview = {TipoPlano.NESTING: previa_nesting, TipoPlano.SECCIONADORA: previa_seccionadora}
    documents = {
        "layout_sha256": layout_bytes(layout),
        "plano_sha256": plan_bytes(layout),
        "execucao_sha256": settings_bytes(task.settings),
        "previa_sha256": json_bytes(preview[task.ajustes.tipo](layout)),
    }
    with Unit(work.database) as unit:
        hashes = work.files.put_all(
            unit.session, {name: (data, JSON) for name, data in documents.items()}
        )
        unit.commit()
    machine = work.arguments.get("maquina_id")
    return RegistrarPlano(
        tipo=task.ajustes.tipo,
        lote_id=task.lote,
        lote_revisao=task.revisao,
        maquina_id=None if machine is None else UUID(str(machine)),
        ajustes=task.ajustes.model_dump(mode="json"),
        impressao=impressao(task.ajustes, str(work.arguments["perfil"])),
        layout_versao=layout_version(layout),
        **hashes,
    )


def _listener(work: Work, seconds: float) -> Callable[[Event], None]:
    """Tells the job's row of phases, and during the search of the best so far."""
    start = time.monotonic()
    best: dict[str, int] = {}

    def heard(event: Event) -> None:
        if isinstance(event, Better):
            best[event.solution.problem] = len(event.solution.sheets)
            passed = (time.monotonic() - start) / max(seconds, 1e-3)
            fraction = SEARCH * min(1.0, passed)
            work.progress(fraction, "plano.melhor", chapas=sum(best.values()))
        elif event.phase in _SHARE:
            work.progress(_fraction(event), f"geral.fase_{event.phase.value}")

    return heard


def _fraction(event: Progress) -> float:
    low, high = _SHARE[event.phase]
    return low + (high - low) * (event.done / event.total if event.total else 0.0)


def _stop(work: Work) -> Callable[[], bool]:
    """Whether the search should end: somebody cancelled, or wants to keep the best so far."""
    asked = [time.monotonic()]
    wanted = [False]

    def stopped() -> bool:
        if work.cancelled():
            raise Cancelled("trabalhos.cancelado")
        now = time.monotonic()
        if not wanted[0] and now - asked[0] >= _ASK:
            asked[0] = now
            wanted[0] = _wants_best(work)
        return wanted[0]

    return stopped


def _wants_best(work: Work) -> bool:
    try:
        with work.session() as session:
            wish = select(ParadaBusca.job_id).where(ParadaBusca.job_id == work.job_id)
            return session.scalar(wish) is not None
    except OperationalError:
        return False  # a busy database; the next look will do
