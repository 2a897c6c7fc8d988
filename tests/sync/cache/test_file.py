"""The file: new, migrated, broken, exchanged by a snapshot."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest
from alembic import command as alembic
from sqlalchemy import select, text

from core.cadastros.commands import CriarCliente
from core.cadastros.models import Cliente
from core.cadastros.rules import DadosCliente
from core.db.engine import WRITES, Database
from core.db.migrate import configuration, newest, present
from core.errors import EnvironmentFault
from core.producao.commands.motivo import ArquivarMotivo, CriarMotivo
from core.producao.models.ocorrencia import Motivo
from core.sync.wire import SCHEMA, Change, SnapshotPage
from desktop.sync.cache import Cache, UnreadablePage
from desktop.sync.cache.opening import aside_name, fresh_name
from tests.support.caches import EPOCH, SCOPES, Server, Station, dump, person

OTHER = person("bia")


def customer(name: str) -> CriarCliente:
    """The command that registers one."""
    return CriarCliente(dados=DadosCliente(nome=name))


def names(cache: Cache) -> list[str]:
    """The customers that a cache shows, in order."""
    with cache.reading() as session:
        return sorted(session.scalars(select(Cliente.nome)))


def test_a_new_one_stands_nowhere(tmp_path: Path) -> None:
    with Cache.open(tmp_path / "folder" / "cache.db") as cache:
        place = cache.place()
        assert cache.made_anew
        assert (place.epoch, place.cursor.seq, place.scopes) == (None, 0, ())
        assert cache.replay([], lambda _: OTHER).failed == []
        assert names(cache) == []
        assert cache.damaged() == []
    with Cache.open(tmp_path / "folder" / "cache.db") as cache:
        assert not cache.made_anew
    assert [file.name for file in (tmp_path / "folder").iterdir()] == ["cache.db"]


def test_its_guarantees(fresh: Path) -> None:
    with Cache.open(fresh) as cache:
        with cache.reading() as session:
            assert session.scalar(text("PRAGMA foreign_keys")) == 0
            assert session.scalar(text("PRAGMA synchronous")) == 1
            assert session.scalar(text("PRAGMA journal_mode")) == "wal"
        with pytest.raises(EnvironmentFault), cache.reading() as session:
            session.execute(text("DELETE FROM cliente"))


@pytest.mark.parametrize("damage", ["garbage", "head", "torn", "empty_schema"])
def test_a_broken_file_is_put_aside_and_made_anew(
    server: Server, station: Station, damage: str
) -> None:
    server.run(customer("Rui"), OTHER)
    station.pull()
    station.do(customer("Ana"))
    station.cache.close()
    data = bytearray(station.path.read_bytes())
    if damage == "garbage":
        data = bytearray(b"nothing of a database" * 4000)
    elif damage == "head":
        data[:16] = bytes(16)
    elif damage == "torn":
        data = data[: len(data) // 2]
    else:
        data[100:4096] = bytes(3996)
    station.path.write_bytes(data)

    station.restart()

    assert station.cache.made_anew
    assert station.cache.place().epoch is None
    assert aside_name(station.path).read_bytes() == data
    # the own command is here already, the rest comes with a snapshot
    assert names(station.cache) == ["Ana"]
    station.cache.load(*server.snapshot())
    station.cache.replay(station.pending(), station.actor_of)
    assert names(station.cache) == ["Ana", "Rui"]


def _back_to(path: Path, revision: str) -> None:
    with Database(f"sqlite:///{path}") as database, database.engine.connect() as plain:
        connection = plain.execution_options(**{WRITES: True})
        with connection.begin():
            alembic.downgrade(configuration(connection), revision)


def test_an_older_file_is_migrated_with_its_rows(server: Server, station: Station) -> None:
    server.run(customer("Rui"), OTHER)
    station.pull()
    station.do(customer("Ana"))
    place = station.cache.place()
    station.cache.close()
    _back_to(station.path, "0002")

    station.restart()

    with Database(f"sqlite:///{station.path}") as database:
        assert present(database) == newest()
    assert not station.cache.made_anew
    assert station.cache.place() == place
    assert names(station.cache) == ["Ana", "Rui"]
    assert len(station.cache.overlay()) == 1
    assert station.cache.damaged() == []
    assert not fresh_name(station.path).exists()


def test_a_file_of_a_newer_version_is_put_aside(station: Station) -> None:
    station.cache.close()
    with closing(sqlite3.connect(station.path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    station.restart()

    assert station.cache.made_anew
    assert aside_name(station.path).exists()


def test_a_migration_that_fails_leads_to_a_new_file(station: Station) -> None:
    station.cache.close()
    _back_to(station.path, "0002")
    with closing(sqlite3.connect(station.path)) as connection, connection:
        # in the way of what the migration makes
        connection.execute("CREATE TABLE receipt (x)")

    station.restart()

    assert station.cache.made_anew
    assert names(station.cache) == []


def test_a_snapshot_takes_the_place_of_everything(server: Server, station: Station) -> None:
    for name in ("Rui", "Eva", "Ivo", "Lia"):
        server.run(customer(name), OTHER)
    station.pull()
    station.do(customer("Ana"))
    # a row that the server knows nothing of, as after a restore
    with closing(sqlite3.connect(station.path)) as connection, connection:
        connection.execute(
            "UPDATE cliente SET id = ?, nome = 'Zumbi' WHERE nome = 'Lia'", ("f" * 32,)
        )
    assert names(station.cache) == ["Ana", "Eva", "Ivo", "Rui", "Zumbi"]

    station.cache.load(*server.snapshot())
    station.cache.replay(station.pending(), station.actor_of)

    assert names(station.cache) == ["Ana", "Eva", "Ivo", "Lia", "Rui"]
    place = station.cache.place()
    assert (place.epoch, list(place.scopes), place.schema) == (EPOCH, SCOPES, SCHEMA)
    server.run(customer("Noa"), OTHER)
    station.pull()
    assert "Noa" in names(station.cache)


def test_a_snapshot_that_breaks_off_changes_nothing(server: Server, station: Station) -> None:
    server.run(customer("Rui"), OTHER)
    station.pull()
    station.do(customer("Ana"))
    before = dump(station.path)
    plan, pages = server.snapshot()

    def broken() -> Iterator[tuple[str, SnapshotPage]]:
        for collection, page in pages:
            rows = [row.model_copy(update={"f": row.f | {"created_at": "?"}}) for row in page.rows]
            yield collection, SnapshotPage(rows=rows, next=None)

    with pytest.raises(UnreadablePage):
        station.cache.load(plan, broken())

    assert dump(station.path) == before
    station.cache.load(plan, pages)
    assert names(station.cache) == ["Rui"]


def _rows_of(server: Server, collection: str) -> list[Change]:
    _, pages = server.snapshot()
    return [row for name, page in pages if name == collection for row in page.rows]


def test_a_snapshot_of_different_moments_comes_right(server: Server, station: Station) -> None:
    first = server.run(CriarMotivo(codigo="M1"), OTHER)
    plan, pages = server.snapshot()
    # between two pages the code, which must be unique, goes to another one
    server.run(ArquivarMotivo(id=UUID(first["id"])), OTHER)
    second = server.run(CriarMotivo(codigo="M1"), OTHER)
    taken = [row for row in _rows_of(server, "motivo") if str(row.id) == second["id"]]

    station.cache.load(plan, [*pages, ("motivo", SnapshotPage(rows=taken, next=None))])
    with station.cache.reading() as session:
        assert len(session.scalars(select(Motivo.id)).all()) == 1
    station.pull()

    with station.cache.reading() as session:
        found = {str(row.id): row.archived_at is None for row in session.scalars(select(Motivo))}
    assert found == {first["id"]: False, second["id"]: True}
    assert station.cache.damaged() == []


def test_answers_asked_for_after_a_snapshot(server: Server, station: Station) -> None:
    station.do(customer("Ana"))
    station.push()
    answers = [
        answer for page in server.pull(station.cache.place().cursor) for answer in page.answers
    ]
    station.do(customer("Eva"))

    station.cache.load(*server.snapshot())
    late = [
        answers[0].model_copy(update={"op_id": UUID(station.pending()[1].op_id), "seq": 10_000})
    ]
    applied = station.cache.replay(station.pending(), station.actor_of, [*answers, *late])
    station.settle(applied.answers)

    assert applied.answers == answers
    assert applied.failed == []
    assert names(station.cache) == ["Ana", "Eva"]
    assert [entry.op_id for entry in station.pending()] == [
        str(op) for op in station.cache.overlay()
    ]


def test_a_load_waits_for_readers(server: Server, station: Station) -> None:
    server.run(customer("Rui"), OTHER)
    snapshot = server.snapshot()
    loading = threading.Thread(target=lambda: station.cache.load(*snapshot))
    with station.cache.reading() as session:
        loading.start()
        # the reader sees its own moment to the end
        assert session.scalars(select(Cliente)).all() == []
        assert loading.is_alive()
    loading.join()
    assert names(station.cache) == ["Rui"]


def test_readers_see_whole_rounds_only(server: Server, station: Station) -> None:
    for name in ("Rui", "Eva"):
        server.run(customer(name), OTHER)
    with station.cache.reading() as session:
        assert session.scalars(select(Cliente.nome)).all() == []
        station.pull(parts=2)
        assert session.scalars(select(Cliente.nome)).all() == []
    assert names(station.cache) == ["Eva", "Rui"]


def test_what_a_dead_snapshot_left_is_no_file_of_ours(server: Server, station: Station) -> None:
    server.run(customer("Rui"), OTHER)
    station.pull()
    fresh_name(station.path).write_bytes(b"half a snapshot")

    station.restart()

    assert names(station.cache) == ["Rui"]
    assert not fresh_name(station.path).exists()
