"""Stages of the shop floor, what readers read there, and the volumes that are packed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from core.command import Editable
from core.db.base import Archivable, Numbered, Tracked, editable, unique_among
from core.db.types import choice
from core.producao.rules.apontamento import Resposta, TipoApontamento
from core.producao.rules.etapas import FormEtapa
from core.producao.rules.volume import EstadoVolume

UNDOING = text("desfaz_id IS NOT NULL")
UNRESOLVED = text("tipo = 'leitura' AND peca_id IS NULL AND ferragem_id IS NULL")
INSIDE = text("removido_em IS NULL")
PACKING = text("embala AND archived_at IS NULL")


class Etapa(Editable, Archivable):
    """A stage that pieces pass: stages are data, and `ordem` is their order.

    `exige_id` is the stage that should have been passed before. At the one stage that `embala`
    pieces go into volumes. `codigo` is its name in scans and never changes.
    """

    __tablename__ = "etapa"
    __scope__ = "producao"
    __edit_permission__ = "producao/maquinas"
    __form__ = FormEtapa
    __table_args__ = (
        CheckConstraint("ordem >= 0", name="ordem"),
        CheckConstraint("exige_id <> id", name="exige"),
        CheckConstraint("length(codigo) > 0", name="codigo"),
        unique_among("uq_etapa_living", "codigo"),
        unique_among("uq_etapa_packing", "embala", where=PACKING),
    )

    codigo: Mapped[str] = mapped_column(String(32))
    nome: Mapped[str] = mapped_column(String(80), info=editable())
    ordem: Mapped[int] = mapped_column(info=editable())
    exige_id: Mapped[UUID | None] = mapped_column(ForeignKey("etapa.id"), index=True)
    embala: Mapped[bool] = mapped_column(default=False)


class Apontamento(Tracked):
    """What a reader read, or the undoing of a reading: a fact, kept as it came.

    `codigo`, `etapa_codigo`, `lote_lido` and `desfaz_id` are what the station said. They carry no
    foreign key: a fact is taken even when what it names is not here yet, or never was. What they
    were found to name stands beside them, None while it is not known. `copia_id` is None where
    the code names a part and not one of its copies. `conta` says whether the reading counts as
    passing the stage; it is taken back by any fact that undoes it, before it or after it. Every
    number of progress comes from that, so that the order in which facts arrive changes nothing.
    """

    __tablename__ = "apontamento"
    __scope__ = "producao"
    __table_args__ = (
        CheckConstraint("(tipo = 'desfazer') = (desfaz_id IS NOT NULL)", name="desfaz"),
        CheckConstraint("tipo = 'leitura' OR NOT conta", name="conta"),
        CheckConstraint("peca_id IS NULL OR ferragem_id IS NULL", name="um_item"),
        CheckConstraint("copia_id IS NULL OR peca_id IS NOT NULL", name="copia"),
        Index("ix_apontamento_lote_id_etapa_id", "lote_id", "etapa_id"),
        Index("ix_apontamento_peca_id_etapa_id", "peca_id", "etapa_id"),
        Index("ix_apontamento_ferragem_id_etapa_id", "ferragem_id", "etapa_id"),
        Index("ix_apontamento_copia_id_etapa_id", "copia_id", "etapa_id"),
        Index("ix_apontamento_estacao_lido_em", "estacao", "lido_em"),
        # few facts undo: over the others the planner would think the index worthless
        Index(
            "ix_apontamento_desfaz_id",
            "desfaz_id",
            sqlite_where=UNDOING,
            postgresql_where=UNDOING,
        ),
        Index(
            "ix_apontamento_unresolved",
            "id",
            sqlite_where=UNRESOLVED,
            postgresql_where=UNRESOLVED,
        ),
    )

    tipo: Mapped[TipoApontamento] = mapped_column(choice(TipoApontamento))
    codigo: Mapped[str] = mapped_column(String(200), index=True)
    etapa_codigo: Mapped[str] = mapped_column(String(32))
    etapa_id: Mapped[UUID | None] = mapped_column(ForeignKey("etapa.id"), index=True)
    estacao: Mapped[str] = mapped_column(String(64))
    operador: Mapped[str] = mapped_column(String(120))
    lido_em: Mapped[datetime]
    lote_lido: Mapped[UUID | None]
    lote_id: Mapped[UUID | None] = mapped_column(ForeignKey("lote.id"))
    peca_id: Mapped[UUID | None] = mapped_column(ForeignKey("peca.id"))
    copia_id: Mapped[UUID | None] = mapped_column(ForeignKey("peca_copia.id"))
    ferragem_id: Mapped[UUID | None] = mapped_column(ForeignKey("ferragem.id"))
    resposta: Mapped[Resposta] = mapped_column(choice(Resposta))
    conta: Mapped[bool]
    desfaz_id: Mapped[UUID | None]


class Volume(Tracked, Numbered, Archivable):
    """A box of a package. `numero` is its place in the package, given when it is first closed.

    `lote_nome` and `pacote_nome` are as the station had them; the keys beside them are None where
    no such batch or package is known. `chave` is the package as it is compared. `barcode` is what
    the label says; the station gives it.
    """

    __tablename__ = "volume"
    __scope__ = "producao"
    __table_args__ = (
        CheckConstraint("numero >= 1", name="numero"),
        CheckConstraint("impressoes >= 0", name="impressoes"),
        CheckConstraint("estado = 'aberto' OR fechado_em IS NOT NULL", name="fechado"),
        Index("ix_volume_lote_id", "lote_id"),
        Index("ix_volume_pacote_id", "pacote_id"),
        Index("ix_volume_chave", "chave"),
        unique_among("uq_volume_living", "chave", "numero"),
        unique_among("uq_volume_barcode", "barcode"),
    )

    lote_nome: Mapped[str] = mapped_column(String(200))
    pacote_nome: Mapped[str] = mapped_column(String(300))
    chave: Mapped[str] = mapped_column(String(64))
    lote_id: Mapped[UUID | None] = mapped_column(ForeignKey("lote.id"))
    pacote_id: Mapped[UUID | None] = mapped_column(ForeignKey("pacote.id"))
    numero: Mapped[int | None]
    barcode: Mapped[str] = mapped_column(String(64))
    estado: Mapped[EstadoVolume] = mapped_column(choice(EstadoVolume), default=EstadoVolume.ABERTO)
    estacao: Mapped[str] = mapped_column(String(64), default="")
    aberto_em: Mapped[datetime]
    fechado_em: Mapped[datetime | None]
    fechado_por: Mapped[str] = mapped_column(String(120), default="")
    impressoes: Mapped[int] = mapped_column(default=0)
    impresso_em: Mapped[datetime | None]


class VolumeItem(Tracked):
    """One thing in a volume; a physical copy lies in one volume at most.

    `dados` is the item as the old interface sent it, None for one that came from a reading.
    """

    __tablename__ = "volume_item"
    __scope__ = "producao"
    __table_args__ = (
        CheckConstraint("ordem >= 0", name="ordem"),
        CheckConstraint("peca_id IS NULL OR ferragem_id IS NULL", name="um_item"),
        Index("ix_volume_item_volume_id_ordem", "volume_id", "ordem"),
        unique_among("uq_volume_item_inside", "copia_id", where=INSIDE),
    )

    volume_id: Mapped[UUID] = mapped_column(ForeignKey("volume.id"))
    ordem: Mapped[int]
    codigo: Mapped[str] = mapped_column(String(200))
    peca_id: Mapped[UUID | None] = mapped_column(ForeignKey("peca.id"), index=True)
    copia_id: Mapped[UUID | None] = mapped_column(ForeignKey("peca_copia.id"))
    ferragem_id: Mapped[UUID | None] = mapped_column(ForeignKey("ferragem.id"), index=True)
    apontamento_id: Mapped[UUID | None] = mapped_column(ForeignKey("apontamento.id"), index=True)
    dados: Mapped[dict[str, Any] | None]
    removido_em: Mapped[datetime | None]
