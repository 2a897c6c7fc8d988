"""Who acts, and what a running command may use."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.db.base import Tracked
from core.db.counters import next_number
from core.errors import NotFound
from core.ids import derive_id


@dataclass(frozen=True)
class Actor:
    """The person, and the device he acts from."""

    id: UUID | None
    username: str
    permissions: frozenset[str] = field(default_factory=frozenset)
    device_id: UUID | None = None
    address: str | None = None
    """Network address the request came from; None when it did not come over the network."""

    def may(self, permission: str) -> bool:
        """Whether the person holds this permission; strings are compared whole."""
        return permission in self.permissions


SYSTEM = Actor(None, "sistema")
"""The product itself: periodic work, first start. It holds what its commands need."""


@dataclass(frozen=True)
class Context:
    """One run of one command: everything it may read, and nothing that changes between runs.

    Attributes:
        authority: True on the server, whose answer stands; False on a workstation's copy.
        now: when this run happens, UTC; for stamps only. Times that mean something to the
            business stand in the command.
    """

    session: Session
    actor: Actor
    op_id: UUID
    now: datetime
    authority: bool

    def new_id(self, key: str | int = 0) -> UUID:
        """The key of a record this command makes: the same wherever the command runs."""
        return derive_id(self.op_id, key)

    def number(self, series: str) -> int | None:
        """The next number of a series; None where only the server may give it."""
        return next_number(self.session.connection(), series) if self.authority else None

    def get[Row: Tracked](self, model: type[Row], key: UUID, *, archived: bool = False) -> Row:
        """The record.

        Args:
            model: its class.
            key: its key.
            archived: whether an archived one will do.

        Raises:
            NotFound: there is none, or it is archived.
        """
        return _there(self.session.get(model, key), model, key, archived)

    def locked[Row: Tracked](self, model: type[Row], key: UUID, *, archived: bool = False) -> Row:
        """The record as it is now, held until the transaction ends; else as `get`."""
        statement = select(model).where(model.id == key).with_for_update()
        found = self.session.scalars(
            statement, execution_options={"populate_existing": True}
        ).one_or_none()
        return _there(found, model, key, archived)


def _there[Row: Tracked](
    found: Row | None,
    model: type[Row],
    key: UUID,
    archived: bool,  # noqa: FBT001 - handed on
) -> Row:
    if found is None or (not archived and getattr(found, "archived_at", None) is not None):
        raise NotFound("registro.ausente", tipo=model.__tablename__, id=str(key))
    return found
