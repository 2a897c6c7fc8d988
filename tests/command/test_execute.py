"""Running a command: permission, repetition, audit, and who may not number."""

from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from core.cadastros.commands import ArquivarCliente, CriarEmpresa
from core.cadastros.models import Cliente
from core.cadastros.rules import DadosEmpresa
from core.command import Command, decode, execute, kinds
from core.command.log import Auditoria, Op
from core.db.engine import Database
from core.db.unit import Unit
from core.errors import Denied, InputError, NotFound, Refused
from core.ids import new_id
from tests.support.databases import run, someone
from tests.support.people import cliente

CLERK = someone("cadastros/clientes")


def count(database: Database, model: type) -> int:
    with database.sessions() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_without_the_permission_nothing_happens(database: Database) -> None:
    with pytest.raises(Denied) as caught:
        run(database, cliente(), someone("cadastros"))

    assert caught.value.values == {"permissao": "cadastros/clientes"}
    assert count(database, Cliente) == count(database, Op) == 0


def test_a_repeated_operation_has_one_effect_and_the_same_answer(database: Database) -> None:
    op_id = new_id()
    first = run(database, cliente(), CLERK, op_id=op_id)

    again = run(database, cliente(), CLERK, op_id=op_id)

    assert again == first
    assert count(database, Cliente) == 1


def test_the_key_of_another_person_is_refused(database: Database) -> None:
    op_id = new_id()
    run(database, cliente(), CLERK, op_id=op_id)

    with pytest.raises(Refused, match=r"comando\.chave_de_outro"):
        run(database, cliente(), someone("cadastros/clientes"), op_id=op_id)


def test_two_callers_with_one_key_have_one_effect(postgres: Database) -> None:
    op_id = new_id()
    start = Barrier(2)
    failures: list[Exception] = []

    def write() -> None:
        start.wait()
        try:
            run(postgres, cliente(), CLERK, op_id=op_id)
        except Exception as error:  # noqa: BLE001 - whatever it is, the assertion below shows it
            failures.append(error)

    threads = [Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert count(postgres, Cliente) == 1
    assert len(failures) <= 1


def test_a_refusal_leaves_nothing_behind(database: Database) -> None:
    with pytest.raises(NotFound):
        run(database, ArquivarCliente(id=new_id()), CLERK)

    assert count(database, Op) == 0


def test_an_audited_command_says_who_did_what_to_whom(database: Database) -> None:
    made = run(database, cliente(), CLERK)
    with database.sessions() as session:
        key = session.scalars(select(Cliente.id)).one()
    run(database, ArquivarCliente(id=key), CLERK)

    with database.sessions() as session:
        (line,) = session.scalars(select(Auditoria))

    assert (line.ato, line.assunto) == ("cliente.arquivar", made["id"])
    assert (line.usuario_id, line.username) == (CLERK.id, CLERK.username)


def test_a_workstation_gives_no_numbers(database: Database) -> None:
    with Unit(database, authority=False) as unit:
        made = execute(unit, cliente(), CLERK)
        unit.commit()

    assert made["number"] is None
    assert made["codigo"] is None


def test_the_same_operation_makes_the_same_keys_everywhere(database: Database) -> None:
    op_id = new_id()
    with Unit(database, authority=False) as unit:
        offline = execute(unit, cliente(), CLERK, op_id=op_id)

    online = run(database, cliente(), CLERK, op_id=op_id)

    assert online["id"] == offline["id"]


def test_what_only_the_server_may_do_is_refused_elsewhere(database: Database) -> None:
    boss = someone("cadastros/dados-empresa")
    command = CriarEmpresa(dados=DadosEmpresa(razao_social="Móveis Exemplo"))

    with Unit(database, authority=False) as unit, pytest.raises(Refused):
        execute(unit, command, boss)


def test_a_command_comes_back_from_its_stored_form() -> None:
    command = cliente("Ana", telefone1="(11) 98765-4321")

    again = decode(command.kind, command.model_dump(mode="json"))

    assert again == command


def test_an_unknown_kind_is_an_input_error() -> None:
    with pytest.raises(InputError, match=r"comando\.desconhecido"):
        decode("nada.disto", {})


def test_every_command_says_its_permission() -> None:
    silent = [
        kind
        for kind, command in kinds().items()
        if not command.permission and command.needs is Command.needs
    ]

    assert silent == []
