"""Limits of attempts: shared by every server, and never for good."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest
from sqlalchemy import func, select

from core.acesso.commands.usuarios import DesativarUsuario
from core.acesso.models import Limite, Usuario
from core.command import Actor, execute
from core.db.base import living
from core.db.engine import Database
from core.db.unit import Unit
from core.errors import InputError, Refused, Unauthenticated
from core.ids import new_id
from server.auth import limits
from server.auth.first import ensure_first_admin, reset_admin
from server.auth.limits import (
    ADDRESS_ATTEMPTS,
    ADDRESS_WINDOW,
    PERSON_ATTEMPTS,
    PERSON_WINDOW,
    PLACE_ATTEMPTS,
    PLACE_WINDOW,
    Origin,
)
from server.auth.login import log_in
from tests.support.acesso import hired, installed
from tests.support.guessing import HERE, NOW, door_to, five_guesses, guess
from tests.support.serving import ADMIN, PASSWORD, settings_for


def attempt(
    database: Database, origin: Origin = HERE, now: datetime = NOW, name: str = ADMIN
) -> bool:
    """Whether the attempt is looked at."""
    with Unit(database) as unit:
        verdict = limits.check_in(unit.session, name, origin, now)
        unit.commit()
    return verdict.wait is None


def forgiven(database: Database, origin: Origin = HERE) -> None:
    with Unit(database) as unit:
        limits.forgive(unit.session, ADMIN, origin)
        unit.commit()


def test_five_attempts_from_one_place_until_the_window_ends(database: Database) -> None:
    looked_at = [attempt(database) for _ in range(PLACE_ATTEMPTS + 3)]

    assert looked_at == [True] * PLACE_ATTEMPTS + [False] * 3
    assert not attempt(database, now=NOW + PLACE_WINDOW - timedelta(seconds=1))
    assert attempt(database, now=NOW + PLACE_WINDOW)


def test_the_case_of_a_name_makes_no_new_attempts(database: Database) -> None:
    names = ["admin", "ADMIN", "Admin", " admin", "ａdmin", "aDMIN"]

    assert [attempt(database, name=name) for name in names] == [True] * 5 + [False]


def test_an_address_has_its_own_limit(database: Database) -> None:
    looked_at = [attempt(database, name=f"n{index}") for index in range(ADDRESS_ATTEMPTS + 1)]

    assert looked_at == [True] * ADDRESS_ATTEMPTS + [False]
    assert attempt(database, Origin("203.0.113.8"), name="n0")
    assert attempt(database, name="outro", now=NOW + ADDRESS_WINDOW)


def test_addresses_of_one_ipv6_household_count_as_one(database: Database) -> None:
    for index in range(ADDRESS_ATTEMPTS):
        assert attempt(database, Origin(f"2001:db8::{index:x}"), name=f"n{index}")

    assert not attempt(database, Origin("2001:db8::ffff"), name="outro")
    assert attempt(database, Origin("2001:db8:0:1::1"), name="outro")


def test_a_right_password_gives_the_attempts_back(database: Database) -> None:
    for _ in range(3):
        for _ in range(PLACE_ATTEMPTS):
            assert attempt(database)
        forgiven(database)


def test_an_attack_from_everywhere_leaves_the_persons_own_places_open(database: Database) -> None:
    door = door_to(database)
    log_in(door, ADMIN, PASSWORD, HERE, NOW, None)
    for index in range(PERSON_ATTEMPTS + 1):
        attempt(database, Origin(f"198.51.100.{index}"))

    assert not attempt(database, Origin("198.51.100.250"))
    assert attempt(database, HERE)
    assert attempt(database, Origin("127.0.0.1"))
    assert attempt(database, Origin("198.51.100.251", device_id=new_id()))
    assert attempt(database, Origin("198.51.100.252"), now=NOW + PERSON_WINDOW)


def test_a_proved_device_is_not_shut_out_by_its_neighbour(database: Database) -> None:
    for _ in range(PLACE_ATTEMPTS + 1):
        attempt(database)

    assert not attempt(database)
    assert attempt(database, Origin(HERE.address, device_id=new_id()))


def test_counters_name_nobody_and_are_pruned(database: Database) -> None:
    attempt(database, name="senha-digitada-no-lugar-do-nome")
    with Unit(database) as unit:
        keys = unit.session.scalars(select(Limite.key)).all()
        limits.prune(unit.session, NOW + PLACE_WINDOW)
        unit.commit()
    with Unit(database, writes=False) as unit:
        left = unit.session.scalars(select(func.count()).select_from(Limite)).one()

    assert len(keys) == 3
    assert not [key for key in keys if "senha" in key]
    assert left == 1


def test_two_servers_count_together(postgres_url: str, tmp_path: Path) -> None:
    with Database(postgres_url) as one, Database(postgres_url) as two:
        _first(one, tmp_path)
        doors = [door_to(one), door_to(two)]
        with ThreadPoolExecutor(8) as pool:
            outcomes = Counter(pool.map(guess, doors * 10))

    assert outcomes == {"acesso.credenciais": PLACE_ATTEMPTS, "acesso.tentativas": 20 - 5}


def test_two_processes_count_together(postgres_url: str, tmp_path: Path) -> None:
    with Database(postgres_url) as database:
        _first(database, tmp_path)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        outcomes: Counter[str] = Counter()
        for each in pool.map(five_guesses, [postgres_url] * 2):
            outcomes.update(each)

    assert outcomes == {"acesso.credenciais": PLACE_ATTEMPTS, "acesso.tentativas": 5}


def test_two_administrators_who_deactivate_each_other_leave_one(postgres: Database) -> None:
    boss = installed(postgres)
    second = hired(postgres, "segunda", cargo="admin")

    with ThreadPoolExecutor(2) as pool:
        pairs = [(boss, second), (second, boss)]
        outcomes = list(pool.map(lambda pair: _deactivate(postgres, *pair), pairs))

    assert sorted(outcomes) == ["acesso.ultimo_administrador", "ok"]
    with Unit(postgres, writes=False) as unit:
        assert len(unit.session.scalars(select(Usuario).where(living(Usuario))).all()) == 1


def test_two_servers_that_start_at_once_make_one_administrator(
    postgres_url: str, tmp_path: Path
) -> None:
    with (
        Database(postgres_url) as one,
        Database(postgres_url) as two,
        ThreadPoolExecutor(2) as pool,
    ):
        told = list(pool.map(lambda each: _first(each, tmp_path, admin_pass=None), (one, two)))
        with Unit(one, writes=False) as unit:
            people = unit.session.scalars(select(func.count()).select_from(Usuario)).one()

    assert people == 1
    assert len([password for password in told if password is not None]) == 1


@pytest.fixture(autouse=True)
def _administrator(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    if "database" in request.fixturenames:
        _first(request.getfixturevalue("database"), tmp_path)


def _first(database: Database, folder: Path, **more: object) -> str | None:
    settings = settings_for(database.url.render_as_string(hide_password=False), folder, **more)
    with Unit(database) as unit:
        password = ensure_first_admin(unit, settings)
        unit.commit()
    return password


def _deactivate(database: Database, actor: Actor, other: Actor) -> str:
    assert other.id is not None
    try:
        with Unit(database) as unit:
            execute(unit, DesativarUsuario(id=other.id), actor)
            unit.commit()
    except Refused as error:
        return error.code
    return "ok"


def test_whoever_sits_at_the_server_gets_back_in(database: Database, tmp_path: Path) -> None:
    settings = settings_for(str(database.url), tmp_path)
    with Unit(database) as unit:
        password = reset_admin(unit, settings, "ADMIN")
        unit.commit()
    door = door_to(database)

    assert log_in(door, ADMIN, password, HERE, NOW, None).must_change
    with pytest.raises(Unauthenticated):
        log_in(door, ADMIN, PASSWORD, HERE, NOW, None)
    with Unit(database) as unit, pytest.raises(InputError, match=r"^acesso\.usuario_sem_nome\("):
        reset_admin(unit, settings, "ninguem")
