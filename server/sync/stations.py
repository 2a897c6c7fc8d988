"""Which workstations there are, and how far each has come."""

from __future__ import annotations

from datetime import UTC, datetime

from core.command import Actor
from core.db.engine import Database
from core.db.unit import Unit
from core.db.upsert import upsert
from core.sync.models import Station


def note(database: Database, actor: Actor, *, cursor: int, schema: int, client: str) -> None:
    """Remember that a workstation was heard, and where it stood."""
    with Unit(database) as unit:
        connection = unit.session.connection()
        seen = {
            "device_id": actor.device_id,
            "seen_at": datetime.now(UTC),
            "cursor": cursor,
            "schema": schema,
            "client": client,
            "user_id": actor.id,
        }
        statement = upsert(connection, Station.__table__).values(seen)
        connection.execute(statement.on_conflict_do_update(index_elements=["device_id"], set_=seen))
        unit.commit()
