"""What a station and a server come to, whatever happens on the way."""

import pytest
from sqlalchemy import func, select

from core.cadastros.models import Cliente
from core.db.unit import Unit
from core.sync.wire import Reset
from desktop.sync.status import Link
from tests.support.fake_server import HALF, HANG, LOSE, TWICE, Fake, Trick, reset
from tests.support.rigs import Rig


def served(fake: Fake) -> list[str]:
    """The customers that the server has, each as often as it has him."""
    with Unit(fake.real.database, writes=False) as unit:
        return sorted(unit.session.scalars(select(Cliente.nome)))


def shown(rig: Rig) -> int:
    """How many customers the station shows."""
    with rig.station.local.cache.reading() as session:
        return session.scalars(select(func.count()).select_from(Cliente)).one()


def agree(rig: Rig, fake: Fake) -> bool:
    """Whether the station's rows are the server's."""
    return rig.station.local.cache.digest().collections == fake.real.digest()


def test_what_was_done_before_the_first_contact_arrives(new_rig: Rig, fake: Fake) -> None:
    new_rig.add("Ana")
    new_rig.add("Bia")

    new_rig.settle()

    assert served(fake) == ["Ana", "Bia"]
    assert agree(new_rig, fake)
    assert new_rig.station.status().link is Link.ONLINE


@pytest.mark.parametrize("trick", [LOSE, HALF, HANG, TWICE, Trick(500, "x"), Trick(200, "x")])
@pytest.mark.parametrize("path", ["hello", "push", "pull"])
def test_a_strange_answer_costs_nothing(rig: Rig, fake: Fake, path: str, trick: Trick) -> None:
    if trick is HANG:
        rig.impatient()
    rig.add("Ana")
    fake.play(path, trick, trick)

    rig.settle()
    rig.add("Bia")
    rig.settle()

    assert served(fake) == ["Ana", "Bia"]
    assert shown(rig) == 2
    assert agree(rig, fake)


@pytest.mark.parametrize("why", list(Reset))
@pytest.mark.parametrize("path", ["push", "pull"])
def test_every_reset_ends_in_agreement(rig: Rig, fake: Fake, path: str, why: Reset) -> None:
    rig.add("Ana")
    rig.settle()
    rig.add("Bia")
    fake.play(path, reset(why))

    rig.settle()

    assert served(fake) == ["Ana", "Bia"]
    assert agree(rig, fake)
