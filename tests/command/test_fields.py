"""The generic field edit and its merges."""

from uuid import UUID

import pytest
from sqlalchemy import select

from core.cadastros.models import Cliente
from core.command import AlterarCampos, Change
from core.command.fields import merge
from core.command.log import Conflict
from core.db.base import Merge
from core.db.engine import Database
from core.errors import Denied, InputError
from tests.support.databases import run, someone
from tests.support.people import cliente, cpf

CLERK = someone("cadastros/clientes")


def edit(key: UUID, base: int, **fields: tuple[object, object]) -> AlterarCampos:
    given = {
        name: Change.model_validate({"was": was, "to": to}) for name, (was, to) in fields.items()
    }
    return AlterarCampos(collection="cliente", id=key, base=base, set=given)


@pytest.fixture
def key(database: Database) -> UUID:
    return UUID(str(run(database, cliente("Ana", bairro="Centro"), CLERK)["id"]))


def read(database: Database, key: UUID) -> Cliente:
    with database.sessions() as session:
        found = session.get(Cliente, key)
    assert found is not None
    return found


def test_different_fields_of_two_people_are_both_kept(database: Database, key: UUID) -> None:
    run(database, edit(key, 1, bairro=("Centro", "Norte")), CLERK)
    run(database, edit(key, 1, cidade=(None, "Exemplo")), CLERK)

    after = read(database, key)

    assert (after.bairro, after.cidade) == ("Norte", "Exemplo")


def test_the_later_of_two_edits_stands_and_the_loser_is_kept(database: Database, key: UUID) -> None:
    run(database, edit(key, 1, bairro=("Centro", "Norte")), CLERK)
    result = run(database, edit(key, 1, bairro=("Centro", "Sul")), CLERK)

    with database.sessions() as session:
        (conflict,) = session.scalars(select(Conflict))

    assert read(database, key).bairro == "Sul"
    assert result["conflitos"] == ["bairro"]
    assert (conflict.kept, conflict.lost) == ("Sul", "Norte")


def test_where_a_person_must_decide_the_present_value_stands(database: Database, key: UUID) -> None:
    run(database, edit(key, 1, documento=(None, cpf(1))), CLERK)
    run(database, edit(key, 1, documento=(None, cpf(2))), CLERK)

    with database.sessions() as session:
        (conflict,) = session.scalars(select(Conflict))

    assert read(database, key).documento == cpf(1)
    assert conflict.lost == cpf(2)


def test_the_same_value_twice_is_no_conflict(database: Database, key: UUID) -> None:
    for _ in range(2):
        result = run(database, edit(key, 1, bairro=("Centro", "Norte")), CLERK)

    assert result["conflitos"] == []


def test_an_edit_of_what_one_has_seen_is_no_conflict(database: Database, key: UUID) -> None:
    run(database, edit(key, 1, bairro=("Centro", "Norte")), CLERK)
    result = run(database, edit(key, 2, bairro=("Norte", "Sul")), CLERK)

    assert result["conflitos"] == []


@pytest.mark.parametrize("field", ["codigo", "number", "archived_at", "id", "nada"])
def test_other_fields_cannot_be_reached(database: Database, key: UUID, field: str) -> None:
    with pytest.raises(InputError, match=r"registro\.campo_desconhecido"):
        run(database, edit(key, 1, **{field: (None, "1")}), CLERK)


def test_a_value_that_breaks_a_rule_is_refused(database: Database, key: UUID) -> None:
    with pytest.raises(InputError, match=r"cadastros\.cep_invalido"):
        run(database, edit(key, 1, cep=(None, "123")), CLERK)


def test_the_permission_is_that_of_the_collection(database: Database, key: UUID) -> None:
    with pytest.raises(Denied):
        run(database, edit(key, 1, bairro=("Centro", "Sul")), someone("cadastros/fornecedores"))


def test_a_collection_that_is_not_edited_this_way_is_refused(database: Database) -> None:
    command = AlterarCampos(collection="auditoria", id=UUID(int=0), base=0, set={})

    with pytest.raises(InputError):
        run(database, command, CLERK)


@pytest.mark.parametrize(
    ("policy", "present", "wanted", "expected"),
    [
        (Merge.LAST, 1, 2, 2),
        (Merge.ASK, 1, 2, 1),
        (Merge.MAX, 5, 3, 5),
        (Merge.MIN, 5, 3, 3),
        (Merge.MAX, None, 3, 3),
        (Merge.MIN, None, None, None),
        (Merge.UNION, ["a"], ["b", "a"], ["a", "b"]),
        (Merge.UNION, None, ["b"], ["b"]),
    ],
)
def test_merge(policy: Merge, present: object, wanted: object, expected: object) -> None:
    assert merge(policy, present, wanted) == expected


def test_two_edits_of_ones_own_before_anything_came_back_are_no_conflict(
    database: Database, key: UUID
) -> None:
    first = run(database, edit(key, 1, bairro=("Centro", "Norte")), CLERK)
    second = run(database, edit(key, 1, bairro=("Norte", "Sul")), CLERK)

    assert (first["conflitos"], second["conflitos"]) == ([], [])


def test_an_emptied_field_can_lose(database: Database, key: UUID) -> None:
    run(database, edit(key, 1, bairro=("Centro", None)), CLERK)
    result = run(database, edit(key, 1, bairro=("Centro", "Sul")), CLERK)

    assert result["conflitos"] == ["bairro"]
