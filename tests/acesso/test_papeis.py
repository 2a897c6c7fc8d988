"""Roles."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.acesso import queries
from core.acesso.commands.papeis import AlterarPapel, ArquivarPapel, CriarPapel, RestaurarPapel
from core.acesso.commands.usuarios import AlterarUsuario
from core.acesso.models import Sessao
from core.acesso.rules.catalogo import CATALOGUE
from core.command import Command
from core.db.engine import Database
from core.db.unit import Unit
from core.errors import Denied, InputError, Refused
from core.ids import new_id
from tests.support.acesso import actor, hired, installed, role_id, signed_in
from tests.support.databases import run, someone

DOER = someone(*CATALOGUE)


@pytest.mark.parametrize(
    "command",
    [
        CriarPapel(nome="Corte"),
        AlterarPapel(id=new_id(), nome="Corte"),
        ArquivarPapel(id=new_id()),
        RestaurarPapel(id=new_id()),
    ],
)
def test_roles_are_changed_by_permission_only(database: Database, command: Command) -> None:
    with pytest.raises(Denied, match=r"^acesso\.sem_permissao\("):
        run(database, command, someone(*CATALOGUE - {"acesso/papeis"}))


def test_a_changed_role_counts_for_whoever_has_it(database: Database) -> None:
    boss = installed(database)
    made = run(database, CriarPapel(nome="Corte", permissoes=["producao"]), boss)
    person = hired(database, "ana", cargo="corte")
    assert person.permissions == {"producao"}

    run(database, AlterarPapel(id=made["id"], permissoes=["producao", "producao/lote"]), boss)
    assert actor(database, person.id).permissions == {"producao", "producao/lote"}


def test_taking_a_permission_away_ends_sessions_and_giving_one_does_not(database: Database) -> None:
    boss = installed(database)
    corte = run(database, CriarPapel(nome="Corte", permissoes=["producao", "producao/lote"]), boss)
    ana, bia = hired(database, "ana", cargo="Corte"), hired(database, "bia", "producao")
    signed_in(database, ana)
    signed_in(database, bia)

    run(database, AlterarPapel(id=corte["id"], permissoes=["producao/lote", "producao"]), boss)
    run(database, AlterarUsuario(id=bia.id, permissoes=["producao", "finance"]), boss)
    assert _open(database) == 2
    run(database, AlterarPapel(id=corte["id"], permissoes=["producao"]), boss)
    assert _open(database) == 1
    run(database, AlterarUsuario(id=bia.id, permissoes=["finance"]), boss)
    assert _open(database) == 0


def test_names_of_roles_differ_to_the_eye(database: Database) -> None:
    boss = installed(database)

    with pytest.raises(Refused, match=r"^acesso\.papel_repetido\("):
        run(database, CriarPapel(nome="  LOGÍSTICA "), boss)
    with pytest.raises(InputError, match=r"^acesso\.papel_nome\("):
        run(database, CriarPapel(nome="  "), boss)


def test_the_role_that_holds_everything_stays_so(database: Database) -> None:
    boss = installed(database)
    key = role_id(database, "admin")

    for command in (AlterarPapel(id=key, permissoes=[]), ArquivarPapel(id=key)):
        with pytest.raises(Refused, match=r"^acesso\.papel_fixo\("):
            run(database, command, boss)


def test_a_role_in_use_is_not_put_away(database: Database) -> None:
    boss = installed(database)
    made = run(database, CriarPapel(nome="Corte"), boss)
    ana = hired(database, "ana", cargo="Corte")

    with pytest.raises(Refused, match=r"^acesso\.papel_em_uso\("):
        run(database, ArquivarPapel(id=made["id"]), boss)
    run(database, AlterarUsuario(id=ana.id, cargo="operador"), boss)
    run(database, ArquivarPapel(id=made["id"]), boss)
    with Unit(database, writes=False) as unit:
        assert "Corte" not in {role["nome"] for role in queries.roles(unit.session)}
    again = run(database, CriarPapel(nome="CORTE"), boss)
    with pytest.raises(Refused, match=r"^acesso\.papel_repetido\("):
        run(database, RestaurarPapel(id=made["id"]), boss)
    run(database, AlterarPapel(id=again["id"], nome="Serra"), boss)
    run(database, RestaurarPapel(id=made["id"]), boss)


def test_a_role_by_which_administrators_stand_keeps_its_keys(database: Database) -> None:
    boss = installed(database)
    keys = ["cadastros/usuarios", "acesso/papeis"]
    made = run(database, CriarPapel(nome="TI", permissoes=keys), boss)
    ana = hired(database, "ana", cargo="TI")
    run(database, AlterarUsuario(id=boss.id, cargo="operador", permissoes=[]), ana)

    with pytest.raises(Refused, match=r"^acesso\.ultimo_administrador\("):
        run(database, AlterarPapel(id=made["id"], permissoes=["cadastros/usuarios"]), ana)


def _open(database: Database) -> int:
    with Unit(database, writes=False) as unit:
        return len(unit.session.scalars(select(Sessao).where(Sessao.revoked_at.is_(None))).all())
