"""People: what may be done to them, by whom, and what nobody may do."""

from __future__ import annotations

from uuid import UUID

import pytest
from pydantic import ValidationError
from sqlalchemy import func, select

from core.acesso import queries
from core.acesso.commands.inicio import FIRST_START, INSTALLER, Iniciar
from core.acesso.commands.usuarios import (
    AlterarUsuario,
    CriarUsuario,
    DesativarUsuario,
    ReativarUsuario,
    RedefinirSenha,
    TrocarSenha,
)
from core.acesso.models import Credencial, Papel, Usuario
from core.acesso.rules.catalogo import CATALOGUE
from core.acesso.rules.papeis import SEEDS
from core.command import Actor, Command, execute
from core.command.log import Auditoria, Op
from core.db.engine import Database
from core.db.feed import FeedEntry
from core.db.unit import Unit
from core.errors import Denied, InputError, NotFound, Refused
from core.ids import new_id
from tests.support.acesso import HASH, actor, hired, installed
from tests.support.databases import run, someone

OTHER = HASH.replace("ZmFr", "b3V0")


def _hash(database: Database, key: UUID | None) -> str:
    with Unit(database, writes=False) as unit:
        return unit.session.get_one(Credencial, key).senha_hash


def test_the_first_start_makes_roles_and_administrator_once(database: Database) -> None:
    command = Iniciar(username="Chefe", hash=HASH)
    first = run(database, command, INSTALLER, op_id=FIRST_START)
    again = run(database, command, INSTALLER, op_id=FIRST_START)

    assert first == again
    with Unit(database, writes=False) as unit:
        assert unit.session.scalars(select(func.count()).select_from(Papel)).one() == len(SEEDS)
        assert unit.session.scalars(select(Usuario.username)).all() == ["Chefe"]
        assert unit.session.scalars(select(Credencial.senha_trocar)).all() == [True]
    assert actor(database, first["id"]).permissions == CATALOGUE


def test_an_empty_list_gives_what_the_role_gives(database: Database) -> None:
    installed(database)

    assert hired(database, "outra", cargo="ADMIN").permissions == CATALOGUE
    assert "comercial/atendimentos" in hired(database, "vende", cargo="comercial").permissions


def test_a_list_is_kept_exactly_even_where_the_role_gives_more(database: Database) -> None:
    installed(database)

    person = hired(database, "vende", "comercial", "producao", cargo="Comercial")

    assert person.permissions == {"comercial", "producao"}


def test_a_role_that_nobody_knows_is_made_and_gives_nothing(database: Database) -> None:
    installed(database)

    assert hired(database, "nova", cargo="Estofaria").permissions == frozenset()
    assert hired(database, "outra", cargo="ESTOFARIA").permissions == frozenset()
    with Unit(database, writes=False) as unit:
        assert len([row for row in queries.roles(unit.session) if row["nome"] == "Estofaria"]) == 1


def test_names_are_taken_whatever_their_case(database: Database) -> None:
    boss = installed(database)
    maria = hired(database, "Maria")

    with pytest.raises(Refused, match=r"^acesso\.username_repetido\("):
        hired(database, "MARIA")
    run(database, DesativarUsuario(id=_key(maria)), boss)
    with pytest.raises(Refused, match=r"^acesso\.username_inativo\("):
        hired(database, "maria")


def test_no_hash_is_left_in_operations_audit_or_feed(database: Database) -> None:
    boss = installed(database)
    maria = hired(database, "maria")
    run(database, RedefinirSenha(id=_key(maria), hash=OTHER), boss)
    run(database, TrocarSenha(antigo=OTHER, hash=HASH), maria)

    with Unit(database, writes=False) as unit:
        kept = [*unit.session.scalars(select(Op)), *unit.session.scalars(select(Auditoria))]
        texts = [
            str((getattr(row, "arguments", None), getattr(row, "detalhe", None))) for row in kept
        ]
        fed = set(unit.session.scalars(select(FeedEntry.collection)))
    assert len(kept) >= 6
    assert not [text for text in texts if "argon2" in text]
    assert fed == {"papel", "usuario"}


@pytest.mark.parametrize("bad", ["senha em claro", "$2b$12$abc", "$argon2i$v=19$m=8", ""])
def test_a_password_arrives_hashed_or_not_at_all(bad: str) -> None:
    with pytest.raises(ValidationError):
        CriarUsuario(username="x", cargo="y", hash=bad)


def test_a_command_takes_no_field_it_does_not_know() -> None:
    with pytest.raises(ValidationError):
        CriarUsuario.model_validate(
            {"username": "x", "cargo": "y", "hash": HASH, "papel_id": str(new_id())}
        )


