"""Unused files are collected; one that is referred to or sent anew at any moment never is."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from core.arquivos.commands import expect
from core.arquivos.kinds import TEXT
from core.arquivos.models import Blob, BlobState, Upload
from core.arquivos.rules import KEEP_DAYS, FileRef
from core.cadastros.models import Empresa
from core.db.engine import Database
from core.db.unit import Unit
from core.errors import EnvironmentFault
from core.ids import new_id
from core.schema import METADATA
from server.storage import collect as collecting
from server.storage.collect import Collected, adopt, collect
from server.storage.files import Files
from server.storage.folder import FolderStorage
from server.storage.sending import Sending
from tests.support.databases import someone
from tests.support.storages import storage_of
from tests.support.uploads import sha_of

DATA = b"conteudo"
SHA = sha_of(DATA)
NOW = datetime.now(UTC)
LATER = NOW + timedelta(days=KEEP_DAYS, hours=1)


@pytest.fixture
def storage(tmp_path: Path) -> FolderStorage:
    return FolderStorage(tmp_path / "files")


def _put(database: Database, storage: FolderStorage, data: bytes = DATA) -> str:
    with Unit(database) as unit:
        sha256 = Files(storage).put(unit.session, data, TEXT)
        unit.commit()
    return sha256


def _refer(database: Database, sha256: str = SHA) -> None:
    with Unit(database) as unit:
        unit.session.add(Empresa(id=new_id(), razao_social="Móveis", logo=sha256))
        unit.commit()


def _state(database: Database, sha256: str = SHA) -> BlobState | None:
    with Unit(database, writes=False) as unit:
        return unit.session.scalar(select(Blob.state).where(Blob.sha256 == sha256))


def _mark(database: Database, sha256: str = SHA) -> None:
    """What an interrupted run leaves."""
    with Unit(database) as unit:
        unit.session.execute(
            update(Blob).where(Blob.sha256 == sha256).values(state=BlobState.DELETING)
        )
        unit.commit()


def test_removes_only_what_is_unused_and_old(database: Database, storage: FolderStorage) -> None:
    unused, used = _put(database, storage), _put(database, storage, b"logo")
    _refer(database, used)

    assert collect(database, storage, NOW + timedelta(days=KEEP_DAYS)) == Collected(0, 0, 0)
    assert collect(database, storage, LATER) == Collected(1, 0, 0)

    assert _state(database, unused) is None
    assert storage.size(unused) is None
    assert _state(database, used) is BlobState.PRESENT
    assert storage.size(used) == 4


@pytest.mark.parametrize("name", ["seaweedfs", "rclone"])
def test_removes_from_an_object_store(
    request: pytest.FixtureRequest, name: str, postgres: Database, tmp_path: Path
) -> None:
    store = storage_of(request, name, tmp_path)
    with Unit(postgres) as unit:
        Files(store).put(unit.session, DATA, TEXT)
        unit.commit()

    assert collect(postgres, store, LATER).removed == 1
    assert list(store.listing()) == []
    store.close()


def test_an_awaited_file_stays_while_something_refers_to_it(
    database: Database, storage: FolderStorage
) -> None:
    with Unit(database) as unit:
        expect(unit.session, FileRef(SHA, 8, TEXT), NOW)
        unit.commit()
    _refer(database)
    collect(database, storage, LATER)

    assert _state(database) is BlobState.AWAITED


def test_an_awaited_file_that_nobody_wants_any_more_goes(
    database: Database, storage: FolderStorage
) -> None:
    with Unit(database) as unit:
        expect(unit.session, FileRef(SHA, 8, TEXT), NOW)
        unit.commit()

    assert collect(database, storage, LATER).removed == 1


def test_a_reference_between_the_phases_takes_the_mark_off(
    database: Database, storage: FolderStorage
) -> None:
    _put(database, storage)
    _mark(database)
    _refer(database)

    assert collect(database, storage, LATER) == Collected(0, 1, 0)
    assert _state(database) is BlobState.PRESENT
    assert storage.size(SHA) == len(DATA)


def test_a_reference_after_the_bytes_were_lost_awaits_them(
    database: Database, storage: FolderStorage
) -> None:
    _put(database, storage)
    _mark(database)
    storage.delete(SHA)
    _refer(database)

    collect(database, storage, LATER)

    assert _state(database) is BlobState.AWAITED
    _put(database, storage)
    assert _state(database) is BlobState.PRESENT
    assert Files(storage).read(SHA) == DATA


def test_sending_it_anew_between_the_phases_keeps_it(
    database: Database, storage: FolderStorage
) -> None:
    _put(database, storage)
    _mark(database)
    storage.delete(SHA)

    _put(database, storage)
    collect(database, storage, NOW)

    assert _state(database) is BlobState.PRESENT
    assert Files(storage).read(SHA) == DATA


KILLED = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from core.db.engine import Database
from server.storage import collect as collecting
from server.storage.folder import FolderStorage

def die():
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))

class Mortal(FolderStorage):
    def delete(self, sha256):
        if point == "before the bytes": die()
        super().delete(sha256)
        if point == "before the row": die()

url, folder, moment, point = sys.argv[1:]
if point == "between the phases": collecting._finish = lambda *_: die()
with Database(url) as database:
    collecting.collect(database, Mortal(Path(folder)), datetime.fromisoformat(moment))
"""
POINTS = ["between the phases", "before the bytes", "before the row"]


