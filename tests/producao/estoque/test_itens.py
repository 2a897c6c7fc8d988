from uuid import UUID

import pytest
from pydantic import ValidationError

from core.db.engine import Database
from core.db.unit import Unit
from core.errors import Denied, InputError, NotFound, Refused
from core.ids import new_id
from core.producao.commands.estoque import (
    AlterarItem,
    CancelarEntrada,
    ReceberEntrada,
    RegistrarEntrada,
    RegistrarSobra,
    ReservarItem,
)
from core.producao.models.estoque import DirecaoVeio, EstadoItem, TipoItem, TipoMovimento
from core.producao.queries.plano import sobras_escolhidas
from tests.support.databases import run, someone
from tests.support.estoque import CHEFE, chapa, item, movimentos, ver

OPERADOR = someone("producao/chapas/estoque")
STRANGER = someone("producao/chapas")


def test_entry_takes_from_the_material_what_is_not_given(database: Database) -> None:
    material = chapa(database)

    entered = ver(database, item(database, OPERADOR, chapa_id=material, quantidade=3))

    assert (entered.quantidade, entered.reservada, entered.prevista) == (3, 0, 0)
    assert (entered.comprimento, entered.largura, entered.espessura) == (2750, 1850, 18)
    assert (entered.tipo, entered.estado) == (TipoItem.CHAPA, EstadoItem.DISPONIVEL)
    assert (entered.descricao, entered.material_chave) == ("MDF Branco 18mm", "mdf branco 18mm")
    assert (entered.custo_m2, entered.number) == (6250, 1)


def test_entry_writes_a_movement_with_area_and_cost_of_all_boards(database: Database) -> None:
    key = item(database, chapa_id=chapa(database), quantidade=3)

    (movement,) = movimentos(database, key)

    assert (movement.tipo, movement.variacao, movement.saldo) == (TipoMovimento.ENTRADA, 3, 3)
    assert movement.m2 == 15.2625
    assert movement.custo_total == 95391


def test_entry_of_another_size_is_an_offcut_described_by_whole_millimetres(
    database: Database,
) -> None:
    key = item(database, chapa_id=chapa(database), comprimento=900.4, largura=400)

    entered = ver(database, key)

    assert (entered.tipo, entered.descricao) == (TipoItem.SOBRA, "MDF Branco 18mm (900 x 400)")


def test_entry_finds_its_material_by_name_but_never_by_a_part_of_it(database: Database) -> None:
    material = chapa(database)

    same = ver(
        database,
        item(database, descricao="mdf branco 18,5 mm (900 x 400)", comprimento=900, largura=400),
    )
    other = ver(
        database, item(database, descricao="Super MDF Branco 18mm", comprimento=900, largura=400)
    )

    assert (same.chapa_id, same.custo_m2) == (material, 6250)
    assert (other.chapa_id, other.custo_m2) == (None, 0)


def test_entry_needs_its_permission(database: Database) -> None:
    material = chapa(database)

    with pytest.raises(Denied):
        item(database, STRANGER, chapa_id=material)


def test_entry_of_nothing_in_particular_is_refused(database: Database) -> None:
    with pytest.raises(InputError) as unnamed:
        item(database, comprimento=1, largura=1)
    with pytest.raises(InputError) as unmeasured:
        item(database, descricao="MDF")
    with pytest.raises(NotFound):
        item(database, chapa_id=new_id())

    assert unnamed.value.code == "item_estoque.sem_material"
    assert unmeasured.value.code == "item_estoque.sem_tamanho"


