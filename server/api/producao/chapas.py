"""Sheet materials: the old system's routes, and taking an archived one up again."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from core.db.find import by_number
from core.producao.commands.material import AlterarChapa, ArquivarChapa, CriarChapa, RestaurarChapa
from core.producao.models.material import Chapa
from core.producao.queries.estoque import chaves
from core.producao.queries.material import chapas
from core.producao.rules.estoque import em_reais
from server.api.answers import Estado
from server.api.deps import Caller, Page, needs
from server.api.producao.estoque_formas import (
    ChapaEntrada,
    NumeroNoCaminho,
)
from server.api.producao.estoque_saidas import (
    ChapaSaida,
    Gravado,
)
from server.api.producao.portas import Either
from server.api.routing import new_router

router = new_router(tags=["chapas"])

Materials = Annotated[Caller, Depends(needs("producao/chapas"))]
# what stands in stock names its material
Reading = Annotated[Caller, Depends(Either("producao/chapas", "producao/chapas/estoque"))]


@router.get("/chapas")
def listar_chapas(call: Reading, page: Page, *, arquivadas: bool = False) -> list[ChapaSaida]:
    """The materials; the archived ones instead, if asked for."""
    rows = page.rows(chapas(call.session, page.window, arquivadas=arquivadas))
    return [_shown(row) for row in rows]


@router.get("/chapas/{numero}")
def ver_chapa(call: Reading, numero: NumeroNoCaminho) -> ChapaSaida:
    """One material."""
    return _shown(by_number(call.session, Chapa, numero))


@router.post("/chapas")
def gravar_chapa(call: Materials, dados: ChapaEntrada) -> Gravado:
    """Make a material, or change the one with this `id`."""
    fields = dados.model_dump(exclude={"id"}, exclude_none=True)
    if dados.id is None:
        return Gravado.of(call.do(CriarChapa.model_validate(fields)))
    key = by_number(call.session, Chapa, dados.id).id
    return Gravado.of(call.do(AlterarChapa(id=key, **fields)))


@router.delete("/chapas/{numero}")
def arquivar_chapa(call: Materials, numero: NumeroNoCaminho) -> Estado:
    """Put a material away; what is in stock of it stays."""
    call.do(ArquivarChapa(id=by_number(call.session, Chapa, numero).id))
    return Estado()


@router.post("/chapas/{numero}/restaurar")
def restaurar_chapa(call: Materials, numero: NumeroNoCaminho) -> Estado:
    """Take a material up again."""
    call.do(RestaurarChapa(id=chaves(call.session, Chapa, [numero])[numero]))
    return Estado()


def _shown(chapa: Chapa) -> ChapaSaida:
    return ChapaSaida(
        id=chapa.number,
        possui_veio=int(chapa.possui_veio),
        propriedade=chapa.propriedade,
        espessura=chapa.espessura,
        comprimento=chapa.comprimento,
        largura=chapa.largura,
        custo_m2=em_reais(chapa.custo_m2),
        estoque_minimo=chapa.estoque_minimo,
        arquivada=chapa.archived_at is not None,
        uuid=chapa.id,
    )
