"""A person reserves boards, by item or by material, and says what became of a reservation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field
from sqlalchemy import select

from core.command import Command, Context, Policy, Result
from core.errors import InputError, Refused
from core.producao.commands.estoque.entradas import ESTOQUE
from core.producao.commands.estoque.politica import politica_de
from core.producao.commands.estoque.reservas import (
    Pedido,
    consumir,
    devolver,
    liberar_varias,
    reservar_varios,
)
from core.producao.commands.estoque.saldo import feito
from core.producao.models.estoque import (
    EstadoItem,
    EstadoReserva,
    ItemEstoque,
    Politica,
    ReservaEstoque,
)
from core.producao.models.lote import Lote
from core.producao.models.material import Chapa
from core.producao.models.plano import ChapaPlano, Plano
from core.producao.rules.estoque import Candidato, Tamanho, disponivel, escolher
from core.producao.rules.material import chave_material
from core.producao.rules.medidas import Motivo, Posicao, Quantidade, Texto

MAIS_RESERVAS = 1000
"""Reservations of one command."""


class _Reserva(Command):
    """Who the boards are for; those of a sheet are promised by its plan's commands only."""

    plano_id: UUID | None = None
    lote_id: UUID | None = None
    motivo: Texto = ""
    expira_em: AwareDatetime | None = None

    def pedido(self, item_id: UUID, quantidade: int) -> Pedido:
        return Pedido(
            item_id,
            quantidade,
            chave=f"{item_id}",
            plano_id=self.plano_id,
            lote_id=self.lote_id,
            motivo=self.motivo,
            expira_em=self.expira_em,
        )

    def exigir_destino(self, ctx: Context) -> None:
        """Refuse a batch or a plan that is not there."""
        if self.lote_id is not None:
            ctx.get(Lote, self.lote_id)
        if self.plano_id is not None:
            ctx.get(Plano, self.plano_id)


class ReservarItem(_Reserva, kind="estoque.reservar", permission=ESTOQUE, policy=Policy.ARBITRATED):
    """Promise boards of one item."""

    item_id: UUID
    quantidade: Quantidade = 1

    def run(self, ctx: Context) -> Result:
        """Reserve them.

        Raises:
            Refused: fewer boards are free.
        """
        self.exigir_destino(ctx)
        reserva = reservar_varios(ctx, [self.pedido(self.item_id, self.quantidade)])[0]
        return feito(ctx, reserva)


class ReservarMaterial(
    _Reserva, kind="estoque.reservar_material", permission=ESTOQUE, policy=Policy.ARBITRATED
):
    """Promise boards of a material, whichever serve: all that are asked for, or none.

    Attributes:
        comprimento: a rectangle of this length must come out of each board, mm; 0 for any.
        girar: it may lie across the board.
        ordem: what is taken first; without it what the factory's policy says.
    """

    chapa_id: UUID | None = None
    material: Texto = ""
    quantidade: Quantidade
    comprimento: Posicao = 0.0
    largura: Posicao = 0.0
    girar: bool = False
    ordem: Politica | None = None

    def run(self, ctx: Context) -> Result:
        """Choose among what is free and reserve it.

        Raises:
            InputError: neither material nor its name is given.
            Refused: fewer boards serve; names how many are missing.
        """
        self.exigir_destino(ctx)
        chave = self._chave(ctx)
        items = _livres(ctx, chave)
        order = self.ordem or politica_de(ctx.session, chave).ordem
        size = Tamanho(self.comprimento, self.largura, self.girar)
        chosen = escolher(map(_candidato, items), self.quantidade, order, size)
        found = sum(boards for _, boards in chosen)
        if found < self.quantidade:
            raise Refused(
                "item_estoque.material_falta",
                material=self.material or chave,
                faltam=self.quantidade - found,
                livres=found,
            )
        made = reservar_varios(ctx, [self.pedido(*choice) for choice in chosen])
        ctx.session.flush()
        return {
            "reservas": [str(reserva.id) for reserva in made],
            "numeros": [reserva.number for reserva in made],
        }

    def _chave(self, ctx: Context) -> str:
        if self.chapa_id is not None:
            return ctx.get(Chapa, self.chapa_id).chave
        if not self.material:
            raise InputError("item_estoque.sem_material")
        return chave_material(self.material)


