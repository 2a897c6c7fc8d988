"""Hashes: made, checked, made anew; passwords for once; sealed secrets."""

from __future__ import annotations

import bcrypt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.acesso.models import Segredo
from core.acesso.rules.senhas import judge_password
from core.db.engine import Database
from core.db.unit import Unit
from core.errors import EnvironmentFault
from server.auth.first import one_time_password
from server.auth.passwords import Passwords
from server.auth.sealing import Sealer
from tests.support.acesso import installed
from tests.support.databases import run

CHEAP = Passwords(8, 1)
KEY, OTHER_KEY = "k" * 40, "o" * 40


def test_a_hash_knows_its_password_only() -> None:
    stored = CHEAP.hash("três pregos")

    assert stored.startswith("$argon2id$")
    assert CHEAP.verify(stored, "três pregos")
    assert CHEAP.verify(stored, "tre\u0302s pregos")
    assert not CHEAP.verify(stored, "tres pregos")
    assert CHEAP.hash("três pregos") != stored


def test_nobodys_password_is_never_right() -> None:
    assert not CHEAP.verify(None, "nobody has this password")


def test_a_bcrypt_hash_is_checked_and_to_be_replaced() -> None:
    for prefix in (b"2a", b"2b"):
        stored = bcrypt.hashpw(b"antiga senha", bcrypt.gensalt(4, prefix)).decode()
        assert CHEAP.verify(stored, "antiga senha")
        assert not CHEAP.verify(stored, "outra senha")
        assert CHEAP.outdated(stored)


def test_a_long_password_of_the_old_system_still_opens() -> None:
    stored = bcrypt.hashpw(b"x" * 72, bcrypt.gensalt(4)).decode()

    assert CHEAP.verify(stored, "x" * 90)


def test_a_hash_with_other_parameters_is_to_be_replaced() -> None:
    stored = CHEAP.hash("três pregos")

    assert not CHEAP.outdated(stored)
    assert Passwords(16, 1).outdated(stored)
    assert Passwords(16, 1).verify(stored, "três pregos")


@pytest.mark.parametrize("stored", ["", "texto claro", "$argon2id$", "$2b$", "$2b$04$x", "$1$md5"])
def test_what_is_no_hash_opens_nothing(stored: str) -> None:
    assert not CHEAP.verify(stored, "texto claro")
    assert CHEAP.outdated(stored)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_any_password_can_be_checked(password: str) -> None:
    stored = bcrypt.hashpw(b"x", bcrypt.gensalt(4)).decode()

    assert CHEAP.verify(CHEAP.hash(password), password)
    assert CHEAP.verify(stored, password) == (password == "x")  # noqa: S105 - not a real one


def test_a_password_for_once_passes_the_policy_and_repeats_by_its_seed() -> None:
    password = one_time_password()
    judge_password(password)

    assert len(password) == 19
    assert password != one_time_password()
    assert one_time_password(b"s" * 16) == one_time_password(b"s" * 16)


def test_a_secret_is_unreadable_at_rest_and_with_another_key(database: Database) -> None:
    boss = installed(database)
    run(database, Sealer(KEY).keep("gabster.token", "segredo de fora"), boss)

    with Unit(database, writes=False) as unit:
        assert b"segredo" not in unit.session.get_one(Segredo, "gabster.token").selado
        assert Sealer(KEY).read(unit.session, "gabster.token") == "segredo de fora"
        assert Sealer(KEY).read(unit.session, "rd.token") is None
        with pytest.raises(EnvironmentFault, match=r"^acesso\.segredo_ilegivel\("):
            Sealer(OTHER_KEY).read(unit.session, "gabster.token")


def test_a_key_is_changed_by_sealing_anew(database: Database) -> None:
    boss = installed(database)
    run(database, Sealer(KEY).keep("gabster.token", "segredo de fora"), boss)
    both = Sealer(OTHER_KEY, KEY)

    with Unit(database, writes=False) as unit:
        assert both.read(unit.session, "gabster.token") == "segredo de fora"
        renewals = both.renewals(unit.session)
    for command in renewals:
        run(database, command, boss)
    with Unit(database, writes=False) as unit:
        assert len(renewals) == 1
        assert both.renewals(unit.session) == []
        assert Sealer(OTHER_KEY).read(unit.session, "gabster.token") == "segredo de fora"


def test_a_sealed_secret_opens_under_its_own_name_only(database: Database) -> None:
    boss = installed(database)
    run(database, Sealer(KEY).keep("gabster.token", "segredo de fora"), boss)
    run(database, Sealer(KEY).keep("rd.token", "outro"), boss)

    with Unit(database) as unit:
        stolen = unit.session.get_one(Segredo, "gabster.token").selado
        unit.session.get_one(Segredo, "rd.token").selado = stolen
        unit.commit()
    with (
        Unit(database, writes=False) as unit,
        pytest.raises(EnvironmentFault, match=r"^acesso\.segredo_ilegivel\("),
    ):
        Sealer(KEY).read(unit.session, "rd.token")
