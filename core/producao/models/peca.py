"""Parts of a batch, their physical copies, and the revisions of parts already released."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Archivable, Numbered, Tracked, unique_among
from core.db.types import choice
from core.parts import Grain

ACTIVE = text("situacao = 'ativa'")


class SituacaoCopia(StrEnum):
    """Whether a piece is still wanted; only an `ativa` one is made and scanned."""

    ATIVA = "ativa"
    SUBSTITUIDA = "substituida"
    CANCELADA = "cancelada"


class Peca(Tracked, Numbered, Archivable):
    """One kind of panel in a package: finished size in mm, its drawing and operations.

    `chave` is the part's id inside its batch (`core.parts.Part.id`) and `chave_origem` the one the
    source gave it, by which a second reading finds it again. `codigo_peca` and `programa` are the
    source's own names and need not be unique; each copy has its own code in `peca_copia`.
    `fitas`, `contorno`, `operacoes`, `anexos` and `origem` are the values of
    `core.formats.batch_form`, so that the part is rebuilt exactly. `quantidade` is the number of
    its active copies. `revisao` grows with every change of what is made; `em_revisao` says that a
    part already released is open for changes. `bloqueio` is the code of what forbids machining.
    """

    __tablename__ = "peca"
    __scope__ = "producao"
    __table_args__ = (
        CheckConstraint("comprimento > 0 AND largura > 0 AND espessura > 0", name="tamanho"),
        CheckConstraint("quantidade >= 0", name="quantidade"),
        CheckConstraint("revisao >= 1", name="revisao"),
        CheckConstraint("ordem >= 0", name="ordem"),
        Index("ix_peca_pacote_id_ordem", "pacote_id", "ordem"),
        unique_among("uq_peca_living", "lote_id", "chave"),
    )

    lote_id: Mapped[UUID] = mapped_column(ForeignKey("lote.id"), index=True)
    pacote_id: Mapped[UUID] = mapped_column(ForeignKey("pacote.id"))
    importacao_id: Mapped[UUID | None] = mapped_column(ForeignKey("importacao.id"), index=True)
    ordem: Mapped[int]
    chave: Mapped[str] = mapped_column(String(80))
    chave_origem: Mapped[str] = mapped_column(String(80))
    nome: Mapped[str]
    programa: Mapped[str | None] = mapped_column(String(100))
    codigo_peca: Mapped[str] = mapped_column(String(100), default="", index=True)
    comprimento: Mapped[float]
    largura: Mapped[float]
    espessura: Mapped[float]
    quantidade: Mapped[int]
    material: Mapped[str]
    material_chave: Mapped[str] = mapped_column(String(200), index=True)
    veio: Mapped[Grain] = mapped_column(choice(Grain), default=Grain.UNKNOWN)
    fitas: Mapped[dict[str, Any]] = mapped_column(default=dict)
    observacoes: Mapped[str] = mapped_column(default="")
    desenho: Mapped[str | None]
    desenhada: Mapped[bool] = mapped_column(default=True)
    bloqueio: Mapped[str | None] = mapped_column(String(100))
    contorno: Mapped[dict[str, Any]]
    operacoes: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    anexos: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    origem: Mapped[dict[str, Any] | None]
    revisao: Mapped[int] = mapped_column(default=1)
    revisao_origem: Mapped[int | None]
    em_revisao: Mapped[bool] = mapped_column(default=False)

    @property
    def orientacao(self) -> str:
        """The old records' word for which side is longer."""
        return "horizontal" if self.comprimento > self.largura else "vertical"


class PecaCopia(Tracked):
    """One physical piece with the code on its label, given once and for good.

    A piece that is made again gets a copy of its own; the one before becomes `substituida` and its
    code still answers, with that word. What was done to it stands in the scans.
    """

    __tablename__ = "peca_copia"
    __scope__ = "producao"
    __table_args__ = (
        CheckConstraint("copia >= 1", name="copia"),
        unique_among("uq_peca_copia_active", "peca_id", "copia", where=ACTIVE),
    )

    lote_id: Mapped[UUID] = mapped_column(ForeignKey("lote.id"), index=True)
    peca_id: Mapped[UUID] = mapped_column(ForeignKey("peca.id"), index=True)
    copia: Mapped[int]
    codigo: Mapped[str] = mapped_column(String(16), unique=True)
    situacao: Mapped[SituacaoCopia] = mapped_column(
        choice(SituacaoCopia), default=SituacaoCopia.ATIVA
    )


class PecaRevisao(Tracked):
    """A released part opened for changes: why, and how it was before.

    `revisao` is the number the part had before; programs made of it may not run any more.
    """

    __tablename__ = "peca_revisao"
    __scope__ = "producao"
    __table_args__ = (
        CheckConstraint("length(motivo) > 0", name="motivo"),
        Index("uq_peca_revisao_peca_id_revisao", "peca_id", "revisao", unique=True),
    )

    peca_id: Mapped[UUID] = mapped_column(ForeignKey("peca.id"))
    revisao: Mapped[int]
    motivo: Mapped[str] = mapped_column(String(300))
    antes: Mapped[dict[str, Any]]
    encerrada_em: Mapped[datetime | None]
