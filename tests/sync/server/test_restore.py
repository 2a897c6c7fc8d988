"""After a backup was put back no workstation goes on as if nothing had happened."""

from __future__ import annotations

import pytest

from core.db.engine import Database
from core.sync.wire import START, Reset
from server.sync.place import Lost, epoch_of
from server.sync.restore import begin_anew
from tests.support.people import cliente
from tests.sync.server.test_push_pull import Workstation, names


def test_every_workstation_has_to_find_its_place_again(database: Database) -> None:
    here = Workstation(database)
    here.push(here.operation(cliente("Ana")))
    here.pull()
    # its place is still one of the restored history: only the epoch tells
    begin_anew(database)

    with pytest.raises(Lost) as pushed:
        here.push(here.operation(cliente("Bia")))
    with pytest.raises(Lost) as pulled:
        here.pull()

    assert (pushed.value.reset, pulled.value.reset) == (Reset.FEED_RESET, Reset.FEED_RESET)
    assert names(database) == ["Ana"]


def test_whoever_begins_anew_goes_on_in_the_new_history(database: Database) -> None:
    here = Workstation(database)
    here.push(here.operation(cliente("Ana")))
    here.pull()
    fresh = begin_anew(database)

    here.epoch, here.cursor = None, START
    page = here.pull()

    assert page.epoch == fresh == epoch_of(database)
    assert [row.f["nome"] for row in page.rows] == ["Ana"]


def test_each_restore_is_another_history(database: Database) -> None:
    first = epoch_of(database)

    assert len({first, begin_anew(database), begin_anew(database)}) == 3
