"""Column types that mean the same on SQLite and PostgreSQL.

Lengths are double precision millimetres, money is integer cents, keys are UUIDs, days are dates.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum
from typing import Annotated, Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, String, types
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import mapped_column

type JsonValue = str | int | float | bool | list[JsonValue] | dict[str, JsonValue] | None

Cents = Annotated[int, mapped_column(BigInteger)]
"""Money in integer cents."""

Sha256 = Annotated[str, mapped_column(String(64))]
"""Content address of a file: 64 lower-case hexadecimal digits."""

Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""A JSON document; Python's None is SQL NULL."""


class Utc(types.TypeDecorator[datetime]):
    """An instant: aware in Python, UTC in the database, whatever its kind."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """What its values are."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse an instant without a zone: it could be any hour.

        Raises:
            ValueError: the datetime is naive; a fault of ours, never of a person.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        utc = value.astimezone(UTC)
        return utc if dialect.name == "postgresql" else utc.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the decorator's signature
        """The instant, aware and in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def choice(kind: type[Enum]) -> types.TypeEngine[Any]:
    """A column of this enumeration's values, with a CHECK constraint instead of a native type.

    Native enumerations cannot drop a value and SQLite has none.
    """
    # late: the enumeration's own name gives the constraint its name
    from sqlalchemy import Enum as EnumColumn  # noqa: PLC0415 - would shadow the standard Enum

    return EnumColumn(
        kind,
        native_enum=False,
        create_constraint=True,
        length=32,
        name=kind.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )
