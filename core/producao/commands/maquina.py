"""Machines, the default one, their profile and their labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import select

from core.command import Command, Context, Policy, Result
from core.db.base import living
from core.errors import Refused
from core.producao.models.maquina import LayoutEtiqueta, Maquina
from core.producao.queries.maquina import layout_padrao, perfil_de_tabelas
from core.producao.rules.livre import Livre
from core.producao.rules.lote import name_key
from core.producao.rules.maquina import (
    NOME_PADRAO,
    TipoMaquina,
    campos_do_perfil,
    ler_config,
    ler_perfil,
    tamanho_da_etiqueta,
)
from core.producao.rules.medidas import Nome

PERMISSION = "producao/maquinas"
_LAYOUT = "Padrão"

NomeMaquina = Annotated[Nome, Field(max_length=120)]


def maquina_padrao(ctx: Context) -> Maquina | None:
    """The living default machine, held."""
    statement = select(Maquina).where(Maquina.padrao, living(Maquina)).with_for_update()
    return ctx.session.scalars(
        statement, execution_options={"populate_existing": True}
    ).one_or_none()


def maquina_ou_nova(ctx: Context, maquina_id: UUID | None) -> Maquina:
    """The machine, held; without a key the default one, made where there is none.

    The old interface knows one machine only and never made it: its settings do.

    Raises:
        NotFound: the machine is not there.
    """
    if maquina_id is not None:
        return ctx.locked(Maquina, maquina_id)
    found = maquina_padrao(ctx)
    if found is None:
        ctx.number("maquina.padrao")  # whoever else is here waits for this row
        found = maquina_padrao(ctx)
    if found is not None:
        return found
    maquina = Maquina(id=ctx.new_id("maquina"), padrao=True, **_named(ctx, NOME_PADRAO))
    maquina.tipo, maquina.config, maquina.avisos = TipoMaquina.ROTEADOR, {}, []
    ctx.session.add(maquina)
    ctx.session.flush()
    return maquina


def assunto(maquina_id: UUID | None) -> str:
    """How the audit names a machine that is given by its key, or as the default one."""
    return "padrao" if maquina_id is None else str(maquina_id)


def refazer_perfil(ctx: Context, maquina: Maquina) -> None:
    """Make the profile anew of the machine's tables, unless it has one of its own."""
    ctx.session.flush()
    if maquina.perfil_proprio:
        return
    made = perfil_de_tabelas(ctx.session, maquina)
    if (maquina.perfil, maquina.avisos) != (made.perfil, made.avisos):
        maquina.perfil, maquina.avisos = made.perfil, made.avisos
        ctx.session.flush()


def _named(ctx: Context, nome: str, besides: UUID | None = None) -> dict[str, str]:
    key = name_key(nome)
    same = select(Maquina.id).where(Maquina.chave == key, living(Maquina))
    found = ctx.session.scalars(same).first()
    if found is not None and found != besides:
        raise Refused("maquina.repetida", nome=nome)
    return {"nome": nome, "chave": key}


class CriarMaquina(Command, kind="maquina.criar", permission=PERMISSION, policy=Policy.RECORD):
    """Register a machine; the first one is the default.

    Attributes:
        perfil: values of a `core.machine.profile.MachineProfile`; None to make it of tables.
    """

    id: UUID | None = None
    nome: NomeMaquina
    tipo: TipoMaquina = TipoMaquina.ROTEADOR
    perfil: Livre | None = None

    def run(self, ctx: Context) -> Result:
        """Add it.

        Raises:
            Refused: another machine has the name.
            InputError: the profile is wrong.
        """
        maquina = Maquina(
            id=self.id or ctx.new_id(),
            tipo=self.tipo,
            padrao=False,
            perfil_proprio=self.perfil is not None,
            perfil=_profile(self.perfil),
            config={},
            avisos=[],
            **_named(ctx, self.nome),
        )
        ctx.number("maquina.padrao")
        maquina.padrao = maquina_padrao(ctx) is None
        ctx.session.add(maquina)
        refazer_perfil(ctx, maquina)
        return {"id": str(maquina.id), "number": maquina.number, "padrao": maquina.padrao}