def _refuse_planned(ctx: Context, keys: Sequence[UUID]) -> None:
    """Refuse what belongs to a sheet of a plan: cutting and cancelling the plan decide about it."""
    statement = (
        select(ChapaPlano.codigo, Plano.number)
        .join(Plano, Plano.id == ChapaPlano.plano_id)
        .join(ReservaEstoque, ReservaEstoque.chapa_plano_id == ChapaPlano.id)
        .where(ReservaEstoque.id.in_(keys))
        .limit(1)
    )
    found = ctx.session.execute(statement).first()
    if found is not None:
        raise Refused("reserva_estoque.de_plano", chapa=found.codigo, plano=found.number)


class ConsumirReserva(
    Command, kind="estoque.consumir_reserva", permission=ESTOQUE, policy=Policy.ARBITRATED
):
    """The promised boards were cut."""

    id: UUID
    destino: Texto = ""
    motivo: Texto = ""

    def run(self, ctx: Context) -> Result:
        """Take them out of stock.

        Raises:
            Refused: they are of a plan's sheet, or the reservation is not open any more.
        """
        reserva = ctx.get(ReservaEstoque, self.id)
        _refuse_planned(ctx, [self.id])
        consumir(ctx, reserva, destino=self.destino, motivo=self.motivo)
        return {"id": str(self.id)}


class LiberarReservas(
    Command,
    kind="estoque.liberar_reservas",
    permission=ESTOQUE,
    policy=Policy.ARBITRATED,
    audited=True,
):
    """The promised boards are not needed: all reservations or none."""

    ids: Annotated[list[UUID], Field(min_length=1, max_length=MAIS_RESERVAS)]
    motivo: Texto = ""

    def subject(self) -> str:
        """The first of them; the arguments list all."""
        return str(self.ids[0])

    def privileged(self, ctx: Context) -> bool:
        """Only where somebody else made one of them."""
        authors = select(ReservaEstoque.created_by).where(ReservaEstoque.id.in_(self.ids))
        return any(author != ctx.actor.id for author in ctx.session.scalars(authors))

    def run(self, ctx: Context) -> Result:
        """Free them.

        Raises:
            Refused: one of them is of a plan's sheet, or not open any more.
        """
        reservas = [ctx.get(ReservaEstoque, key) for key in dict.fromkeys(self.ids)]
        _refuse_planned(ctx, self.ids)
        liberar_varias(ctx, reservas, motivo=self.motivo)
        return {"reservas": [str(reserva.id) for reserva in reservas]}


class DevolverReserva(
    Command, kind="estoque.devolver_reserva", permission=ESTOQUE, policy=Policy.ARBITRATED
):
    """The boards were taken out but not cut: they are back and free."""

    id: UUID
    motivo: Motivo

    def run(self, ctx: Context) -> Result:
        """Put them back.

        Raises:
            Refused: they are of a plan's sheet, they were not consumed, or they are back already.
        """
        reserva = ctx.get(ReservaEstoque, self.id)
        _refuse_planned(ctx, [self.id])
        devolver(ctx, reserva, motivo=self.motivo)
        return {"id": str(self.id)}


class ExpirarReservas(
    Command, kind="estoque.expirar_reservas", permission=ESTOQUE, policy=Policy.SERVER_ONLY
):
    """Free what was promised only until now, but for what a plan's sheet holds; periodic work.

    Attributes:
        ate: reservations that end at or before this moment.
    """

    ate: AwareDatetime

    def run(self, ctx: Context) -> Result:
        """Free the oldest of them; the rest with the next run."""
        due = _vencidas(ctx, self.ate)
        liberar_varias(ctx, due, motivo="expirada")
        return {"liberadas": len(due)}


def _vencidas(ctx: Context, ate: datetime) -> list[ReservaEstoque]:
    statement = (
        select(ReservaEstoque)
        .where(
            ReservaEstoque.estado == EstadoReserva.ATIVA,
            ReservaEstoque.expira_em <= ate,
            ReservaEstoque.chapa_plano_id.is_(None),
        )
        .order_by(ReservaEstoque.expira_em, ReservaEstoque.id)
        .limit(MAIS_RESERVAS)
    )
    return list(ctx.session.scalars(statement))


def _livres(ctx: Context, chave: str) -> list[ItemEstoque]:
    statement = (
        select(ItemEstoque)
        .where(
            ItemEstoque.material_chave == chave,
            ItemEstoque.estado == EstadoItem.DISPONIVEL,
            ItemEstoque.quantidade > ItemEstoque.reservada,
        )
        .order_by(ItemEstoque.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(ctx.session.scalars(statement))


def _candidato(item: ItemEstoque) -> Candidato:
    return Candidato(
        item.id,
        item.tipo,
        item.comprimento,
        item.largura,
        disponivel(item.quantidade, item.reservada),
    )
