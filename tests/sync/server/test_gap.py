"""A reader that pulls while many write misses nothing; with numbers given early it would."""

from __future__ import annotations

from itertools import count
from threading import Barrier, Thread

import pytest
from sqlalchemy import Connection

from core.cadastros.models import Cliente
from core.db import feed
from core.db.engine import Database
from core.db.unit import Unit
from core.ids import new_id
from tests.support.databases import run
from tests.support.people import cliente
from tests.sync.server.test_push_pull import CLERK, Workstation

WRITERS, EACH = 6, 12


def test_a_reader_that_pulls_while_many_write_misses_nothing(postgres: Database) -> None:
    reader = Workstation(postgres)
    start = Barrier(WRITERS + 1)

    def write(index: int) -> None:
        start.wait()
        for serial in range(EACH):
            run(postgres, cliente(f"Cliente {index} {serial}"), CLERK)

    threads = [Thread(target=write, args=(index,)) for index in range(WRITERS)]
    for thread in threads:
        thread.start()
    start.wait()
    seen: list[str] = []
    while True:
        # asked before the look: what was committed until then, the look must show
        writing = any(thread.is_alive() for thread in threads)
        page = reader.pull(limit=5)
        seen += [str(row.f["nome"]) for row in page.rows if row.c == "cliente"]
        if not (writing or page.more):
            break
    for thread in threads:
        thread.join()

    assert sorted(seen) == sorted(f"Cliente {i} {n}" for i in range(WRITERS) for n in range(EACH))


def test_with_numbers_taken_without_waiting_it_misses_one(
    postgres: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = Workstation(postgres)
    reader.pull()
    numbers = count(1000)

    def plain(_connection: Connection, _count: int) -> int:
        return next(numbers)

    monkeypatch.setattr(feed, "_take", plain)
    with Unit(postgres) as slow:
        commit = slow.session.commit

        def overtaken() -> None:
            with Unit(postgres) as fast:
                fast.session.add(Cliente(id=new_id(), nome="Bia", number=2, codigo="B"))
                fast.commit()
            assert [row.f["nome"] for row in reader.pull().rows] == ["Bia"]
            commit()

        monkeypatch.setattr(slow.session, "commit", overtaken)
        slow.session.add(Cliente(id=new_id(), nome="Ana", number=1, codigo="A"))
        slow.commit()

    assert reader.pull().rows == []