@pytest.mark.parametrize(
    "command",
    [
        CriarUsuario(username="x", cargo="visita", hash=HASH),
        AlterarUsuario(id=new_id(), nome="X"),
        DesativarUsuario(id=new_id()),
        ReativarUsuario(id=new_id()),
        RedefinirSenha(id=new_id(), hash=HASH),
    ],
)
def test_people_are_changed_by_permission_only(database: Database, command: Command) -> None:
    rest = CATALOGUE - {"cadastros/usuarios"}

    with pytest.raises(Denied, match=r"^acesso\.sem_permissao\("):
        run(database, command, someone(*rest))


def test_nobody_gives_what_he_does_not_hold(database: Database) -> None:
    installed(database)
    clerk = hired(database, "rh", "cadastros/usuarios", "producao")

    def made(username: str, **more: object) -> CriarUsuario:
        fields = {"username": username, "cargo": "visita", "hash": HASH, **more}
        return CriarUsuario.model_validate(fields)

    run(database, made("um", permissoes=["producao"]), clerk)
    with pytest.raises(Denied, match=r"^acesso\.concede_sem_ter\("):
        run(database, made("dois", permissoes=["finance"]), clerk)
    with pytest.raises(Denied, match=r"^acesso\.concede_sem_ter\("):
        run(database, made("tres", cargo="admin"), clerk)
    with pytest.raises(Denied, match=r"^acesso\.concede_sem_ter\("):
        run(database, AlterarUsuario(id=_key(clerk), cargo="admin", permissoes=[]), clerk)
    with pytest.raises(Denied, match=r"^acesso\.concede_sem_ter\("):
        run(database, AlterarUsuario(id=_key(clerk), permissoes=["acesso/papeis"]), clerk)
    assert actor(database, clerk.id).permissions == clerk.permissions


def test_a_role_is_given_whole_or_not_at_all(database: Database) -> None:
    installed(database)
    clerk = hired(database, "rh", "cadastros/usuarios", "producao")
    other = hired(database, "outra", "producao")
    denying = ["cadastros/usuarios", "producao"]

    for key in (_key(clerk), _key(other)):
        with pytest.raises(Denied, match=r"^acesso\.concede_sem_ter\("):
            run(database, AlterarUsuario(id=key, cargo="admin", permissoes=denying), clerk)
    new = CriarUsuario(username="nova", cargo="admin", permissoes=["producao"], hash=HASH)
    with pytest.raises(Denied, match=r"^acesso\.concede_sem_ter\("):
        run(database, new, clerk)
    keeper = hired(database, "guarda", "cadastros/usuarios", "acesso/papeis")
    run(database, AlterarUsuario(id=_key(other), cargo="admin", permissoes=["producao"]), keeper)
    # his role stays, so this gives none
    same = AlterarUsuario(id=_key(other), cargo="admin", permissoes=["producao"], nome="Outra")
    run(database, same, keeper)


def test_nobody_takes_over_a_person_who_may_do_more(database: Database) -> None:
    boss = installed(database)
    clerk = hired(database, "rh", "cadastros/usuarios")
    before = _hash(database, boss.id)

    for command in (
        RedefinirSenha(id=_key(boss), hash=OTHER),
        DesativarUsuario(id=_key(boss)),
        AlterarUsuario(id=_key(boss), email="rh@exemplo.test"),
        AlterarUsuario(id=_key(boss), permissoes=["producao"]),
    ):
        with pytest.raises(Denied, match=r"^acesso\.pode_mais\("):
            run(database, command, clerk)
    assert _hash(database, boss.id) == before


def test_nobody_gives_a_strong_person_back_who_could_not_make_him(database: Database) -> None:
    boss = installed(database)
    strong = hired(database, "forte", "finance")
    clerk = hired(database, "rh", "cadastros/usuarios")
    run(database, DesativarUsuario(id=_key(strong)), boss)

    with pytest.raises(Denied, match=r"^acesso\.concede_sem_ter\("):
        run(database, ReativarUsuario(id=_key(strong)), clerk)
    run(database, ReativarUsuario(id=_key(strong)), boss)
    assert actor(database, strong.id).permissions == {"finance"}


def test_what_is_denied_to_a_person_puts_nobody_above_him(database: Database) -> None:
    boss = installed(database)
    clerk = hired(database, "rh", "cadastros/usuarios", "producao")
    denied = hired(database, "calado", "producao", cargo="Gerente")
    assert denied.permissions == {"producao"}

    for command in (
        RedefinirSenha(id=_key(denied), hash=OTHER),
        DesativarUsuario(id=_key(denied)),
        AlterarUsuario(id=_key(denied), username="rh2"),
    ):
        with pytest.raises(Denied, match=r"^acesso\.pode_mais\("):
            run(database, command, clerk)
    run(database, DesativarUsuario(id=_key(denied)), boss)
    with pytest.raises(Denied, match=r"^acesso\.concede_sem_ter\("):
        run(database, ReativarUsuario(id=_key(denied)), clerk)
    assert _hash(database, denied.id) == HASH
    run(database, ReativarUsuario(id=_key(denied)), boss)
    assert actor(database, denied.id).permissions == {"producao"}


