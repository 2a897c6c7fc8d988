"""What is done with stock beyond the old routes: offcuts, counts, transfers, places, sums."""

from __future__ import annotations

from uuid import UUID

from core.db.find import by_number
from core.producao.commands.estoque import (
    AlterarLocal,
    ArquivarLocal,
    Baixa,
    BaixarItens,
    CancelarEntrada,
    ConsumirItem,
    Contada,
    ContarItens,
    CriarLocal,
    DefinirPolitica,
    ReceberEntrada,
    RegistrarSobra,
    RestaurarLocal,
    RetornarItem,
    TransferirItem,
)
from core.producao.models.estoque import ItemEstoque, LocalEstoque
from core.producao.models.lote import Lote
from core.producao.models.material import Chapa
from core.producao.queries import estoque as queries
from core.producao.queries import totais
from server.api.answers import Estado
from server.api.deps import Caller, Page
from server.api.producao.chapas import Materials
from server.api.producao.estoque import Charge, Stock, key_of
from server.api.producao.estoque_formas import (
    BaixaEntrada,
    ContagemEntrada,
    LocalEntrada,
    NumeroNoCaminho,
    PoliticaForma,
    QuantidadeEntrada,
    RetornoEntrada,
    SobraEntrada,
    TransferenciaEntrada,
    UsoEntrada,
)
from server.api.producao.estoque_mostrar import mostrar_compra, mostrar_local, mostrar_total
from server.api.producao.estoque_saidas import (
    CompraSaida,
    ContagemSaida,
    Gravado,
    LocalSaida,
    TotalSaida,
)
from server.api.producao.senha import confirmar_senha
from server.api.routing import new_router

router = new_router(tags=["estoque"])


@router.get("/chapas-estoque-totais")
def ver_totais(call: Stock) -> list[TotalSaida]:
    """What there is of each material."""
    return [mostrar_total(total) for total in totais.totais(call.session)]


@router.get("/chapas-estoque-compras")
def lista_de_compras(call: Stock) -> list[CompraSaida]:
    """Whole boards to buy, so that each material reaches its minimum."""
    return [mostrar_compra(line) for line in totais.compras(call.session)]


@router.post("/chapas-estoque-baixas")
def baixar_itens(call: Charge, dados: BaixaEntrada) -> Estado:
    """Write several items off for one reason, all or none."""
    confirmar_senha(call, dados.senha)
    keys = queries.chaves(call.session, ItemEstoque, (line.id for line in dados.itens))
    lines = [Baixa(id=keys[line.id], quantidade=line.quantidade) for line in dados.itens]
    call.do(BaixarItens(itens=lines, motivo=dados.motivo))
    return Estado()


@router.post("/chapas-estoque-contagens")
def contar_itens(call: Charge, dados: ContagemEntrada) -> ContagemSaida:
    """An inventory: what was counted becomes the quantity."""
    confirmar_senha(call, dados.senha)
    keys = queries.chaves(call.session, ItemEstoque, (line.id for line in dados.itens))
    lines = [Contada(id=keys[line.id], quantidade=line.quantidade) for line in dados.itens]
    done = call.do(ContarItens(itens=lines, motivo=dados.motivo))
    return ContagemSaida.model_validate(done)


@router.post("/chapas-estoque-sobras")
def registrar_sobra(call: Stock, dados: SobraEntrada) -> Gravado:
    """Put an offcut in stock."""
    command = RegistrarSobra(
        chapa_id=key_of(call, Chapa, dados.chapa_id),
        local_id=key_of(call, LocalEstoque, dados.local_id),
        lote_id=key_of(call, Lote, dados.lote_id),
        **dados.model_dump(exclude={"chapa_id", "local_id", "lote_id"}),
    )
    return Gravado.of(call.do(command))


