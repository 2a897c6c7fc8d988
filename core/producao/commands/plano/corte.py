"""What happens at the machine: a sheet is started, cut, stopped, found bad, spoilt, taken back."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, StringConstraints
from sqlalchemy import select

from core.command import Command, Context, Policy, Result
from core.errors import InputError, Refused
from core.producao.commands.estoque import consumir, devolver, liberar, reservar, travar
from core.producao.commands.estoque.saldo import movimentar
from core.producao.commands.estoque.sobras import (
    cancelar_sobras,
    receber_sobras,
    recolher_sobras,
)
from core.producao.commands.plano.comum import CORTE, DaChapa, chapa_travada
from core.producao.commands.plano.sobras import sobras_de
from core.producao.commands.plano.tabuas import reservar_chapas, serve
from core.producao.models.estoque import ItemEstoque, ReservaEstoque, TipoMovimento
from core.producao.models.lote import Lote
from core.producao.models.peca import PecaCopia
from core.producao.models.plano import ChapaPlano, ColocacaoPeca, Plano
from core.producao.rules.lote import NaMaquina, state_at_machine
from core.producao.rules.medidas import Motivo
from core.producao.rules.plano import EstadoChapa, EstadoPlano, exigir_chapa, exigir_em_dia

type CodigoPeca = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{1,16}$")]


class IniciarCorte(Command, kind="plano.iniciar_corte", permission=CORTE, policy=Policy.TRANSITION):
    """A board lies on the machine and the program starts; `em` is when."""

    id: UUID
    em: AwareDatetime

    def run(self, ctx: Context) -> Result:
        """Start the sheet, and with it its batch.

        Raises:
            Refused: the plan has no proved files, is of an earlier revision of its batch, or the
                batch is not released, held up, or done.
        """
        plano, chapa = _a_cortar(ctx, self.id)
        lote = ctx.locked(Lote, plano.lote_id)
        exigir_em_dia(lote.revisao, plano.lote_revisao)
        exigir_chapa(chapa.estado, EstadoChapa.EM_CORTE, chapa.codigo)
        lote.estado = state_at_machine(lote.estado, NaMaquina.INICIAR, suspenso=lote.suspenso)
        chapa.estado, chapa.iniciada_em = EstadoChapa.EM_CORTE, self.em
        return _resultado(chapa)


class ChapaCortada(Command, kind="plano.chapa_cortada", permission=CORTE, policy=Policy.TRANSITION):
    """A sheet was cut: its board is used up and its own offcuts are in stock.

    Saying so twice changes nothing more. Where no board of the stock was promised, one is taken
    now if there is any; if not, the sheet is cut all the same (`sem_baixa`).
    """

    id: UUID
    em: AwareDatetime

    def run(self, ctx: Context) -> Result:
        """Consume the board, receive the offcuts.

        Raises:
            Refused: the plan has no proved files or is cancelled, the sheet is spoilt, or nobody
                started it and its batch is held up, done, or not planned.
        """
        plano, chapa = chapa_travada(ctx, self.id)
        if chapa.estado is EstadoChapa.CORTADA:
            return _cortada(chapa, 0, repetida=True)
        _exigir_exportado(plano)
        exigir_chapa(chapa.estado, EstadoChapa.CORTADA, chapa.codigo)
        lote = _em_producao(ctx, plano, chapa)
        reserva = _reservada(ctx, plano, chapa)
        if reserva is not None:
            consumir(ctx, reserva, destino=lote.nome, motivo=f"chapa {chapa.codigo}")
        recebidas = receber_sobras(ctx, chapa.id)
        chapa.iniciada_em = chapa.iniciada_em or self.em
        chapa.estado, chapa.cortada_em, chapa.boa_ate = EstadoChapa.CORTADA, self.em, None
        return _cortada(chapa, len(recebidas), repetida=False)


class ParouAqui(Command, kind="plano.parou_aqui", permission=CORTE, policy=Policy.TRANSITION):
    """The machine stopped; `peca` is the code of the last piece that came out good."""

    id: UUID
    peca: CodigoPeca

    def run(self, ctx: Context) -> Result:
        """Keep the place from which the program goes on.

        Raises:
            Refused: the sheet is not being cut.
            InputError: the piece does not lie on it.
        """
        _, chapa = chapa_travada(ctx, self.id)
        if chapa.estado is not EstadoChapa.EM_CORTE:
            raise Refused("plano.nao_em_corte", chapa=chapa.codigo, estado=chapa.estado.value)
        statement = (
            select(PecaCopia.id)
            .join(ColocacaoPeca, ColocacaoPeca.peca_copia_id == PecaCopia.id)
            .where(ColocacaoPeca.chapa_plano_id == chapa.id, PecaCopia.codigo == self.peca)
        )
        found = ctx.session.scalar(statement)
        if found is None:
            raise InputError("plano.peca_de_outra", chapa=chapa.codigo, peca=self.peca)
        chapa.boa_ate = found
        return {**_resultado(chapa), "boa_ate": self.peca}


class ChapaRuim(Command, kind="plano.chapa_ruim", permission=CORTE, policy=Policy.ARBITRATED):
    """The board is no good: it is written off, and another one takes the same program.

    `item_id` says which; without it the stock's oldest of the same material and size. Where there
    is none the sheet waits for one.
    """

    id: UUID
    motivo: Motivo
    item_id: UUID | None = None

    def run(self, ctx: Context) -> Result:
        """Write off, promise another board.

        Raises:
            Refused: the sheet is cut or spoilt, or the other board is taken or does not fit.
        """
        plano, chapa = _a_cortar(ctx, self.id)
        if chapa.estado is not EstadoChapa.EXPORTADA:
            exigir_chapa(chapa.estado, EstadoChapa.EXPORTADA, chapa.codigo)
        self._baixar(ctx, chapa)
        chapa.item_id = chapa.reserva_id = None
        chapa.de_sobra = False
        if self.item_id is not None:
            _exigir_que_sirva(ctx, self.item_id, chapa)
            chapa.item_id = self.item_id
        faltam = reservar_chapas(ctx, plano, [chapa])
        chapa.estado, chapa.iniciada_em, chapa.boa_ate = EstadoChapa.EXPORTADA, None, None
        chapa.motivo = self.motivo
        item = None if chapa.item_id is None else str(chapa.item_id)
        return {**_resultado(chapa), "item_id": item, "faltam": len(faltam)}

    def _baixar(self, ctx: Context, chapa: ChapaPlano) -> None:
        if chapa.reserva_id is None:
            return
        reserva = liberar(ctx, ctx.get(ReservaEstoque, chapa.reserva_id), motivo=self.motivo)
        movimentar(
            ctx,
            travar(ctx, [reserva.item_id])[reserva.item_id],
            TipoMovimento.BAIXA,
            -reserva.quantidade,
            chave=f"ruim/{reserva.id}",
            destino="refugo",
            motivo=self.motivo,
            reserva_id=reserva.id,
            plano_id=chapa.plano_id,
        )


class RefugarChapa(
    Command, kind="plano.refugar_chapa", permission=CORTE, policy=Policy.TRANSITION, audited=True
):
    """The sheet is spoilt: board used up, no offcuts, its pieces are to be planned again."""

    id: UUID
    motivo: Motivo

    def run(self, ctx: Context) -> Result:
        """Consume the board, expect no offcuts of it.

        Raises:
            Refused: the sheet is cut or spoilt already, or nobody started it and its batch is
                held up, done, or not planned.
        """
        plano, chapa = _a_cortar(ctx, self.id)
        exigir_chapa(chapa.estado, EstadoChapa.REFUGADA, chapa.codigo)
        lote = _em_producao(ctx, plano, chapa)
        if chapa.reserva_id is not None:
            consumir(
                ctx,
                ctx.get(ReservaEstoque, chapa.reserva_id),
                destino=lote.nome,
                motivo=self.motivo,
            )
        cancelar_sobras(ctx, chapa_plano_id=chapa.id)
        chapa.estado, chapa.motivo = EstadoChapa.REFUGADA, self.motivo
        return {**_resultado(chapa), "pecas": chapa.pecas}


class DesfazerCorte(DaChapa, kind="plano.desfazer_corte", policy=Policy.ARBITRATED, audited=True):
    """A sheet was started or called cut by mistake: everything that this did is taken back."""

    motivo: Motivo

    def run(self, ctx: Context) -> Result:
        """Give the board back and promise it again; the offcuts are only expected.

        Raises:
            Refused: one of its offcuts was used, or the sheet was not started.
        """
        plano, chapa = chapa_travada(ctx, self.id)
        exigir_chapa(chapa.estado, EstadoChapa.EXPORTADA, chapa.codigo)
        if chapa.estado is EstadoChapa.CORTADA:
            self._descortar(ctx, plano, chapa)
        chapa.estado, chapa.motivo = EstadoChapa.EXPORTADA, self.motivo
        chapa.iniciada_em = chapa.cortada_em = chapa.boa_ate = None
        return _resultado(chapa)

    def _descortar(self, ctx: Context, plano: Plano, chapa: ChapaPlano) -> None:
        _travar_tudo(ctx, chapa)
        recolher_sobras(ctx, chapa.id, motivo=self.motivo)
        if chapa.reserva_id is None:
            return
        devolvida = devolver(ctx, ctx.get(ReservaEstoque, chapa.reserva_id), motivo=self.motivo)
        if plano.estado is EstadoPlano.CANCELADO:
            chapa.reserva_id = None
            cancelar_sobras(ctx, chapa_plano_id=chapa.id)
            return
        nova = reservar(
            ctx,
            devolvida.item_id,
            devolvida.quantidade,
            plano_id=plano.id,
            chapa_plano_id=chapa.id,
            lote_id=plano.lote_id,
        )
        ctx.session.flush()
        chapa.reserva_id = nova.id


def _a_cortar(ctx: Context, key: UUID) -> tuple[Plano, ChapaPlano]:
    plano, chapa = chapa_travada(ctx, key)
    _exigir_exportado(plano)
    return plano, chapa


def _em_producao(ctx: Context, plano: Plano, chapa: ChapaPlano) -> Lote:
    """The sheet's batch, held, which is being made from now on.

    A sheet that lies under the cutter is finished whatever became of its batch meanwhile: it was
    asked when the sheet was started, and a board half cut is used up.
    """
    lote = ctx.locked(Lote, plano.lote_id)
    if chapa.estado is not EstadoChapa.EM_CORTE:
        lote.estado = state_at_machine(lote.estado, NaMaquina.CORTAR, suspenso=lote.suspenso)
    return lote


def _exigir_exportado(plano: Plano) -> None:
    if plano.estado is not EstadoPlano.EXPORTADO:
        raise Refused("plano.nao_exportado", estado=plano.estado.value)


def _reservada(ctx: Context, plano: Plano, chapa: ChapaPlano) -> ReservaEstoque | None:
    """The sheet's reservation, made now where there is none and a board is there."""
    if chapa.reserva_id is None and chapa.item_id is None:
        reservar_chapas(ctx, plano, [chapa])
    _travar_tudo(ctx, chapa)
    return None if chapa.reserva_id is None else ctx.get(ReservaEstoque, chapa.reserva_id)


def _travar_tudo(ctx: Context, chapa: ChapaPlano) -> None:
    """Board and offcuts at once, in the order that all commands keep."""
    sobras = (sobra.item_id for sobra in sobras_de(ctx, [chapa.id]))
    travar(ctx, [key for key in (chapa.item_id, *sobras) if key is not None])


def _exigir_que_sirva(ctx: Context, item_id: UUID, chapa: ChapaPlano) -> None:
    item = ctx.get(ItemEstoque, item_id)
    if not serve(item, chapa):
        raise Refused("plano.outra_nao_serve", descricao=item.descricao, chapa=chapa.codigo)


def _resultado(chapa: ChapaPlano) -> Result:
    return {"id": str(chapa.id), "codigo": chapa.codigo, "estado": chapa.estado.value}


def _cortada(chapa: ChapaPlano, sobras: int, *, repetida: bool) -> Result:
    return {
        **_resultado(chapa),
        "repetida": repetida,
        "sobras": sobras,
        "sem_baixa": chapa.reserva_id is None,
    }
