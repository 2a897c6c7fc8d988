"""Begins a new history after a backup was put back."""

from __future__ import annotations

from uuid import UUID

from core.db.engine import Database
from core.db.facts import Fact, settled
from core.db.unit import Unit
from core.ids import new_id
from server.sync.place import EPOCH


def begin_anew(database: Database) -> UUID:
    """A new epoch: every workstation loads a copy and sends again what the backup lacks."""
    fresh = str(new_id())
    with Unit(database) as unit:
        settled(unit.session, EPOCH, fresh)
        unit.session.get_one(Fact, EPOCH).value = fresh
        unit.commit()
    return UUID(fresh)