def _killed(database: Database, storage: FolderStorage, point: str) -> None:
    url = database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", KILLED, url, str(storage.root), LATER.isoformat(), point]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode not in {0, 1}, result.stderr


def test_a_killed_run_is_finished_by_the_next(
    sqlite_database: Database, storage: FolderStorage
) -> None:
    _put(sqlite_database, storage)

    _killed(sqlite_database, storage, "before the row")

    assert _state(sqlite_database) is BlobState.DELETING
    assert collect(sqlite_database, storage, LATER).removed == 1
    assert _state(sqlite_database) is None
    assert storage.size(SHA) is None


@pytest.mark.parametrize("point", POINTS)
def test_a_killed_run_harms_nobody_who_comes_then(
    postgres: Database, storage: FolderStorage, point: str
) -> None:
    _put(postgres, storage)
    _killed(postgres, storage, point)
    assert _state(postgres) is BlobState.DELETING

    _put(postgres, storage)
    _refer(postgres)
    collect(postgres, storage, LATER)

    assert _state(postgres) is BlobState.PRESENT
    assert Files(storage).read(SHA) == DATA


def test_an_unfinished_transaction_that_refers_to_it_holds_it(
    postgres: Database, storage: FolderStorage
) -> None:
    _put(postgres, storage)
    with Unit(postgres) as unit:
        unit.session.add(Empresa(id=new_id(), razao_social="Móveis", logo=SHA))
        unit.session.flush()

        assert collect(postgres, storage, LATER) == Collected(0, 0, 0)
        unit.commit()

    assert collect(postgres, storage, LATER) == Collected(0, 0, 0)
    assert storage.size(SHA) == len(DATA)


def test_an_unfinished_reference_holds_a_marked_file_too(
    postgres: Database, storage: FolderStorage
) -> None:
    _put(postgres, storage)
    _mark(postgres)
    with Unit(postgres) as unit:
        unit.session.add(Empresa(id=new_id(), razao_social="Móveis", logo=SHA))
        unit.session.flush()

        assert collect(postgres, storage, LATER) == Collected(0, 1, 0)
        assert storage.size(SHA) == len(DATA)
        unit.commit()

    collect(postgres, storage, LATER)
    assert _state(postgres) is BlobState.PRESENT