@pytest.mark.parametrize(
    "wrong",
    [
        {"quantidade": 0},
        {"comprimento": -1},
        {"largura": float("nan")},
        {"codigo": "a b"},
        {"foto": "x"},
        {"descricao": "a\0b"},
        {"number": 7},
    ],
)
def test_entry_takes_no_wrong_argument(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        RegistrarEntrada.model_validate({"descricao": "MDF", **wrong})


def test_code_of_a_label_belongs_to_one_item(database: Database) -> None:
    material = chapa(database)
    item(database, chapa_id=material, codigo="x-001")
    other = item(database, chapa_id=material)

    with pytest.raises(Refused) as entered:
        item(database, chapa_id=material, codigo="X-001")
    with pytest.raises(Refused):
        run(database, AlterarItem(id=other, codigo="X-001"), CHEFE)

    assert entered.value.code == "item_estoque.codigo_repetido"


def test_expected_boards_are_not_there_until_they_come(database: Database) -> None:
    key = item(database, chapa_id=chapa(database), quantidade=5, prevista=True)
    expected = ver(database, key)

    run(database, ReceberEntrada(id=key, quantidade=3), OPERADOR)
    partly = ver(database, key)
    run(database, ReceberEntrada(id=key), OPERADOR)
    came = ver(database, key)

    assert (expected.estado, expected.quantidade, expected.prevista) == ("previsto", 0, 5)
    assert (partly.estado, partly.quantidade, partly.prevista) == ("disponivel", 3, 2)
    assert (came.quantidade, came.prevista) == (5, 0)
    with pytest.raises(Refused):
        run(database, ReceberEntrada(id=key), OPERADOR)
    with pytest.raises(Denied):
        run(database, ReceberEntrada(id=key), STRANGER)


def test_expected_boards_can_be_given_up(database: Database) -> None:
    key = item(database, chapa_id=chapa(database), prevista=True)
    with pytest.raises(Denied):
        run(database, CancelarEntrada(id=key), STRANGER)

    run(database, CancelarEntrada(id=key), OPERADOR)

    assert (ver(database, key).estado, ver(database, key).prevista) == ("cancelado", 0)
    with pytest.raises(Refused):
        run(database, CancelarEntrada(id=key), OPERADOR)


def test_offcut_that_is_worth_its_place_goes_to_stock(database: Database) -> None:
    material = chapa(database)

    result = run(
        database,
        RegistrarSobra(chapa_id=material, comprimento=1000, largura=100, codigo="S1"),
        OPERADOR,
    )
    kept = ver(database, UUID(str(result["id"])))

    assert (kept.tipo, kept.descricao) == (TipoItem.SOBRA, "MDF Branco 18mm (1000 x 100)")
    assert (kept.chapa_id, kept.codigo, kept.quantidade) == (material, "S1", 1)


@pytest.mark.parametrize(("comprimento", "largura"), [(2000, 99.9), (999, 100)])
def test_smaller_offcut_is_refused(database: Database, comprimento: float, largura: float) -> None:
    command = RegistrarSobra(material="MDF", comprimento=comprimento, largura=largura)

    with pytest.raises(Refused) as refused:
        run(database, command, OPERADOR)

    assert refused.value.code == "item_estoque.sobra_pequena"


def test_offcut_needs_permission_and_a_material(database: Database) -> None:
    with pytest.raises(Denied):
        run(database, RegistrarSobra(material="MDF", comprimento=900, largura=900), STRANGER)
    with pytest.raises(InputError):
        run(database, RegistrarSobra(comprimento=900, largura=900), OPERADOR)


def test_alteration_changes_only_what_is_given(database: Database) -> None:
    key = item(database, chapa_id=chapa(database), lote_cor="A7")

    run(
        database,
        AlterarItem(
            id=key,
            condicao="riscada",
            defeitos=[{"x": 0, "y": 0, "comprimento": 100, "largura": 50}],
        ),
        OPERADOR,
    )
    after = ver(database, key)

    assert (after.condicao, after.lote_cor) == ("riscada", "A7")
    assert after.defeitos == [{"x": 0.0, "y": 0.0, "comprimento": 100.0, "largura": 50.0}]


def test_what_a_board_is_needs_more_than_how_it_looks(database: Database) -> None:
    key = item(database, chapa_id=chapa(database))

    with pytest.raises(Denied) as denied:
        run(database, AlterarItem(id=key, comprimento=2000), OPERADOR)
    run(database, AlterarItem(id=key, comprimento=2000), CHEFE)

    assert denied.value.values["permissao"] == "producao/chapas/baixar"
    assert ver(database, key).comprimento == 2000


def test_promised_board_keeps_its_size_and_material(database: Database) -> None:
    key = item(database, chapa_id=chapa(database))
    run(database, ReservarItem(item_id=key), OPERADOR)

    with pytest.raises(Refused) as refused:
        run(database, AlterarItem(id=key, largura=1000), CHEFE)
    run(database, AlterarItem(id=key, observacao="canto batido"), CHEFE)

    assert refused.value.code == "item_estoque.reservado"
    assert ver(database, key).largura == 1850


def test_new_description_finds_another_material(database: Database) -> None:
    chapa(database)
    black = chapa(database, "MDF Preto 18mm", custo_m2=8000)
    key = item(database, descricao="MDF Branco 18mm")

    run(database, AlterarItem(id=key, descricao="MDF Preto 18mm"), CHEFE)
    after = ver(database, key)

    assert (after.chapa_id, after.material_chave) == (black, "mdf preto 18mm")
    assert after.custo_m2 == 8000


def test_a_board_is_planned_with_the_grain_of_its_material(database: Database) -> None:
    wood = chapa(database, "MDF Carvalho 18mm", possui_veio=True)
    grained, plain = item(database, chapa_id=wood), item(database, chapa_id=chapa(database))

    with Unit(database, writes=False) as unit:
        chosen = sobras_escolhidas(unit.session, [grained, plain])

    assert {one.id: one.veio for one in chosen} == {
        grained: DirecaoVeio.COMPRIMENTO,
        plain: DirecaoVeio.SEM,
    }
