"""Who is behind an access token, as the database knows him at this moment.

One statement by primary keys a request: so a revoked session, a deactivated person and a changed
permission count at once on every server process, and there is no cache that could be wrong.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from core.acesso.models import Credencial, Dispositivo, EstadoDispositivo, Papel, Sessao, Usuario
from core.acesso.rules import catalogo
from core.command import Actor
from core.errors import Unauthenticated
from server.auth.tokens import TokenKeys, read_access, session_of

_SESSION, _USER, _ROLE, _PASSWORD, _DEVICE = (
    model.__table__ for model in (Sessao, Usuario, Papel, Credencial, Dispositivo)
)

# over tables, not models: the object mapper costs as much again as the statement itself
_WHO = (
    select(
        _SESSION.c.revoked_at,
        _SESSION.c.expires_at,
        _SESSION.c.dispositivo_id,
        _USER.c.id.label("user_id"),
        _USER.c.username,
        _USER.c.archived_at,
        _USER.c.permissoes.label("own"),
        _USER.c.negadas.label("denied"),
        _ROLE.c.permissoes.label("role"),
        _ROLE.c.tudo,
        _PASSWORD.c.senha_trocar,
        _DEVICE.c.estado.label("device_state"),
    )
    .select_from(
        _SESSION.join(_USER, _USER.c.id == _SESSION.c.usuario_id)
        .join(_ROLE, _ROLE.c.id == _USER.c.papel_id)
        .join(_PASSWORD, _PASSWORD.c.usuario_id == _USER.c.id)
        .outerjoin(_DEVICE, _DEVICE.c.id == _SESSION.c.dispositivo_id)
    )
    .where(_SESSION.c.id == bindparam("sid"))
)


def authenticate(session: Session, token: str, keys: TokenKeys, now: datetime) -> Actor:
    """The person of a token. Who must change his password first holds no permission until then.

    Args:
        session: a reading session.
        token: the bearer token.
        keys: of this server.
        now: the present moment, aware.

    Raises:
        Unauthenticated: the token is not ours or has expired, its session was ended, or its person
            or device was shut out.
    """
    sid = session_of(read_access(keys, token, now))
    row = session.connection().execute(_WHO, {"sid": sid}).one_or_none()
    if row is None or row.revoked_at is not None or row.expires_at <= now:
        raise Unauthenticated("acesso.sessao_encerrada")
    if row.archived_at is not None:
        raise Unauthenticated("acesso.sessao_encerrada")
    if row.dispositivo_id is not None and row.device_state != EstadoDispositivo.ATIVO:
        raise Unauthenticated("acesso.sessao_encerrada")
    held: frozenset[str] = frozenset()
    if not row.senha_trocar:
        role = catalogo.of_role(row.role, everything=row.tudo)
        held = catalogo.effective(role, row.own, row.denied)
    return Actor(row.user_id, row.username, held, row.dispositivo_id)
