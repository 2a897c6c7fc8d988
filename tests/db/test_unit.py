"""Transactions: numbers, the feed and the stamps, on both databases."""

from sqlalchemy import text

from core.db.counters import next_number
from core.db.engine import Database
from core.db.unit import Unit


def test_a_number_is_given_back_by_a_rollback(database: Database) -> None:
    with Unit(database) as unit:
        assert next_number(unit.session.connection(), "oc", 3) == 1
    with Unit(database) as unit:
        first = next_number(unit.session.connection(), "oc", 3)
        unit.commit()
    with Unit(database) as unit:
        second = next_number(unit.session.connection(), "oc")

    assert (first, second) == (1, 4)


def test_foreign_keys_are_enforced(database: Database) -> None:
    with Unit(database) as unit:
        shown = (
            unit.session.execute(text("PRAGMA foreign_keys")).scalar()
            if database.dialect == "sqlite"
            else 1
        )

    assert shown == 1
