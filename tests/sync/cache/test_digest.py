"""The comparison with the server, and what was damaged here."""

import sqlite3
from contextlib import closing
from uuid import UUID

import pytest

from core.cadastros.commands import CriarCliente
from core.cadastros.models import Cliente
from core.cadastros.rules import DadosCliente
from core.command import changes
from desktop.sync.cache import Damaged
from tests.support.caches import Server, Station, person

OTHER = person("bia")


@pytest.fixture
def rui(server: Server, station: Station) -> UUID:
    """A customer whom the station has from the server, beside another one."""
    server.run(CriarCliente(dados=DadosCliente(nome="Eva")), OTHER)
    result = server.run(CriarCliente(dados=DadosCliente(nome="Rui")), OTHER)
    station.pull()
    return UUID(result["id"])


def flip(station: Station, statement: str, *values: object) -> None:
    """Change the file behind the cache's back."""
    with closing(sqlite3.connect(station.path)) as connection, connection:
        assert connection.execute(statement, values).rowcount == 1


def test_it_equals_the_servers_whatever_lies_over_it(
    server: Server, station: Station, rui: UUID
) -> None:
    assert station.cache.digest().collections == server.digest()
    assert station.cache.digest().collections["cliente"][0] == 2

    with station.cache.reading() as session:
        edit = changes(session.get_one(Cliente, rui), DadosCliente(nome="Ruy"))
    station.do(edit)
    station.do(CriarCliente(dados=DadosCliente(nome="Ana")))

    assert station.cache.digest().collections == server.digest()
    assert station.cache.digest().cursor == station.cache.place().cursor
    assert station.cache.damaged() == []


@pytest.mark.parametrize(
    ("column", "value"),
    [("nome", "Ruj"), ("cidade", ""), ("ver", 1_000), ("nome", "\x00"), ("number", 77)],
)
def test_a_flipped_cell_is_found(
    server: Server, station: Station, rui: UUID, column: str, value: object
) -> None:
    flip(station, f"UPDATE cliente SET {column} = ? WHERE id = ?", value, rui.hex)  # noqa: S608 - a test's own

    assert station.cache.damaged() == [Damaged("cliente", rui.hex)]
    mine, theirs = station.cache.digest().collections, server.digest()
    assert {name for name in theirs if mine[name] != theirs[name]} == {"cliente"}


def test_a_cell_that_is_no_text_any_more_is_found(station: Station, rui: UUID) -> None:
    flip(station, "UPDATE cliente SET nome = CAST(X'FF' AS TEXT) WHERE id = ?", rui.hex)
    assert station.cache.damaged() == [Damaged("cliente", rui.hex)]


def test_a_row_that_vanished_is_found(server: Server, station: Station, rui: UUID) -> None:
    flip(station, "DELETE FROM cliente WHERE id = ?", rui.hex)
    assert station.cache.damaged() == [Damaged("cliente", rui.hex, missing=True)]
    assert station.cache.digest().collections["cliente"] != server.digest()["cliente"]


def test_a_damaged_base_image_is_found(station: Station, rui: UUID) -> None:
    with station.cache.reading() as session:
        edit = changes(session.get_one(Cliente, rui), DadosCliente(nome="Ruy"))
    station.do(edit)
    flip(station, "UPDATE _base SET image = replace(image, 'Rui', 'Ruj')")
    assert station.cache.damaged() == [Damaged("cliente", rui.hex)]


def test_a_snapshot_heals(server: Server, station: Station, rui: UUID) -> None:
    flip(station, "UPDATE cliente SET nome = 'x' WHERE id = ?", rui.hex)
    station.cache.load(*server.snapshot())
    assert station.cache.damaged() == []
    assert station.cache.digest().collections == server.digest()
