"""Customers, suppliers, the company: rules, permissions, refusals."""

from threading import Barrier, Thread
from uuid import UUID

import pytest
from sqlalchemy import select

from core.cadastros.commands import (
    ArquivarCliente,
    ArquivarEmpresa,
    ArquivarFornecedor,
    CriarEmpresa,
    CriarFornecedor,
    RestaurarCliente,
    RestaurarEmpresa,
    RestaurarFornecedor,
    TrocarLogo,
)
from core.cadastros.models import Cliente, Empresa, Fornecedor
from core.cadastros.queries import clientes, empresas
from core.cadastros.rules import DadosEmpresa, DadosFornecedor
from core.command import Command, Result
from core.db.engine import Database
from core.db.paging import Window
from core.errors import Denied, InputError, NotFound, Refused
from core.ids import new_id
from tests.support.databases import run, someone
from tests.support.people import cliente, cpf

CLERK = someone("cadastros/clientes", "cadastros/fornecedores", "cadastros/dados-empresa")
COMPANY = CriarEmpresa(dados=DadosEmpresa(razao_social="Móveis Exemplo"))
SUPPLIER = CriarFornecedor(dados=DadosFornecedor(nome="Chapas Exemplo"))


def key(result: Result) -> UUID:
    return UUID(str(result["id"]))


def test_codes_count_up_with_the_letters_of_the_name(database: Database) -> None:
    made = [run(database, cliente(nome), CLERK) for nome in ("Maria Exemplo", "Ó Sol", "42")]

    assert [result["codigo"] for result in made] == ["Mar0001", "Óso0002", "Cli0003"]


def test_a_document_belongs_to_one_customer(database: Database) -> None:
    run(database, cliente("Ana", documento=cpf(7)), CLERK)

    with pytest.raises(Refused, match=r"cadastros\.documento_repetido"):
        run(database, cliente("Bia", documento=cpf(7)), CLERK)


def test_an_archived_customer_frees_his_document(database: Database) -> None:
    first = run(database, cliente("Ana", documento=cpf(7)), CLERK)
    run(database, ArquivarCliente(id=key(first)), CLERK)

    run(database, cliente("Bia", documento=cpf(7)), CLERK)


def test_archive_and_restore_are_repeatable(database: Database) -> None:
    made = key(run(database, cliente("Ana"), CLERK))
    for command in (ArquivarCliente, ArquivarCliente, RestaurarCliente, RestaurarCliente):
        run(database, command(id=made), CLERK)

    with database.sessions() as session:
        assert session.get_one(Cliente, made).archived_at is None


def test_suppliers_come_and_go(database: Database) -> None:
    made = key(run(database, SUPPLIER, CLERK))
    run(database, ArquivarFornecedor(id=made), CLERK)
    with database.sessions() as session:
        gone = session.get_one(Fornecedor, made).archived_at
    run(database, RestaurarFornecedor(id=made), CLERK)

    with database.sessions() as session:
        assert gone is not None
        assert session.get_one(Fornecedor, made).archived_at is None


def test_there_is_one_company(database: Database) -> None:
    first = run(database, COMPANY, CLERK)
    with pytest.raises(Refused, match=r"cadastros\.empresa_unica"):
        run(database, COMPANY, CLERK)
    run(database, ArquivarEmpresa(id=key(first)), CLERK)

    second = run(database, COMPANY, CLERK)

    assert second["number"] == 2


def test_the_company_comes_back_where_no_other_is(database: Database) -> None:
    first = key(run(database, COMPANY, CLERK))
    run(database, ArquivarEmpresa(id=first), CLERK)
    second = key(run(database, COMPANY, CLERK))

    with pytest.raises(Refused, match=r"cadastros\.empresa_unica"):
        run(database, RestaurarEmpresa(id=first), CLERK)
    # the one that is there already
    run(database, RestaurarEmpresa(id=second), CLERK)
    run(database, ArquivarEmpresa(id=second), CLERK)
    run(database, RestaurarEmpresa(id=first), CLERK)

    with database.sessions() as session:
        assert [row.id for row in empresas(session).rows] == [first]
        assert [row.id for row in empresas(session, arquivados=True).rows] == [second]


def test_a_customer_does_not_come_back_beside_his_twin(database: Database) -> None:
    first = key(run(database, cliente("Ana", documento=cpf(7)), CLERK))
    run(database, ArquivarCliente(id=first), CLERK)
    run(database, cliente("Bia", documento=cpf(7)), CLERK)

    with pytest.raises(Refused, match=r"cadastros\.documento_repetido"):
        run(database, RestaurarCliente(id=first), CLERK)


def test_two_companies_at_once_are_one(postgres: Database) -> None:
    start = Barrier(2)
    ends: list[object] = []

    def register() -> None:
        start.wait()
        try:
            ends.append(run(postgres, COMPANY, CLERK)["number"])
        except Refused as refused:
            ends.append(refused.code)

    threads = [Thread(target=register) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(map(str, ends)) == ["1", "cadastros.empresa_unica"]


def test_a_logo_must_be_a_known_file(database: Database) -> None:
    made = key(run(database, COMPANY, CLERK))
    run(database, TrocarLogo(id=made, logo=None), CLERK)

    with database.sessions() as session:
        assert session.scalars(select(Empresa.logo)).one() is None


@pytest.mark.parametrize(
    "command",
    [
        cliente(),
        SUPPLIER,
        COMPANY,
        ArquivarCliente(id=new_id()),
        RestaurarCliente(id=new_id()),
        ArquivarFornecedor(id=new_id()),
        RestaurarFornecedor(id=new_id()),
        ArquivarEmpresa(id=new_id()),
        RestaurarEmpresa(id=new_id()),
        TrocarLogo(id=new_id(), logo=None),
    ],
    ids=lambda command: command.kind,
)
def test_each_needs_its_permission(database: Database, command: Command) -> None:
    with pytest.raises(Denied):
        run(database, command, someone("cadastros"))


@pytest.mark.parametrize(
    "command",
    [
        ArquivarCliente(id=new_id()),
        RestaurarCliente(id=new_id()),
        ArquivarFornecedor(id=new_id()),
        RestaurarFornecedor(id=new_id()),
        ArquivarEmpresa(id=new_id()),
        RestaurarEmpresa(id=new_id()),
        TrocarLogo(id=new_id(), logo=None),
    ],
    ids=lambda command: command.kind,
)
def test_what_is_not_there_is_refused(database: Database, command: Command) -> None:
    with pytest.raises(NotFound):
        run(database, command, CLERK)


def test_pages_follow_the_numbers(database: Database) -> None:
    for index in range(5):
        run(database, cliente(f"Cliente {index}"), CLERK)
    seen: list[int | None] = []
    after: int | None = 0
    with database.sessions() as session:
        while after is not None:
            part = clientes(session, Window(2, after))
            seen += [row.number for row in part.rows]
            after = part.next

    assert seen == [1, 2, 3, 4, 5]


def test_names_are_found_by_their_beginning(database: Database) -> None:
    for nome in ("Maria", "MARIO", "Ana Maria", "100% Móveis"):
        run(database, cliente(nome), CLERK)

    with database.sessions() as session:
        by_letters = [row.nome for row in clientes(session, nome="mar").rows]
        by_sign = [row.nome for row in clientes(session, nome="1%").rows]

    assert by_letters == ["Maria", "MARIO"]
    assert by_sign == []


def test_a_wrong_document_makes_no_command() -> None:
    with pytest.raises(InputError, match=r"cadastros\.cpf_invalido"):
        cliente("Ana", documento="111.111.111-12")
