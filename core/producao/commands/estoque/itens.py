"""Items of stock as they come in: what they are made of, what they cost, where they stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.command import Context
from core.db.base import living
from core.errors import InputError, Refused
from core.producao.commands.estoque.saldo import movimentar
from core.producao.models.estoque import (
    EstadoItem,
    ItemEstoque,
    LocalEstoque,
    TipoItem,
    TipoMovimento,
)
from core.producao.models.material import Chapa
from core.producao.rules.material import (
    chave_material,
    descricao_de_sobra,
    material_de_descricao,
    mesmo_tamanho,
)


@dataclass(frozen=True)
class Entrada:
    """Boards that come in, or are expected; what is left empty is taken from the material.

    Args:
        chave: names the item within its operation, which must not use it twice.
        tipo: without it an offcut where the size is not the material's.
        prevista: they are still to come.
        plano_id: the nesting or saw plan an offcut falls from; `chapa_plano_id` the sheet of it.
        extras: plain fields of the item, as `DadosItem` has them.
    """

    chave: str
    chapa_id: UUID | None = None
    descricao: str = ""
    comprimento: float | None = None
    largura: float | None = None
    espessura: float | None = None
    quantidade: int = 1
    tipo: TipoItem | None = None
    custo_m2: int | None = None
    codigo: str | None = None
    origem: str = ""
    local_id: UUID | None = None
    foto: str | None = None
    prevista: bool = False
    plano_id: UUID | None = None
    chapa_plano_id: UUID | None = None
    lote_id: UUID | None = None
    motivo: str = ""
    extras: dict[str, Any] = field(default_factory=dict)


def dar_entrada(ctx: Context, entrada: Entrada) -> ItemEstoque:
    """A new item of stock with its first movement; none yet where it is only expected.

    Raises:
        NotFound: material or place do not exist.
        InputError: neither material nor description, or a size is missing.
        Refused: another item bears this code.
    """
    chapa = None if entrada.chapa_id is None else ctx.get(Chapa, entrada.chapa_id)
    if entrada.local_id is not None:
        ctx.get(LocalEstoque, entrada.local_id)
    exigir_codigo_livre(ctx, entrada.codigo)
    item = _item(ctx, entrada, chapa or material_por_nome(ctx, entrada.descricao))
    ctx.session.add(item)
    if not entrada.prevista:
        movimentar(
            ctx,
            item,
            TipoMovimento.ENTRADA,
            entrada.quantidade,
            chave=f"entrada/{entrada.chave}",
            motivo=entrada.motivo,
            plano_id=entrada.plano_id,
            lote_id=entrada.lote_id,
        )
    return item


def material_por_nome(ctx: Context, descricao: str) -> Chapa | None:
    """The material that a description names, by its key; the oldest where there are several."""
    nome = material_de_descricao(descricao)
    if not nome:
        return None
    statement = select(Chapa).where(Chapa.chave == chave_material(nome), living(Chapa))
    return ctx.session.scalars(statement.order_by(Chapa.id).limit(1)).one_or_none()


def exigir_codigo_livre(ctx: Context, codigo: str | None, *, item_id: UUID | None = None) -> None:
    """Make sure that no other item bears this code.

    Raises:
        Refused: one does.
    """
    if codigo is None:
        return
    owner = ctx.session.scalar(select(ItemEstoque.id).where(ItemEstoque.codigo == codigo))
    if owner is not None and owner != item_id:
        raise Refused("item_estoque.codigo_repetido", codigo=codigo)


def _item(ctx: Context, entrada: Entrada, chapa: Chapa | None) -> ItemEstoque:
    of_material = (chapa.comprimento, chapa.largura) if chapa else (None, None)
    comprimento = _tamanho("comprimento", entrada.comprimento, of_material[0])
    largura = _tamanho("largura", entrada.largura, of_material[1])
    tipo = entrada.tipo or _tipo(chapa, comprimento, largura)
    descricao = entrada.descricao or _descricao(chapa, tipo, comprimento, largura)
    nome = chapa.propriedade if chapa else material_de_descricao(descricao)
    custo = entrada.custo_m2 if entrada.custo_m2 is not None else (chapa.custo_m2 if chapa else 0)
    return ItemEstoque(
        id=ctx.new_id(f"item/{entrada.chave}"),
        codigo=entrada.codigo,
        tipo=tipo,
        estado=EstadoItem.PREVISTO,
        chapa_id=chapa.id if chapa else None,
        material_chave=chave_material(nome),
        descricao=descricao,
        comprimento=comprimento,
        largura=largura,
        espessura=entrada.espessura or (chapa.espessura if chapa else None),
        quantidade=0,
        reservada=0,
        prevista=entrada.quantidade if entrada.prevista else 0,
        custo_m2=custo,
        origem=entrada.origem,
        plano_id=entrada.plano_id,
        chapa_plano_id=entrada.chapa_plano_id,
        local_id=entrada.local_id,
        foto=entrada.foto,
        **entrada.extras,
    )


def _tamanho(campo: str, dado: float | None, da_chapa: float | None) -> float:
    value = dado if dado is not None else da_chapa
    if value is None:
        raise InputError("item_estoque.sem_tamanho", campo=campo)
    return value


def _tipo(chapa: Chapa | None, comprimento: float, largura: float) -> TipoItem:
    if chapa is None or mesmo_tamanho((chapa.comprimento, chapa.largura), (comprimento, largura)):
        return TipoItem.CHAPA
    return TipoItem.SOBRA


def _descricao(chapa: Chapa | None, tipo: TipoItem, comprimento: float, largura: float) -> str:
    if chapa is None:
        raise InputError("item_estoque.sem_material")
    if tipo is TipoItem.SOBRA:
        return descricao_de_sobra(chapa.propriedade, comprimento, largura)
    return chapa.propriedade
