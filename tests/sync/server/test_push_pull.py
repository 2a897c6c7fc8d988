"""Operations come in once and in order; what they did and what became of them goes out together."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from core.acesso.models import Usuario
from core.cadastros.commands import ArquivarCliente
from core.cadastros.models import Cliente
from core.command import Actor, Command
from core.command.fields import AlterarCampos, Change
from core.db.engine import Database
from core.db.feed import FeedEntry, FeedTx
from core.db.unit import Unit
from core.ids import new_id
from core.sync.models import Receipt
from core.sync.rows import collections, from_wire
from core.sync.scopes import scopes_of
from core.sync.wire import START, Cursor, Operation, Outcome, Page, Push, Pushed, Reset
from server.sync.place import Lost, epoch_of
from server.sync.pull import View, pull
from server.sync.push import push
from tests.support.acesso import known
from tests.support.databases import run, someone
from tests.support.people import cliente

CLERK = someone("cadastros/clientes")


class Workstation:
    """One device that remembers where it stands."""

    def __init__(self, database: Database, person: Actor = CLERK) -> None:
        known(database, person)
        self.database, self.person = database, person
        self.device, self.inc = new_id(), new_id()
        self.numbers = count(1)
        self.cursor: Cursor = START
        self.epoch: UUID | None = None

    def operation(self, command: Command, *, n: int | None = None) -> Operation:
        """A gesture, numbered."""
        assert self.person.id is not None
        return Operation(
            n=n or next(self.numbers),
            op_id=new_id(),
            kind=command.kind,
            user=self.person.id,
            wall=datetime.now(UTC),
            args=command.model_dump(mode="json"),
        )

    def push(self, *ops: Operation, cursor: Cursor | None = None) -> Pushed:
        """Send operations."""
        message = Push(epoch=self.epoch, cursor=cursor or self.cursor, inc=self.inc, ops=list(ops))
        return push(self.database, self.person, self.device, message)

    def pull(self, limit: int = 100, **more: Any) -> Page:
        """Take the next page and stand at its end."""
        view = View(scopes_of(self.person), self.device)
        with Unit(self.database, writes=False, steady=True) as unit:
            page = pull(
                unit.session,
                epoch_of(self.database),
                view,
                claimed=self.epoch,
                since=more.get("since", self.cursor),
                held=more.get("held", view.scopes),
                limit=limit,
            )
        self.epoch, self.cursor = page.epoch, page.cursor
        return page


def names(database: Database) -> list[str]:
    with Unit(database, writes=False) as unit:
        return list(unit.session.scalars(select(Cliente.nome).order_by(Cliente.nome)))


def test_an_operation_has_one_effect_however_often_it_is_sent(database: Database) -> None:
    here = Workstation(database)
    op = here.operation(cliente("Ana"))

    first, again = here.push(op), here.push(op)

    assert names(database) == ["Ana"]
    assert first.answers == again.answers
    assert first.answers[0].outcome is Outcome.OK


def test_effect_and_answer_arrive_in_one_page_and_the_answer_only_at_its_device(
    database: Database,
) -> None:
    here, there = Workstation(database), Workstation(database)
    op = here.operation(cliente("Ana"))
    here.push(op)

    mine, theirs = here.pull(), there.pull()

    assert [row.f["nome"] for row in mine.rows] == ["Ana"]
    assert [answer.op_id for answer in mine.answers] == [op.op_id]
    assert mine.answers[0].seq <= mine.cursor.seq
    assert [row.f["nome"] for row in theirs.rows] == ["Ana"]
    assert theirs.answers == []


def test_a_row_survives_the_way(database: Database) -> None:
    here = Workstation(database)
    here.push(here.operation(cliente("Ana")))

    row = here.pull().rows[0]
    values = from_wire(collections()["cliente"], row.f)

    with Unit(database, writes=False) as unit:
        stored = unit.session.execute(select(Cliente.__table__)).mappings().one()
    assert values == dict(stored)


def test_a_refused_operation_does_not_hold_up_the_next_one(database: Database) -> None:
    here = Workstation(database)

    answers = here.push(
        here.operation(ArquivarCliente(id=new_id())), here.operation(cliente("Bia"))
    ).answers

    assert [answer.outcome for answer in answers] == [Outcome.REFUSED, Outcome.OK]
    assert answers[0].why == "registro.ausente"
    assert [answer.outcome for answer in here.pull().answers] == [Outcome.REFUSED, Outcome.OK]


@pytest.mark.parametrize(
    ("kind", "args"),
    [("nada.disso", {}), ("cliente.criar", {"dados": {"nome": 7}}), ("cliente.criar", {"x": 1})],
)
def test_what_cannot_be_run_is_kept_apart_as_it_came(
    database: Database, kind: str, args: dict[str, Any]
) -> None:
    here = Workstation(database)
    poison = here.operation(cliente("Ana")).model_copy(update={"kind": kind, "args": args})

    answers = here.push(poison, here.operation(cliente("Bia"))).answers

    assert [answer.outcome for answer in answers] == [Outcome.QUARANTINED, Outcome.OK]
    assert names(database) == ["Bia"]
    with Unit(database, writes=False) as unit:
        assert unit.session.get_one(Receipt, poison.op_id).arguments == args


def test_the_value_that_loses_is_told_and_kept(database: Database) -> None:
    here, there = Workstation(database), Workstation(database)
    here.push(here.operation(cliente("Ana")))
    row = here.pull().rows[0]
    there.pull()

    def renamed(name: str) -> AlterarCampos:
        change = Change(was="Ana", to=name)
        return AlterarCampos(collection="cliente", id=row.id, base=row.ver, set={"nome": change})

    here.push(here.operation(renamed("Ana Maria")))
    second = there.push(there.operation(renamed("Ana Paula")))

    assert second.answers[0].outcome is Outcome.MERGED
    assert names(database) == ["Ana Paula"]


def test_the_permission_is_the_authors_at_this_moment(database: Database) -> None:
    here = Workstation(database)
    op = here.operation(cliente("Ana"))
    with Unit(database) as unit:
        unit.session.get_one(Usuario, CLERK.id).permissoes = []
        unit.commit()

    assert here.push(op).answers[0].outcome is Outcome.REFUSED
    assert names(database) == []


def test_pages_end_with_whole_transactions_and_miss_nothing(database: Database) -> None:
    here, there = Workstation(database), Workstation(database)
    for start in range(0, 12, 3):
        here.push(*(here.operation(cliente(f"Cliente {start + i:02}")) for i in range(3)))

    pages = [there.pull(limit=2)]
    while pages[-1].more:
        pages.append(there.pull(limit=2))

    with Unit(database, writes=False) as unit:
        ends = set(unit.session.scalars(select(FeedTx.seq)))
    assert len(pages) > 3
    assert {page.cursor.seq for page in pages} <= ends
    assert [row.f["nome"] for page in pages for row in page.rows] == names(database)


def test_whoever_may_see_less_holds_less(database: Database) -> None:
    run(database, cliente("Ana"), CLERK)
    stranger = Workstation(database, someone("producao/ocorrencias"))

    assert stranger.pull().rows == []
    with pytest.raises(Lost) as lost:
        stranger.pull(held=["cadastros", "producao"])
    assert lost.value.reset is Reset.SCOPES_CHANGED


def test_a_place_of_another_history_is_refused_before_anything_is_done(database: Database) -> None:
    here = Workstation(database)
    here.push(here.operation(cliente("Ana")))
    here.pull()
    strange = here.cursor.model_copy(update={"tag": here.cursor.tag ^ 1})

    with pytest.raises(Lost) as pushed:
        here.push(here.operation(cliente("Bia")), cursor=strange)
    with pytest.raises(Lost) as pulled:
        here.pull(since=strange)

    assert {pushed.value.reset, pulled.value.reset} == {Reset.FEED_RESET}
    assert names(database) == ["Ana"]


def test_a_hole_and_a_number_used_twice_are_noticed(database: Database) -> None:
    here = Workstation(database)
    here.push(here.operation(cliente("Ana"), n=1))

    with pytest.raises(Lost) as gap:
        here.push(here.operation(cliente("Caio"), n=3))
    with pytest.raises(Lost) as forked:
        here.push(here.operation(cliente("Bia"), n=1))

    assert (gap.value.reset, forked.value.reset) == (Reset.GAP, Reset.CLIENT_FORKED)
    assert names(database) == ["Ana"]


def test_the_feed_stays_dense_when_steps_fail(database: Database) -> None:
    here = Workstation(database)
    here.push(
        here.operation(cliente("Ana")),
        here.operation(ArquivarCliente(id=new_id())),
        here.operation(cliente("Bia")),
    )

    with Unit(database, writes=False) as unit:
        given = list(unit.session.scalars(select(FeedEntry.seq).order_by(FeedEntry.seq)))
    # a role and a person; two customers and three answers
    assert given == list(range(1, 8))
