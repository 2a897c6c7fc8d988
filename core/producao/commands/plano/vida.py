"""Steps of a plan's life: confirm, take what came in later, cancel, put away."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from core.command import Context, Policy, Result
from core.errors import Refused
from core.producao.commands.estoque import liberar_varias, reservas_do_plano
from core.producao.commands.estoque.sobras import cancelar_sobras
from core.producao.commands.plano.comum import DoPlano, chapas_travadas
from core.producao.commands.plano.sobras import prever_sobras
from core.producao.commands.plano.tabuas import reservar_chapas
from core.producao.models.lote import Lote
from core.producao.models.plano import ChapaPlano, ColocacaoPeca, Plano
from core.producao.queries.plano import ocupadas
from core.producao.rules.medidas import Motivo
from core.producao.rules.plano import (
    TERMINADAS,
    EstadoPlano,
    exigir_em_dia,
    exigir_parado,
    exigir_plano,
)


class ConfirmarPlano(DoPlano, kind="plano.confirmar", policy=Policy.ARBITRATED):
    """Say that this layout is to be cut, and promise its boards.

    Boards that are not there are no obstacle: `faltam` counts the sheets still without one, which
    are to be bought.
    """

    def run(self, ctx: Context) -> Result:
        """Reserve offcuts and boards.

        Raises:
            Refused: the layout is a draft, of an earlier revision of its batch, lays pieces that
                another confirmed plan has too, or a chosen offcut was taken by somebody else.
        """
        plano = ctx.locked(Plano, self.id)
        exigir_plano(plano.estado, EstadoPlano.CONFIRMADO)
        lote = ctx.locked(Lote, plano.lote_id)
        exigir_em_dia(lote.revisao, plano.lote_revisao)
        if lote.suspenso:
            raise Refused("plano.lote_suspenso", lote=lote.nome)
        _exigir_so_este(ctx, plano)
        chapas = chapas_travadas(ctx, plano)
        faltam = reservar_chapas(ctx, plano, chapas)
        prever_sobras(ctx, plano, lote, chapas)
        plano.estado, plano.confirmado_em = EstadoPlano.CONFIRMADO, ctx.now
        return {"id": str(plano.id), "estado": plano.estado.value, "faltam": len(faltam)}


class ReservarFaltantes(DoPlano, kind="plano.reservar_faltantes", policy=Policy.ARBITRATED):
    """Promise boards that came in since to the sheets of a confirmed plan that had none."""

    def run(self, ctx: Context) -> Result:
        """Reserve what there is by now.

        Raises:
            Refused: the plan is not confirmed.
        """
        plano = ctx.locked(Plano, self.id)
        if plano.estado not in (EstadoPlano.CONFIRMADO, EstadoPlano.EXPORTADO):
            raise Refused("plano.nao_confirmado", estado=plano.estado.value)
        sem = [
            chapa
            for chapa in chapas_travadas(ctx, plano)
            if chapa.reserva_id is None and chapa.estado not in TERMINADAS
        ]
        faltam = reservar_chapas(ctx, plano, sem)
        return {"id": str(plano.id), "reservadas": len(sem) - len(faltam), "faltam": len(faltam)}


class CancelarPlano(DoPlano, kind="plano.cancelar", policy=Policy.ARBITRATED, audited=True):
    """Give the plan up: its boards are free again; what was cut stays cut, offcuts and all."""

    motivo: Motivo

    def run(self, ctx: Context) -> Result:
        """Release and cancel.

        Raises:
            Refused: a sheet lies under the cutter, or the plan is cancelled already.
        """
        plano = ctx.locked(Plano, self.id)
        liberadas = cancelar(ctx, plano, self.motivo)
        return {"id": str(plano.id), "estado": plano.estado.value, "liberadas": liberadas}


class DesfazerOtimizacao(DoPlano, kind="plano.desfazer_otimizacao", policy=Policy.TRANSITION):
    """Throw a layout away that nobody confirmed."""

    def run(self, ctx: Context) -> Result:
        """Cancel and put away.

        Raises:
            Refused: it was confirmed; then it is cancelled with a reason.
        """
        plano = ctx.locked(Plano, self.id)
        if plano.estado not in (EstadoPlano.RASCUNHO, EstadoPlano.OTIMIZADO):
            raise Refused("plano.ja_confirmado", estado=plano.estado.value)
        cancelar(ctx, plano, "")
        plano.archived_at = ctx.now
        return {"id": str(plano.id), "estado": plano.estado.value}


class ArquivarPlano(DoPlano, kind="plano.arquivar", policy=Policy.RECORD, audited=True):
    """Put a plan away. One that is still to be cut is cancelled; a finished one only rests."""

    motivo: Motivo | None = None

    def run(self, ctx: Context) -> Result:
        """Cancel where there is something left to cut, then archive.

        Raises:
            Refused: a sheet lies under the cutter.
        """
        plano = ctx.locked(Plano, self.id, archived=True)
        if plano.archived_at is None:
            chapas = chapas_travadas(ctx, plano)
            pronto = bool(chapas) and all(chapa.estado in TERMINADAS for chapa in chapas)
            if plano.estado is not EstadoPlano.CANCELADO and not pronto:
                cancelar(ctx, plano, self.motivo or "")
            plano.archived_at = ctx.now
        return {"id": str(plano.id), "estado": plano.estado.value}


class RestaurarPlano(DoPlano, kind="plano.restaurar", policy=Policy.RECORD, audited=True):
    """Bring an archived plan back into the lists, in the state it has."""

    def run(self, ctx: Context) -> Result:
        """Take the plan out of the archive."""
        plano = ctx.locked(Plano, self.id, archived=True)
        plano.archived_at = None
        return {"id": str(plano.id), "estado": plano.estado.value}


def cancelar(ctx: Context, plano: Plano, motivo: str) -> int:
    """Cancel a plan that is held and release its boards; how many came free.

    Raises:
        Refused: a sheet lies under the cutter, or the plan is cancelled already.
    """
    exigir_plano(plano.estado, EstadoPlano.CANCELADO)
    chapas = chapas_travadas(ctx, plano)
    exigir_parado([chapa.estado for chapa in chapas])
    cancelar_sobras(ctx, plano_id=plano.id)
    reservas = liberar_varias(ctx, reservas_do_plano(ctx, plano.id), motivo=motivo)
    for chapa in chapas:
        if chapa.estado not in TERMINADAS:
            chapa.reserva_id = None
    plano.estado, plano.cancelado_em = EstadoPlano.CANCELADO, ctx.now
    plano.motivo = motivo
    return len(reservas)


def _exigir_so_este(ctx: Context, plano: Plano) -> None:
    """No piece may lie on two sheets that are both to be cut."""
    mine, other = aliased(ColocacaoPeca), aliased(ColocacaoPeca)
    statement = (
        select(func.count(), func.min(Plano.versao))
        .select_from(mine)
        .join(other, other.peca_copia_id == mine.peca_copia_id)
        .join(Plano, Plano.id == other.plano_id)
        .join(ChapaPlano, ChapaPlano.id == other.chapa_plano_id)
        .where(
            mine.plano_id == plano.id,
            other.plano_id != plano.id,
            ocupadas(),
        )
    )
    pecas, versao = ctx.session.execute(statement).one()
    if pecas:
        raise Refused("plano.outro_confirmado", pecas=int(pecas), versao=versao)
