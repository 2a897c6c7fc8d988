"""Machines with their profile, and the old system's tables of tools, cuts, layers and labels."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Archivable, Numbered, Tracked, unique_among
from core.db.types import choice
from core.producao.rules.ajustes import TipoCamada, TipoFerramenta
from core.producao.rules.maquina import TipoMaquina

DEFAULT = text("padrao AND archived_at IS NULL")


class Maquina(Tracked, Numbered, Archivable):
    """A machine. One living machine at most is the default, `padrao`.

    `perfil` is a whole `core.machine.profile.MachineProfile`. A profile that was given as such is
    `perfil_proprio`; otherwise it is made anew of `config` and of the tables below at every change
    of them, `avisos` tells what of them is not in it, and `perfil` is None with the reason in
    `avisos` where they contradict each other. `config` is the old system's object, whole.
    """

    __tablename__ = "maquina"
    __scope__ = "producao"
    __table_args__ = (
        CheckConstraint("length(nome) > 0", name="nome"),
        CheckConstraint("NOT perfil_proprio OR perfil IS NOT NULL", name="perfil"),
        unique_among("uq_maquina_living", "chave"),
        unique_among("uq_maquina_padrao", "padrao", where=DEFAULT),
    )

    nome: Mapped[str] = mapped_column(String(120))
    chave: Mapped[str] = mapped_column(String(120))
    tipo: Mapped[TipoMaquina] = mapped_column(choice(TipoMaquina), default=TipoMaquina.ROTEADOR)
    padrao: Mapped[bool] = mapped_column(default=False)
    perfil: Mapped[dict[str, Any] | None]
    perfil_proprio: Mapped[bool] = mapped_column(default=False)
    config: Mapped[dict[str, Any]] = mapped_column(default=dict)
    avisos: Mapped[list[dict[str, Any]]] = mapped_column(default=list)


class _Row(Tracked, Numbered, Archivable):
    """A row of one of the machine's tables; `extra` is the row as it was sent, every key of it."""

    __abstract__ = True

    maquina_id: Mapped[UUID] = mapped_column(ForeignKey("maquina.id"))
    ordem: Mapped[int]
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Ferramenta(_Row):
    """A tool: sizes in mm, speeds in rpm and mm/min, angles in degrees."""

    __tablename__ = "ferramenta"
    __scope__ = "producao"
    __table_args__ = (
        CheckConstraint("ordem >= 0", name="ordem"),
        CheckConstraint("diametro >= 0 AND comprimento_util >= 0", name="tamanho"),
        Index("ix_ferramenta_maquina_id_ordem", "maquina_id", "ordem"),
    )

    tipo: Mapped[TipoFerramenta] = mapped_column(choice(TipoFerramenta))
    codigo: Mapped[str] = mapped_column(String(40))
    descricao: Mapped[str] = mapped_column(String(200))
    comando_extra: Mapped[str] = mapped_column(String(4000))
    velocidade_rotacao: Mapped[float | None]
    diametro: Mapped[float | None]
    area_corte_limite: Mapped[float | None]
    comprimento_util: Mapped[float | None]
    entrada_chapa: Mapped[float | None]
    velocidade_corte: Mapped[float | None]
    sentido_corte: Mapped[str] = mapped_column(String(40))
    tipo_ferramenta: Mapped[str] = mapped_column(String(200))
    velocidade_entrada: Mapped[float | None]
    velocidade_reduzida: Mapped[float | None]
    angulo_entrada: Mapped[float | None]


class Corte(_Row):
    """How parts up to a size are cut out (mm); one of a machine's is the default."""

    __tablename__ = "corte"
    __scope__ = "producao"
    __table_args__ = (
        CheckConstraint("ordem >= 0", name="ordem"),
        CheckConstraint("tamanho_maximo >= 0", name="tamanho"),
        Index("ix_corte_maquina_id_ordem", "maquina_id", "ordem"),
        unique_among("uq_corte_padrao", "maquina_id", where=DEFAULT),
    )

    ordenar_pecas: Mapped[bool]
    corte_concordante: Mapped[bool]
    tamanho_maximo: Mapped[float | None]
    ferramenta: Mapped[str] = mapped_column(String(200))
    ferramenta_grossa: Mapped[str] = mapped_column(String(200))
    configurar_ultimo_passo: Mapped[bool]
    agrupar_ultimo_passo: Mapped[bool]
    profundidade_ultimo_passo: Mapped[float | None]
    ferramenta_ultimo_passo: Mapped[str] = mapped_column(String(200))
    ferramenta_grossa_ultimo_passo: Mapped[str] = mapped_column(String(200))
    distancia_vel_reduzida: Mapped[float | None]
    padrao: Mapped[bool]


class RegraCamada(_Row):
    """What a drawing's layer means to a machine; `chave` is its name as it is compared."""

    __tablename__ = "regra_camada"
    __scope__ = "producao"
    __table_args__ = (
        CheckConstraint("ordem >= 0", name="ordem"),
        CheckConstraint("profundidade >= 0 AND espessura >= 0", name="medidas"),
        Index("ix_regra_camada_maquina_id_ordem", "maquina_id", "ordem"),
        unique_among("uq_regra_camada_living", "maquina_id", "chave"),
    )

    nome: Mapped[str] = mapped_column(String(200))
    chave: Mapped[str] = mapped_column(String(200))
    tipo: Mapped[TipoCamada] = mapped_column(choice(TipoCamada))
    cortar_sobras: Mapped[bool]
    rotacao: Mapped[str] = mapped_column(String(40))
    espessura: Mapped[float | None]
    peca_ou_sobra: Mapped[str] = mapped_column(String(40))
    profundidade: Mapped[float | None]
    ferramenta: Mapped[str] = mapped_column(String(200))
    estrategia: Mapped[str] = mapped_column(String(40))


class LayoutEtiqueta(Tracked, Numbered, Archivable):
    """Where the texts stand on a machine's label, mm from its top left; one is the default.

    `campos` are values of `core.machine.profile.LabelField`.
    """

    __tablename__ = "layout_etiqueta"
    __scope__ = "producao"
    __table_args__ = (
        CheckConstraint("comprimento > 0 AND largura > 0", name="tamanho"),
        CheckConstraint("length(nome) > 0", name="nome"),
        unique_among("uq_layout_etiqueta_living", "maquina_id", "nome"),
        unique_among("uq_layout_etiqueta_padrao", "maquina_id", where=DEFAULT),
    )

    maquina_id: Mapped[UUID] = mapped_column(ForeignKey("maquina.id"))
    nome: Mapped[str] = mapped_column(String(80))
    comprimento: Mapped[float]
    largura: Mapped[float]
    campos: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    padrao: Mapped[bool] = mapped_column(default=False)
