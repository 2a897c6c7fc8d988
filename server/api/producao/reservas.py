"""Reservations of stock."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from core.db.find import by_number
from core.producao.commands.estoque import (
    ConsumirReserva,
    DevolverReserva,
    LiberarReservas,
    ReservarItem,
    ReservarMaterial,
)
from core.producao.models.estoque import EstadoReserva, ItemEstoque, ReservaEstoque
from core.producao.models.lote import Lote
from core.producao.models.material import Chapa
from core.producao.models.plano import Plano
from core.producao.queries import estoque as queries
from server.api.answers import Estado
from server.api.deps import Caller, Page
from server.api.producao.estoque import Stock, key_of
from server.api.producao.estoque_formas import (
    FimDeReserva,
    Numero,
    NumeroNoCaminho,
    ReservaEntrada,
    ReservaMaterialEntrada,
    RetornoDeReserva,
)
from server.api.producao.estoque_mostrar import mostrar_reserva
from server.api.producao.estoque_saidas import (
    Gravado,
    ReservaSaida,
    ReservasFeitas,
)
from server.api.routing import new_router

router = new_router(tags=["estoque"])


@router.get("/chapas-estoque-reservas")
def listar_reservas(
    call: Stock,
    page: Page,
    estado: EstadoReserva = EstadoReserva.ATIVA,
    item_id: Numero | None = None,
    lote_id: Numero | None = None,
    plano_id: Numero | None = None,
) -> list[ReservaSaida]:
    """The reservations in one state, newest first."""
    session = call.session
    rows = queries.reservas(
        session,
        page.window,
        estado=estado,
        item_id=key_of(call, ItemEstoque, item_id),
        lote_id=key_of(call, Lote, lote_id),
        plano_id=key_of(call, Plano, plano_id),
    )
    return [mostrar_reserva(row) for row in page.rows(rows)]


@router.post("/chapas-estoque-reservas")
def reservar_item(call: Stock, dados: ReservaEntrada) -> Gravado:
    """Promise boards of one item."""
    key = by_number(call.session, ItemEstoque, dados.item_id).id
    command = ReservarItem(item_id=key, quantidade=dados.quantidade, **_purpose(call, dados))
    return Gravado.of(call.do(command))


@router.post("/chapas-estoque-reservas/material")
def reservar_material(call: Stock, dados: ReservaMaterialEntrada) -> ReservasFeitas:
    """Promise boards of a material, whichever serve: all that are asked for, or none."""
    command = ReservarMaterial(
        chapa_id=key_of(call, Chapa, dados.chapa_id),
        **dados.model_dump(
            include={"material", "quantidade", "comprimento", "largura", "girar", "ordem"}
        ),
        **_purpose(call, dados),
    )
    return ReservasFeitas.model_validate({"reservas": call.do(command)["numeros"]})


@router.post("/chapas-estoque-reservas/{numero}/consumir")
def consumir_reserva(call: Stock, numero: NumeroNoCaminho, dados: FimDeReserva) -> Estado:
    """The promised boards were cut."""
    call.do(ConsumirReserva(id=_reserva(call, numero), **dados.model_dump()))
    return Estado()


@router.post("/chapas-estoque-reservas/{numero}/liberar")
def liberar_reserva(call: Stock, numero: NumeroNoCaminho, dados: FimDeReserva) -> Estado:
    """The promised boards are not needed."""
    call.do(LiberarReservas(ids=[_reserva(call, numero)], motivo=dados.motivo))
    return Estado()


@router.post("/chapas-estoque-reservas/{numero}/devolver")
def devolver_reserva(call: Stock, numero: NumeroNoCaminho, dados: RetornoDeReserva) -> Estado:
    """The boards were taken out but not cut: they are back and free."""
    call.do(DevolverReserva(id=_reserva(call, numero), motivo=dados.motivo))
    return Estado()


def _reserva(call: Caller, numero: int) -> UUID:
    return by_number(call.session, ReservaEstoque, numero).id


def _purpose(call: Caller, dados: ReservaEntrada | ReservaMaterialEntrada) -> dict[str, Any]:
    return {
        "lote_id": key_of(call, Lote, dados.lote_id),
        "plano_id": key_of(call, Plano, dados.plano_id),
        "motivo": dados.motivo,
        "expira_em": dados.expira_em,
    }
