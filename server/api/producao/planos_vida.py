"""Plans step by step, and their sheets at the machine; the same for router and saw."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.responses import JSONResponse

from core.arquivos.queries import stored
from core.command import Command, Result
from core.db.find import by_number
from core.errors import NotFound
from core.producao.commands.plano import (
    ArquivarPlano,
    CancelarPlano,
    ChapaCortada,
    ChapaRuim,
    ConfirmarPlano,
    DesfazerCorte,
    DesfazerOtimizacao,
    IniciarCorte,
    PararBusca,
    ParouAqui,
    RefugarChapa,
    ReservarFaltantes,
    RestaurarPlano,
)
from core.producao.models.estoque import ItemEstoque
from core.producao.models.maquina import Maquina
from core.producao.models.plano import Plano
from core.producao.queries import plano as queries
from core.producao.queries.lote import lote_numero
from core.producao.rules.pedido_plano import AjustesPlano
from core.producao.rules.plano import TipoPlano
from server.api.deps import Caller, Page, needs
from server.api.producao.estoque_formas import NumeroNoCaminho
from server.api.producao.planos import AGUARDANDO, ZIP, arquivo
from server.api.producao.planos_busca import executar, exportar, pedido, planejar
from server.api.producao.planos_formas import (
    Fila,
    ListaSeccionadoras,
    LugarSaida,
    MotivoEntrada,
    OtimizarEntrada,
    ParouEntrada,
    PlanoSaida,
    QuandoEntrada,
    RuimEntrada,
)
from server.api.producao.planos_mostrar import mostrar, mostrar_lugar, mostrar_na_fila, na_lista
from server.api.producao.portas import Porta
from server.api.routing import new_router
from server.storage.handing import hand_out

CORTE = "producao/corte"
CodigoNoCaminho = Annotated[str, Path(pattern=r"^[0-9]{3,6}$")]
NomeNoCaminho = Annotated[str, Path(max_length=255, pattern=r"^[^\x00-\x1f]+$")]


def rotas(tipo: TipoPlano, base: str, permission: str) -> APIRouter:
    """The routes of one kind of plan under `base`; planning and cutting have a permission each."""
    router = new_router(prefix=base, tags=["planos"])
    planner = Depends(needs(permission))
    _making(router, tipo, planner)
    _steps(router, tipo, planner)
    _cutting(router, tipo, Depends(needs(CORTE)))
    return router


def _making(router: APIRouter, tipo: TipoPlano, planner: Any) -> None:
    @router.post("", responses=AGUARDANDO, response_model=PlanoSaida)
    def otimizar(
        dados: OtimizarEntrada, porta: Porta, call: Caller = planner
    ) -> PlanoSaida | JSONResponse:
        """Search a layout; with `final` also confirm it and make its files."""
        given = dados.model_dump(exclude={"lote", "maquina", "final"}) | {"tipo": tipo}
        lote = lote_numero(call.session, dados.lote)
        machine = None
        if dados.maquina is not None:
            machine = by_number(call.session, Maquina, dados.maquina).id
        asked = pedido(call, lote, AjustesPlano.model_validate(given), machine)
        return _shown(call, (executar if dados.final else planejar)(call, asked), porta)

    @router.get("/{numero}")
    def ver(numero: NumeroNoCaminho, porta: Porta, call: Caller = planner) -> PlanoSaida:
        """A plan with sheets, offcuts and files."""
        return mostrar(queries.detalhe(call.session, _plano(call, tipo, numero)), porta)

    @router.get("/{numero}/layout", response_class=Response)
    def layout(numero: NumeroNoCaminho, request: Request, call: Caller = planner) -> Response:
        """The layout as `layout.json`."""
        plano = _plano(call, tipo, numero)
        blob = stored(call.session, plano.layout_sha256)
        return hand_out(call.state.files, blob, "layout.json", request)

    @router.get("/{numero}/arquivo", responses=ZIP, response_class=Response)
    def baixar(numero: NumeroNoCaminho, request: Request, call: Caller = planner) -> Response:
        """All final files as one archive."""
        return arquivo(call, _plano(call, tipo, numero), request)

    @router.get("/{numero}/arquivos/{nome:path}", response_class=Response)
    def baixar_um(
        numero: NumeroNoCaminho, nome: NomeNoCaminho, request: Request, call: Caller = planner
    ) -> Response:
        """One final file."""
        found = queries.arquivo_chamado(call.session, _plano(call, tipo, numero), nome)
        blob = stored(call.session, found.sha256)
        return hand_out(call.state.files, blob, found.nome.rpartition("/")[2], request)

    @router.post("/{numero}/exportar", responses=AGUARDANDO, response_model=PlanoSaida)
    def fazer_arquivos(
        numero: NumeroNoCaminho, porta: Porta, call: Caller = planner
    ) -> PlanoSaida | JSONResponse:
        """Make and prove the final files; a plan that nobody confirmed is confirmed with it."""
        return _shown(call, exportar(call, _plano(call, tipo, numero)), porta)


def _steps(router: APIRouter, tipo: TipoPlano, planner: Any) -> None:
    @router.post("/{numero}/confirmar")
    def confirmar(numero: NumeroNoCaminho, call: Caller = planner) -> Result:
        """Reserve boards and offcuts."""
        return call.do(ConfirmarPlano(id=_plano(call, tipo, numero).id))

    @router.post("/{numero}/reservar-faltantes")
    def reservar_faltantes(numero: NumeroNoCaminho, call: Caller = planner) -> Result:
        """Reserve what came in since."""
        return call.do(ReservarFaltantes(id=_plano(call, tipo, numero).id))

    @router.post("/{numero}/cancelar")
    def cancelar(numero: NumeroNoCaminho, dados: MotivoEntrada, call: Caller = planner) -> Result:
        """Give it up and release its boards."""
        return call.do(CancelarPlano(id=_plano(call, tipo, numero).id, motivo=dados.motivo))

    @router.post("/{numero}/desfazer")
    def desfazer(numero: NumeroNoCaminho, call: Caller = planner) -> Result:
        """Throw a layout away that nobody confirmed."""
        return call.do(DesfazerOtimizacao(id=_plano(call, tipo, numero).id))

    @router.post("/{numero}/arquivar")
    def arquivar(numero: NumeroNoCaminho, call: Caller = planner) -> Result:
        """Put it away."""
        return call.do(ArquivarPlano(id=_plano(call, tipo, numero).id))

    @router.post("/{numero}/restaurar")
    def restaurar(numero: NumeroNoCaminho, call: Caller = planner) -> Result:
        """Take it out of the archive."""
        plano = queries.plano_numero(call.session, numero, tipo=tipo, arquivado=True)
        return call.do(RestaurarPlano(id=plano.id))

    @router.post("/{numero}/chapas/{codigo}/desfazer")
    def desfazer_corte(
        numero: NumeroNoCaminho,
        codigo: CodigoNoCaminho,
        dados: MotivoEntrada,
        call: Caller = planner,
    ) -> Result:
        """Take back that a sheet was started or cut."""
        key = _chapa(call, tipo, numero, codigo)
        return call.do(DesfazerCorte(id=key, motivo=dados.motivo))

    @router.post("/buscas/{trabalho}/parar")
    def parar(trabalho: UUID, call: Caller = planner) -> Result:
        """Stop a search and keep the best layout so far."""
        return call.do(PararBusca(id=trabalho))


def _cutting(router: APIRouter, tipo: TipoPlano, operator: Any) -> None:
    def step(call: Caller, numero: int, codigo: str, kind: type[Command], **more: object) -> Result:
        key = _chapa(call, tipo, numero, codigo)
        return call.do(kind.model_validate({"id": key, **more}))

    @router.get("/corte/fila")
    def fila(page: Page, call: Caller = operator) -> Fila:
        """The sheets that this machine is to cut."""
        found = queries.fila(call.session, tipo, page.window)
        return Fila(chapas=[mostrar_na_fila(one) for one in page.rows(found)])

    @router.get("/{numero}/chapas/{codigo}/pecas")
    def pecas(
        numero: NumeroNoCaminho, codigo: CodigoNoCaminho, call: Caller = operator
    ) -> list[LugarSaida]:
        """Where every piece of a sheet lies."""
        key = _chapa(call, tipo, numero, codigo)
        return [mostrar_lugar(one) for one in queries.colocacoes(call.session, key)]

    @router.post("/{numero}/chapas/{codigo}/iniciar")
    def iniciar(
        numero: NumeroNoCaminho,
        codigo: CodigoNoCaminho,
        dados: QuandoEntrada,
        call: Caller = operator,
    ) -> Result:
        """The program starts."""
        return step(call, numero, codigo, IniciarCorte, em=dados.em or datetime.now(UTC))

    @router.post("/{numero}/chapas/{codigo}/cortada")
    def cortada(
        numero: NumeroNoCaminho,
        codigo: CodigoNoCaminho,
        dados: QuandoEntrada,
        call: Caller = operator,
    ) -> Result:
        """The sheet is cut: its board is used up, its offcuts are in stock."""
        return step(call, numero, codigo, ChapaCortada, em=dados.em or datetime.now(UTC))

    @router.post("/{numero}/chapas/{codigo}/parou")
    def parou(
        numero: NumeroNoCaminho,
        codigo: CodigoNoCaminho,
        dados: ParouEntrada,
        call: Caller = operator,
    ) -> Result:
        """The machine stopped after this piece."""
        return step(call, numero, codigo, ParouAqui, peca=dados.peca)

    @router.post("/{numero}/chapas/{codigo}/ruim")
    def ruim(
        numero: NumeroNoCaminho,
        codigo: CodigoNoCaminho,
        dados: RuimEntrada,
        call: Caller = operator,
    ) -> Result:
        """The board is no good; another one takes the same program."""
        item = None if dados.item is None else by_number(call.session, ItemEstoque, dados.item).id
        return step(call, numero, codigo, ChapaRuim, motivo=dados.motivo, item_id=item)

    @router.post("/{numero}/chapas/{codigo}/refugar")
    def refugar(
        numero: NumeroNoCaminho,
        codigo: CodigoNoCaminho,
        dados: MotivoEntrada,
        call: Caller = operator,
    ) -> Result:
        """The sheet is spoilt; its pieces are to be planned again."""
        return step(call, numero, codigo, RefugarChapa, motivo=dados.motivo)


def _plano(call: Caller, tipo: TipoPlano, numero: int) -> Plano:
    return queries.plano_numero(call.session, numero, tipo=tipo)


def _chapa(call: Caller, tipo: TipoPlano, numero: int, codigo: str) -> UUID:
    found = queries.chapa_chamada(call.session, _plano(call, tipo, numero), codigo)
    if found is None:
        raise NotFound("plano.chapa_ausente", plano=numero, chapa=codigo)
    return found.id


def _shown(call: Caller, plano: Plano | JSONResponse, porta: str) -> PlanoSaida | JSONResponse:
    if not isinstance(plano, Plano):
        return plano
    return mostrar(queries.detalhe(call.session, plano), porta)


nestings = rotas(TipoPlano.NESTING, "/nestings", "planos-producao/nesting")
seccionadoras = rotas(TipoPlano.SECCIONADORA, "/seccionadoras", "planos-producao/seccionadora")


@seccionadoras.get("")
def listar_seccionadoras(
    page: Page,
    porta: Porta,
    call: Annotated[Caller, Depends(needs("planos-producao/seccionadora"))],
    *,
    todos: bool = False,
) -> ListaSeccionadoras:
    """The saw's plans that have final files, newest first; with `todos` the others, too."""
    found = queries.planos(
        call.session, page.window, tipo=TipoPlano.SECCIONADORA, exportados=not todos
    )
    return ListaSeccionadoras(seccionadoras=[na_lista(one, porta) for one in page.rows(found)])
