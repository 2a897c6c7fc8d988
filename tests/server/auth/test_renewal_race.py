"""One refresh token, presented by many at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.acesso.models import Sessao
from core.db.engine import Database
from core.db.unit import Unit
from core.errors import Unauthenticated
from server.auth.first import ensure_first_admin
from server.auth.login import log_in, renew
from server.auth.tokens import read_renewal
from tests.support.guessing import HERE, NOW, door_to
from tests.support.serving import ADMIN, PASSWORD, settings_for


def test_every_server_gives_the_same_successor(postgres_url: str, tmp_path: Path) -> None:
    with Database(postgres_url) as one, Database(postgres_url) as two:
        with Unit(one) as unit:
            ensure_first_admin(unit, settings_for(postgres_url, tmp_path))
            unit.commit()
        doors = [door_to(one), door_to(two)]
        first = log_in(doors[0], ADMIN, PASSWORD, HERE, NOW, None).renewal
        with ThreadPoolExecutor(8) as pool:
            entries = list(pool.map(lambda door: renew(door, first, HERE, NOW), doors * 8))

        successors = {entry.renewal for entry in entries}
        assert len(successors) == 1
        assert read_renewal(successors.pop()).generation == 1
        assert len({entry.access for entry in entries}) == len(entries)


def test_of_a_thief_and_the_owner_neither_goes_on(postgres_url: str, tmp_path: Path) -> None:
    with Database(postgres_url) as database:
        with Unit(database) as unit:
            ensure_first_admin(unit, settings_for(postgres_url, tmp_path))
            unit.commit()
        door = door_to(database)
        stolen = log_in(door, ADMIN, PASSWORD, HERE, NOW, None).renewal
        owner = renew(door, renew(door, stolen, HERE, NOW).renewal, HERE, NOW).renewal
        with pytest.raises(Unauthenticated, match=r"^acesso\.renovacao_repetida\("):
            renew(door, stolen, HERE, NOW)
        with pytest.raises(Unauthenticated, match=r"^acesso\.sessao_encerrada\("):
            renew(door, owner, HERE, NOW)
        with Unit(database, writes=False) as unit:
            family = unit.session.get_one(Sessao, read_renewal(owner).session_id)
        assert (family.reason, family.generation) == ("renovacao_repetida", 2)
