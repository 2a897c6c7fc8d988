"""What is forgotten is missed by nobody who may still go on, and told to whoever may not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from core.cadastros.models import Cliente
from core.command.command import Command
from core.db.engine import Database
from core.db.feed import FeedEntry, FeedTx
from core.db.unit import Unit
from core.sync.models import Receipt
from core.sync.wire import START, Reset
from server.sync.housekeeping import KEPT_DAYS, forget
from server.sync.place import Lost
from tests.support.people import cliente
from tests.sync.server.test_push_pull import Workstation, names

DAY = datetime(2026, 1, 10, 0, 5, tzinfo=UTC)
LATE = DAY + timedelta(days=KEPT_DAYS)


def made(here: Workstation, *commands: Command) -> None:
    here.push(*(here.operation(command) for command in commands))


def delete(database: Database, name: str) -> None:
    with Unit(database) as unit:
        unit.session.delete(unit.session.scalars(select(Cliente).filter_by(nome=name)).one())
        unit.commit()


def kept(database: Database) -> list[tuple[str, bool]]:
    with Unit(database, writes=False) as unit:
        entries = unit.session.scalars(select(FeedEntry).order_by(FeedEntry.seq))
        return [(one.collection, one.deleted) for one in entries if one.collection != "usuario"]


def test_nothing_is_forgotten_a_day_too_early(database: Database) -> None:
    here, away = Workstation(database), Workstation(database)
    made(here, cliente("Ana"), cliente("Bia"))
    away.pull()
    delete(database, "Bia")
    forget(database, DAY)

    before = kept(database)
    horizon = forget(database, LATE - timedelta(days=1))

    assert (horizon, kept(database)) == (0, before)
    assert len(away.pull().gone) == 1


def test_deletions_and_answers_before_the_horizon_go_and_records_stay(database: Database) -> None:
    here = Workstation(database)
    made(here, cliente("Ana"), cliente("Bia"))
    delete(database, "Bia")
    horizon = forget(database, DAY)
    made(here, cliente("Caio"))
    delete(database, "Caio")

    assert horizon == 0
    horizon = forget(database, LATE)

    assert horizon > 0
    assert [one for one in kept(database) if one[0] != "papel"] == [
        ("cliente", False),
        ("receipt", False),
        ("cliente", True),
    ]
    assert names(database) == ["Ana"]
    with Unit(database, writes=False) as unit:
        assert len(unit.session.scalars(select(Receipt)).all()) == 3
        assert min(unit.session.scalars(select(FeedTx.seq))) == horizon


def test_a_place_at_the_horizon_still_holds_and_one_below_is_too_old(database: Database) -> None:
    here, away = Workstation(database), Workstation(database)
    made(here, cliente("Ana"))
    away.pull()
    made(here, cliente("Bia"))
    here.pull()
    forget(database, DAY)
    horizon = forget(database, LATE)
    made(here, cliente("Caio"))

    assert here.cursor.seq == horizon
    assert [row.f["nome"] for row in here.pull().rows if row.c == "cliente"] == ["Caio"]
    for place in (away.cursor, START):
        with pytest.raises(Lost) as pulled:
            away.pull(since=place)
        with pytest.raises(Lost) as pushed:
            away.push(away.operation(cliente("Duda"), n=1), cursor=place)
        assert {pulled.value.reset, pushed.value.reset} == {Reset.CURSOR_TOO_OLD}


def test_the_horizon_never_goes_back_and_the_first_note_of_a_day_counts(database: Database) -> None:
    here = Workstation(database)
    made(here, cliente("Ana"))
    forget(database, DAY)
    made(here, cliente("Bia"))
    forget(database, DAY + timedelta(hours=3))

    here.pull()

    first = forget(database, LATE)

    assert 0 < first < here.cursor.seq
    assert forget(database, LATE) == first
    assert forget(database, DAY) == first