def test_the_last_administrator_stays(database: Database) -> None:
    boss = installed(database)
    second = hired(database, "segunda", cargo="admin")
    for command in (
        DesativarUsuario(id=_key(second)),
        AlterarUsuario(id=_key(boss), cargo="Comercial", permissoes=[]),
    ):
        with pytest.raises(Refused, match=r"^acesso\.ultimo_administrador\("):
            _both(database, boss, second, command)


def test_nobody_deactivates_himself(database: Database) -> None:
    boss = installed(database)
    hired(database, "segunda", cargo="admin")

    with pytest.raises(Refused, match=r"^acesso\.a_si_mesmo\("):
        run(database, DesativarUsuario(id=_key(boss)), boss)


def test_nobody_resets_his_own_password_without_the_old_one(database: Database) -> None:
    boss = installed(database)

    with pytest.raises(Refused, match=r"^acesso\.propria_senha\("):
        run(database, RedefinirSenha(id=_key(boss), hash=OTHER), boss)
    assert _hash(database, boss.id) == HASH


def test_a_deactivated_person_is_out_of_lists_and_back_when_wanted(database: Database) -> None:
    boss = installed(database)
    maria = hired(database, "maria")
    run(database, DesativarUsuario(id=_key(maria)), boss)

    with Unit(database, writes=False) as unit:
        assert [p.user.username for p in queries.people(unit.session)[0]] == ["admin"]
        assert len(queries.people(unit.session, inactive=True)[0]) == 2
        assert queries.candidate(unit.session, "maria") is None
    with pytest.raises(NotFound):
        run(database, AlterarUsuario(id=_key(maria), nome="Maria"), boss)
    run(database, ReativarUsuario(id=_key(maria)), boss)
    with Unit(database, writes=False) as unit:
        assert queries.candidate(unit.session, "MARIA") is not None


def test_only_what_is_sent_changes(database: Database) -> None:
    boss = installed(database)
    maria = hired(database, "maria", "producao")
    run(database, AlterarUsuario(id=_key(maria), nome="Maria", email="m@exemplo.test"), boss)
    run(database, AlterarUsuario(id=_key(maria), username="Mariana"), boss)
    run(database, AlterarUsuario(id=_key(maria), email=None), boss)

    with Unit(database, writes=False) as unit:
        shown = queries.person(unit.session, _key(maria)).old_shape()
    assert (shown["username"], shown["nome"], shown["email"]) == ("Mariana", "Maria", None)
    assert shown["permissoes"] == ["producao"]


def test_ones_own_password_changes_against_the_present_one_only(database: Database) -> None:
    installed(database)
    maria = hired(database, "maria")

    with pytest.raises(Refused, match=r"^acesso\.senha_mudou\("):
        run(database, TrocarSenha(antigo=OTHER, hash=OTHER), maria)
    run(database, TrocarSenha(antigo=HASH, hash=OTHER), maria)
    assert _hash(database, maria.id) == OTHER
    with pytest.raises(Refused, match=r"^acesso\.senha_mudou\("):
        run(database, TrocarSenha(antigo=HASH, hash=HASH), maria)
    with pytest.raises(NotFound):
        run(database, TrocarSenha(antigo=HASH, hash=HASH), someone())


def test_privileged_acts_stand_in_the_audit(database: Database) -> None:
    boss = installed(database)
    maria = hired(database, "maria")
    run(database, RedefinirSenha(id=_key(maria), hash=OTHER), boss)

    with Unit(database, writes=False) as unit:
        rows, more = queries.audit(unit.session, queries.AuditFilter(), limit=1)
        older, _ = queries.audit(unit.session, queries.AuditFilter(), limit=9, after=more)
        wanted = queries.AuditFilter(ato="usuario.redefinir_senha", username="admin")
        mine, _ = queries.audit(unit.session, wanted, limit=9)
    assert rows == mine
    assert (rows[0]["username"], rows[0]["assunto"]) == ("admin", str(maria.id))
    assert [row["ato"] for row in older] == ["usuario.criar", "acesso.iniciar"]


@pytest.mark.parametrize("email", ["sem arroba", "a@b@c", "a b@c", "\0@x"])
def test_addresses_that_cannot_be(email: str) -> None:
    with pytest.raises(ValidationError):
        AlterarUsuario(id=new_id(), email=email)


def test_an_unknown_permission_is_named(database: Database) -> None:
    installed(database)

    with pytest.raises(InputError, match=r"^acesso\.permissao_desconhecida\("):
        hired(database, "x", "producao/tudo")


def _key(person: Actor) -> UUID:
    assert person.id is not None
    return person.id


def _both(database: Database, boss: Actor, second: Actor, command: Command) -> None:
    """Do it to the last one of two, whichever that is after the first is gone."""
    with Unit(database) as unit:
        gone = second if getattr(command, "id", None) == boss.id else boss
        doer = Actor(None, "outro", CATALOGUE)
        execute(unit, DesativarUsuario(id=_key(gone)), doer)
        execute(unit, command, doer)
        unit.commit()
