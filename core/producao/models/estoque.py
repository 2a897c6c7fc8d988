"""Stock: boards and offcuts with their place, what is reserved of them, and every movement."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from core.acesso.models import Usuario
from core.command.fields import Editable
from core.db.base import Archivable, Numbered, Tracked, editable, unique_among
from core.db.types import Cents, Sha256, choice
from core.producao.models.lote import Lote
from core.producao.models.material import Chapa
from core.producao.models.plano import Plano
from core.producao.rules.estados_estoque import (
    Condicao,
    DadosItem,
    DadosLocal,
    DirecaoVeio,
    EstadoItem,
    EstadoReserva,
    Politica,
    TipoItem,
    TipoMovimento,
)

__all__ = [
    "Condicao",
    "DirecaoVeio",
    "EstadoItem",
    "EstadoReserva",
    "ItemEstoque",
    "LocalEstoque",
    "MovimentoEstoque",
    "Politica",
    "PoliticaEstoque",
    "ReservaEstoque",
    "TipoItem",
    "TipoMovimento",
]


class LocalEstoque(Editable, Numbered, Archivable):
    """A place where boards stand: a rack, a shelf, a corner."""

    __tablename__ = "local_estoque"
    __scope__ = "producao"
    __edit_permission__ = "producao/chapas/estoque"
    __form__ = DadosLocal
    __table_args__ = (unique_among("uq_local_estoque_living", "codigo"),)

    codigo: Mapped[str] = mapped_column(String(40))
    descricao: Mapped[str] = mapped_column(String(200), default="", info=editable())


class ItemEstoque(Editable, Numbered):
    """Equal boards, or one offcut, standing together in one place; lengths in mm.

    `quantidade` is what is there, `reservada` what of it is promised, `prevista` what is still to
    come. `custo_m2` (cents a m²) is the price at entry and counts where no material is linked.
    `plano_id` and `chapa_plano_id` name the plan and its sheet that an offcut falls from; plans
    refer to stock by foreign keys, and two tables cannot both be there first.
    `defeitos` are rectangles {x, y, comprimento, largura} in mm from the lower left corner.
    """

    __tablename__ = "item_estoque"
    __scope__ = "producao"
    __edit_permission__ = "producao/chapas/estoque"
    __form__ = DadosItem
    __table_args__ = (
        CheckConstraint("quantidade >= 0", name="quantidade"),
        CheckConstraint("reservada >= 0 AND reservada <= quantidade", name="reservada"),
        CheckConstraint("prevista >= 0", name="prevista"),
        CheckConstraint("comprimento > 0 AND largura > 0", name="tamanho"),
        CheckConstraint("espessura IS NULL OR espessura > 0", name="espessura"),
        CheckConstraint("custo_m2 >= 0", name="custo"),
        CheckConstraint("estado = 'disponivel' OR quantidade = 0", name="saldo"),
        CheckConstraint("estado IN ('previsto', 'disponivel') OR prevista = 0", name="previsto"),
        Index("ix_item_estoque_material_chave_estado", "material_chave", "estado"),
        Index("ix_item_estoque_estado_number", "estado", "number"),
        Index("ix_item_estoque_chapa_id_estado", "chapa_id", "estado"),
        unique_among("uq_item_estoque_codigo", "codigo", where=text("codigo IS NOT NULL")),
    )

    codigo: Mapped[str | None] = mapped_column(String(40))
    tipo: Mapped[TipoItem] = mapped_column(choice(TipoItem))
    estado: Mapped[EstadoItem] = mapped_column(choice(EstadoItem))
    chapa_id: Mapped[UUID | None] = mapped_column(ForeignKey("chapa.id"))
    material_chave: Mapped[str] = mapped_column(String(200))
    descricao: Mapped[str] = mapped_column(String(300))
    comprimento: Mapped[float]
    largura: Mapped[float]
    espessura: Mapped[float | None]
    quantidade: Mapped[int]
    reservada: Mapped[int] = mapped_column(default=0)
    prevista: Mapped[int] = mapped_column(default=0)
    custo_m2: Mapped[Cents]
    origem: Mapped[str] = mapped_column(String(200), default="")
    plano_id: Mapped[UUID | None] = mapped_column(index=True)
    chapa_plano_id: Mapped[UUID | None] = mapped_column(index=True)
    local_id: Mapped[UUID | None] = mapped_column(ForeignKey("local_estoque.id"), index=True)
    foto: Mapped[Sha256 | None] = mapped_column(ForeignKey("blob.sha256"), index=True)
    lote_cor: Mapped[str] = mapped_column(String(80), default="", info=editable())
    condicao: Mapped[Condicao] = mapped_column(
        choice(Condicao), default=Condicao.BOA, info=editable()
    )
    veio: Mapped[DirecaoVeio] = mapped_column(
        choice(DirecaoVeio), default=DirecaoVeio.SEM, info=editable()
    )
    defeitos: Mapped[list[dict[str, Any]]] = mapped_column(default=list, info=editable())
    observacao: Mapped[str] = mapped_column(String(500), default="", info=editable())

    # these and those below also tell the order in which new rows are written
    chapa: Mapped[Chapa | None] = relationship(lazy="raise")
    local: Mapped[LocalEstoque | None] = relationship(lazy="raise")


class ReservaEstoque(Tracked, Numbered):
    """Boards of one item promised to a batch or to a sheet of a plan.

    While it is `ativa` its quantity stands in the item's `reservada`. `created_by` is who asked.
    """

    __tablename__ = "reserva_estoque"
    __scope__ = "producao"
    __table_args__ = (
        CheckConstraint("quantidade > 0", name="quantidade"),
        CheckConstraint("(estado = 'ativa') = (encerrada_em IS NULL)", name="encerrada"),
        Index("ix_reserva_estoque_item_id_estado", "item_id", "estado"),
        Index("ix_reserva_estoque_estado_number", "estado", "number"),
    )

    item_id: Mapped[UUID] = mapped_column(ForeignKey("item_estoque.id"))
    quantidade: Mapped[int]
    estado: Mapped[EstadoReserva] = mapped_column(choice(EstadoReserva))
    plano_id: Mapped[UUID | None] = mapped_column(index=True)
    chapa_plano_id: Mapped[UUID | None] = mapped_column(index=True)
    lote_id: Mapped[UUID | None] = mapped_column(ForeignKey("lote.id"), index=True)
    motivo: Mapped[str] = mapped_column(String(300), default="")
    expira_em: Mapped[datetime | None] = mapped_column(index=True)
    encerrada_em: Mapped[datetime | None]

    item: Mapped[ItemEstoque] = relationship(lazy="raise")
    lote: Mapped[Lote | None] = relationship(viewonly=True, lazy="raise")
    plano: Mapped[Plano | None] = relationship(
        primaryjoin=lambda: foreign(ReservaEstoque.plano_id) == Plano.id,
        viewonly=True,
        lazy="raise",
    )
    autor: Mapped[Usuario | None] = relationship(
        primaryjoin=lambda: foreign(ReservaEstoque.created_by) == Usuario.id,
        viewonly=True,
        lazy="raise",
    )


class MovimentoEstoque(Tracked, Numbered):
    """One change of stock, written once and never changed.

    `quantidade` is how many boards it concerns, `variacao` what it did to the item's quantity
    (0 where a whole item only changed its place) and `saldo` what was there afterwards: the
    `variacao` of an item's movements always add up to its `quantidade`. Size, m², and cost are
    those of the moment; `m2` and `custo_total` are of all boards concerned.
    """

    __tablename__ = "movimento_estoque"
    __scope__ = "producao"
    __table_args__ = (
        CheckConstraint("quantidade >= 0 AND saldo >= 0", name="quantidade"),
        CheckConstraint("variacao IN (quantidade, -quantidade, 0)", name="variacao"),
        CheckConstraint("tipo NOT IN ('entrada', 'retorno') OR variacao > 0", name="entrada"),
        CheckConstraint("tipo NOT IN ('consumo', 'baixa') OR variacao < 0", name="saida"),
        CheckConstraint("m2 >= 0 AND custo_m2 >= 0 AND custo_total >= 0", name="custo"),
        Index("ix_movimento_estoque_item_id_number", "item_id", "number"),
        Index("ix_movimento_estoque_tipo_number", "tipo", "number"),
    )

    tipo: Mapped[TipoMovimento] = mapped_column(choice(TipoMovimento))
    item_id: Mapped[UUID] = mapped_column(ForeignKey("item_estoque.id"))
    chapa_id: Mapped[UUID | None] = mapped_column(ForeignKey("chapa.id"), index=True)
    reserva_id: Mapped[UUID | None] = mapped_column(ForeignKey("reserva_estoque.id"), index=True)
    plano_id: Mapped[UUID | None] = mapped_column(index=True)
    lote_id: Mapped[UUID | None] = mapped_column(ForeignKey("lote.id"), index=True)
    quantidade: Mapped[int]
    variacao: Mapped[int]
    saldo: Mapped[int]
    descricao: Mapped[str] = mapped_column(String(300))
    comprimento: Mapped[float]
    largura: Mapped[float]
    m2: Mapped[float]
    custo_m2: Mapped[Cents]
    custo_total: Mapped[Cents]
    origem: Mapped[str] = mapped_column(String(200), default="")
    destino: Mapped[str] = mapped_column(String(300), default="")
    motivo: Mapped[str] = mapped_column(String(300), default="")

    chapa: Mapped[Chapa | None] = relationship(lazy="raise")
    reserva: Mapped[ReservaEstoque | None] = relationship(lazy="raise")
    item: Mapped[ItemEstoque] = relationship(lazy="raise")
    lote: Mapped[Lote | None] = relationship(viewonly=True, lazy="raise")
    plano: Mapped[Plano | None] = relationship(
        primaryjoin=lambda: foreign(MovimentoEstoque.plano_id) == Plano.id,
        viewonly=True,
        lazy="raise",
    )
    autor: Mapped[Usuario | None] = relationship(
        primaryjoin=lambda: foreign(MovimentoEstoque.created_by) == Usuario.id,
        viewonly=True,
        lazy="raise",
    )


class PoliticaEstoque(Tracked):
    """What is kept and what is taken first, for one material or, with an empty `chave`, for all.

    `lado_minimo` (mm) and `area_minima` (m²) are the smallest offcut that goes back to stock.
    """

    __tablename__ = "politica_estoque"
    __scope__ = "producao"
    __table_args__ = (CheckConstraint("lado_minimo >= 0 AND area_minima >= 0", name="limite"),)

    chave: Mapped[str] = mapped_column(String(200), unique=True)
    lado_minimo: Mapped[float]
    area_minima: Mapped[float]
    ordem: Mapped[Politica] = mapped_column(choice(Politica))
