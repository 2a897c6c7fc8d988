from uuid import UUID

import pytest

from core.command import AlterarCampos
from core.command.fields import Change
from core.db.engine import Database
from core.db.unit import Unit
from core.errors import Denied, InputError, NotFound, Refused
from core.ids import new_id
from core.producao.commands.estoque import (
    AlterarLocal,
    ArquivarLocal,
    CriarLocal,
    RestaurarLocal,
    TransferirItem,
)
from core.producao.commands.material import (
    AlterarChapa,
    ArquivarChapa,
    CriarChapa,
    RestaurarChapa,
)
from core.producao.models.material import Chapa
from core.producao.queries.material import chapas, chapas_por_nome
from tests.support.databases import run, someone
from tests.support.estoque import CHEFE, chapa, item, local, ver

STRANGER = someone("producao/lote")


def seen(database: Database, key: UUID) -> Chapa:
    with Unit(database, writes=False) as unit:
        found = unit.session.get_one(Chapa, key)
        unit.session.expunge(found)
    return found


def test_material_keeps_what_was_given(database: Database) -> None:
    key = chapa(database, "  MDF  Carvalho 18,5 mm ", possui_veio=True, estoque_minimo=4)

    made = seen(database, key)

    assert (made.propriedade, made.chave) == ("MDF  Carvalho 18,5 mm", "mdf carvalho 18mm")
    assert (made.possui_veio, made.custo_m2, made.estoque_minimo) == (True, 6250, 4)
    assert (made.number, made.scope) == (1, "producao")


def test_name_and_size_are_given_once(database: Database) -> None:
    key = chapa(database, "MDF Branco 18mm")

    with pytest.raises(Refused) as twin:
        chapa(database, "mdf branco 18.00mm")
    other_size = chapa(database, "MDF Branco 18mm", comprimento=2600)
    with pytest.raises(Refused):
        run(database, AlterarChapa(id=other_size, comprimento=2750), CHEFE)
    run(database, ArquivarChapa(id=key), CHEFE)
    run(database, AlterarChapa(id=other_size, comprimento=2750), CHEFE)
    with pytest.raises(Refused) as back:
        run(database, RestaurarChapa(id=key), CHEFE)

    assert (twin.value.code, back.value.code) == ("chapa.repetida", "chapa.repetida")


def test_materials_need_their_permission(database: Database) -> None:
    key = chapa(database)
    commands = [
        CriarChapa(propriedade="x", espessura=1, comprimento=1, largura=1),
        AlterarChapa(id=key, espessura=15),
        ArquivarChapa(id=key),
        RestaurarChapa(id=key),
    ]

    for command in commands:
        with pytest.raises(Denied):
            run(database, command, STRANGER)


def test_archived_material_is_not_offered_and_can_come_back(database: Database) -> None:
    key = chapa(database)
    held = item(database, chapa_id=key)

    run(database, ArquivarChapa(id=key), CHEFE)
    with Unit(database, writes=False) as unit:
        living = list(chapas(unit.session).rows)
        archived = [row.id for row in chapas(unit.session, arquivadas=True).rows]
    with pytest.raises(NotFound):
        item(database, chapa_id=key)
    run(database, RestaurarChapa(id=key), CHEFE)

    assert (living, archived) == ([], [key])
    assert ver(database, held).chapa_id == key
    assert seen(database, key).archived_at is None


def test_new_name_reaches_the_stock(database: Database) -> None:
    key = chapa(database, "MDF Branco 18mm")
    held = item(database, chapa_id=key)

    run(database, AlterarChapa(id=key, propriedade="MDF Branco TX 18mm"), CHEFE)

    assert ver(database, held).material_chave == "mdf branco tx 18mm"


def test_alteration_of_what_is_not_there_is_refused(database: Database) -> None:
    with pytest.raises(NotFound):
        run(database, AlterarChapa(id=new_id(), espessura=15), CHEFE)


def test_plain_fields_merge_one_by_one(database: Database) -> None:
    key = chapa(database)
    seen_by_both = seen(database, key).ver

    def edit(**fields: tuple[object, object]) -> None:
        changes = {
            name: Change.model_validate({"was": was, "to": to})
            for name, (was, to) in fields.items()
        }
        command = AlterarCampos(collection="chapa", id=key, base=seen_by_both, set=changes)
        run(database, command, CHEFE)

    edit(custo_m2=(6250, 7000))
    edit(estoque_minimo=(0, 5))

    assert (seen(database, key).custo_m2, seen(database, key).estoque_minimo) == (7000, 5)
    with pytest.raises(InputError):
        edit(custo_m2=(7000, -1))
    with pytest.raises(InputError):
        edit(chave=("x", "y"))


def test_names_find_whole_names_only(database: Database) -> None:
    small, large = chapa(database), chapa(database, comprimento=3000)
    chapa(database, "Super MDF Branco 18mm")

    with Unit(database, writes=False) as unit:
        found = chapas_por_nome(unit.session, ["MDF  BRANCO 18,0 mm", "Branco 18mm"])

    assert {name: [row.id for row in rows] for name, rows in found.items()} == {
        "MDF  BRANCO 18,0 mm": [small, large],
        "Branco 18mm": [],
    }


def test_place_has_a_code_of_its_own(database: Database) -> None:
    key = local(database, "b2")

    with pytest.raises(Refused) as twin:
        local(database, " B2 ")
    other = local(database, "c1")
    with pytest.raises(Refused):
        run(database, AlterarLocal(id=other, codigo="B2"), CHEFE)
    run(database, ArquivarLocal(id=key), CHEFE)
    run(database, AlterarLocal(id=other, codigo="B2"), CHEFE)
    with pytest.raises(Refused):
        run(database, RestaurarLocal(id=key), CHEFE)

    assert twin.value.code == "local_estoque.repetido"


def test_place_with_boards_is_not_put_away(database: Database) -> None:
    place = local(database)
    held = item(database, chapa_id=chapa(database), local_id=place)

    with pytest.raises(Refused) as full:
        run(database, ArquivarLocal(id=place), CHEFE)
    run(database, TransferirItem(id=held, local_id=None), CHEFE)
    run(database, ArquivarLocal(id=place), CHEFE)
    with pytest.raises(NotFound):
        run(database, TransferirItem(id=held, local_id=place), CHEFE)
    run(database, RestaurarLocal(id=place), CHEFE)
    run(database, TransferirItem(id=held, local_id=place), CHEFE)

    assert full.value.code == "local_estoque.ocupado"


def test_places_need_their_permission(database: Database) -> None:
    key = local(database)
    commands = [
        CriarLocal(codigo="z9"),
        AlterarLocal(id=key, descricao="x"),
        ArquivarLocal(id=key),
        RestaurarLocal(id=key),
    ]

    for command in commands:
        with pytest.raises(Denied):
            run(database, command, STRANGER)
