"""Routes of production."""

from __future__ import annotations

from server.api.producao.chapas import router as chapas
from server.api.producao.estoque import router as estoque
from server.api.producao.estoque_operacoes import router as operacoes
from server.api.producao.planos import router as planos
from server.api.producao.planos_vida import nestings, seccionadoras
from server.api.producao.reservas import router as reservas

STOCK = (chapas, estoque, operacoes, reservas)
"""Routers of materials and stock."""

PLANS = (planos, nestings, seccionadoras)
"""Routers of cutting plans."""
