"""The effect of making the final files: kept where they were proved, else what was found."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from core.command import Context, Policy, Result
from core.producao.commands.plano.comum import DoPlano, chapas_travadas
from core.producao.models.lote import Lote
from core.producao.models.plano import ArquivoPlano, Plano
from core.producao.rules.lote import Passo, next_state
from core.producao.rules.plano import (
    EstadoChapa,
    EstadoPlano,
    EstadoProva,
    exigir_chapa,
    exigir_em_dia,
    exigir_plano,
)
from core.producao.rules.valores_plano import Sha


class Arquivo(BaseModel):
    """A file as it was made; `chapa` is the sheet whose program it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    nome: Annotated[str, StringConstraints(min_length=1, max_length=255)]
    tipo: Annotated[str, StringConstraints(max_length=32)]
    tamanho: Annotated[int, Field(ge=0)]
    sha256: Sha
    chapa: str | None = None


class ExportarPlano(DoPlano, kind="plano.exportar", policy=Policy.SERVER_ONLY):
    """Keep the final files of a confirmed plan.

    Only a proved plan has files: with `achados` there must be none, and the plan stays confirmed
    with what the proof said.
    """

    arquivo_sha256: Sha | None = None
    arquivos: tuple[Arquivo, ...] = ()
    achados: tuple[dict[str, Any], ...] = ()

    @model_validator(mode="after")
    def _files_only_if_proved(self) -> Self:
        if bool(self.achados) == bool(self.arquivos) or bool(self.arquivos) != bool(
            self.arquivo_sha256
        ):
            raise ValueError("files and findings exclude each other")
        return self

    def run(self, ctx: Context) -> Result:
        """Write the files and move plan, sheets and batch on; or write the findings.

        Raises:
            Refused: the plan is not confirmed, or its batch was changed since.
        """
        plano = ctx.locked(Plano, self.id)
        exigir_plano(plano.estado, EstadoPlano.EXPORTADO)
        lote = ctx.locked(Lote, plano.lote_id)
        exigir_em_dia(lote.revisao, plano.lote_revisao)
        plano.achados, plano.achados_lista = len(self.achados), list(self.achados)
        if self.achados:
            plano.prova = EstadoProva.REPROVADA
        else:
            self._exportar(ctx, plano, lote)
        return {
            "id": str(plano.id),
            "estado": plano.estado.value,
            "prova": plano.prova.value,
            "arquivos": len(self.arquivos),
        }

    def _exportar(self, ctx: Context, plano: Plano, lote: Lote) -> None:
        target = next_state(lote.estado, Passo.PLANEJAR, suspenso=lote.suspenso)
        lote.estado = target or lote.estado
        plano.estado, plano.prova = EstadoPlano.EXPORTADO, EstadoProva.APROVADA
        plano.arquivo_sha256, plano.exportado_em = self.arquivo_sha256, ctx.now
        programas = {file.chapa: file for file in self.arquivos if file.chapa is not None}
        for chapa in chapas_travadas(ctx, plano):
            exigir_chapa(chapa.estado, EstadoChapa.EXPORTADA, chapa.codigo)
            chapa.estado = EstadoChapa.EXPORTADA
            if chapa.codigo in programas:
                chapa.programa = programas[chapa.codigo].nome
                chapa.programa_sha256 = programas[chapa.codigo].sha256
        ctx.session.add_all(
            ArquivoPlano(
                id=ctx.new_id(f"arquivo/{file.nome}"),
                plano_id=plano.id,
                nome=file.nome,
                tipo=file.tipo,
                tamanho=file.tamanho,
                sha256=file.sha256,
            )
            for file in self.arquivos
        )
