"""Batches as the old system's clients know them (production.md 1.2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response
from fastapi.responses import JSONResponse

from core.arquivos.kinds import JSON, ZIP
from core.arquivos.queries import stored
from core.command import Command
from core.command.files import lend_files
from core.db.paging import EVERYTHING
from core.db.unit import Unit
from core.errors import InputError
from core.messages import say
from core.pipeline.json_bytes import json_bytes
from core.producao.commands.lote import ArquivarLote, RenomearLote
from core.producao.commands.pacotes_antigos import GravarPacotes
from core.producao.models.lote import Lote
from core.producao.old.archive import archive_name, batch_archive, object_key
from core.producao.old.sent import grouped
from core.producao.old.shapes import old_packages
from core.producao.queries import lote as queries
from core.producao.rules.lote import checked_name
from core.producao.rules.pedido_plano import nome_do_lote
from server.api.deps import Caller, Page, needs
from server.api.producao.estoque_formas import NumeroNoCaminho
from server.api.producao.lotes_envio import BODY, Envio, Formulario, packed, source_name
from server.api.producao.lotes_formas import (
    Apagado,
    CamadasSaida,
    ChavesSaida,
    ExcluirEntrada,
    GerarEntrada,
    ImportadoSaida,
    LoteEntrada,
    LoteInteiro,
    LoteSaida,
    MateriaisSaida,
    Mensagem,
    NomeNoCaminho,
    NumeroSaida,
    PacotesSaida,
    PastaEntrada,
    PastaNaConsulta,
    Removido,
)
from server.api.producao.planos import AGUARDANDO
from server.api.producao.planos import ZIP as ZIP_ANSWER
from server.api.routing import new_router
from server.errors import answer as told
from server.jobs.waiting import answer
from server.storage.handing import attachment, hand_out
from server.storage.incoming import Rules, take

router = new_router(tags=["lotes"])

Reader = Annotated[Caller, Depends(needs("producao"))]
Office = Annotated[Caller, Depends(needs("producao/lote"))]
Planner = Annotated[Caller, Depends(needs("planos-producao/nesting"))]


@router.post(
    "/importar-xml", response_model=ImportadoSaida, responses=AGUARDANDO, openapi_extra=BODY
)
def importar(call: Office, envio: Formulario) -> ImportadoSaida | JSONResponse:
    """Read files into a batch, a new one or one that is there; what they brought."""
    lote = queries.achar(call.session, envio.nome[:300]) if "\0" not in envio.nome else None
    target = {"lote": str(lote.id)} if lote else {"nome": checked_name(envio.nome)}
    fonte = source_name(envio.arquivos)
    sha256 = _kept(call, envio)
    plain = not envio.comparar and not envio.decisoes
    there = queries.leitura_igual(call.session, lote, sha256, fonte) if lote and plain else None
    if there is not None:
        return _imported(call, {"importacao_id": there.id, "id": there.lote_id, **there.diferencas})
    asked = {
        "arquivo": sha256,
        "fonte": fonte,
        "comparar": envio.comparar,
        "decisoes": {key: said.value for key, said in envio.decisoes.items()},
        **target,
    }
    done = answer(call, "lote.importar", asked, files=(sha256,))
    return done if isinstance(done, JSONResponse) else _imported(call, done)


@router.post("/gerar-lote-final", response_model=Mensagem, responses=AGUARDANDO)
def gerar(call: Office, dados: GerarEntrada) -> Mensagem | JSONResponse:
    """Make these the parts of the batch, and its list and drawings of them."""
    nome = nome_do_lote(dados.lote)
    lote = queries.achar(call.session, nome)
    saved = _save(call, lote, lote.nome if lote else nome, grouped(dados.pecas), only_parts=True)
    done = answer(call, "lote.arquivo_final", {"lote": saved["id"]})
    if isinstance(done, JSONResponse):
        return done
    return Mensagem(mensagem=say("lote.arquivos_gerados", count=len(dados.pecas)))


@router.get("/carregar-lote-final")
def carregar(call: Reader, pasta: PastaNaConsulta) -> PacotesSaida:
    """The packages of a batch."""
    lote = queries.lote_chamado(call.session, nome_do_lote(pasta))
    packages = old_packages(queries.conteudo(call.session, lote))
    return PacotesSaida.model_validate({"pacotes": packages})


@router.post("/coletar-layers")
def coletar_layers(call: Planner, dados: PastaEntrada) -> CamadasSaida:
    """The layers of a batch's operations, sorted."""
    lote = queries.lote_chamado(call.session, nome_do_lote(dados.pasta_lote))
    return CamadasSaida(layers=queries.camadas(call.session, lote.id))


@router.post("/coletar-chapas")
def coletar_chapas(call: Planner, dados: PastaEntrada) -> MateriaisSaida:
    """The materials of a batch's parts, sorted."""
    lote = queries.lote_chamado(call.session, nome_do_lote(dados.pasta_lote))
    return MateriaisSaida(materiais=queries.materiais(call.session, lote.id))


@router.get("/listar-lotes")
def listar_chaves(call: Reader, page: Page) -> ChavesSaida:
    """What the old API calls the archives of the batches: all sorted, or a page, newest first."""
    keys = [object_key(one.nome) for one in page.rows(queries.lotes(call.session, page.window))]
    return ChavesSaida(lotes=sorted(keys) if page.window == EVERYTHING else keys)


