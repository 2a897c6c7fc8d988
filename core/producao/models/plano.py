"""Cutting plans of router and saw: sheets, where every piece lies, offcuts to come, and files."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Archivable, Base, Numbered, Tracked
from core.db.types import Sha256, choice
from core.producao.rules.plano import EstadoChapa, EstadoPlano, EstadoProva, TipoPlano


class Plano(Tracked, Numbered, Archivable):
    """One layout of a batch on sheets, with its proof and its files.

    `versao` counts the plans of a batch; `lote_revisao` is the revision of the batch that it was
    made of, after which it is out of date. `ajustes` are what the person chose, and `impressao` is
    the hash of them with the machine. Documents are kept by content: `layout_sha256` as other
    programs read it (`layout.json`), `plano_sha256` as `core.pipeline.plan_form` restores it,
    `execucao_sha256` all settings of the run with machine and sheets, `previa_sha256` in the old
    screens' shape, and `arquivo_sha256` all final files as one archive; `arquivo_nome` is the name
    under which the old system's clients ask for it. `minimo_chapas` is the proved lower bound;
    lengths are mm, areas mm², shares fractions.
    """

    __tablename__ = "plano"
    __scope__ = "producao"
    __table_args__ = (
        UniqueConstraint("lote_id", "versao"),
        CheckConstraint("versao >= 1", name="versao"),
        CheckConstraint("lote_revisao >= 1", name="lote_revisao"),
        CheckConstraint("chapas >= 0 AND pecas >= 0 AND nao_colocadas >= 0", name="contagens"),
        CheckConstraint("aproveitamento >= 0 AND aproveitamento <= 1.000001", name="uso"),
        CheckConstraint("minimo_chapas >= 0 AND maior_sobra >= 0", name="medidas"),
        CheckConstraint("achados >= 0", name="achados"),
        CheckConstraint(
            "estado <> 'exportado' OR (prova = 'aprovada' AND arquivo_sha256 IS NOT NULL)",
            name="provado",
        ),
        Index("ix_plano_estado_number", "estado", "number"),
        Index("ix_plano_tipo_number", "tipo", "number"),
    )

    tipo: Mapped[TipoPlano] = mapped_column(choice(TipoPlano))
    lote_id: Mapped[UUID] = mapped_column(ForeignKey("lote.id"))
    lote_revisao: Mapped[int]
    versao: Mapped[int]
    estado: Mapped[EstadoPlano] = mapped_column(choice(EstadoPlano))
    maquina_id: Mapped[UUID | None] = mapped_column(ForeignKey("maquina.id"), index=True)
    maquina: Mapped[str] = mapped_column(String(200))
    ajustes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    impressao: Mapped[Sha256 | None] = mapped_column(index=True)
    chapas: Mapped[int]
    pecas: Mapped[int]
    nao_colocadas: Mapped[int]
    aproveitamento: Mapped[float]
    minimo_chapas: Mapped[float]
    maior_sobra: Mapped[float]
    layout_versao: Mapped[str] = mapped_column(String(8))
    layout_sha256: Mapped[Sha256] = mapped_column(ForeignKey("blob.sha256"), index=True)
    plano_sha256: Mapped[Sha256] = mapped_column(ForeignKey("blob.sha256"), index=True)
    execucao_sha256: Mapped[Sha256] = mapped_column(ForeignKey("blob.sha256"), index=True)
    previa_sha256: Mapped[Sha256] = mapped_column(ForeignKey("blob.sha256"), index=True)
    prova: Mapped[EstadoProva] = mapped_column(choice(EstadoProva), default=EstadoProva.PENDENTE)
    achados: Mapped[int] = mapped_column(default=0)
    achados_lista: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    arquivo_nome: Mapped[str] = mapped_column(String(250), index=True)
    arquivo_sha256: Mapped[Sha256 | None] = mapped_column(ForeignKey("blob.sha256"), index=True)
    confirmado_em: Mapped[datetime | None]
    exportado_em: Mapped[datetime | None]
    cancelado_em: Mapped[datetime | None]
    motivo: Mapped[str] = mapped_column(String(300), default="")


class ChapaPlano(Tracked, Numbered):
    """One sheet of a plan; `codigo` is `001`, `002`, … as programs and labels have it.

    It is cut from `item_id`, an item of stock (`reserva_id` holds it), or from a fresh board of
    `chapa_id` that is still to be bought. `boa_ate` is the last good copy where work stopped.
    `cortes` are the saw's strips and cuts in working order.
    """

    __tablename__ = "chapa_plano"
    __scope__ = "producao"
    __table_args__ = (
        UniqueConstraint("plano_id", "codigo"),
        CheckConstraint("comprimento > 0 AND largura > 0 AND espessura > 0", name="tamanho"),
        CheckConstraint("aproveitamento >= 0 AND aproveitamento <= 1.000001", name="uso"),
        CheckConstraint("pecas >= 0", name="pecas"),
        CheckConstraint("item_id IS NOT NULL OR reserva_id IS NULL", name="reserva"),
        Index("ix_chapa_plano_estado_number", "estado", "number"),
    )

    plano_id: Mapped[UUID] = mapped_column(ForeignKey("plano.id"))
    codigo: Mapped[str] = mapped_column(String(8))
    estado: Mapped[EstadoChapa] = mapped_column(choice(EstadoChapa), default=EstadoChapa.PLANEJADA)
    material: Mapped[str] = mapped_column(String(200))
    material_chave: Mapped[str] = mapped_column(String(200), index=True)
    espessura: Mapped[float]
    comprimento: Mapped[float]
    largura: Mapped[float]
    tem_veio: Mapped[bool]
    de_sobra: Mapped[bool]
    chapa_id: Mapped[UUID | None] = mapped_column(ForeignKey("chapa.id"), index=True)
    item_id: Mapped[UUID | None] = mapped_column(ForeignKey("item_estoque.id"), index=True)
    reserva_id: Mapped[UUID | None] = mapped_column(ForeignKey("reserva_estoque.id"), index=True)
    pecas: Mapped[int]
    aproveitamento: Mapped[float]
    programa: Mapped[str | None] = mapped_column(String(255))
    programa_sha256: Mapped[Sha256 | None] = mapped_column(ForeignKey("blob.sha256"), index=True)
    cortes: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    boa_ate: Mapped[UUID | None] = mapped_column(ForeignKey("peca_copia.id"), index=True)
    iniciada_em: Mapped[datetime | None]
    cortada_em: Mapped[datetime | None]
    motivo: Mapped[str] = mapped_column(String(300), default="")


class ColocacaoPeca(Tracked):
    """Where a physical copy lies: lower left of its outline (mm, sheet frame), turn in degrees."""

    __tablename__ = "colocacao_peca"
    __scope__ = "producao"
    __table_args__ = (
        UniqueConstraint("plano_id", "peca_id", "copia"),
        CheckConstraint("copia >= 1", name="copia"),
        CheckConstraint("ordem >= 0", name="ordem"),
    )

    plano_id: Mapped[UUID] = mapped_column(ForeignKey("plano.id"))
    chapa_plano_id: Mapped[UUID] = mapped_column(ForeignKey("chapa_plano.id"), index=True)
    peca_id: Mapped[UUID] = mapped_column(ForeignKey("peca.id"), index=True)
    peca_copia_id: Mapped[UUID] = mapped_column(ForeignKey("peca_copia.id"), index=True)
    copia: Mapped[int]
    ordem: Mapped[int]
    x: Mapped[float]
    y: Mapped[float]
    rotacao: Mapped[float]
    virada: Mapped[bool]


class SobraPlano(Tracked):
    """An offcut that a sheet will leave: a rectangle in its frame, mm.

    `item_id` is the item of stock that it became when the sheet was cut.
    """

    __tablename__ = "sobra_plano"
    __scope__ = "producao"
    __table_args__ = (
        UniqueConstraint("chapa_plano_id", "nome"),
        CheckConstraint("comprimento > 0 AND largura > 0", name="tamanho"),
    )

    chapa_plano_id: Mapped[UUID] = mapped_column(ForeignKey("chapa_plano.id"))
    nome: Mapped[str] = mapped_column(String(16))
    x: Mapped[float]
    y: Mapped[float]
    comprimento: Mapped[float]
    largura: Mapped[float]
    item_id: Mapped[UUID | None] = mapped_column(ForeignKey("item_estoque.id"), index=True)


class ArquivoPlano(Tracked):
    """One final file of a plan, by content; `nome` is relative, with forward slashes."""

    __tablename__ = "arquivo_plano"
    __scope__ = "producao"
    __table_args__ = (
        UniqueConstraint("plano_id", "nome"),
        CheckConstraint("tamanho >= 0", name="tamanho"),
    )

    plano_id: Mapped[UUID] = mapped_column(ForeignKey("plano.id"))
    nome: Mapped[str] = mapped_column(String(255))
    tipo: Mapped[str] = mapped_column(String(32))
    tamanho: Mapped[int]
    sha256: Mapped[Sha256] = mapped_column(ForeignKey("blob.sha256"), index=True)


class ParadaBusca(Base):
    """The wish that the search of a job stops and keeps the best layout so far."""

    __tablename__ = "parada_busca"

    job_id: Mapped[UUID] = mapped_column(ForeignKey("job.id", ondelete="CASCADE"), primary_key=True)