@router.post("/chapas-estoque/{numero}/receber")
def receber_item(call: Stock, numero: NumeroNoCaminho, dados: QuantidadeEntrada) -> Gravado:
    """Expected boards have come."""
    return Gravado.of(call.do(ReceberEntrada(id=_item(call, numero), quantidade=dados.quantidade)))


@router.post("/chapas-estoque/{numero}/cancelar")
def cancelar_item(call: Stock, numero: NumeroNoCaminho) -> Gravado:
    """Expected boards will not come."""
    return Gravado.of(call.do(CancelarEntrada(id=_item(call, numero))))


@router.post("/chapas-estoque/{numero}/transferir")
def transferir_item(call: Stock, numero: NumeroNoCaminho, dados: TransferenciaEntrada) -> Gravado:
    """Boards stand in another place now; `id` is the item that stands there."""
    command = TransferirItem(
        id=_item(call, numero),
        local_id=key_of(call, LocalEstoque, dados.local_id),
        quantidade=dados.quantidade,
        motivo=dados.motivo,
    )
    return Gravado.of(call.do(command))


@router.post("/chapas-estoque/{numero}/consumir")
def consumir_item(call: Stock, numero: NumeroNoCaminho, dados: UsoEntrada) -> Gravado:
    """Boards were used without a reservation."""
    command = ConsumirItem(
        id=_item(call, numero),
        quantidade=dados.quantidade,
        lote_id=key_of(call, Lote, dados.lote_id),
        destino=dados.destino,
        motivo=dados.motivo,
    )
    return Gravado.of(call.do(command))


@router.post("/chapas-estoque/{numero}/retornar")
def retornar_item(call: Stock, numero: NumeroNoCaminho, dados: RetornoEntrada) -> Gravado:
    """Boards that were taken out come back whole."""
    command = RetornarItem(id=_item(call, numero), quantidade=dados.quantidade, motivo=dados.motivo)
    return Gravado.of(call.do(command))


@router.get("/locais-estoque")
def listar_locais(call: Stock, page: Page) -> list[LocalSaida]:
    """The places."""
    return [mostrar_local(row) for row in page.rows(queries.locais(call.session, page.window))]


@router.post("/locais-estoque")
def gravar_local(call: Stock, dados: LocalEntrada) -> Gravado:
    """Make a place, or change the one with this `id`."""
    fields = dados.model_dump(exclude={"id"}, exclude_none=True)
    if dados.id is None:
        return Gravado.of(call.do(CriarLocal.model_validate(fields)))
    key = by_number(call.session, LocalEstoque, dados.id).id
    return Gravado.of(call.do(AlterarLocal(id=key, **fields)))


@router.delete("/locais-estoque/{numero}")
def arquivar_local(call: Stock, numero: NumeroNoCaminho) -> Estado:
    """Put an empty place away."""
    call.do(ArquivarLocal(id=by_number(call.session, LocalEstoque, numero).id))
    return Estado()


@router.post("/locais-estoque/{numero}/restaurar")
def restaurar_local(call: Stock, numero: NumeroNoCaminho) -> Estado:
    """Take a place up again."""
    call.do(RestaurarLocal(id=queries.chaves(call.session, LocalEstoque, [numero])[numero]))
    return Estado()


@router.get("/politicas-estoque")
def listar_politicas(call: Materials) -> list[PoliticaForma]:
    """What is kept and taken first; the entry without a material is for all others."""
    return [
        PoliticaForma(
            material=row.chave,
            lado_minimo=row.lado_minimo,
            area_minima=row.area_minima,
            ordem=row.ordem,
        )
        for row in queries.politicas(call.session)
    ]


@router.post("/politicas-estoque")
def definir_politica(call: Materials, dados: PoliticaForma) -> Estado:
    """Say what is kept and taken first of one material, or of all."""
    call.do(DefinirPolitica(**dados.model_dump()))
    return Estado()


def _item(call: Caller, numero: int) -> UUID:
    return by_number(call.session, ItemEstoque, numero).id
