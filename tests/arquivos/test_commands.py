"""Expecting, sending and having files: rules, permissions, refusals, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError
from sqlalchemy import inspect, select

from core.arquivos import queries
from core.arquivos.commands import (
    CHECKED,
    AbrirEnvio,
    ConcluirEnvio,
    DesistirEnvio,
    PlanejarEnvio,
    expect,
    mark_present,
)
from core.arquivos.kinds import PDF, PNG, XML
from core.arquivos.models import Blob, BlobState, Upload
from core.arquivos.rules import PART_BYTES, FileRef
from core.command import SYSTEM, execute
from core.db.engine import Database
from core.db.unit import Unit
from core.errors import Denied, InputError, NotFound, Refused
from core.ids import new_id
from core.schema import METADATA
from tests.support.databases import run, someone

SHA = "ab" * 32
OTHER = "cd" * 32
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
REF = FileRef(SHA, 10, PDF)


def _plan(size: int = 10, kind: str = PDF) -> PlanejarEnvio:
    return PlanejarEnvio(sha256=SHA, size=size, type=kind)


def _expect(database: Database, now: datetime = NOW, ref: FileRef = REF) -> BlobState:
    with Unit(database) as unit:
        state = expect(unit.session, ref, now)
        unit.commit()
    return state


def _blob(database: Database) -> Blob:
    with Unit(database, writes=False) as unit:
        return unit.session.get_one(Blob, SHA)


def _set(database: Database, **values: object) -> None:
    with Unit(database) as unit:
        blob = unit.session.get_one(Blob, SHA)
        for name, value in values.items():
            setattr(blob, name, value)
        unit.commit()


def test_a_record_may_refer_to_a_file_before_its_bytes_are_here(database: Database) -> None:
    assert _expect(database) is BlobState.AWAITED
    assert _expect(database) is BlobState.AWAITED

    blob = _blob(database)
    assert (blob.size, blob.type, blob.stored_at) == (10, PDF, None)


def test_the_bytes_arrive_with_their_true_size_and_type(database: Database) -> None:
    _expect(database)
    with Unit(database) as unit:
        mark_present(unit.session, FileRef(SHA, 12, PNG), NOW)
        unit.commit()

    blob = _blob(database)
    assert (blob.state, blob.size, blob.type) == (BlobState.PRESENT, 12, PNG)
    assert _expect(database) is BlobState.PRESENT


def test_being_asked_for_keeps_a_file_young(database: Database) -> None:
    _expect(database, NOW)
    _expect(database, NOW + timedelta(days=40))
    assert _blob(database).seen_at == NOW + timedelta(days=40)

    _expect(database, NOW)
    assert _blob(database).seen_at == NOW + timedelta(days=40)


def test_a_dying_file_becomes_wanted_again_without_its_bytes(database: Database) -> None:
    _expect(database)
    _set(database, state=BlobState.DELETING, stored_at=NOW)

    assert _expect(database) is BlobState.AWAITED
    assert _blob(database).stored_at is None


def test_a_plan_opens_a_sending_of_this_person(database: Database) -> None:
    me, other = someone("arquivos"), someone("arquivos", username="outro")

    first = run(database, _plan(), me)
    again = run(database, _plan(), me)
    theirs = run(database, _plan(), other)

    assert first == again
    assert first["have"] is False
    assert first["part_size"] == PART_BYTES
    assert theirs["id"] != first["id"]
    with Unit(database, writes=False) as unit:
        found = queries.upload_of(unit.session, SHA, me.id or new_id())
        assert found is not None
        assert str(found.id) == first["id"]


def test_a_plan_of_another_size_starts_anew(database: Database) -> None:
    me = someone("arquivos")
    first = run(database, _plan(10), me)
    run(database, AbrirEnvio(id=str(first["id"]), remote_id="r1"), someone(CHECKED))

    second = run(database, _plan(11), me)

    assert second["id"] != first["id"]
    assert second["remote_id"] is None


def test_a_present_file_needs_no_sending(database: Database) -> None:
    with Unit(database) as unit:
        mark_present(unit.session, REF, NOW)
        unit.commit()

    assert run(database, _plan(), someone("arquivos")) == {"have": True}
    with pytest.raises(InputError):
        run(database, _plan(11), someone("arquivos"))


def test_types_are_kept_under_one_name(database: Database) -> None:
    run(database, _plan(kind="text/xml"), someone("arquivos"))

    assert _blob(database).type == XML


@pytest.mark.parametrize(
    "command",
    [
        _plan(),
        AbrirEnvio(id=new_id(), remote_id="x"),
        ConcluirEnvio(id=new_id(), sha256=SHA, size=1, type=PDF),
        DesistirEnvio(id=new_id()),
    ],
    ids=lambda it: it.kind,
)
def test_each_needs_its_permission_and_the_server(
    database: Database, command: PlanejarEnvio
) -> None:
    with pytest.raises(Denied):
        run(database, command, someone("producao", "cadastros"))
    with pytest.raises(Refused), Unit(database, authority=False) as unit:
        execute(unit, command, someone("arquivos", CHECKED))


def test_the_permission_to_send_does_not_vouch_for_bytes(database: Database) -> None:
    with pytest.raises(Denied):
        run(
            database,
            ConcluirEnvio(id=new_id(), sha256=SHA, size=1, type=PDF),
            someone("arquivos"),
        )


@pytest.mark.parametrize(
    "values",
    [
        {"sha256": "../x", "size": 1, "type": PDF},
        {"sha256": SHA, "size": -1, "type": PDF},
        {"sha256": SHA, "size": 1, "type": "no type"},
        {"sha256": SHA + "\n", "size": 1, "type": PDF},
    ],
)
def test_arguments_are_judged(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        PlanejarEnvio.model_validate(values)


def test_types_that_are_not_taken_are_refused(database: Database) -> None:
    with pytest.raises(InputError):
        run(database, _plan(kind="text/html"), someone("arquivos"))


def test_nobody_in_particular_sends_nothing(database: Database) -> None:
    with pytest.raises(InputError), Unit(database) as unit:
        execute(unit, _plan(), SYSTEM.__class__(None, "sistema", frozenset({"arquivos"})))


def test_concluding_ends_the_sending(database: Database) -> None:
    me = someone("arquivos", CHECKED)
    planned = run(database, _plan(), me)
    key = str(planned["id"])

    run(database, ConcluirEnvio(id=key, sha256=SHA, size=10, type=PDF), me)

    assert _blob(database).state is BlobState.PRESENT
    with Unit(database, writes=False) as unit:
        assert unit.session.scalars(select(Upload)).all() == []
        assert queries.stored(unit.session, SHA).size == 10
    with pytest.raises(NotFound):
        run(database, AbrirEnvio(id=key, remote_id="x"), me)


def test_giving_up_leaves_the_file_awaited(database: Database) -> None:
    me = someone("arquivos", CHECKED)
    key = str(run(database, _plan(), me)["id"])

    run(database, DesistirEnvio(id=key), me)
    run(database, DesistirEnvio(id=key), me)

    assert _blob(database).state is BlobState.AWAITED
    with Unit(database, writes=False) as unit, pytest.raises(NotFound) as caught:
        queries.stored(unit.session, SHA)
    assert caught.value.code == "arquivos.aguardando"


def test_the_name_of_a_sending_stays_until_the_storage_forgets_it(database: Database) -> None:
    me = someone("arquivos", CHECKED)
    key = str(run(database, _plan(), me)["id"])

    first = run(database, AbrirEnvio(id=key, remote_id="r1"), me)
    second = run(database, AbrirEnvio(id=key, remote_id="r2"), me)

    assert first == second == {"remote_id": "r1"}

    third = run(database, AbrirEnvio(id=key, remote_id="r3", instead_of="r1"), me)

    assert third == {"remote_id": "r3"}


def test_another_person_sees_no_sending(database: Database) -> None:
    me = someone("arquivos")
    planned = run(database, _plan(), me)
    with Unit(database, writes=False) as unit, pytest.raises(NotFound):
        queries.upload(unit.session, new_id(), new_id())
    with Unit(database, writes=False) as unit:
        assert queries.upload_of(unit.session, SHA, new_id()) is None
    assert planned["have"] is False


def test_every_foreign_key_to_a_file_is_known(database: Database) -> None:

    inspector = inspect(database.engine)
    real = {
        (table, column)
        for table in inspector.get_table_names()
        for key in inspector.get_foreign_keys(table)
        if key["referred_table"] == "blob"
        for column in key["constrained_columns"]
    }

    known = {(it.table.name, it.name) for it in queries.references(METADATA)}

    assert known == real - {("upload", "sha256")}
    assert ("empresa", "logo") in known
