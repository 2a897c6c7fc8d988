"""Boards come in: bought, expected, or left over from a cut; and what is corrected of an item."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from core.command import Command, Context, Policy, Result
from core.errors import InputError, Refused
from core.producao.commands.estoque.itens import (
    Entrada,
    dar_entrada,
    exigir_codigo_livre,
    material_por_nome,
)
from core.producao.commands.estoque.reservas import reservar
from core.producao.commands.estoque.saldo import feito, travar
from core.producao.commands.estoque.sobras import cancelar_prevista, receber, registrar_sobra
from core.producao.models.estoque import (
    Condicao,
    DirecaoVeio,
    ItemEstoque,
    TipoItem,
)
from core.producao.models.material import Chapa
from core.producao.rules.estados_estoque import Defeito
from core.producao.rules.material import chave_material, material_de_descricao
from core.producao.rules.medidas import Centavos, Contagem, Medida, Nome, Quantidade, Texto

ESTOQUE = "producao/chapas/estoque"
BAIXAR = "producao/chapas/baixar"

type Codigo = Annotated[
    str, StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[\w.\-/]{1,40}$")
]
"""What a label's barcode says."""
type Foto = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class RegistrarEntrada(
    Command, kind="estoque.registrar_entrada", permission=ESTOQUE, policy=Policy.RECORD
):
    """Equal boards come in, or are expected; what is not given is taken from the material.

    Attributes:
        custo_m2: price paid, cents a m²; without it the material's.
        prevista: they are ordered but not here yet.
        reservar: so many of them are promised at once.
    """

    chapa_id: UUID | None = None
    descricao: Texto = ""
    comprimento: Medida | None = None
    largura: Medida | None = None
    espessura: Medida | None = None
    quantidade: Quantidade = 1
    tipo: TipoItem | None = None
    custo_m2: Centavos | None = None
    codigo: Codigo | None = None
    origem: Texto = ""
    motivo: Texto = ""
    local_id: UUID | None = None
    foto: Foto | None = None
    prevista: bool = False
    reservar: Contagem = 0
    lote_cor: Annotated[Texto, Field(max_length=80)] = ""
    condicao: Condicao = Condicao.BOA
    veio: DirecaoVeio = DirecaoVeio.SEM
    observacao: Texto = ""

    def run(self, ctx: Context) -> Result:
        """Make the item, with its first movement unless it is only expected.

        Raises:
            Refused: more are to be promised than come in, or another item bears the code.
        """
        given = self.model_dump(exclude={"lote_cor", "condicao", "veio", "observacao", "reservar"})
        extras = {
            "lote_cor": self.lote_cor,
            "condicao": self.condicao,
            "veio": self.veio,
            "observacao": self.observacao,
        }
        item = dar_entrada(ctx, Entrada(chave="0", extras=extras, **given))
        if self.reservar:
            reservar(ctx, item.id, self.reservar, motivo=self.motivo)
        return feito(ctx, item)


class RegistrarSobra(
    Command, kind="estoque.registrar_sobra", permission=ESTOQUE, policy=Policy.RECORD
):
    """Somebody measured an offcut and puts it on the rack."""

    chapa_id: UUID | None = None
    material: Texto = ""
    comprimento: Medida
    largura: Medida
    espessura: Medida | None = None
    codigo: Codigo | None = None
    origem: Texto = ""
    local_id: UUID | None = None
    lote_id: UUID | None = None
    lote_cor: Annotated[Texto, Field(max_length=80)] = ""
    veio: DirecaoVeio = DirecaoVeio.SEM

    def run(self, ctx: Context) -> Result:
        """Make the item.

        Raises:
            Refused: it is smaller than what the factory keeps.
            InputError: neither material nor its name is given.
        """
        if self.chapa_id is None and not self.material:
            raise InputError("item_estoque.sem_material")
        item = registrar_sobra(ctx, chave="0", **self.model_dump())
        if item is None:
            raise Refused(
                "item_estoque.sobra_pequena", comprimento=self.comprimento, largura=self.largura
            )
        return feito(ctx, item)


class ReceberEntrada(
    Command, kind="estoque.receber_entrada", permission=ESTOQUE, policy=Policy.ARBITRATED
):
    """Expected boards have come: all of them, or so many."""

    id: UUID
    quantidade: Quantidade | None = None

    def run(self, ctx: Context) -> Result:
        """Put them in stock."""
        item = receber(ctx, travar(ctx, [self.id])[self.id], self.quantidade)
        return {**feito(ctx, item), "quantidade": item.quantidade}


class CancelarEntrada(
    Command, kind="estoque.cancelar_entrada", permission=ESTOQUE, policy=Policy.ARBITRATED
):
    """Expected boards will not come."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Expect them no more."""
        item = cancelar_prevista(travar(ctx, [self.id])[self.id])
        return feito(ctx, item)


class AlterarItem(
    Command, kind="estoque.alterar_item", permission=ESTOQUE, policy=Policy.RECORD, audited=True
):
    """Correct what an item is; only the fields that are given change.

    What it is made of, its size and its cost need the permission of a write-off, for it comes to
    the same (production.md 4.2). Material and size cannot change while boards of it are promised:
    a plan counts on them.
    """

    id: UUID
    chapa_id: UUID | None = None
    descricao: Nome | None = None
    comprimento: Medida | None = None
    largura: Medida | None = None
    espessura: Medida | None = None
    custo_m2: Centavos | None = None
    origem: Texto | None = None
    codigo: Codigo | None = None
    foto: Foto | None = None
    lote_cor: Annotated[Texto, Field(max_length=80)] | None = None
    condicao: Condicao | None = None
    veio: DirecaoVeio | None = None
    defeitos: Annotated[list[Defeito], Field(max_length=100)] | None = None
    observacao: Texto | None = None

    def needs(self, ctx: Context) -> str:  # noqa: ARG002 - the fields alone decide
        """More for what a board is than for how it looks."""
        return BAIXAR if (_FIXED | {"custo_m2"}) & self.model_fields_set else ESTOQUE

    def run(self, ctx: Context) -> Result:
        """Write the given fields.

        Raises:
            Refused: boards of it are promised, or another item bears the code.
        """
        item = travar(ctx, [self.id])[self.id]
        given = {name: getattr(self, name) for name in self.model_fields_set - {"id"}}
        changed = {name: value for name, value in given.items() if getattr(item, name) != value}
        if item.reservada and _FIXED & changed.keys():
            raise Refused("item_estoque.reservado", descricao=item.descricao)
        exigir_codigo_livre(ctx, changed.get("codigo"), item_id=item.id)
        for name, value in changed.items():
            if value is not None or name in _CLEARABLE:
                setattr(item, name, value)
        if {"chapa_id", "descricao"} & changed.keys():
            _link(ctx, item, by_name="chapa_id" not in given)
        return feito(ctx, item)


_FIXED = {"chapa_id", "descricao", "comprimento", "largura", "espessura"}
_CLEARABLE = {"chapa_id", "codigo", "foto", "espessura"}


def _link(ctx: Context, item: ItemEstoque, *, by_name: bool) -> None:
    chapa = None if item.chapa_id is None else ctx.get(Chapa, item.chapa_id)
    if by_name:
        chapa = material_por_nome(ctx, item.descricao)
        item.chapa_id = chapa.id if chapa else None
    nome = chapa.propriedade if chapa else material_de_descricao(item.descricao)
    item.material_chave = chave_material(nome)
    if chapa is not None:
        item.custo_m2 = chapa.custo_m2
