"""Batches: what is made together, where it came from, and its packages of one client and room."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.command import Editable
from core.db.base import Archivable, Numbered, Tracked, editable, unique_among
from core.db.types import Sha256, choice
from core.producao.rules.lote import DadosLote, EstadoLote

__all__ = ["EstadoLote", "Ferragem", "Importacao", "Lote", "Pacote"]


class Lote(Editable, Numbered, Archivable):
    """What a factory makes together.

    `chave` is the name as it is compared: no two living batches share it. `revisao` counts every
    change of what is to be made; plans and files that were made of an earlier one are out of date.
    `arquivo_final` is the archive of list and drawings, made when `revisao` was
    `arquivo_final_revisao`.
    """

    __tablename__ = "lote"
    __scope__ = "producao"
    __edit_permission__ = "producao/lote"
    __form__ = DadosLote
    __table_args__ = (
        CheckConstraint("revisao >= 1", name="revisao"),
        CheckConstraint("length(nome) > 0", name="nome"),
        unique_among("uq_lote_living", "chave"),
        Index("ix_lote_estado_number", "estado", "number"),
    )

    nome: Mapped[str] = mapped_column(String(120))
    chave: Mapped[str] = mapped_column(String(120))
    estado: Mapped[EstadoLote] = mapped_column(choice(EstadoLote), default=EstadoLote.IMPORTADO)
    suspenso: Mapped[bool] = mapped_column(default=False)
    motivo_suspensao: Mapped[str] = mapped_column(String(300), default="")
    prazo: Mapped[date | None] = mapped_column(index=True, info=editable())
    responsavel_id: Mapped[UUID | None] = mapped_column(ForeignKey("usuario.id"), index=True)
    observacoes: Mapped[str] = mapped_column(String(2000), default="", info=editable())
    revisao: Mapped[int] = mapped_column(default=1)
    arquivo_final: Mapped[Sha256 | None] = mapped_column(ForeignKey("blob.sha256"), index=True)
    arquivo_final_revisao: Mapped[int | None]


class Importacao(Tracked):
    """One source read into a batch: the same `fonte` read again changes what it brought before.

    The three files are kept by content: the batch as it was read, the report of every item of the
    source, and the source itself as one archive. `contagens` are the report's sums and
    `diferencas` what this reading changed; `lote_revisao` is what it left the batch at.
    """

    __tablename__ = "importacao"
    __scope__ = "producao"

    lote_id: Mapped[UUID] = mapped_column(ForeignKey("lote.id"), index=True)
    fonte: Mapped[str] = mapped_column(String(200))
    lote_sha256: Mapped[Sha256] = mapped_column(ForeignKey("blob.sha256"), index=True)
    relatorio_sha256: Mapped[Sha256 | None] = mapped_column(ForeignKey("blob.sha256"), index=True)
    arquivo_sha256: Mapped[Sha256 | None] = mapped_column(ForeignKey("blob.sha256"), index=True)
    lote_revisao: Mapped[int]
    contagens: Mapped[dict[str, Any]] = mapped_column(default=dict)
    diferencas: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Pacote(Tracked, Numbered, Archivable):
    """One client and one room inside a batch; `ordem` is its place in the list, from 0."""

    __tablename__ = "pacote"
    __scope__ = "producao"
    __table_args__ = (
        CheckConstraint("ordem >= 0", name="ordem"),
        Index("ix_pacote_lote_id_ordem", "lote_id", "ordem"),
    )

    lote_id: Mapped[UUID] = mapped_column(ForeignKey("lote.id"))
    nome_pacote: Mapped[str]
    cliente: Mapped[str]
    ambiente: Mapped[str] = mapped_column(default="")
    ordem: Mapped[int]


class Ferragem(Tracked, Numbered, Archivable):
    """A hardware item of a package; `origem` is file and line of the source.

    Its number comes from the series of the parts, because readers look for both by one number.
    """

    __tablename__ = "ferragem"
    __scope__ = "producao"
    __table_args__ = (
        CheckConstraint("quantidade > 0", name="quantidade"),
        CheckConstraint("ordem >= 0", name="ordem"),
        Index("ix_ferragem_pacote_id_ordem", "pacote_id", "ordem"),
    )

    lote_id: Mapped[UUID] = mapped_column(ForeignKey("lote.id"), index=True)
    pacote_id: Mapped[UUID] = mapped_column(ForeignKey("pacote.id"))
    importacao_id: Mapped[UUID | None] = mapped_column(ForeignKey("importacao.id"), index=True)
    nome: Mapped[str]
    codigo_ferragem: Mapped[str] = mapped_column(default="")
    quantidade: Mapped[float]
    ordem: Mapped[int]
    origem: Mapped[dict[str, Any] | None]
