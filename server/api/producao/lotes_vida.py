"""A batch step by step, its header, and what was read into it."""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response

from core.acesso.models import Usuario
from core.arquivos.queries import stored
from core.command import AlterarCampos, Change, Command
from core.db.find import by_number
from core.errors import NotFound
from core.producao.commands.lote import (
    AlterarPrazo,
    AlterarResponsavel,
    RenomearLote,
    RestaurarLote,
)
from core.producao.commands.vida_lote import (
    ConcluirLote,
    ConferirLote,
    IniciarProducao,
    LiberarLote,
    PlanejarLote,
    RetomarLote,
    SuspenderLote,
    VoltarLote,
)
from core.producao.models.lote import Lote
from core.producao.queries import lote as queries
from core.producao.rules.lote import Passo
from server.api.deps import Caller
from server.api.producao.estoque_formas import NumeroNoCaminho
from server.api.producao.lotes import Office, Reader
from server.api.producao.lotes_formas import (
    LeituraSaida,
    LoteSaida,
    MotivoEntrada,
    ObservacoesEntrada,
    PrazoEntrada,
    RenomearEntrada,
    ResponsavelEntrada,
    VoltarEntrada,
)
from server.api.routing import new_router
from server.storage.handing import hand_out

router = new_router(prefix="/lotes", tags=["lotes"])

_STEPS = {
    Passo.CONFERIR: ConferirLote,
    Passo.PLANEJAR: PlanejarLote,
    Passo.LIBERAR: LiberarLote,
    Passo.INICIAR: IniciarProducao,
    Passo.CONCLUIR: ConcluirLote,
}


@router.get("/{numero}")
def ver(call: Reader, numero: NumeroNoCaminho) -> LoteSaida:
    """A batch with its sums."""
    return _shown(call, queries.lote_numero(call.session, numero))


@router.get("/{numero}/leituras")
def leituras(call: Reader, numero: NumeroNoCaminho) -> list[LeituraSaida]:
    """What was read into a batch, the first first."""
    lote = queries.lote_numero(call.session, numero)
    return [
        LeituraSaida.model_validate(one, from_attributes=True)
        for one in queries.importacoes(call.session, lote.id)
    ]


@router.get("/{numero}/relatorio", response_class=Response)
def relatorio(call: Reader, numero: NumeroNoCaminho, request: Request) -> Response:
    """The report of the last reading: every item of the source and what became of it."""
    lote = queries.lote_numero(call.session, numero)
    kept = [one.relatorio_sha256 for one in queries.importacoes(call.session, lote.id)]
    last = next((one for one in reversed(kept) if one is not None), None)
    if last is None:
        raise NotFound("lote.sem_relatorio", nome=lote.nome)
    return hand_out(call.state.files, stored(call.session, last), "relatorio.json", request)


@router.post("/{numero}/passo/{passo}")
def avancar(call: Office, numero: NumeroNoCaminho, passo: Passo) -> LoteSaida:
    """Take a step; a batch that is there already or further stays where it is."""
    return _done(call, numero, lambda key: _STEPS[passo](id=key))


@router.post("/{numero}/voltar")
def voltar(call: Office, numero: NumeroNoCaminho, dados: VoltarEntrada) -> LoteSaida:
    """Take a step back from the state in which the person saw it."""
    return _done(call, numero, lambda key: VoltarLote(id=key, de=dados.de))


@router.post("/{numero}/suspender")
def suspender(call: Office, numero: NumeroNoCaminho, dados: MotivoEntrada) -> LoteSaida:
    """Hold a batch up."""
    return _done(call, numero, lambda key: SuspenderLote(id=key, motivo=dados.motivo))


@router.post("/{numero}/retomar")
def retomar(call: Office, numero: NumeroNoCaminho) -> LoteSaida:
    """Let a batch go on."""
    return _done(call, numero, lambda key: RetomarLote(id=key))


@router.post("/{numero}/nome")
def renomear(call: Office, numero: NumeroNoCaminho, dados: RenomearEntrada) -> LoteSaida:
    """Give a batch another name."""
    return _done(call, numero, lambda key: RenomearLote(id=key, nome=dados.nome))


@router.post("/{numero}/prazo")
def prazo(call: Office, numero: NumeroNoCaminho, dados: PrazoEntrada) -> LoteSaida:
    """Set or clear the day by which it must be done."""
    return _done(call, numero, lambda key: AlterarPrazo(ids=(key,), prazo=dados.prazo))


@router.post("/{numero}/responsavel")
def responsavel(call: Office, numero: NumeroNoCaminho, dados: ResponsavelEntrada) -> LoteSaida:
    """Say who looks after it, or nobody."""
    person = None
    if dados.usuario is not None:
        person = by_number(call.session, Usuario, dados.usuario).id
    return _done(call, numero, lambda key: AlterarResponsavel(ids=(key,), responsavel_id=person))


@router.post("/{numero}/observacoes")
def observacoes(call: Office, numero: NumeroNoCaminho, dados: ObservacoesEntrada) -> LoteSaida:
    """Change the notes."""
    lote = queries.lote_numero(call.session, numero)
    change = Change(was=lote.observacoes, to=dados.observacoes)
    edit = AlterarCampos(collection="lote", id=lote.id, base=lote.ver, set={"observacoes": change})
    return _done(call, numero, lambda _: edit)


@router.post("/{numero}/restaurar")
def restaurar(call: Office, numero: NumeroNoCaminho) -> LoteSaida:
    """Take an archived batch out again."""
    call.do(RestaurarLote(id=queries.chave_numero(call.session, Lote, numero)))
    return _shown(call, queries.lote_numero(call.session, numero))


def _done(call: Caller, numero: int, command: Any) -> LoteSaida:
    asked: Command = command(queries.lote_numero(call.session, numero).id)
    call.do(asked)
    return _shown(call, queries.lote_numero(call.session, numero))


def _shown(call: Caller, lote: Lote) -> LoteSaida:
    return LoteSaida.of(lote, queries.resumos(call.session, [lote.id])[lote.id])
