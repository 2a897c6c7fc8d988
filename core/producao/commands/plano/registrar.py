"""The effect of a search: the plan with its sheets, copies and offcuts to come, as rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints
from sqlalchemy import func, select

from core.command import Command, Context, Policy, Result
from core.command.files import file_bytes
from core.errors import InputError, Refused
from core.producao.commands.plano.comum import PERMISSOES
from core.producao.models.lote import Lote
from core.producao.models.peca import Peca, PecaCopia, SituacaoCopia
from core.producao.models.plano import ChapaPlano, ColocacaoPeca, Plano, SobraPlano
from core.producao.rules.estoque_plano import chapa_da_fonte, item_da_fonte
from core.producao.rules.material import chave_material
from core.producao.rules.nomes_plano import nome_do_arquivo
from core.producao.rules.plano import EstadoPlano, TipoPlano
from core.producao.rules.valores_plano import Chapa, Sha

if TYPE_CHECKING:
    from core.pipeline.plan_form import Plan


class RegistrarPlano(Command, kind="plano.registrar", policy=Policy.RECORD):
    """Keep a layout that a search found.

    A layout that its judge has something against (`achados`) becomes a `rascunho`, which nobody
    can confirm. `plano_sha256` is the file of which the rows are made
    (`core.pipeline.plan_form`); the others are kept beside it.
    """

    tipo: TipoPlano
    lote_id: UUID
    lote_revisao: Annotated[int, Field(ge=1)]
    maquina_id: UUID | None = None
    ajustes: dict[str, Any] = Field(default_factory=dict)
    impressao: Sha | None = None
    layout_versao: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}$")]
    layout_sha256: Sha
    plano_sha256: Sha
    execucao_sha256: Sha
    previa_sha256: Sha
    achados: tuple[dict[str, Any], ...] = ()

    def needs(self, ctx: Context) -> str:  # noqa: ARG002 - the arguments alone decide
        """The permission of the plan's kind."""
        return PERMISSOES[self.tipo]

    def run(self, ctx: Context) -> Result:
        """Write plan, sheets, copies and offcuts.

        Raises:
            NotFound: there is no such batch, or the file is not here.
            Refused: the batch was changed since it was read for the search.
            InputError: the file is no plan, a copy lies on two places, or the batch does not
                have it.
        """
        # loads the engineering, which no other command of a server needs
        from core.pipeline.plan_form import read_plan  # noqa: PLC0415
        from core.producao.rules.linhas_plano import chapas_do_plano  # noqa: PLC0415

        document = read_plan(file_bytes(ctx.session, self.plano_sha256), "plano.json")
        chapas = chapas_do_plano(document)
        lote = ctx.locked(Lote, self.lote_id)
        if lote.revisao != self.lote_revisao:
            raise Refused("plano.lote_mudou", lote=lote.nome)
        copias = self._copias(ctx, chapas)
        plano = self._plano(ctx, lote, document)
        ctx.session.add(plano)
        ctx.session.flush()
        for chapa in chapas:
            ctx.session.add(self._chapa(ctx, plano, chapa))
        ctx.session.flush()
        for chapa in chapas:
            ctx.session.add_all(self._colocacoes(ctx, plano, chapa, copias))
            ctx.session.add_all(self._sobras(ctx, chapa))
        ctx.session.flush()
        return {"id": str(plano.id), "number": plano.number, "estado": plano.estado.value}

    def _copias(self, ctx: Context, chapas: Iterable[Chapa]) -> dict[tuple[str, int], PecaCopia]:
        """The batch's living copies by part and number; the layout's are among them, each once."""
        statement = (
            select(Peca.chave, PecaCopia)
            .join(PecaCopia, PecaCopia.peca_id == Peca.id)
            .where(
                Peca.lote_id == self.lote_id,
                Peca.archived_at.is_(None),
                PecaCopia.situacao == SituacaoCopia.ATIVA,
            )
        )
        found = {(chave, copia.copia): copia for chave, copia in ctx.session.execute(statement)}
        seen: set[tuple[str, int]] = set()
        for lies in (lies for chapa in chapas for lies in chapa.colocacoes):
            key = (lies.peca, lies.copia)
            if key not in found:
                raise InputError("plano.sem_peca", part=lies.peca, copy=lies.copia)
            if key in seen:
                raise InputError("plano.peca_repetida", part=lies.peca, copy=lies.copia)
            seen.add(key)
        return found

    def _plano(self, ctx: Context, lote: Lote, document: Plan) -> Plano:
        statement = select(func.max(Plano.versao)).where(Plano.lote_id == lote.id)
        versao = (ctx.session.scalar(statement) or 0) + 1
        return Plano(
            id=ctx.new_id("plano"),
            tipo=self.tipo,
            lote_id=lote.id,
            lote_revisao=self.lote_revisao,
            versao=versao,
            estado=EstadoPlano.RASCUNHO if self.achados else EstadoPlano.OTIMIZADO,
            maquina=document.machine[:200],
            maquina_id=self.maquina_id,
            ajustes=self.ajustes,
            impressao=self.impressao,
            chapas=len(document.sheets),
            pecas=sum(len(sheet.copies) for sheet in document.sheets),
            nao_colocadas=len(document.unplaced),
            aproveitamento=document.totals.utilisation,
            minimo_chapas=document.totals.lower_bound,
            maior_sobra=document.totals.largest_offcut_area,
            layout_versao=self.layout_versao,
            layout_sha256=self.layout_sha256,
            plano_sha256=self.plano_sha256,
            execucao_sha256=self.execucao_sha256,
            previa_sha256=self.previa_sha256,
            achados=len(self.achados),
            achados_lista=list(self.achados),
            arquivo_nome=nome_do_arquivo(self.tipo, lote.nome, versao),
        )

    def _chapa(self, ctx: Context, plano: Plano, chapa: Chapa) -> ChapaPlano:
        return ChapaPlano(
            id=ctx.new_id(f"chapa/{chapa.codigo}"),
            plano_id=plano.id,
            codigo=chapa.codigo,
            material=chapa.material,
            material_chave=chave_material(chapa.material),
            espessura=chapa.espessura,
            comprimento=chapa.comprimento,
            largura=chapa.largura,
            tem_veio=chapa.tem_veio,
            de_sobra=chapa.de_sobra,
            chapa_id=chapa_da_fonte(chapa.fonte),
            item_id=item_da_fonte(chapa.fonte),
            pecas=len(chapa.colocacoes),
            aproveitamento=chapa.aproveitamento,
            cortes=list(chapa.cortes),
        )

    def _colocacoes(
        self,
        ctx: Context,
        plano: Plano,
        chapa: Chapa,
        copias: dict[tuple[str, int], PecaCopia],
    ) -> Iterator[ColocacaoPeca]:
        for ordem, lies in enumerate(chapa.colocacoes):
            copia = copias[lies.peca, lies.copia]
            yield ColocacaoPeca(
                id=ctx.new_id(f"peca/{lies.peca}/{lies.copia}"),
                plano_id=plano.id,
                chapa_plano_id=ctx.new_id(f"chapa/{chapa.codigo}"),
                peca_id=copia.peca_id,
                peca_copia_id=copia.id,
                copia=lies.copia,
                ordem=ordem,
                x=lies.x,
                y=lies.y,
                rotacao=lies.rotacao,
                virada=lies.virada,
            )

    def _sobras(self, ctx: Context, chapa: Chapa) -> Iterator[SobraPlano]:
        for sobra in chapa.sobras:
            yield SobraPlano(
                id=ctx.new_id(f"sobra/{chapa.codigo}/{sobra.nome}"),
                chapa_plano_id=ctx.new_id(f"chapa/{chapa.codigo}"),
                nome=sobra.nome,
                x=sobra.x,
                y=sobra.y,
                comprimento=sobra.comprimento,
                largura=sobra.largura,
            )
