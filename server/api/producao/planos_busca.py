"""Asks for searches and files: finds what is there already, else asks for a job."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi.responses import JSONResponse
from sqlalchemy import func, select

from core.db.unit import Unit
from core.errors import Refused
from core.jobs.models import Job, JobState
from core.machine.profile import MachineProfile, load
from core.producao.models.lote import Lote
from core.producao.models.maquina import Maquina
from core.producao.models.plano import Plano
from core.producao.queries import plano as queries
from core.producao.queries.lote import lote_chamado
from core.producao.queries.maquina import padrao, perfil
from core.producao.rules.maquina import ler_perfil
from core.producao.rules.pedido_plano import (
    AjustesPlano,
    PedidoAntigo,
    impressao,
    nome_do_lote,
)
from core.producao.rules.plano import EstadoPlano, TipoPlano
from server.api.deps import Caller
from server.jobs.waiting import answer

BUSCA = {
    TipoPlano.NESTING: "plano.nesting",
    TipoPlano.SECCIONADORA: "plano.seccionadora",
}
ARQUIVOS = {
    TipoPlano.NESTING: "plano.arquivos",
    TipoPlano.SECCIONADORA: "plano.arquivos_seccionadora",
}
DEFAULT_PROFILE = "router"
"""The shipped profile for a factory that has not entered its machine yet."""


@dataclass(frozen=True)
class Pedido:
    """A search that is asked for, its machine stored already."""

    lote: Lote
    ajustes: AjustesPlano
    perfil: str
    maquina_id: UUID | None = None

    @property
    def impressao(self) -> str:
        """The name of its settings."""
        return impressao(self.ajustes, self.perfil)


def pedido_antigo(call: Caller, dados: PedidoAntigo, tipo: TipoPlano) -> Pedido:
    """What the old form asks for.

    Raises:
        NotFound: there is no such batch.
        InputError: an offcut does not exist, or the machine's settings contradict each other.
    """
    lote = lote_chamado(call.session, nome_do_lote(dados.pasta_lote))
    ajustes = dados.ajustes(tipo, queries.itens_numerados(call.session, dados.sobras_ids))
    sent = dados.perfil()
    stored = padrao(call.session)
    if sent is not None:
        return Pedido(lote, ajustes, keep_profile(call, _with_layers(sent, stored)))
    return pedido(call, lote, ajustes, stored.id if stored else None)


def _with_layers(sent: MachineProfile, stored: Maquina | None) -> MachineProfile:
    """A machine sent without layers has those by which the stored one's parts were read."""
    if sent.layers or stored is None or stored.perfil is None:
        return sent
    return sent.model_copy(update={"layers": ler_perfil(stored.perfil).layers})


def pedido(call: Caller, lote: Lote, ajustes: AjustesPlano, maquina_id: UUID | None) -> Pedido:
    """A search for one of the stored machines; the shipped profile where there is none.

    Raises:
        NotFound: there is no such machine.
        InputError: its settings contradict each other.
    """
    found = load(DEFAULT_PROFILE) if maquina_id is None else perfil(call.session, maquina_id)
    return Pedido(lote, ajustes, keep_profile(call, found), maquina_id)


def keep_profile(call: Caller, profile: MachineProfile) -> str:
    """Store the machine as it is now; its hash."""
    call.close()
    data = profile.model_dump_json().encode()
    with Unit(call.state.database) as unit:
        sha256 = call.state.files.put(unit.session, data, "application/json")
        unit.commit()
    return sha256


def planejar(call: Caller, asked: Pedido) -> Plano | JSONResponse:
    """The plan of such a search: the one that is there, else what a job finds.

    Returns:
        202 with the job's address where the search takes longer than a request may.
    """
    there = queries.igual(call.session, asked.lote, asked.impressao)
    if there is not None:
        return there
    return _planned(call, _ask(call, asked, final=False))


def executar(call: Caller, asked: Pedido) -> Plano | JSONResponse:
    """The plan of such a search, confirmed and with its files.

    Raises:
        ProofError: the files did not pass their proof; nothing was kept.
        Refused: the plan cannot be confirmed.
    """
    there = queries.igual(call.session, asked.lote, asked.impressao)
    if there is not None and there.estado is EstadoPlano.EXPORTADO:
        return there
    if there is None or there.estado is EstadoPlano.RASCUNHO:
        return _planned(call, _ask(call, asked, final=True))
    return exportar(call, there)


def exportar(call: Caller, plano: Plano) -> Plano | JSONResponse:
    """The plan with its files; one that nobody confirmed is confirmed with it.

    Raises:
        ProofError: as above.
        Refused: it cannot be confirmed, or it has its files already.
    """
    if plano.estado is EstadoPlano.EXPORTADO:
        raise Refused("plano.estado", estado=plano.estado.value, para="exportado")
    confirmar = plano.estado is not EstadoPlano.CONFIRMADO
    key = _untried(call, f"arquivos/{call.actor.id}/{plano.id}/{plano.ver}")
    arguments: dict[str, Any] = {"plano": str(plano.id), "confirmar": confirmar}
    return _planned(call, answer(call, ARQUIVOS[plano.tipo], arguments, key=key))


def _ask(call: Caller, asked: Pedido, *, final: bool) -> dict[str, Any] | JSONResponse:
    arguments: dict[str, Any] = {
        "lote": str(asked.lote.id),
        "ajustes": asked.ajustes.model_dump(mode="json"),
        "perfil": asked.perfil,
        "maquina_id": None if asked.maquina_id is None else str(asked.maquina_id),
        "final": final,
    }
    # the count of plans: the same wish after the result was thrown away is a new one
    count = queries.ultima_versao(call.session, asked.lote.id)
    person = call.actor.id
    key = f"plano/{person}/{asked.lote.id}/{asked.lote.revisao}/{count}/{final}/{asked.impressao}"
    key = _untried(call, key)
    return answer(call, BUSCA[asked.ajustes.tipo], arguments, files=[asked.perfil], key=key)


def _untried(call: Caller, key: str) -> str:
    """The key of this wish; what came to nothing may be wished for again."""
    ended = (JobState.FAILED, JobState.CANCELLED, JobState.DEAD)
    tried = select(func.count()).where(
        Job.key.startswith(f"{key}#", autoescape=True), Job.state.in_(ended)
    )
    return f"{key}#{call.session.scalar(tried) or 0}"


def _planned(call: Caller, told: dict[str, Any] | JSONResponse) -> Plano | JSONResponse:
    if isinstance(told, JSONResponse):
        return told
    return queries.plano(call.session, UUID(str(told["id"])))
