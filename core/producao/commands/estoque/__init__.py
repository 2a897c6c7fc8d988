"""Writes of stock; the plain functions here are for commands of other areas, too."""

from core.producao.commands.estoque.entradas import (
    AlterarItem,
    CancelarEntrada,
    ReceberEntrada,
    RegistrarEntrada,
    RegistrarSobra,
)
from core.producao.commands.estoque.itens import Entrada, dar_entrada
from core.producao.commands.estoque.locais import (
    AlterarLocal,
    ArquivarLocal,
    CriarLocal,
    RestaurarLocal,
)
from core.producao.commands.estoque.movimentos import (
    Baixa,
    BaixarItens,
    ConsumirItem,
    Contada,
    ContarItens,
    RetornarItem,
    TransferirItem,
)
from core.producao.commands.estoque.pedidos import (
    ConsumirReserva,
    DevolverReserva,
    ExpirarReservas,
    LiberarReservas,
    ReservarItem,
    ReservarMaterial,
)
from core.producao.commands.estoque.politica import DefinirPolitica, politica_de
from core.producao.commands.estoque.reservas import (
    Pedido,
    consumir,
    devolver,
    liberar,
    liberar_varias,
    reservar,
    reservar_varios,
    reservas_do_plano,
)
from core.producao.commands.estoque.saldo import travar
from core.producao.commands.estoque.sobras import (
    cancelar_sobras,
    receber_sobras,
    recolher_sobras,
    registrar_sobra,
)

__all__ = [
    "AlterarItem",
    "AlterarLocal",
    "ArquivarLocal",
    "Baixa",
    "BaixarItens",
    "CancelarEntrada",
    "ConsumirItem",
    "ConsumirReserva",
    "Contada",
    "ContarItens",
    "CriarLocal",
    "DefinirPolitica",
    "DevolverReserva",
    "Entrada",
    "ExpirarReservas",
    "LiberarReservas",
    "Pedido",
    "ReceberEntrada",
    "RegistrarEntrada",
    "RegistrarSobra",
    "ReservarItem",
    "ReservarMaterial",
    "RestaurarLocal",
    "RetornarItem",
    "TransferirItem",
    "cancelar_sobras",
    "consumir",
    "dar_entrada",
    "devolver",
    "liberar",
    "liberar_varias",
    "politica_de",
    "receber_sobras",
    "recolher_sobras",
    "registrar_sobra",
    "reservar",
    "reservar_varios",
    "reservas_do_plano",
    "travar",
]
