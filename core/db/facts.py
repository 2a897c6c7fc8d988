"""Single facts about one database: its epoch, the fingerprint of the secret it belongs to."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db.base import Base
from core.db.upsert import upsert


class Fact(Base):
    """One fact by its name."""

    __tablename__ = "fact"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str]


def settled(session: Session, name: str, value: str) -> str:
    """The fact's value; `value` becomes it where nobody has said it before."""
    connection = session.connection()
    statement = upsert(connection, Fact.__table__).values(name=name, value=value)
    connection.execute(statement.on_conflict_do_nothing(index_elements=["name"]))
    found = session.get(Fact, name, populate_existing=True)
    return value if found is None else found.value
