"""The feed is dense and in the order of commits, whoever else is writing."""

from threading import Barrier, Thread

from sqlalchemy import select

from core.cadastros.models import Cliente
from core.command import Actor
from core.db.engine import Database
from core.db.feed import FeedEntry, FeedTx
from core.db.unit import Unit
from core.ids import new_id
from tests.support.databases import run, someone
from tests.support.people import cliente

CLERK = someone("cadastros/clientes")


def entries(database: Database) -> list[FeedEntry]:
    with database.sessions() as session:
        return list(session.scalars(select(FeedEntry).order_by(FeedEntry.seq)))


def test_each_change_has_the_next_number(database: Database) -> None:
    for name in ("Ana", "Bia", "Caio"):
        run(database, cliente(name), CLERK)

    shown = entries(database)

    assert [entry.seq for entry in shown] == [1, 2, 3]
    assert {entry.collection for entry in shown} == {"cliente"}
    assert {entry.scope_to for entry in shown} == {"cadastros"}


def test_a_record_carries_the_number_of_its_last_change(database: Database) -> None:
    run(database, cliente("Ana"), CLERK)
    with Unit(database) as unit:
        found = unit.session.scalars(select(Cliente)).one()
        found.bairro = "Centro"
        unit.commit()

    with database.sessions() as session:
        after = session.scalars(select(Cliente)).one()

    assert after.ver == 2
    assert after.field_seq["bairro"] == 2
    assert after.field_seq["nome"] == 1
    assert [entry.seq for entry in entries(database)] == [2]


def test_what_is_rolled_back_leaves_no_hole(database: Database) -> None:
    run(database, cliente("Ana"), CLERK)
    with Unit(database) as unit:
        unit.session.add(Cliente(id=new_id(), nome="Ninguém"))
        unit.session.flush()
    run(database, cliente("Bia"), CLERK)

    assert [entry.seq for entry in entries(database)] == [1, 2]


def test_a_deletion_is_a_change(database: Database) -> None:
    run(database, cliente("Ana"), CLERK)
    with Unit(database) as unit:
        unit.session.delete(unit.session.scalars(select(Cliente)).one())
        unit.commit()

    (entry,) = entries(database)

    assert (entry.seq, entry.deleted) == (2, True)


def test_a_record_made_again_in_one_transaction_is_one_change(database: Database) -> None:
    with Unit(database) as unit:
        made = Cliente(id=new_id(), nome="Ana")
        unit.session.add(made)
        unit.session.flush()
        made.nome = "Ana Maria"
        unit.commit()

    assert len(entries(database)) == 1
    assert made.ver == 1


def test_a_reader_never_passes_a_change(postgres: Database) -> None:
    writers, each = 6, 12
    start = Barrier(writers + 1)

    def write(index: int) -> None:
        start.wait()
        for serial in range(each):
            run(postgres, cliente(f"Cliente {index} {serial}"), CLERK)

    threads = [Thread(target=write, args=(index,)) for index in range(writers)]
    for thread in threads:
        thread.start()
    start.wait()
    seen: list[int] = []
    cursor = 0
    while len(seen) < writers * each:
        # asked before the look: what was committed until then, the look must show
        writing = any(thread.is_alive() for thread in threads)
        with postgres.sessions() as session:
            query = select(FeedEntry.seq).where(FeedEntry.seq > cursor).order_by(FeedEntry.seq)
            page = list(session.scalars(query))
        seen += page
        cursor = page[-1] if page else cursor
        if not writing and not page:
            break
    for thread in threads:
        thread.join()

    assert seen == list(range(1, writers * each + 1))


def test_numbers_are_unique_among_concurrent_writers(postgres: Database) -> None:
    writers, each = 6, 8
    start = Barrier(writers)
    made: list[tuple[int, str]] = []

    def write(index: int) -> None:
        start.wait()
        for serial in range(each):
            result = run(postgres, cliente(f"Cliente {index} {serial}"), CLERK)
            made.append((int(str(result["number"])), str(result["codigo"])))

    threads = [Thread(target=write, args=(index,)) for index in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(number for number, _ in made) == list(range(1, writers * each + 1))
    assert len({code for _, code in made}) == writers * each


def test_every_transaction_has_a_tag(database: Database) -> None:
    run(database, cliente("Ana"), CLERK)
    run(database, cliente("Bia"), CLERK)

    with database.sessions() as session:
        tags = {row.seq: row.tag for row in session.scalars(select(FeedTx))}

    assert list(tags) == [1, 2]
    assert tags[1] != tags[2]


def test_stamps_say_who_and_when(database: Database) -> None:
    someone_else = Actor(new_id(), "outra", frozenset({"cadastros/clientes"}))
    run(database, cliente("Ana"), someone_else)

    with database.sessions() as session:
        found = session.scalars(select(Cliente)).one()

    assert found.created_by == found.updated_by == someone_else.id
    assert found.created_at.tzinfo is not None