def _profile(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if values is None else ler_perfil(values).model_dump(mode="json")


class AlterarMaquina(Command, kind="maquina.alterar", permission=PERMISSION, policy=Policy.RECORD):
    """Change name or kind of a machine; None leaves it."""

    id: UUID
    nome: NomeMaquina | None = None
    tipo: TipoMaquina | None = None

    def run(self, ctx: Context) -> Result:
        """Write what differs.

        Raises:
            Refused: another machine has the name.
            NotFound: it is not there.
        """
        maquina = ctx.locked(Maquina, self.id)
        if self.nome is not None and self.nome != maquina.nome:
            named = _named(ctx, self.nome, maquina.id)
            maquina.nome, maquina.chave = named["nome"], named["chave"]
        if self.tipo is not None:
            maquina.tipo = self.tipo
        return {"id": str(maquina.id)}


class DefinirPerfil(
    Command, kind="maquina.perfil", permission=PERMISSION, policy=Policy.RECORD, audited=True
):
    """Give a machine a profile of its own, or none, so that it is made of its tables again."""

    id: UUID
    perfil: Livre | None

    def run(self, ctx: Context) -> Result:
        """Set it.

        Raises:
            InputError: the profile is wrong; names the place.
            NotFound: the machine is not there.
        """
        maquina = ctx.locked(Maquina, self.id)
        if self.perfil is not None:
            maquina.perfil = _profile(self.perfil)
            maquina.avisos = []
        maquina.perfil_proprio = self.perfil is not None
        refazer_perfil(ctx, maquina)
        return {"id": str(maquina.id)}


class DefinirMaquinaPadrao(
    Command, kind="maquina.padrao", permission=PERMISSION, policy=Policy.ARBITRATED, audited=True
):
    """Make this machine the default one."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Move the mark.

        Raises:
            NotFound: it is not there.
        """
        ctx.number("maquina.padrao")
        maquina = ctx.locked(Maquina, self.id)
        present = maquina_padrao(ctx)
        if present is not None and present.id != maquina.id:
            present.padrao = False
            ctx.session.flush()
        maquina.padrao = True
        return {"id": str(maquina.id)}


class ArquivarMaquina(
    Command, kind="maquina.arquivar", permission=PERMISSION, policy=Policy.RECORD, audited=True
):
    """Put a machine away; its tables stay with it."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Put it away; to do it again changes nothing.

        Raises:
            Refused: it is the default one.
            NotFound: it never was.
        """
        maquina = ctx.locked(Maquina, self.id, archived=True)
        if maquina.archived_at is None:
            if maquina.padrao:
                raise Refused("maquina.e_padrao", nome=maquina.nome)
            maquina.archived_at = ctx.now
        return {}


class RestaurarMaquina(
    Command, kind="maquina.restaurar", permission=PERMISSION, policy=Policy.RECORD, audited=True
):
    """Take a machine out again."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Take it out.

        Raises:
            Refused: another machine has its name by now.
        """
        maquina = ctx.locked(Maquina, self.id, archived=True)
        if maquina.archived_at is not None:
            _named(ctx, maquina.nome, maquina.id)
            maquina.archived_at = None
        return {}


class SalvarConfig(
    Command, kind="maquina.salvar_config", permission=PERMISSION, policy=Policy.RECORD, audited=True
):
    """Keep the old system's object of a machine, its label layout with it.

    Attributes:
        maquina_id: None for the default machine.
    """

    maquina_id: UUID | None = None
    config: Livre

    def subject(self) -> str:
        """The machine."""
        return assunto(self.maquina_id)

    def run(self, ctx: Context) -> Result:
        """Write it whole and make the profile anew.

        Raises:
            InputError: too large, or its label layout is none.
            NotFound: the machine is not there.
        """
        campos = campos_do_perfil(ler_config(self.config))
        maquina = maquina_ou_nova(ctx, self.maquina_id)
        maquina.config = dict(self.config)
        layout = layout_padrao(ctx.session, maquina.id)
        if layout is None and "layoutEtiqueta" in self.config:
            layout = _new_layout(ctx, maquina)
        if layout is not None and "layoutEtiqueta" in self.config:
            layout.campos = campos
            layout.comprimento, layout.largura = tamanho_da_etiqueta(self.config)
        refazer_perfil(ctx, maquina)
        return {"id": str(maquina.id), "number": maquina.number}


def _new_layout(ctx: Context, maquina: Maquina) -> LayoutEtiqueta:
    named = select(LayoutEtiqueta.id).where(
        LayoutEtiqueta.maquina_id == maquina.id,
        LayoutEtiqueta.nome == _LAYOUT,
        living(LayoutEtiqueta),
    )
    taken = ctx.session.scalars(named).first() is not None
    layout = LayoutEtiqueta(
        id=ctx.new_id("etiqueta"),
        maquina_id=maquina.id,
        nome=f"{_LAYOUT} 2" if taken else _LAYOUT,
        padrao=True,
    )
    ctx.session.add(layout)
    return layout
