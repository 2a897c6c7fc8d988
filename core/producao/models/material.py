"""Sheet materials: what a board is made of, its size, its grain and its price."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from core.command.fields import Editable
from core.db.base import Archivable, Numbered, editable, unique_among
from core.db.types import Cents
from core.producao.rules.material import DadosChapa


class Chapa(Editable, Numbered, Archivable):
    """A material in one size of board; lengths in mm, the price in cents a m².

    `propriedade` is the name that files and people use; `chave` is the same name as
    `rules.material.chave_material` makes it, and the only thing that is ever compared.
    """

    __tablename__ = "chapa"
    __scope__ = "producao"
    __edit_permission__ = "producao/chapas"
    __form__ = DadosChapa
    __table_args__ = (
        CheckConstraint("espessura > 0", name="espessura"),
        CheckConstraint("comprimento > 0 AND largura > 0", name="tamanho"),
        CheckConstraint("custo_m2 >= 0", name="custo"),
        CheckConstraint("estoque_minimo >= 0", name="minimo"),
        unique_among("uq_chapa_living", "chave", "comprimento", "largura"),
    )

    propriedade: Mapped[str] = mapped_column(String(200))
    chave: Mapped[str] = mapped_column(String(200))
    possui_veio: Mapped[bool] = mapped_column(info=editable())
    espessura: Mapped[float] = mapped_column(info=editable())
    comprimento: Mapped[float]
    largura: Mapped[float]
    custo_m2: Mapped[Cents] = mapped_column(info=editable())
    estoque_minimo: Mapped[int] = mapped_column(default=0, info=editable())
