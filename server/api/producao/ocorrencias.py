"""Occurrences, their reasons and their report: the routes of both old systems in one."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Path, Query, Request, Response
from pydantic import BeforeValidator, StringConstraints
from sqlalchemy import select

from core.arquivos.kinds import ZIP
from core.arquivos.queries import stored
from core.command import AlterarCampos, Change, Command, judge
from core.errors import NotFound
from core.producao.commands.motivo import ArquivarMotivoPorCodigo, RestaurarMotivo, SalvarMotivo
from core.producao.commands.ocorrencia import AbrirOcorrencia, AlterarOcorrencia
from core.producao.commands.ocorrencia_passos import (
    ArquivarOcorrencia,
    CancelarOcorrencia,
    ConcluirOcorrencia,
    IniciarReposicao,
    RestaurarOcorrencia,
)
from core.producao.models.ocorrencia import Motivo, Ocorrencia
from core.producao.queries import ocorrencia as queries
from core.producao.queries.estoque import chaves
from core.producao.rules.livre import Rotulo
from core.producao.rules.ocorrencia import (
    CodigoMotivo,
    FormMotivo,
    TipoMotivo,
    ler_pecas,
    nome_do_arquivo,
)
from core.producao.rules.reposicao import arquivo_de_reposicao, lote_de_reposicao
from server.api.answers import Estado
from server.api.deps import Caller, Page, needs
from server.api.producao.chao_formas import agora
from server.api.producao.estoque_formas import NumeroNoCaminho
from server.api.producao.ocorrencias_envio import Mudanca, Nova, corpo
from server.api.producao.ocorrencias_formas import (
    LinhaRelatorio,
    MotivoEntrada,
    MotivoSaida,
    OcorrenciaCriada,
    OcorrenciaSaida,
    Passo,
    endereco,
    mostrar_linha,
    mostrar_motivo,
    mostrar_ocorrencia,
)
from server.api.producao.portas import Either, Porta
from server.api.routing import new_router
from server.storage.handing import attachment, hand_out

router = new_router(tags=["ocorrências"])

Occurrences = Annotated[Caller, Depends(needs("producao/ocorrencias"))]
Reasons = Annotated[Caller, Depends(needs("producao/motivos"))]
Reading = Annotated[
    Caller,
    Depends(Either("producao/ocorrencias", "producao/motivos", "producao/relatorios/ocorrencias")),
]
Reports = Annotated[Caller, Depends(needs("producao/relatorios/ocorrencias"))]

CodigoNoCaminho = Annotated[CodigoMotivo, Path()]
_ZIP: dict[int | str, dict[str, Any]] = {
    200: {"content": {ZIP: {}}, "description": "Lista e desenhos."},
    307: {"description": "O endereço do arquivo."},
}


def _given(value: Any) -> Any:
    """The old screens send what is not chosen as an empty text."""
    return None if value == "" else value


Dia = Annotated[date | None, BeforeValidator(_given), Query()]
Tipo = Annotated[TipoMotivo | None, BeforeValidator(_given), Query()]
Texto = Annotated[Rotulo, StringConstraints(max_length=100)]


@router.get("/lotes-ocorrencias")
def listar_ocorrencias(
    call: Occurrences, page: Page, porta: Porta
) -> dict[str, list[OcorrenciaSaida]]:
    """The occurrences, the newest first."""
    rows = page.rows(queries.ocorrencias(call.session, page.window))
    pieces = queries.pecas_de(call.session, rows)
    return {"lotes": [mostrar_ocorrencia(row, pieces.get(row.id, []), porta) for row in rows]}


@router.get("/lotes-ocorrencias/{numero}")
def ver_ocorrencia(call: Occurrences, numero: NumeroNoCaminho, porta: Porta) -> OcorrenciaSaida:
    """One occurrence."""
    row = queries.ocorrencia_numero(call.session, numero)
    pieces = queries.pecas_de(call.session, [row])
    return mostrar_ocorrencia(row, pieces.get(row.id, []), porta)


@router.post("/lotes-ocorrencias", openapi_extra=corpo("lote", "pecas"))
def abrir_ocorrencia(call: Occurrences, envio: Nova, porta: Porta) -> OcorrenciaCriada:
    """Open an occurrence: every piece names its reason."""
    dados = envio.dados
    pieces = tuple(ler_pecas(dados.pecas))
    archive = None if envio.arquivo is None else call.keep(envio.arquivo, (ZIP,))
    made = call.do(
        AbrirOcorrencia(
            lote=dados.lote,
            pacote=dados.pacote,
            pecas=pieces,
            observacoes=dados.observacoes,
            aberta_em=dados.aberta_em or agora(),
            arquivo=archive,
        )
    )
    number = int(str(made["number"]))
    return OcorrenciaCriada(
        id=number, oc_numero=int(str(made["oc_numero"])), arquivo_url=str(endereco(porta, number))
    )


@router.put("/lotes-ocorrencias/{numero}", openapi_extra=corpo())
def alterar_ocorrencia(call: Occurrences, numero: NumeroNoCaminho, envio: Mudanca) -> Estado:
    """Change an occurrence; what is not sent stays, pieces are sent as a whole list."""
    dados = envio.dados
    row = queries.ocorrencia_numero(call.session, numero)
    commands: list[Command] = []
    if dados.observacoes is not None and dados.observacoes != row.observacoes:
        edit = {"observacoes": Change(was=row.observacoes, to=dados.observacoes)}
        commands.append(AlterarCampos(collection="ocorrencia", id=row.id, base=row.ver, set=edit))
    pieces = None if dados.pecas is None else tuple(ler_pecas(dados.pecas))
    archive = None if envio.arquivo is None else call.keep(envio.arquivo, (ZIP,))
    change = AlterarOcorrencia(
        id=row.id, lote=dados.lote, pacote=dados.pacote, pecas=pieces, arquivo=archive
    )
    call.do(change, *commands)
    return Estado()


@router.delete("/lotes-ocorrencias/{numero}")
def arquivar_ocorrencia(call: Occurrences, numero: NumeroNoCaminho) -> Estado:
    """Put an occurrence away."""
    return _done(call, ArquivarOcorrencia(id=_key(call, numero)))


@router.post("/lotes-ocorrencias/{numero}/restaurar")
def restaurar_ocorrencia(call: Occurrences, numero: NumeroNoCaminho) -> Estado:
    """Take an occurrence out again."""
    key = chaves(call.session, Ocorrencia, [numero])[numero]
    return _done(call, RestaurarOcorrencia(id=key))


@router.post("/lotes-ocorrencias/{numero}/repor")
def repor(call: Occurrences, numero: NumeroNoCaminho, dados: Passo) -> Estado:
    """Say that the pieces are being made again; failed copies get new ones."""
    key = _key(call, numero)
    return _done(call, IniciarReposicao(id=key, em=dados.em or agora(), codigos=dados.codigos))


@router.post("/lotes-ocorrencias/{numero}/concluir")
def concluir(call: Occurrences, numero: NumeroNoCaminho, dados: Passo) -> Estado:
    """Say that the pieces are made."""
    return _done(call, ConcluirOcorrencia(id=_key(call, numero), em=dados.em or agora()))


@router.post("/lotes-ocorrencias/{numero}/cancelar")
def cancelar(call: Occurrences, numero: NumeroNoCaminho, dados: Passo) -> Estado:
    """Say that the pieces need not be made again."""
    return _done(call, CancelarOcorrencia(id=_key(call, numero), em=dados.em or agora()))


@router.get("/download-lote-ocorrencia/{numero}", responses=_ZIP, response_class=Response)
def baixar_ocorrencia(call: Occurrences, numero: NumeroNoCaminho, request: Request) -> Response:
    """The archive sent with an occurrence, else list and drawings of its pieces, made now."""
    row = queries.ocorrencia_numero(call.session, numero)
    name = nome_do_arquivo(row.lote, row.oc_numero)
    if row.arquivo_sha256 is not None:
        blob = stored(call.session, row.arquivo_sha256)
        return hand_out(call.state.files, blob, f"{name}.zip", request)
    batch = lote_de_reposicao(name, queries.repostas(call.session, row))
    call.close()
    headers = {
        "Content-Disposition": attachment(f"{name}.zip"),
        "X-Content-Type-Options": "nosniff",
    }
    return Response(arquivo_de_reposicao(batch), media_type=ZIP, headers=headers)


@router.get("/motivos-ocorrencias")
def listar_motivos(call: Reading, page: Page) -> list[MotivoSaida]:
    """The reasons."""
    rows = page.rows(queries.motivos(call.session, page.window))
    return [mostrar_motivo(row) for row in rows]


@router.post("/motivos-ocorrencias")
def gravar_motivo(call: Reasons, dados: MotivoEntrada) -> Estado:
    """Make a reason, or change the one with this code."""
    form = judge(FormMotivo, dados.model_dump(exclude={"codigo"}))
    return _done(call, SalvarMotivo(codigo=dados.codigo, dados=form))


@router.post("/motivos-ocorrencias/{codigo:path}/restaurar")
def restaurar_motivo(call: Reasons, codigo: CodigoNoCaminho) -> Estado:
    """Take the reason that was last put away under this code out again."""
    statement = select(Motivo.id).where(Motivo.codigo == codigo, Motivo.archived_at.is_not(None))
    key = call.session.scalars(statement.order_by(Motivo.archived_at.desc()).limit(1)).first()
    if key is None:
        raise NotFound("motivo.ausente", codigo=codigo)
    return _done(call, RestaurarMotivo(id=key))


@router.delete("/motivos-ocorrencias/{codigo:path}")
def arquivar_motivo(call: Reasons, codigo: CodigoNoCaminho) -> Estado:
    """Put a reason away; occurrences keep it."""
    return _done(call, ArquivarMotivoPorCodigo(codigo=codigo))


@router.get("/relatorio-ocorrencias")
def relatorio_ocorrencias(
    call: Reports,
    page: Page,
    data_inicio: Dia = None,
    data_fim: Dia = None,
    motivo: Texto = "",
    tipo: Tipo = None,
    setor: Texto = "",
) -> list[LinhaRelatorio]:
    """Every piece made again, the newest first; both days are included."""
    filtro = queries.Filtro(data_inicio, data_fim, motivo, tipo, setor)
    rows = page.rows(queries.relatorio(call.session, filtro, page.window))
    return [mostrar_linha(row) for row in rows]


def _key(call: Caller, number: int) -> UUID:
    return queries.ocorrencia_numero(call.session, number).id


def _done(call: Caller, command: Command) -> Estado:
    call.do(command)
    return Estado()
