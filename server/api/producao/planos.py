"""Nesting and saw as the old system's clients know them (production.md 1.2)."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from core.arquivos.queries import stored
from core.errors import InputError, Refused
from core.producao.commands.plano import ArquivarPlano
from core.producao.models.plano import Plano
from core.producao.queries import plano as queries
from core.producao.rules.medidas import Nome
from core.producao.rules.pedido_plano import PedidoAntigo
from core.producao.rules.plano import TipoPlano
from server.api.answers import Estado
from server.api.deps import Caller, Page, needs
from server.api.producao.estoque_formas import NumeroNoCaminho
from server.api.producao.planos_busca import executar, pedido_antigo, planejar
from server.api.producao.planos_formas import (
    ChapasSaida,
    ListaNestings,
    NestingExecutado,
    RemoverEntrada,
    Resultado,
)
from server.api.producao.planos_mostrar import na_lista
from server.api.producao.portas import Porta
from server.api.routing import new_router
from server.storage.handing import hand_out

router = new_router(tags=["planos"])

Nesting = Annotated[Caller, Depends(needs("planos-producao/nesting"))]
Saw = Annotated[Caller, Depends(needs("planos-producao/seccionadora"))]

AGUARDANDO: dict[int | str, dict[str, Any]] = {
    202: {"description": "Ainda em andamento; `Location` é o endereço do trabalho."}
}
ZIP: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/zip": {}}, "description": "O arquivo."},
    307: {"description": "O endereço do arquivo."},
}


@router.post("/executar-nesting", response_model=NestingExecutado, responses=AGUARDANDO)
def executar_nesting(call: Nesting, dados: PedidoAntigo) -> NestingExecutado | JSONResponse:
    """Search a layout and show it; nothing is reserved and no file is made."""
    plano = planejar(call, pedido_antigo(call, dados, TipoPlano.NESTING))
    if not isinstance(plano, Plano):
        return plano
    shown = previa(call, plano)
    return NestingExecutado(preview=shown["chapas"], layers=shown["layers"], id=plano.number)


@router.post("/nesting-preview", response_model=ChapasSaida, responses=AGUARDANDO)
def nesting_preview(call: Nesting, dados: PedidoAntigo) -> ChapasSaida | JSONResponse:
    """The same layout again; it is searched only once."""
    plano = planejar(call, pedido_antigo(call, dados, TipoPlano.NESTING))
    return ChapasSaida(**previa(call, plano)) if isinstance(plano, Plano) else plano


@router.post("/executar-nesting-final", response_model=Resultado, responses=AGUARDANDO)
def executar_nesting_final(call: Nesting, dados: PedidoAntigo) -> Resultado | JSONResponse:
    """Confirm that layout, reserve its boards, and make its proved files."""
    return _final(call, dados, TipoPlano.NESTING)


@router.post("/seccionadora-preview", response_model=ChapasSaida, responses=AGUARDANDO)
def seccionadora_preview(call: Saw, dados: PedidoAntigo) -> ChapasSaida | JSONResponse:
    """Search a layout that a saw can cut and show its pieces."""
    plano = planejar(call, pedido_antigo(call, dados, TipoPlano.SECCIONADORA))
    return ChapasSaida(**previa(call, plano)) if isinstance(plano, Plano) else plano


@router.post("/executar-seccionadora", response_model=Resultado, responses=AGUARDANDO)
def executar_seccionadora(call: Saw, dados: PedidoAntigo) -> Resultado | JSONResponse:
    """Confirm that layout, reserve its boards, and make lists, labels and plans of it."""
    return _final(call, dados, TipoPlano.SECCIONADORA)


@router.get("/nestings")
def listar_nestings(
    call: Nesting, page: Page, porta: Porta, *, todos: bool = False
) -> ListaNestings:
    """The plans that have final files, newest first; with `todos` the others, too."""
    found = queries.planos(call.session, page.window, tipo=TipoPlano.NESTING, exportados=not todos)
    return ListaNestings(nestings=[na_lista(one, porta) for one in page.rows(found)])


@router.get("/download-nesting/{nid}", responses=ZIP, response_class=Response)
def baixar_nesting(call: Nesting, nid: NumeroNoCaminho, request: Request) -> Response:
    """All final files of a plan as one archive."""
    return arquivo(call, queries.plano_numero(call.session, nid, tipo=TipoPlano.NESTING), request)


@router.get("/carregar-nesting-preview")
def carregar_preview(call: Nesting, obj_key: Annotated[Nome, Query()]) -> ChapasSaida:
    """The layout of the plan that the old system calls so."""
    plano = queries.plano_chamado(call.session, obj_key, tipo=TipoPlano.NESTING)
    return ChapasSaida(**previa(call, plano))


@router.post("/remover-nesting")
def remover_nesting(call: Nesting, dados: RemoverEntrada) -> Estado:
    """Archive a plan and release its boards; offcuts of sheets that were cut stay."""
    if dados.id is not None:
        plano = queries.plano_numero(call.session, dados.id, tipo=TipoPlano.NESTING)
    elif dados.obj_key:
        plano = queries.plano_chamado(call.session, dados.obj_key, tipo=TipoPlano.NESTING)
    else:
        raise InputError("plano.sem_nome")
    call.do(ArquivarPlano(id=plano.id))
    return Estado()


def previa(call: Caller, plano: Plano) -> dict[str, Any]:
    """The layout as the old screens draw it."""
    found: dict[str, Any] = json.loads(call.state.files.read(plano.previa_sha256))
    return found


def arquivo(call: Caller, plano: Plano, request: Request) -> Response:
    """The archive of a plan.

    Raises:
        Refused: it has none yet.
    """
    if plano.arquivo_sha256 is None:
        raise Refused("plano.sem_arquivos", estado=plano.estado.value)
    blob = stored(call.session, plano.arquivo_sha256)
    return hand_out(call.state.files, blob, plano.arquivo_nome.rpartition("/")[2], request)


def _final(call: Caller, dados: PedidoAntigo, tipo: TipoPlano) -> Resultado | JSONResponse:
    plano = executar(call, pedido_antigo(call, dados, tipo))
    if not isinstance(plano, Plano):
        return plano
    return Resultado(pasta_resultado=plano.arquivo_nome, id=plano.number)
