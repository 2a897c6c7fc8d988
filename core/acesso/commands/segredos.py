"""Secrets of outside services: kept sealed, replaced, removed."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from core.acesso import guard
from core.acesso.models import Segredo
from core.command import Command, Context, Policy, Result
from core.errors import InputError, NotFound

PERMISSION = "acesso/segredos"
SEALED_MAX = 64 * 1024

SecretName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,79}$")]


class GuardarSegredo(
    Command, kind="segredo.guardar", permission=PERMISSION, policy=Policy.SERVER_ONLY, audited=True
):
    """Keep a secret under a name, in place of the one before.

    Attributes:
        selado: the sealed bytes, hexadecimal; the seal is made outside, with a key that the
            database never sees.
        key_id: which key sealed it.
    """

    nome: SecretName
    selado: Annotated[str, Field(exclude=True, pattern=r"^([0-9a-f]{2})+$")]
    key_id: Annotated[str, Field(max_length=16)]

    def subject(self) -> str:
        """The name."""
        return self.nome

    def run(self, ctx: Context) -> Result:
        """Refuses what is longer than any secret."""
        sealed = bytes.fromhex(self.selado)
        if len(sealed) > SEALED_MAX:
            raise InputError("acesso.segredo_longo")
        guard.lock(ctx.session)
        row = ctx.session.get(Segredo, self.nome, with_for_update=True) or Segredo(nome=self.nome)
        row.selado, row.key_id = sealed, self.key_id
        row.updated_at, row.updated_by = ctx.now, ctx.actor.id
        ctx.session.add(row)
        return {"nome": self.nome}


class RemoverSegredo(
    Command, kind="segredo.remover", permission=PERMISSION, policy=Policy.SERVER_ONLY, audited=True
):
    """Forget a secret."""

    nome: SecretName

    def subject(self) -> str:
        """The name."""
        return self.nome

    def run(self, ctx: Context) -> Result:
        """A secret that is not there cannot be removed."""
        row = ctx.session.get(Segredo, self.nome, with_for_update=True)
        if row is None:
            raise NotFound("registro.ausente", tipo="segredo", id=self.nome)
        ctx.session.delete(row)
        return {"nome": self.nome}
