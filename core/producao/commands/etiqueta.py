"""Label layouts of a machine; the default one is the old system's `layoutEtiqueta`."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field
from sqlalchemy import select

from core.command import Command, Context, Policy, Result
from core.db.base import living
from core.errors import Refused
from core.machine.profile import LabelField
from core.producao.commands.maquina import PERMISSION, refazer_perfil
from core.producao.models.maquina import LayoutEtiqueta, Maquina
from core.producao.queries.maquina import layout_padrao
from core.producao.rules.livre import texto_guardavel
from core.producao.rules.medidas import Medida, Nome


def _keepable(campos: tuple[LabelField, ...]) -> tuple[LabelField, ...]:
    for campo in campos:
        texto_guardavel(campo.field)
        texto_guardavel(campo.text)
    return campos


Campos = Annotated[tuple[LabelField, ...], Field(max_length=100), AfterValidator(_keepable)]
NomeEtiqueta = Annotated[Nome, Field(max_length=80)]


def _refuse_twin(ctx: Context, maquina_id: UUID, nome: str, besides: UUID | None = None) -> None:
    same = select(LayoutEtiqueta.id).where(
        LayoutEtiqueta.maquina_id == maquina_id,
        LayoutEtiqueta.nome == nome,
        living(LayoutEtiqueta),
    )
    found = ctx.session.scalars(same).first()
    if found is not None and found != besides:
        raise Refused("maquina.etiqueta_repetida", nome=nome)


def _forms(campos: Campos) -> list[dict[str, Any]]:
    return [campo.model_dump(mode="json") for campo in campos]


class CriarLayoutEtiqueta(
    Command, kind="layout_etiqueta.criar", permission=PERMISSION, policy=Policy.RECORD
):
    """Add a label layout to a machine; its first one is the default. Sizes in mm."""

    id: UUID | None = None
    maquina_id: UUID
    nome: NomeEtiqueta
    comprimento: Medida
    largura: Medida
    campos: Campos = ()

    def run(self, ctx: Context) -> Result:
        """Add it.

        Raises:
            Refused: another one of the machine has the name.
            NotFound: the machine is not there.
        """
        maquina = ctx.locked(Maquina, self.maquina_id)
        _refuse_twin(ctx, maquina.id, self.nome)
        layout = LayoutEtiqueta(
            id=self.id or ctx.new_id(),
            maquina_id=maquina.id,
            nome=self.nome,
            comprimento=self.comprimento,
            largura=self.largura,
            campos=_forms(self.campos),
            padrao=layout_padrao(ctx.session, maquina.id) is None,
        )
        ctx.session.add(layout)
        refazer_perfil(ctx, maquina)
        return {"id": str(layout.id), "number": layout.number, "padrao": layout.padrao}


class AlterarLayoutEtiqueta(
    Command, kind="layout_etiqueta.alterar", permission=PERMISSION, policy=Policy.RECORD
):
    """Change a label layout; None leaves a field as it is."""

    id: UUID
    nome: NomeEtiqueta | None = None
    comprimento: Medida | None = None
    largura: Medida | None = None
    campos: Campos | None = None

    def run(self, ctx: Context) -> Result:
        """Write what differs.

        Raises:
            Refused: another one of the machine has the name.
            NotFound: it is not there.
        """
        layout = ctx.locked(LayoutEtiqueta, self.id)
        if self.nome is not None:
            _refuse_twin(ctx, layout.maquina_id, self.nome, layout.id)
        wanted = {"nome": self.nome, "comprimento": self.comprimento, "largura": self.largura}
        wanted["campos"] = None if self.campos is None else _forms(self.campos)  # type: ignore[assignment]  # JSON
        for name, value in wanted.items():
            if value is not None and getattr(layout, name) != value:
                setattr(layout, name, value)
        refazer_perfil(ctx, ctx.get(Maquina, layout.maquina_id, archived=True))
        return {"id": str(layout.id)}


class DefinirLayoutPadrao(
    Command,
    kind="layout_etiqueta.padrao",
    permission=PERMISSION,
    policy=Policy.ARBITRATED,
    audited=True,
):
    """Make this label layout the one its machine uses."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Move the mark.

        Raises:
            NotFound: it is not there.
        """
        layout = ctx.get(LayoutEtiqueta, self.id)
        maquina = ctx.locked(Maquina, layout.maquina_id, archived=True)
        layout = ctx.locked(LayoutEtiqueta, self.id)
        present = layout_padrao(ctx.session, maquina.id)
        if present is not None and present.id != layout.id:
            present.padrao = False
            ctx.session.flush()
        layout.padrao = True
        refazer_perfil(ctx, maquina)
        return {"id": str(layout.id)}


class ArquivarLayoutEtiqueta(
    Command,
    kind="layout_etiqueta.arquivar",
    permission=PERMISSION,
    policy=Policy.RECORD,
    audited=True,
):
    """Put a label layout away."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Put it away; to do it again changes nothing.

        Raises:
            Refused: its machine uses it.
            NotFound: it never was.
        """
        layout = ctx.locked(LayoutEtiqueta, self.id, archived=True)
        if layout.archived_at is None:
            if layout.padrao:
                raise Refused("maquina.e_padrao", nome=layout.nome)
            layout.archived_at = ctx.now
        return {}


class RestaurarLayoutEtiqueta(
    Command,
    kind="layout_etiqueta.restaurar",
    permission=PERMISSION,
    policy=Policy.RECORD,
    audited=True,
):
    """Take a label layout out again."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Take it out.

        Raises:
            Refused: another one of the machine has its name by now.
        """
        layout = ctx.locked(LayoutEtiqueta, self.id, archived=True)
        if layout.archived_at is not None:
            _refuse_twin(ctx, layout.maquina_id, layout.nome, layout.id)
            layout.archived_at = None
        return {}
