"""Writes of cutting plans: registered, confirmed, exported, cut sheet by sheet, put away."""

from core.producao.commands.plano.corte import (
    ChapaCortada,
    ChapaRuim,
    DesfazerCorte,
    IniciarCorte,
    ParouAqui,
    RefugarChapa,
)
from core.producao.commands.plano.executar import ExecutarPlano, PararBusca
from core.producao.commands.plano.exportar import Arquivo, ExportarPlano
from core.producao.commands.plano.registrar import RegistrarPlano
from core.producao.commands.plano.vida import (
    ArquivarPlano,
    CancelarPlano,
    ConfirmarPlano,
    DesfazerOtimizacao,
    ReservarFaltantes,
    RestaurarPlano,
)

__all__ = [
    "ArquivarPlano",
    "Arquivo",
    "CancelarPlano",
    "ChapaCortada",
    "ChapaRuim",
    "ConfirmarPlano",
    "DesfazerCorte",
    "DesfazerOtimizacao",
    "ExecutarPlano",
    "ExportarPlano",
    "IniciarCorte",
    "PararBusca",
    "ParouAqui",
    "RefugarChapa",
    "RegistrarPlano",
    "ReservarFaltantes",
    "RestaurarPlano",
]
