"""Boards move: to another place, out to the saw and back, off the books; and they are counted."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import inspect

from core.command import Command, Context, Policy, Result
from core.errors import InputError, Refused
from core.producao.commands.estoque.entradas import BAIXAR, ESTOQUE
from core.producao.commands.estoque.saldo import (
    exigir_consumidas,
    exigir_livres,
    feito,
    movimentar,
    travar,
)
from core.producao.models.estoque import (
    EstadoItem,
    ItemEstoque,
    LocalEstoque,
    TipoMovimento,
)
from core.producao.rules.medidas import Contagem, Motivo, Quantidade, Texto

MAIS_ITENS = 1000
"""Items of one command; more are several commands."""

_OWN_OF_ROW = {
    "id",
    "number",
    "codigo",
    "ver",
    "field_seq",
    "scope",
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
}


class _Linha(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: UUID


class Baixa(_Linha):
    """One item to write off: so many boards, or all there are."""

    quantidade: Quantidade | None = None


class Contada(_Linha):
    """One item and how many boards were really there."""

    quantidade: Contagem


class TransferirItem(
    Command, kind="estoque.transferir", permission=ESTOQUE, policy=Policy.ARBITRATED
):
    """Boards stand in another place now; without a quantity all of the item, promised or not."""

    id: UUID
    local_id: UUID | None
    quantidade: Quantidade | None = None
    motivo: Texto = ""

    def run(self, ctx: Context) -> Result:
        """Change the place, or split off a new item; the result names what stands there now.

        Raises:
            Refused: nothing is there, or fewer boards are free.
        """
        item = travar(ctx, [self.id])[self.id]
        target = None if self.local_id is None else ctx.get(LocalEstoque, self.local_id)
        source = None if item.local_id is None else ctx.session.get(LocalEstoque, item.local_id)
        if item.quantidade == 0:
            raise Refused("item_estoque.vazio", descricao=item.descricao)
        if self.quantidade is None or self.quantidade == item.quantidade:
            self._note(ctx, item, 0, source, target)
            item.local_id = self.local_id
            return feito(ctx, item)
        exigir_livres(item, self.quantidade)
        part = _copy(item, ctx.new_id("item"), self.local_id)
        ctx.session.add(part)
        self._note(ctx, item, -self.quantidade, source, target)
        self._note(ctx, part, self.quantidade, source, target)
        return feito(ctx, part)

    def _note(
        self,
        ctx: Context,
        item: ItemEstoque,
        variacao: int,
        source: LocalEstoque | None,
        target: LocalEstoque | None,
    ) -> None:
        movimentar(
            ctx,
            item,
            TipoMovimento.TRANSFERENCIA,
            variacao,
            chave=f"{item.id}",
            quantidade=abs(variacao) or item.quantidade,
            origem=source.codigo if source else "",
            destino=target.codigo if target else "",
            motivo=self.motivo,
        )


class ConsumirItem(Command, kind="estoque.consumir", permission=ESTOQUE, policy=Policy.ARBITRATED):
    """Boards were used without a reservation."""

    id: UUID
    quantidade: Quantidade = 1
    lote_id: UUID | None = None
    destino: Texto = ""
    motivo: Texto = ""

    def run(self, ctx: Context) -> Result:
        """Take free boards out."""
        item = travar(ctx, [self.id])[self.id]
        movimentar(
            ctx,
            item,
            TipoMovimento.CONSUMO,
            -self.quantidade,
            chave="0",
            destino=self.destino,
            motivo=self.motivo,
            lote_id=self.lote_id,
        )
        return {**feito(ctx, item), "quantidade": item.quantidade}


class RetornarItem(Command, kind="estoque.retornar", permission=ESTOQUE, policy=Policy.ARBITRATED):
    """Boards that were taken out come back whole."""

    id: UUID
    quantidade: Quantidade = 1
    motivo: Motivo

    def run(self, ctx: Context) -> Result:
        """Put them back.

        Raises:
            Refused: fewer were consumed.
        """
        item = travar(ctx, [self.id])[self.id]
        exigir_consumidas(ctx, item, self.quantidade)
        movimentar(ctx, item, TipoMovimento.RETORNO, self.quantidade, chave="0", motivo=self.motivo)
        return {**feito(ctx, item), "quantidade": item.quantidade}


class BaixarItens(
    Command, kind="estoque.baixar", permission=BAIXAR, policy=Policy.ARBITRATED, audited=True
):
    """Boards leave the books for a reason: damaged, lost, sold; all items or none.

    Attributes:
        destino: where they went; without it who wrote them off and why, as the old system said it.
    """

    itens: Annotated[list[Baixa], Field(min_length=1, max_length=MAIS_ITENS)]
    motivo: Motivo
    destino: Texto = ""

    def run(self, ctx: Context) -> Result:
        """Write them off.

        Raises:
            InputError: an item is named twice.
            Refused: nothing is there, or boards are promised.
        """
        items = travar(ctx, _once(self.itens))
        for line in self.itens:
            item = items[line.id]
            if item.quantidade == 0:
                raise Refused("item_estoque.vazio", descricao=item.descricao)
            movimentar(
                ctx,
                item,
                TipoMovimento.BAIXA,
                -(line.quantidade or item.quantidade),
                chave=f"{item.id}",
                destino=self.destino or f"{ctx.actor.username} - {self.motivo}",
                motivo=self.motivo,
            )
        return {"itens": [str(line.id) for line in self.itens]}


class ContarItens(
    Command, kind="estoque.contar", permission=BAIXAR, policy=Policy.ARBITRATED, audited=True
):
    """An inventory: what was counted becomes the quantity, and the count itself is kept."""

    itens: Annotated[list[Contada], Field(min_length=1, max_length=MAIS_ITENS)]
    motivo: Motivo

    def run(self, ctx: Context) -> Result:
        """Adjust each item to its count.

        Raises:
            InputError: an item is named twice.
            Refused: fewer boards were counted than are promised.
        """
        items = travar(ctx, _once(self.itens))
        changed = 0
        for line in self.itens:
            item = items[line.id]
            difference = line.quantidade - item.quantidade
            changed += difference != 0
            movimentar(
                ctx,
                item,
                TipoMovimento.AJUSTE,
                difference,
                chave=f"{item.id}",
                quantidade=None if difference else line.quantidade,
                motivo=self.motivo,
            )
        return {"contados": len(self.itens), "ajustados": changed}


def _once(lines: list[Baixa] | list[Contada]) -> set[UUID]:
    ids = {line.id for line in lines}
    if len(ids) < len(lines):
        raise InputError("item_estoque.repetido")
    return ids


def _copy(item: ItemEstoque, key: UUID, local_id: UUID | None) -> ItemEstoque:
    columns = (column.key for column in inspect(ItemEstoque).column_attrs)
    values = {name: getattr(item, name) for name in columns if name not in _OWN_OF_ROW}
    empty = {"quantidade": 0, "reservada": 0, "prevista": 0, "estado": EstadoItem.PREVISTO}
    return ItemEstoque(id=key, **(values | empty | {"local_id": local_id}))
