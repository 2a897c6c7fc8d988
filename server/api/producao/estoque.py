"""Stock: the old system's routes, with filters, single items and movements added to them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Depends, Query

from core.command import Command, Result
from core.db.base import Numbered, Tracked
from core.db.find import by_number
from core.producao.commands.estoque import (
    AlterarItem,
    Baixa,
    BaixarItens,
    Contada,
    ContarItens,
    LiberarReservas,
    RegistrarEntrada,
    ReservarItem,
    TransferirItem,
)
from core.producao.models.estoque import (
    EstadoItem,
    ItemEstoque,
    LocalEstoque,
    TipoItem,
    TipoMovimento,
)
from core.producao.models.lote import Lote
from core.producao.models.material import Chapa
from core.producao.queries import estoque as queries
from core.producao.rules.medidas import Texto
from server.api.answers import Estado
from server.api.deps import Caller, Page, needs
from server.api.producao.estoque_formas import (
    ItemEntrada,
    Materiais,
    Numero,
    NumeroNoCaminho,
    SaidaDoItem,
)
from server.api.producao.estoque_mostrar import mostrar_item, mostrar_movimento
from server.api.producao.estoque_saidas import (
    Gravado,
    ItemSaida,
    MovimentoSaida,
)
from server.api.producao.senha import confirmar_senha
from server.api.routing import new_router

router = new_router(tags=["estoque"])

Stock = Annotated[Caller, Depends(needs("producao/chapas/estoque"))]
Charge = Annotated[Caller, Depends(needs("producao/chapas/baixar"))]

PLAIN = ("lote_cor", "condicao", "veio", "observacao")
_EDITED = (
    "descricao",
    "comprimento",
    "largura",
    "espessura",
    "custo_m2",
    "origem",
    "codigo",
    "foto",
    "defeitos",
    *PLAIN,
)


@router.get("/chapas-estoque")
def listar_estoque(
    call: Stock,
    page: Page,
    descricao: Texto = "",
    material: Texto = "",
    estado: EstadoItem = EstadoItem.DISPONIVEL,
    tipo: TipoItem | None = None,
    chapa_id: Numero | None = None,
    local_id: Numero | None = None,
    parado_dias: Annotated[int, Query(ge=0, le=36_500)] = 0,
    *,
    livres: bool = False,
    reservados: bool = False,
    sem_local: bool = False,
) -> list[ItemSaida]:
    """What is in stock; `descricao` is a label's code or part of the description.

    `parado_dias` shows only what nothing happened to for so many days.
    """
    session = call.session
    filtro = queries.FiltroItens(
        busca=descricao,
        material=material,
        estado=estado,
        tipo=tipo,
        chapa_id=None if chapa_id is None else by_number(session, Chapa, chapa_id).id,
        local_id=None if local_id is None else by_number(session, LocalEstoque, local_id).id,
        livres=livres,
        reservados=reservados,
        sem_local=sem_local,
        parados_desde=datetime.now(UTC) - timedelta(days=parado_dias) if parado_dias else None,
    )
    return [mostrar_item(item) for item in page.rows(queries.itens(session, page.window, filtro))]


@router.get("/chapas-estoque/{numero}")
def ver_item(call: Stock, numero: NumeroNoCaminho) -> ItemSaida:
    """One item, whatever became of it."""
    return mostrar_item(queries.item_por_numero(call.session, numero))


@router.post("/chapas-estoque")
def gravar_item(call: Stock, dados: ItemEntrada) -> Gravado:
    """Enter boards, or change the item with this `id`; a field that is not sent stays."""
    if dados.id is None:
        return Gravado.of(_entered(call, dados))
    item = queries.item_por_numero(call.session, dados.id)
    commands = _changes(call, item, dados)
    if commands:
        call.do(*commands)
    return Gravado(id=dados.id)


@router.post("/chapas-estoque-batch")
def estoque_por_material(call: Stock, dados: Materiais) -> dict[str, list[ItemSaida]]:
    """The items with free boards of each material; every name that was sent is a key."""
    found = queries.itens_por_material(call.session, dados.materiais)
    return {name: [mostrar_item(item) for item in items] for name, items in found.items()}


@router.delete("/chapas-estoque/{numero}")
def baixar_item(
    call: Charge, numero: NumeroNoCaminho, dados: Annotated[SaidaDoItem | None, Body()] = None
) -> Estado:
    """Write an item off, all of its boards."""
    given = dados or SaidaDoItem()
    confirmar_senha(call, given.senha)
    key = by_number(call.session, ItemEstoque, numero).id
    target = given.destino or call.actor.username
    call.do(BaixarItens(itens=[Baixa(id=key)], motivo=target, destino=target))
    return Estado()


@router.get("/chapas-estoque-mov")
def listar_saidas(call: Stock, page: Page) -> list[MovimentoSaida]:
    """The movements by which boards left the stock, newest first."""
    filtro = queries.FiltroMovimentos(tipos=queries.SAIDAS)
    rows = page.rows(queries.movimentos(call.session, page.window, filtro))
    return [mostrar_movimento(row) for row in rows]


@router.get("/chapas-estoque-movimentos")
def listar_movimentos(
    call: Stock,
    page: Page,
    tipo: TipoMovimento | None = None,
    item_id: Numero | None = None,
    chapa_id: Numero | None = None,
    lote_id: Numero | None = None,
) -> list[MovimentoSaida]:
    """Every movement, newest first."""
    session = call.session
    filtro = queries.FiltroMovimentos(
        tipos=() if tipo is None else (tipo,),
        item_id=None if item_id is None else by_number(session, ItemEstoque, item_id).id,
        chapa_id=None if chapa_id is None else by_number(session, Chapa, chapa_id).id,
        lote_id=None if lote_id is None else by_number(session, Lote, lote_id).id,
    )
    rows = page.rows(queries.movimentos(session, page.window, filtro))
    return [mostrar_movimento(row) for row in rows]


def _entered(call: Caller, dados: ItemEntrada) -> Result:
    given = dados.model_dump(
        exclude={"id", "chapa_id", "local_id", "reservada", "defeitos"}, exclude_none=True
    )
    command = RegistrarEntrada(
        chapa_id=key_of(call, Chapa, dados.chapa_id),
        local_id=key_of(call, LocalEstoque, dados.local_id),
        reservar=dados.reservada or 0,
        **given,
    )
    return call.do(command)


def _changes(call: Caller, item: ItemEstoque, dados: ItemEntrada) -> list[Command]:
    """What the sent fields change of an item, and nothing that they only repeat."""
    commands: list[Command] = []
    sent = dados.model_fields_set
    shown = {name: getattr(item, name) for name in _EDITED} | {"veio": queries.veio(item)}
    fields: dict[str, Any] = {
        name: value
        for name in _EDITED
        if name in sent and (value := getattr(dados, name)) not in (None, shown[name])
    }
    if "chapa_id" in sent and (key := key_of(call, Chapa, dados.chapa_id)) != item.chapa_id:
        fields["chapa_id"] = key
    if fields:
        commands.append(AlterarItem(id=item.id, **fields))
    place = key_of(call, LocalEstoque, dados.local_id)
    if "local_id" in sent and place != item.local_id:
        commands.append(TransferirItem(id=item.id, local_id=place))
    if dados.quantidade is not None and dados.quantidade != item.quantidade:
        counted = Contada(id=item.id, quantidade=dados.quantidade)
        commands.append(ContarItens(itens=[counted], motivo="edição do item"))
    if dados.reservada is not None:
        commands.extend(_reserve_to(call, item, dados.reservada))
    return commands


def _reserve_to(call: Caller, item: ItemEstoque, wanted: int) -> list[Command]:
    """Reserve more, or give up what was reserved for nobody in particular; never a plan's."""
    if wanted > item.reservada:
        return [ReservarItem(item_id=item.id, quantidade=wanted - item.reservada)]
    free: list[UUID] = []
    over = item.reservada - wanted
    for reserva in queries.reservas_avulsas(call.session, item.id):
        if reserva.quantidade <= over:
            free.append(reserva.id)
            over -= reserva.quantidade
    return [LiberarReservas(ids=free)] if free else []


def key_of(call: Caller, model: type[Numbered], number: int | None) -> UUID | None:
    """The key of the living record with this number; None for none.

    Raises:
        NotFound: there is no such record.
    """
    if number is None:
        return None
    found = by_number(call.session, model, number)
    assert isinstance(found, Tracked)  # noqa: S101 - every numbered record of stock is
    return found.id
