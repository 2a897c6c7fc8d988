"""Devices and sessions: registered, let in, shut out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints
from sqlalchemy import func, select

from core.acesso import guard
from core.acesso.commands.usuarios import Line
from core.acesso.models import Concessao, Dispositivo, EstadoDispositivo, Sessao
from core.acesso.rules.catalogo import in_order
from core.command import OWN, Command, Context, Policy, Result
from core.errors import NotFound, Refused

PERMISSION = "acesso/dispositivos"
SESSIONS = "acesso/sessoes"
PENDING_MAX = 5
"""Devices of one person that may wait for approval; more would bury the administrator's list."""

DeviceName = Annotated[Line, StringConstraints(min_length=1, max_length=120)]
PublicKey = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]
"""32 bytes of Ed25519 in base64url without padding."""


class RegistrarDispositivo(
    Command, kind="dispositivo.registrar", permission=OWN, policy=Policy.SERVER_ONLY, audited=True
):
    """Register a device by its public key; it may act once an administrator lets it in.

    Whoever may let devices in registers one that is in at once.
    """

    nome: DeviceName
    chave_publica: PublicKey

    def subject(self) -> str:
        """The name."""
        return self.nome

    def run(self, ctx: Context) -> Result:
        """Refused where the key is known already, or too many of the person's devices wait."""
        guard.lock(ctx.session)
        self._check(ctx)
        lets_in = ctx.actor.may(PERMISSION)
        device = Dispositivo(
            id=ctx.new_id(),
            nome=self.nome,
            chave_publica=self.chave_publica,
            estado=EstadoDispositivo.ATIVO if lets_in else EstadoDispositivo.PENDENTE,
            registrado_por=ctx.actor.id,
            aprovado_por=ctx.actor.id if lets_in else None,
        )
        ctx.session.add(device)
        return {"id": str(device.id), "estado": device.estado.value}

    def _check(self, ctx: Context) -> None:
        same_key = select(Dispositivo.id).where(Dispositivo.chave_publica == self.chave_publica)
        if ctx.session.scalar(same_key) is not None:
            raise Refused("acesso.dispositivo_repetido")
        waiting = select(func.count()).where(
            Dispositivo.registrado_por == ctx.actor.id,
            Dispositivo.estado == EstadoDispositivo.PENDENTE,
        )
        if ctx.session.scalars(waiting).one() >= PENDING_MAX:
            raise Refused("acesso.dispositivos_pendentes", maximo=PENDING_MAX)


class AprovarDispositivo(
    Command, kind="dispositivo.aprovar", permission=PERMISSION, policy=Policy.SERVER_ONLY,
    audited=True,
):  # fmt: skip
    """Let a registered device in."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Refused for one that was shut out: it must make a new key."""
        device = ctx.locked(Dispositivo, self.id)
        if device.estado is EstadoDispositivo.REVOGADO:
            raise Refused("acesso.dispositivo_revogado", nome=device.nome)
        if device.estado is EstadoDispositivo.PENDENTE:
            device.estado, device.aprovado_por = EstadoDispositivo.ATIVO, ctx.actor.id
        return {"id": str(device.id), "estado": device.estado.value}


class RenomearDispositivo(
    Command, kind="dispositivo.renomear", permission=PERMISSION, policy=Policy.SERVER_ONLY,
    audited=True,
):  # fmt: skip
    """Give a device another name."""

    id: UUID
    nome: DeviceName

    def run(self, ctx: Context) -> Result:
        """Names are for people and need not differ."""
        device = ctx.locked(Dispositivo, self.id)
        device.nome = self.nome
        return {"id": str(device.id)}


class RevogarDispositivo(
    Command, kind="dispositivo.revogar", permission=PERMISSION, policy=Policy.SERVER_ONLY,
    audited=True,
):  # fmt: skip
    """Shut a device out for good: its sessions and offline grants end at once."""

    id: UUID

    def run(self, ctx: Context) -> Result:
        """Twice is as good as once."""
        device = ctx.locked(Dispositivo, self.id)
        device.estado = EstadoDispositivo.REVOGADO
        guard.revoke_sessions(ctx.session, ctx.now, "dispositivo", devices=[device.id])
        return {"id": str(device.id), "estado": device.estado.value}


class EncerrarSessao(Command, kind="sessao.encerrar", policy=Policy.SERVER_ONLY, audited=True):
    """End one session; one's own, or with permission another person's."""

    id: UUID

    def needs(self, ctx: Context) -> str:
        """Nothing for one's own."""
        family = ctx.session.get(Sessao, self.id)
        mine = family is not None and family.usuario_id == ctx.actor.id
        return OWN if mine else SESSIONS

    def run(self, ctx: Context) -> Result:
        """Twice is as good as once."""
        family = ctx.session.get(Sessao, self.id, with_for_update=True, populate_existing=True)
        if family is None:
            raise NotFound("registro.ausente", tipo="sessao", id=str(self.id))
        if family.revoked_at is None:
            family.revoked_at, family.reason = ctx.now, "encerrada"
        return {"id": str(family.id)}


class EncerrarSessoes(
    Command, kind="sessao.encerrar_todas", policy=Policy.SERVER_ONLY, audited=True
):
    """End every session and offline grant of a person, but for one to keep."""

    usuario_id: UUID
    manter: UUID | None = None

    def subject(self) -> str:
        """The person."""
        return str(self.usuario_id)

    def needs(self, ctx: Context) -> str:
        """Nothing for one's own."""
        return OWN if self.usuario_id == ctx.actor.id else SESSIONS

    def run(self, ctx: Context) -> Result:
        """Twice is as good as once."""
        guard.revoke_sessions(
            ctx.session, ctx.now, "encerrada", users=[self.usuario_id], keep=self.manter
        )
        return {"usuario_id": str(self.usuario_id)}


class EmitirConcessao(
    Command, kind="concessao.emitir", permission=OWN, policy=Policy.SERVER_ONLY, audited=True
):
    """Note that the actor may work without the server on this device until then."""

    vence: datetime

    def run(self, ctx: Context) -> Result:
        """Refused from anywhere but a device that was let in."""
        if ctx.actor.id is None or ctx.actor.device_id is None:
            raise Refused("acesso.dispositivo_fora")
        grant = Concessao(
            id=ctx.new_id(),
            usuario_id=ctx.actor.id,
            dispositivo_id=ctx.actor.device_id,
            permissoes=in_order(ctx.actor.permissions),
            created_at=ctx.now,
            expires_at=self.vence,
        )
        ctx.session.add(grant)
        return {"id": str(grant.id)}
