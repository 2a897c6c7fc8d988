"""Occurrences: pieces to be made again, each with its reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.command import Editable
from core.db.base import Archivable, Numbered, Tracked, editable, unique_among
from core.db.types import Sha256, choice
from core.producao.rules.ocorrencia import EstadoOcorrencia, FormMotivo, FormOcorrencia, TipoMotivo


class Motivo(Editable, Numbered, Archivable):
    """Why a piece is made again; people name it by `codigo`."""

    __tablename__ = "motivo"
    __scope__ = "producao"
    __edit_permission__ = "producao/motivos"
    __form__ = FormMotivo
    __table_args__ = (
        CheckConstraint("length(codigo) > 0", name="codigo"),
        unique_among("uq_motivo_living", "codigo"),
    )

    codigo: Mapped[str] = mapped_column(String(40))
    descricao: Mapped[str] = mapped_column(String(200), default="", info=editable())
    tipo: Mapped[TipoMotivo] = mapped_column(
        choice(TipoMotivo), default=TipoMotivo.INTERNA, info=editable()
    )
    setor: Mapped[str] = mapped_column(String(100), default="", info=editable(), index=True)


class Ocorrencia(Editable, Numbered, Archivable):
    """An order to make pieces again. `oc_numero` is given by the server, None until then.

    `lote` and `pacote` are the names people saw; the keys beside them are None where no such
    record is known. `arquivo_sha256` is an archive that a person sent with it; the one of its own
    drawings is made when it is asked for.
    """

    __tablename__ = "ocorrencia"
    __scope__ = "producao"
    __edit_permission__ = "producao/ocorrencias"
    __form__ = FormOcorrencia
    __table_args__ = (
        CheckConstraint("oc_numero >= 1", name="oc_numero"),
        CheckConstraint("estado <> 'concluida' OR concluida_em IS NOT NULL", name="concluida"),
        CheckConstraint("estado <> 'cancelada' OR cancelada_em IS NOT NULL", name="cancelada"),
        Index("ix_ocorrencia_estado_number", "estado", "number"),
    )

    oc_numero: Mapped[int | None] = mapped_column(unique=True)
    lote: Mapped[str] = mapped_column(String(200))
    pacote: Mapped[str] = mapped_column(String(300))
    lote_id: Mapped[UUID | None] = mapped_column(ForeignKey("lote.id"), index=True)
    pacote_id: Mapped[UUID | None] = mapped_column(ForeignKey("pacote.id"), index=True)
    estado: Mapped[EstadoOcorrencia] = mapped_column(
        choice(EstadoOcorrencia), default=EstadoOcorrencia.ABERTA
    )
    observacoes: Mapped[str] = mapped_column(String(2000), default="", info=editable())
    aberta_em: Mapped[datetime] = mapped_column(index=True)
    aberta_por: Mapped[str] = mapped_column(String(120))
    concluida_em: Mapped[datetime | None]
    cancelada_em: Mapped[datetime | None]
    arquivo_sha256: Mapped[Sha256 | None] = mapped_column(ForeignKey("blob.sha256"), index=True)
    arquivo_nome: Mapped[str] = mapped_column(String(200), default="")


class OcorrenciaPeca(Tracked, Numbered):
    """One piece of an occurrence: what it was, why it is made again, and how.

    `dados` is the piece as it is to be made, in the old interface's shape with everything that was
    sent: sizes in mm and operations may differ from the part's.
    """

    __tablename__ = "ocorrencia_peca"
    __scope__ = "producao"
    __table_args__ = (
        CheckConstraint("ordem >= 0", name="ordem"),
        CheckConstraint("quantidade >= 1", name="quantidade"),
        CheckConstraint("comprimento > 0 AND largura > 0 AND espessura > 0", name="tamanho"),
        Index("ix_ocorrencia_peca_ocorrencia_id_ordem", "ocorrencia_id", "ordem"),
    )

    ocorrencia_id: Mapped[UUID] = mapped_column(ForeignKey("ocorrencia.id"))
    ordem: Mapped[int]
    peca_id: Mapped[UUID | None] = mapped_column(ForeignKey("peca.id"), index=True)
    copia_id: Mapped[UUID | None] = mapped_column(ForeignKey("peca_copia.id"), index=True)
    peca_numero: Mapped[int | None]
    descricao: Mapped[str] = mapped_column(String(300), default="")
    motivo_id: Mapped[UUID] = mapped_column(ForeignKey("motivo.id"), index=True)
    quantidade: Mapped[int] = mapped_column(default=1)
    comprimento: Mapped[float | None]
    largura: Mapped[float | None]
    espessura: Mapped[float | None]
    dados: Mapped[dict[str, Any]] = mapped_column(default=dict)

    ocorrencia: Mapped[Ocorrencia] = relationship(viewonly=True, lazy="raise")
    motivo: Mapped[Motivo] = relationship(viewonly=True, lazy="raise")
