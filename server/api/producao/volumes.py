"""Volumes with their whole life, and the stages of the floor."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends

from core.command import AlterarCampos, Change, Command
from core.db.find import by_number
from core.errors import NotFound
from core.producao.commands.etapa import (
    ArquivarEtapa,
    CriarEtapa,
    DefinirEmbalagem,
    DefinirExigencia,
    IniciarEtapas,
    RestaurarEtapa,
)
from core.producao.commands.volume import (
    AbrirVolume,
    ArquivarVolume,
    FecharVolume,
    ImprimirVolume,
    ReabrirVolume,
    RemoverDoVolume,
)
from core.producao.models.apontamento import Volume
from core.producao.queries.apontamento import etapas
from core.producao.queries.volume import (
    achar_pacote,
    conteudo_do_pacote,
    volume_de_codigo,
    volumes_do_pacote,
)
from core.producao.rules.etapas import FormEtapa
from core.producao.rules.volumes_antigos import Codigo
from server.api.answers import Estado
from server.api.deps import Caller, needs
from server.api.producao.apontamentos import etapa_de
from server.api.producao.chao_formas import (
    EtapaEntrada,
    EtapaMudanca,
    EtapaSaida,
    LoteNaBusca,
    Momento,
    PacoteNaBusca,
    VolumeEntrada,
    VolumeSaida,
    agora,
    mostrar_etapas,
    mostrar_volume,
)
from server.api.producao.estoque_formas import NumeroNoCaminho
from server.api.producao.portas import Either
from server.api.routing import new_router

router = new_router(tags=["volumes"])

Bench = Annotated[Caller, Depends(needs("producao/apontamento"))]
Packing = Annotated[Caller, Depends(Either("producao/apontamento", "producao/apontamento-volume"))]
Setup = Annotated[Caller, Depends(needs("producao/maquinas"))]
Reading = Annotated[Caller, Depends(Either("producao/apontamento", "producao/maquinas"))]


@router.get("/volumes")
def listar_volumes(
    call: Packing, lote: LoteNaBusca, pacote: PacoteNaBusca = ""
) -> dict[str, list[VolumeSaida]]:
    """The volumes of a package, open ones last."""
    chave = str(achar_pacote(call.session, lote, pacote)["chave"])
    rows = volumes_do_pacote(call.session, chave, abertos=True)
    inside = conteudo_do_pacote(call.session, chave) if rows else {}
    return {"volumes": [mostrar_volume(row, inside.get(row.id, [])) for row in rows]}


@router.get("/volumes/codigo/{barcode}")
def ver_volume_do_codigo(call: Packing, barcode: Codigo) -> VolumeSaida:
    """The volume with this code on its label."""
    volume = volume_de_codigo(call.session, barcode)
    if volume is None:
        raise NotFound("registro.ausente", tipo="volume", id=barcode)
    return _shown(call, volume)


@router.get("/volumes/{numero}")
def ver_volume(call: Packing, numero: NumeroNoCaminho) -> VolumeSaida:
    """One volume."""
    return _shown(call, by_number(call.session, Volume, numero))


@router.post("/volumes")
def abrir_volume(call: Bench, dados: VolumeEntrada) -> VolumeSaida:
    """Start a box of a package."""
    made = call.do(
        AbrirVolume(
            id=dados.id,
            lote=dados.lote,
            pacote=dados.pacote,
            barcode=dados.barcode,
            estacao=dados.estacao,
            aberto_em=dados.aberto_em or agora(),
        )
    )
    return _shown(call, by_number(call.session, Volume, int(str(made["number"]))))


@router.post("/volumes/{numero}/fechar")
def fechar_volume(call: Bench, numero: NumeroNoCaminho, dados: Momento) -> dict[str, Any]:
    """Close a box; the first time it gets its number in the package."""
    key = _key(call, numero)
    moment = dados.em or agora()
    return call.do(FecharVolume(id=key, fechado_em=moment, operador=dados.operador))


@router.post("/volumes/{numero}/reabrir")
def reabrir_volume(call: Bench, numero: NumeroNoCaminho) -> Estado:
    """Open a closed box again."""
    return _done(call, ReabrirVolume(id=_key(call, numero)))


@router.post("/volumes/{numero}/imprimir")
def imprimir_volume(call: Packing, numero: NumeroNoCaminho, dados: Momento) -> dict[str, Any]:
    """Say that the label of a box was printed."""
    return call.do(ImprimirVolume(id=_key(call, numero), impresso_em=dados.em or agora()))


@router.delete("/volumes/{numero}/itens/{item}")
def tirar_do_volume(call: Bench, numero: NumeroNoCaminho, item: UUID) -> Estado:
    """Take one thing out of an open box."""
    key = _key(call, numero)
    return _done(call, RemoverDoVolume(id=key, item_id=item, removido_em=agora()))


@router.delete("/volumes/{numero}")
def arquivar_volume(call: Bench, numero: NumeroNoCaminho) -> Estado:
    """Unpack a box whole and put it away."""
    return _done(call, ArquivarVolume(id=_key(call, numero), arquivado_em=agora()))


@router.get("/etapas")
def listar_etapas(call: Reading) -> list[EtapaSaida]:
    """The stages in their order."""
    return mostrar_etapas(list(etapas(call.session)))


@router.post("/etapas/iniciar")
def iniciar_etapas(call: Setup) -> list[EtapaSaida]:
    """Make the five usual stages where there is none."""
    call.do(IniciarEtapas())
    return mostrar_etapas(list(etapas(call.session)))


@router.post("/etapas")
def criar_etapa(call: Setup, dados: EtapaEntrada) -> Estado:
    """Add a stage."""
    before = None if dados.exige is None else etapa_de(call, dados.exige).id
    form = FormEtapa(nome=dados.nome, ordem=dados.ordem)
    return _done(call, CriarEtapa(codigo=dados.codigo, dados=form, exige_id=before))


@router.put("/etapas/{codigo}")
def alterar_etapa(call: Setup, codigo: str, dados: EtapaMudanca) -> Estado:
    """Change a stage; with `embala` pieces are packed at it from now on."""
    etapa = etapa_de(call, codigo)
    commands: list[Command] = []
    edited = {
        name: Change(was=getattr(etapa, name), to=value)
        for name, value in (("nome", dados.nome), ("ordem", dados.ordem))
        if value is not None and value != getattr(etapa, name)
    }
    if edited:
        commands.append(AlterarCampos(collection="etapa", id=etapa.id, base=etapa.ver, set=edited))
    if "exige" in dados.model_fields_set:
        before = None if dados.exige is None else etapa_de(call, dados.exige).id
        commands.append(DefinirExigencia(id=etapa.id, exige_id=before))
    if dados.embala:
        commands.append(DefinirEmbalagem(id=etapa.id))
    if commands:
        call.do(*commands)
    return Estado()


@router.delete("/etapas/{codigo}")
def arquivar_etapa(call: Setup, codigo: str) -> Estado:
    """Put a stage away."""
    return _done(call, ArquivarEtapa(id=etapa_de(call, codigo).id))


@router.post("/etapas/{codigo}/restaurar")
def restaurar_etapa(call: Setup, codigo: str) -> Estado:
    """Take a stage out again."""
    return _done(call, RestaurarEtapa(id=etapa_de(call, codigo, arquivada=True).id))


def _key(call: Caller, number: int) -> UUID:
    return by_number(call.session, Volume, number).id


def _done(call: Caller, command: Command) -> Estado:
    call.do(command)
    return Estado()


def _shown(call: Caller, volume: Volume) -> VolumeSaida:
    inside = conteudo_do_pacote(call.session, volume.chave)
    return mostrar_volume(volume, inside.get(volume.id, []))