@router.get("/download-lote/{lote_id}", responses=ZIP_ANSWER, response_class=Response)
def baixar(call: Reader, lote_id: NumeroNoCaminho, request: Request) -> Response:
    """List and drawings of a batch: the archive that was made, or one of the batch as it is."""
    lote = queries.lote_numero(call.session, lote_id)
    name = archive_name(lote.nome)
    if lote.arquivo_final is not None and lote.arquivo_final_revisao == lote.revisao:
        return hand_out(call.state.files, stored(call.session, lote.arquivo_final), name, request)
    batch = queries.conteudo(call.session, lote).batch()
    call.close()
    headers = {"Content-Disposition": attachment(name), "X-Content-Type-Options": "nosniff"}
    return Response(batch_archive(batch), media_type=ZIP, headers=headers)


@router.post("/excluir-lote")
def excluir(call: Office, dados: ExcluirEntrada) -> Mensagem:
    """Archive a batch."""
    lote = queries.lote_chamado(call.session, nome_do_lote(dados.lote))
    call.do(ArquivarLote(id=lote.id))
    return Mensagem(mensagem=say("lote.arquivado", nome=lote.nome))


@router.post("/limpar-nesting-preview")
def limpar_previa(call: Planner, dados: PastaEntrada) -> Removido:
    """Nothing to remove: no batch is unpacked on the server any more."""
    queries.lote_chamado(call.session, nome_do_lote(dados.pasta_lote))
    return Removido(removido=False)


@router.post("/lotes-producao", response_model=NumeroSaida)
def gravar(call: Office, dados: LoteEntrada) -> NumeroSaida | JSONResponse:
    """Make a batch, or make this the whole content of one; by its id it takes the name as well."""
    if dados.id is None and dados.nome is None:
        missing = told(InputError("lote.sem_nome"))
        missing.status_code = 400
        return missing
    lote = queries.lote_numero(call.session, dados.id) if dados.id is not None else None
    renamed = _renamed(lote, dados.nome)
    if dados.pacotes is None:
        lote = lote or queries.por_nome(call.session, dados.nome or "")
        if lote is not None:
            number = lote.number
            if renamed:
                call.do(*renamed)
            return NumeroSaida.model_validate({"id": number})
    packages = [one.model_dump(mode="json", exclude_unset=True) for one in dados.pacotes or ()]
    saved = _save(call, lote, dados.nome or "", packages, renamed, only_parts=False)
    return NumeroSaida.model_validate({"id": saved["number"]})


@router.get("/lotes-producao")
def listar(call: Reader, page: Page) -> list[LoteSaida]:
    """The batches, newest first."""
    rows = page.rows(queries.lotes(call.session, page.window))
    sums = queries.resumos(call.session, [one.id for one in rows])
    return [LoteSaida.of(one, sums[one.id]) for one in rows]


@router.get("/lotes-producao/{nome}")
def ver(call: Reader, nome: NomeNoCaminho) -> LoteInteiro:
    """A batch with everything in it."""
    lote = queries.lote_chamado(call.session, nome)
    packages = old_packages(queries.conteudo(call.session, lote))
    whole = {"id": lote.number, "nome": lote.nome, "pacotes": packages}
    return LoteInteiro.model_validate(whole)


@router.delete("/lotes-producao/{nome}")
def apagar(call: Office, nome: NomeNoCaminho) -> Apagado:
    """Archive a batch."""
    call.do(ArquivarLote(id=queries.lote_chamado(call.session, nome).id))
    return Apagado()


def _kept(call: Caller, envio: Envio) -> str:
    """The files as one archive in the storage; its hash.

    Raises:
        InputError: a name is none, the whole is too large, or nobody should open it.
    """
    state = call.state
    archive = packed(envio.arquivos, state.files.storage.scratch)
    call.close()
    try:
        with archive.open("rb") as stream:
            rules = Rules(state.settings.upload_limit_bytes, (ZIP,))
            return take(state.files, state.database, stream, archive.name, rules).sha256
    finally:
        archive.unlink(missing_ok=True)


def _imported(call: Caller, done: dict[str, object]) -> ImportadoSaida:
    if "importacao_id" not in done:
        nothing: dict[str, object] = {"id": None, "lote": "", "pacotes": [], "contagens": {}}
        return ImportadoSaida.model_validate({**done, **nothing})
    lote = queries.lote_por_chave(call.session, UUID(str(done["id"])))
    content = queries.conteudo(call.session, lote)
    brought = UUID(str(done["importacao_id"]))
    importacao = queries.importacao(call.session, brought)
    return ImportadoSaida.model_validate(
        {
            **done,
            "id": lote.number,
            "lote": lote.nome,
            "pacotes": old_packages(content, brought),
            "contagens": importacao.contagens,
        }
    )


def _renamed(lote: Lote | None, nome: str | None) -> list[Command]:
    """What gives a batch that is known by its number the name that came with it."""
    if lote is None or nome is None or checked_name(nome) == lote.nome:
        return []
    return [RenomearLote(id=lote.id, nome=nome)]


def _save(
    call: Caller,
    lote: Lote | None,
    nome: str,
    packages: list[dict[str, object]],
    before: Sequence[Command] = (),
    *,
    only_parts: bool,
) -> dict[str, object]:
    """Keep what was posted as a file, and make it the batch's content, all or nothing."""
    key, name = (lote.id, None) if lote else (None, checked_name(nome))
    call.close()
    state = call.state
    with Unit(state.database) as unit:
        sha256 = state.files.put(unit.session, json_bytes({"pacotes": packages}), JSON)
        unit.commit()
    lend_files(state.database, state.files.read)
    command = GravarPacotes(pacotes=sha256, lote_id=key, nome=name, so_pecas=only_parts)
    return dict(call.do(*before, command))