class Slow(FolderStorage):
    """A store whose deletion takes as long as the test says."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.deleting, self.go_on = threading.Event(), threading.Event()

    def delete(self, sha256: str) -> None:
        self.deleting.set()
        assert self.go_on.wait(30)
        super().delete(sha256)


def _during_deletion(database: Database, folder: Path, act: Callable[[Slow], None]) -> list[object]:
    """Start a collection, and while it deletes begin to act; what became of the act."""
    storage = Slow(folder / "files")
    _put(database, storage)
    outcome: list[object] = []

    def acting() -> None:
        try:
            act(storage)
            outcome.append("done")
        except IntegrityError as error:
            outcome.append(error)

    collector = threading.Thread(target=collect, args=(database, storage, LATER))
    actor = threading.Thread(target=acting)
    collector.start()
    assert storage.deleting.wait(30)
    actor.start()
    _await_waiter(database)
    storage.go_on.set()
    collector.join(30)
    actor.join(30)
    return outcome


def _await_waiter(database: Database) -> None:
    """Until somebody waits for a lock, as the database itself tells."""
    deadline = datetime.now(UTC) + timedelta(seconds=30)
    while datetime.now(UTC) < deadline:
        with database.engine.connect() as connection:
            waiting = connection.exec_driver_sql(
                "SELECT count(*) FROM pg_stat_activity "
                "WHERE wait_event_type = 'Lock' AND datname = current_database()"
            ).scalar_one()
        if waiting:
            return
    raise AssertionError


def test_sending_it_anew_while_it_is_deleted_waits_and_stores(
    postgres: Database, tmp_path: Path
) -> None:
    def act(storage: Slow) -> None:
        _put(postgres, storage)

    assert _during_deletion(postgres, tmp_path, act) == ["done"]
    assert _state(postgres) is BlobState.PRESENT
    assert Files(FolderStorage(tmp_path / "files")).read(SHA) == DATA


def test_a_bare_reference_while_it_is_deleted_fails_and_dangles_not(
    postgres: Database, tmp_path: Path
) -> None:
    def act(_storage: Slow) -> None:
        _refer(postgres)

    (outcome,) = _during_deletion(postgres, tmp_path, act)

    assert isinstance(outcome, IntegrityError)
    assert _state(postgres) is None


def test_a_store_out_of_reach_leaves_the_mark_for_the_next_run(
    database: Database, tmp_path: Path
) -> None:
    class Broken(FolderStorage):
        def delete(self, sha256: str) -> None:
            raise EnvironmentFault("arquivos.armazenamento", detail=sha256)

    storage = Broken(tmp_path / "files")
    _put(database, storage)

    assert collect(database, storage, LATER).removed == 0
    assert _state(database) is BlobState.DELETING
    assert collect(database, FolderStorage(storage.root), LATER).removed == 1


def test_more_than_one_batch_is_collected(
    database: Database, storage: FolderStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting, "_BATCH", 3)
    for number in range(7):
        _put(database, storage, f"arquivo {number}".encode())

    assert collect(database, storage, LATER).removed == 7
    assert list(storage.listing()) == []


def test_bytes_without_a_row_are_adopted_and_go_in_their_time(
    database: Database, storage: FolderStorage
) -> None:
    with Unit(database) as unit:
        Files(storage).put(unit.session, DATA, TEXT)
    _put(database, storage, b"com linha")

    assert adopt(database, storage) == 1
    assert adopt(database, storage) == 0
    assert collect(database, storage, NOW).removed == 0
    assert collect(database, storage, LATER).removed == 2
    assert list(storage.listing()) == []


def test_a_forgotten_sending_ends_and_its_parts_go(
    database: Database, storage: FolderStorage
) -> None:
    sending = Sending(database, storage, someone("arquivos"), 10**9)
    ticket = sending.plan(FileRef(SHA, len(DATA), TEXT))
    assert ticket is not None
    storage.receive(ticket, 1, [DATA])

    assert collect(database, storage, NOW + timedelta(days=6)).uploads == 0
    assert storage.done(ticket) == [1]
    assert collect(database, storage, NOW + timedelta(days=8)).uploads == 1
    assert storage.done(ticket) == []
    with Unit(database, writes=False) as unit:
        assert unit.session.scalars(select(Upload)).all() == []


def test_parts_whose_sending_nobody_knows_are_swept(
    database: Database, storage: FolderStorage
) -> None:
    actor = someone("arquivos")
    sending = Sending(database, storage, actor, 10**9)
    lost = sending.plan(FileRef(SHA, len(DATA), TEXT))
    alive = sending.plan(FileRef(SHA, len(DATA) + 1, TEXT))
    assert lost is not None
    assert alive is not None
    for ticket, data in ((lost, DATA), (alive, DATA + b"!")):
        storage.receive(ticket, 1, [data])
    (storage.scratch / "half.part").write_bytes(b"x")

    assert storage.sweep(NOW - timedelta(days=1), [alive.id]) == 0
    assert storage.sweep(NOW + timedelta(days=1), [alive.id]) == 2
    assert storage.done(lost) == []
    assert storage.done(alive) == [1]


class Unswept(FolderStorage):
    """For collectors weeks ahead of those who write: to them every scratch file is old."""

    def sweep(self, before: datetime, alive: Collection[UUID]) -> int:  # noqa: ARG002 - as the protocol
        return 0


def test_many_collect_and_store_and_refer_at_once(postgres: Database, tmp_path: Path) -> None:
    """Whatever the order, a record never refers to a file whose bytes are missing."""
    storage = Unswept(tmp_path / "files")
    contents = [f"arquivo {number}".encode() for number in range(6)]
    stop = threading.Event()
    failures: list[BaseException] = []

    def collector() -> None:
        while not stop.is_set():
            try:
                collect(postgres, storage, LATER)
            except BaseException as error:  # noqa: BLE001 - told below
                failures.append(error)
                return

    def user() -> None:
        try:
            for turn in range(10):
                for data in contents[turn % 2 :: 2]:
                    with Unit(postgres) as unit:
                        sha256 = Files(storage).put(unit.session, data, TEXT)
                        unit.session.add(Empresa(id=new_id(), razao_social="M", logo=sha256))
                        unit.commit()
                    assert Files(storage).read(sha256) == data
                with Unit(postgres) as unit:
                    unit.session.execute(Empresa.__table__.delete())  # type: ignore[attr-defined]  # a table
                    unit.commit()
        except BaseException as error:  # noqa: BLE001 - told below
            failures.append(error)

    collectors = [threading.Thread(target=collector) for _ in range(2)]
    users = [threading.Thread(target=user) for _ in range(1)]
    for thread in collectors + users:
        thread.start()
    for thread in users:
        thread.join(120)
    stop.set()
    for thread in collectors:
        thread.join(30)

    assert failures == []


STEPS = st.lists(
    st.sampled_from(["put", "refer", "unrefer", "mark", "finish", "lose", "collect"]), max_size=12
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_no_order_of_steps_loses_a_file_that_is_referred_to(
    steps: list[str], sqlite_database: Database, storage: FolderStorage
) -> None:
    """Marks and half deletions of any number of runs, between uses of any kind."""
    _clear(sqlite_database, storage)
    promised = False
    for step in steps:
        promised = _step(step, sqlite_database, storage, promised=promised)
        here = _state(sqlite_database) is BlobState.PRESENT
        if promised:
            assert here
        if here:
            assert storage.size(SHA) == len(DATA)


def _step(step: str, database: Database, storage: FolderStorage, *, promised: bool) -> bool:
    """One step; whether the file was put and referred to, and so must be here from now on."""
    state = _state(database)
    if step == "put":
        _put(database, storage)
    elif step == "refer" and state is not None:
        _refer(database)
        return promised or state is BlobState.PRESENT
    elif step == "unrefer":
        _unrefer(database)
        return False
    elif step == "mark":
        collecting._mark(database, METADATA, LATER)
    elif step == "finish":
        collecting._finish(database, storage, METADATA, SHA)
    elif step == "lose" and state is BlobState.DELETING:
        # a run was killed after the bytes and before the row
        storage.delete(SHA)
    elif step == "collect":
        collect(database, storage, LATER)
    return promised


def _unrefer(database: Database) -> None:
    with Unit(database) as unit:
        unit.session.execute(Empresa.__table__.delete())  # type: ignore[attr-defined]  # a table
        unit.commit()


def _clear(database: Database, storage: FolderStorage) -> None:
    _unrefer(database)
    with Unit(database) as unit:
        unit.session.execute(Blob.__table__.delete())  # type: ignore[attr-defined]  # a table
        unit.commit()
    storage.delete(SHA)


@pytest.fixture
def sqlite_database(sqlite_url: str) -> Iterator[Database]:
    with Database(sqlite_url) as opened:
        yield opened
