"""Readings at the benches: the old list of volumes, and reading, undoing, progress beside it."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query

from core.db.find import by_number
from core.errors import NotFound
from core.producao.commands.apontamento import RegistrarApontamento
from core.producao.commands.desfazer import DesfazerApontamento
from core.producao.commands.leituras_pendentes import ResolverLeituras
from core.producao.commands.volumes_antigos import SubstituirVolumes
from core.producao.models.apontamento import Etapa, Volume
from core.producao.queries import apontamento as queries
from core.producao.queries.lote import lote_chamado
from core.producao.queries.volume import achar_pacote, conteudo_do_pacote, volumes_do_pacote
from core.producao.rules.volumes_antigos import nome_do_lote
from server.api.answers import Estado
from server.api.deps import Caller, needs
from server.api.producao.chao_formas import (
    DesfazerEntrada,
    EstacaoNaBusca,
    EtapaNaBusca,
    FaltanteSaida,
    LeituraEntrada,
    LeituraSaida,
    ListaDeVolumes,
    LoteNaBusca,
    PacoteNaBusca,
    ProgressoSaida,
    VolumeNaLista,
    Volumes,
    agora,
    item_antigo,
    mostrar_leitura,
)
from server.api.producao.portas import Either
from server.api.routing import new_router

router = new_router(tags=["apontamentos"])

Bench = Annotated[Caller, Depends(needs("producao/apontamento"))]
Packing = Annotated[Caller, Depends(Either("producao/apontamento", "producao/apontamento-volume"))]


@router.get("/apontamentos")
def ver_apontamentos(call: Packing, lote: LoteNaBusca, pacote: PacoteNaBusca = "") -> Volumes:
    """The volumes of a package that have been closed, with what is in them."""
    chave = str(achar_pacote(call.session, lote, pacote)["chave"])
    rows = volumes_do_pacote(call.session, chave)
    inside = conteudo_do_pacote(call.session, chave) if rows else {}
    return Volumes(
        volumes=[
            VolumeNaLista(
                numero=row.numero,
                pecas=[item_antigo(one) for one in inside.get(row.id, [])],
                barcode=row.barcode,
            )
            for row in rows
        ]
    )


@router.post("/apontamentos")
def gravar_apontamentos(call: Bench, dados: ListaDeVolumes) -> Estado:
    """Make the closed volumes of a package those of this list."""
    call.do(
        SubstituirVolumes(
            lote=dados.lote, pacote=dados.pacote, volumes=dados.volumes, registrado_em=agora()
        )
    )
    return Estado()


@router.post("/apontamentos/leituras")
def registrar_leitura(call: Bench, dados: LeituraEntrada) -> dict[str, Any]:
    """Register what a reader read; `resposta` is what the bench is told."""
    session = call.session
    lote = None if dados.lote is None else lote_chamado(session, nome_do_lote(dados.lote)).id
    volume = None if dados.volume is None else by_number(session, Volume, dados.volume).id
    return call.do(
        RegistrarApontamento(
            id=dados.id,
            codigo=dados.codigo,
            etapa=dados.etapa,
            estacao=dados.estacao,
            lido_em=dados.lido_em or agora(),
            lote_id=lote,
            volume_id=volume,
            operador=dados.operador,
        )
    )


@router.post("/apontamentos/leituras/{leitura}/desfazer")
def desfazer_leitura(call: Bench, leitura: UUID, dados: DesfazerEntrada) -> dict[str, Any]:
    """Take a reading back; both stay as facts."""
    return call.do(
        DesfazerApontamento(
            id=dados.id,
            apontamento_id=leitura,
            estacao=dados.estacao,
            desfeito_em=dados.desfeito_em or agora(),
            operador=dados.operador,
        )
    )


@router.get("/apontamentos/leituras")
def ultimas_leituras(
    call: Bench, estacao: EstacaoNaBusca, quantas: Annotated[int, Query(ge=1, le=100)] = 5
) -> list[LeituraSaida]:
    """The last readings of a bench, the newest first."""
    rows = queries.ultimas(call.session, estacao, quantas)
    return [mostrar_leitura(fato, desfeita=undone) for fato, undone in rows]


@router.get("/apontamentos/nao-resolvidos")
def leituras_sem_peca(
    call: Bench, quantas: Annotated[int, Query(ge=1, le=1000)] = 200
) -> list[LeituraSaida]:
    """Readings whose code nobody knew, the newest first."""
    rows = queries.nao_resolvidos(call.session, quantas)
    return [mostrar_leitura(fato, desfeita=False) for fato in rows]


@router.post("/apontamentos/nao-resolvidos/resolver")
def resolver_leituras(call: Bench, lote: LoteNaBusca) -> dict[str, Any]:
    """Give readings that came before this batch the pieces whose codes they have."""
    key = lote_chamado(call.session, nome_do_lote(lote)).id
    return call.do(ResolverLeituras(lote_id=key))


@router.get("/apontamentos/progresso")
def ver_progresso(call: Bench, lote: LoteNaBusca) -> dict[str, list[ProgressoSaida]]:
    """How many pieces of a batch have passed each stage."""
    found = queries.progresso(call.session, lote_chamado(call.session, nome_do_lote(lote)).id)
    return {
        "etapas": [
            ProgressoSaida(
                etapa=row.etapa.codigo, nome=row.etapa.nome, feitas=row.feitas, total=row.total
            )
            for row in found
        ]
    }


@router.get("/apontamentos/faltantes")
def ver_faltantes(
    call: Bench, lote: LoteNaBusca, etapa: EtapaNaBusca
) -> dict[str, list[FaltanteSaida]]:
    """What has not passed a stage, package by package."""
    key = lote_chamado(call.session, nome_do_lote(lote)).id
    rows = queries.faltantes(call.session, key, etapa_de(call, etapa).id)
    return {"faltantes": [_missing(row) for row in rows]}


def _missing(row: queries.Faltante) -> FaltanteSaida:
    return FaltanteSaida(
        id=row.peca.number,
        nome=row.peca.nome,
        codigo_peca=row.peca.codigo_peca,
        pacote=row.pacote,
        comprimento=row.peca.comprimento,
        largura=row.peca.largura,
        espessura=row.peca.espessura,
        quantidade=row.peca.quantidade,
        faltam=row.faltam,
    )


def etapa_de(call: Caller, codigo: str, *, arquivada: bool = False) -> Etapa:
    """The stage with this code.

    Raises:
        NotFound: there is none.
    """
    rows = queries.etapas(call.session, arquivadas=arquivada)
    found = next((row for row in rows if row.codigo == codigo.lower()), None)
    if found is None:
        raise NotFound("etapa.ausente", codigo=codigo)
    return found
