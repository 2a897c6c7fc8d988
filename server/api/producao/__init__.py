"""Routes of production."""

from __future__ import annotations

from server.api.producao.apontamentos import router as apontamentos
from server.api.producao.chapas import router as chapas
from server.api.producao.estoque import router as estoque
from server.api.producao.estoque_operacoes import router as operacoes
from server.api.producao.etiquetas import router as etiquetas
from server.api.producao.lotes import router as lotes
from server.api.producao.lotes_vida import router as lotes_vida
from server.api.producao.maquinas import router as maquinas
from server.api.producao.ocorrencias import router as ocorrencias
from server.api.producao.pecas import router as pecas
from server.api.producao.planos import router as planos
from server.api.producao.planos_vida import nestings, seccionadoras
from server.api.producao.reservas import router as reservas
from server.api.producao.volumes import router as volumes

STOCK = (chapas, estoque, operacoes, reservas)
"""Routers of materials and stock."""

BATCHES = (lotes, lotes_vida, pecas)
"""Routers of batches and what is in them."""

PLANS = (planos, nestings, seccionadoras)
"""Routers of cutting plans."""

FLOOR = (apontamentos, volumes, maquinas, etiquetas)
"""Routers of the shop floor and its machines."""

OCCURRENCES = ocorrencias
"""Router of occurrences and their reasons."""
