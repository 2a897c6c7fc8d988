"""Numbers that people read: one row a series, locked until the transaction ends."""

from __future__ import annotations

from sqlalchemy import Connection, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base
from core.db.upsert import upsert


class Counter(Base):
    """The last number given of a series."""

    __tablename__ = "counter"

    series: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[int]


def next_number(connection: Connection, series: str, count: int = 1) -> int:
    """Take `count` numbers of a series and give the first; they are 1, 2, 3 ...

    A transaction that rolls back gives its numbers back, and nobody else can take them meanwhile,
    so that a number is never given twice.
    """
    statement = upsert(connection, Counter.__table__).values(series=series, value=count)
    statement = statement.on_conflict_do_update(
        index_elements=["series"], set_={"value": Counter.__table__.c.value + count}
    )
    last = connection.execute(statement.returning(Counter.__table__.c.value)).scalar_one()
    return int(last) - count + 1
