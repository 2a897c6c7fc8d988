"""What holds for every table."""

import pytest
from sqlalchemy import Column, ForeignKey, Index, PrimaryKeyConstraint, Table, UniqueConstraint

from core.db.base import Base, Tracked
from core.schema import METADATA

TABLES = METADATA.sorted_tables


def leading(table: Table) -> set[str]:
    """Columns by which a row is found without looking through the table."""
    keys = [
        list(constraint.columns)
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint | PrimaryKeyConstraint)
    ]
    indexes = [list(index.columns) for index in table.indexes if isinstance(index, Index)]
    return {columns[0].name for columns in keys + indexes if columns}


def tracked() -> list[type[Tracked]]:
    """Every tracked record, in the order of their tables' names."""
    named = {
        mapper.class_.__tablename__: mapper.class_
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Tracked)
    }
    return [named[name] for name in sorted(named)]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_foreign_key_has_an_index(table: Table) -> None:
    referring: list[Column[object]] = [
        column
        for column in table.columns
        if any(isinstance(k, ForeignKey) for k in column.foreign_keys)
    ]

    assert {column.name for column in referring} <= leading(table)


@pytest.mark.parametrize("model", tracked(), ids=lambda model: model.__tablename__)
def test_every_tracked_record_says_its_scope(model: type[Tracked]) -> None:
    assert model.__scope__
