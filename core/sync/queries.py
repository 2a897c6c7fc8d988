"""What an administrator sees of workstations, refused operations and values that lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.acesso.models import Dispositivo, Usuario
from core.command.log import Conflict
from core.db.feed import FeedHead
from core.messages import known, say
from core.sync.models import Receipt, Station
from core.sync.rows import collections
from core.sync.wire import Outcome

_OPEN = (Outcome.REFUSED, Outcome.QUARANTINED)
_NAMES = ("nome", "codigo", "username", "id")
"""Columns by which people know a record, the best first."""


def stations(session: Session) -> list[dict[str, Any]]:
    """The workstations with what waits for a person at each, the one heard last first.

    `atraso` is the number of changes that it has not fetched.
    """
    head = session.scalar(select(FeedHead.seq)) or 0
    waiting = dict(
        session.execute(
            select(Receipt.device_id, func.count())
            .where(Receipt.outcome.in_(_OPEN), Receipt.resolved_at.is_(None))
            .group_by(Receipt.device_id)
        ).all()
    )
    rows = session.execute(
        select(Station, Dispositivo.nome)
        .outerjoin(Dispositivo, Dispositivo.id == Station.device_id)
        .order_by(Station.seen_at.desc())
    )
    return [
        {
            "id": str(station.device_id),
            "nome": name or "",
            "visto_em": station.seen_at.isoformat(),
            "atraso": max(head - station.cursor, 0),
            "contrato": station.schema,
            "versao": station.client,
            "a_decidir": waiting.get(station.device_id, 0),
        }
        for station, name in rows
    ]


def undone(session: Session, limit: int) -> list[dict[str, Any]]:
    """Operations that were refused or kept apart and that nobody has settled, newest first."""
    rows = session.execute(
        select(Receipt, Usuario.username, Dispositivo.nome)
        .outerjoin(Usuario, Usuario.id == Receipt.user_id)
        .outerjoin(Dispositivo, Dispositivo.id == Receipt.device_id)
        .where(Receipt.outcome.in_(_OPEN), Receipt.resolved_at.is_(None))
        .order_by(Receipt.ver.desc())
        .limit(limit)
    )
    return [
        {
            "id": str(receipt.id),
            "estado": receipt.outcome.value,
            "motivo": _sentence(receipt),
            "comando": receipt.kind,
            "dados": receipt.arguments,
            "feito_em": receipt.wall.isoformat(),
            "por": username or "",
            "estacao": device or "",
        }
        for receipt, username, device in rows
    ]


def conflicts(session: Session, limit: int) -> list[dict[str, Any]]:
    """Values that lost and that nobody has settled, newest first."""
    rows = session.execute(
        select(Conflict, Usuario.username)
        .outerjoin(Usuario, Usuario.id == Conflict.by)
        .where(Conflict.resolved_at.is_(None))
        .order_by(Conflict.at.desc(), Conflict.id.desc())
        .limit(limit)
    ).all()
    names = _names(session, [conflict for conflict, _ in rows])
    return [
        {
            "id": str(conflict.id),
            "registro": names.get(conflict.row_id, ""),
            "colecao": conflict.collection,
            "campo": conflict.field,
            "ficou": conflict.kept,
            "perdeu": conflict.lost,
            "momento": conflict.at.isoformat(),
            "por": username or "",
        }
        for conflict, username in rows
    ]


def _sentence(receipt: Receipt) -> str:
    code = receipt.why or ""
    return say(code, receipt.values) if known(code) else code


def _names(session: Session, found: Sequence[Conflict]) -> dict[UUID, str]:
    names: dict[UUID, str] = {}
    # a collection of another version of the product has no name here
    for collection in sorted({conflict.collection for conflict in found} & {*collections()}):
        table = collections()[collection]
        column = next(table.c[name] for name in _NAMES if name in table.c)
        keys = [one.row_id for one in found if one.collection == collection]
        rows = session.execute(select(table.c.id, column).where(table.c.id.in_(keys)))
        names |= {key: str(name) for key, name in rows}
    return names
