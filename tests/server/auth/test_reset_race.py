"""A password that is replaced, or hashed anew, while a log-in checks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from core.acesso import queries
from core.acesso.models import Credencial, Sessao
from core.db.engine import Database
from core.db.unit import Unit
from core.errors import Unauthenticated
from server.auth.first import ensure_first_admin
from server.auth.login import log_in
from server.auth.passwords import Passwords
from tests.support.guessing import HERE, NOW, door_to
from tests.support.serving import ADMIN, PASSWORD, settings_for


class Meanwhile(Passwords):
    """Checks passwords as ever; then something happens before the log-in goes on."""

    def __init__(self, passes: int, then: Callable[[], None]) -> None:
        super().__init__(8, passes)
        self._then = then

    def verify(self, stored: str | None, password: str) -> bool:
        known = super().verify(stored, password)
        self._then()
        return known


@pytest.fixture
def base(database_url: str, tmp_path: Path) -> Iterator[Database]:
    with Database(database_url) as opened:
        with Unit(opened) as unit:
            ensure_first_admin(unit, settings_for(database_url, tmp_path))
            unit.commit()
        log_in(door_to(opened), ADMIN, PASSWORD, HERE, NOW, None)
        yield opened


def put(base: Database, **values: object) -> None:
    with Unit(base) as unit:
        unit.session.execute(update(Credencial).values(**values))
        unit.commit()


def sessions(base: Database) -> int:
    with Unit(base, writes=False) as unit:
        return unit.session.scalars(select(func.count()).select_from(Sessao)).one()


def stored(base: Database) -> str:
    with Unit(base, writes=False) as unit:
        found = queries.candidate(unit.session, ADMIN)
    assert found is not None
    return found[1].senha_hash


@pytest.mark.parametrize("passes", [1, 2], ids=["as it is", "hashed anew"])
def test_a_password_reset_meanwhile_opens_no_session(base: Database, passes: int) -> None:
    new = Passwords(8, passes).hash("Dobradica torta 35")
    reset = Meanwhile(
        passes, lambda: put(base, senha_hash=new, changed_at=NOW + timedelta(seconds=1))
    )
    door = replace(door_to(base), passwords=reset)

    with pytest.raises(Unauthenticated, match=r"^acesso\.credenciais\("):
        log_in(door, ADMIN, PASSWORD, HERE, NOW, None)

    assert (stored(base), sessions(base)) == (new, 1)


def test_two_log_ins_that_hash_anew_both_enter(base: Database) -> None:
    anew = Passwords(8, 2).hash(PASSWORD)
    door = replace(door_to(base), passwords=Meanwhile(2, lambda: put(base, senha_hash=anew)))

    log_in(door, ADMIN, PASSWORD, HERE, NOW, None)

    assert (stored(base), sessions(base)) == (anew, 2)
