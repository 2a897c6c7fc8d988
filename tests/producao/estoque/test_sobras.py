"""What the plan's commands ask of stock: expected offcuts, and boards for whole plans."""

from uuid import UUID

import pytest

from core.db.engine import Database
from core.errors import NotFound, Refused
from core.ids import new_id
from core.producao.commands.estoque import (
    ConsumirReserva,
    Pedido,
    ReservarItem,
    cancelar_sobras,
    consumir,
    liberar,
    receber_sobras,
    recolher_sobras,
    registrar_sobra,
    reservar,
    reservar_varios,
    reservas_do_plano,
)
from core.producao.models.estoque import DirecaoVeio, EstadoItem
from tests.support.databases import run
from tests.support.estoque import CHEFE, acting, chapa, item, movimentos, ver

PLAN, SHEET, OTHER = new_id(), new_id(), new_id()


def expected(database: Database, sheet: UUID = SHEET) -> UUID:
    with acting(database) as ctx:
        made = registrar_sobra(
            ctx,
            chave="s1",
            material="MDF Branco 18mm",
            comprimento=900.3,
            largura=400,
            veio=DirecaoVeio.COMPRIMENTO,
            origem="Lote 7",
            plano_id=PLAN,
            chapa_plano_id=sheet,
            prevista=True,
        )
        assert made is not None
        return made.id


def test_offcut_of_a_plan_is_expected_until_its_sheet_is_cut(database: Database) -> None:
    chapa(database)
    key = expected(database)
    before = ver(database, key)

    with acting(database) as ctx:
        received = [row.id for row in receber_sobras(ctx, SHEET)]
    after = ver(database, key)

    assert (before.estado, before.quantidade, before.prevista) == (EstadoItem.PREVISTO, 0, 1)
    assert (before.descricao, before.custo_m2) == ("MDF Branco 18mm (900 x 400)", 6250)
    assert received == [key]
    assert (after.estado, after.quantidade, after.prevista) == (EstadoItem.DISPONIVEL, 1, 0)
    assert [(m.tipo, m.plano_id) for m in movimentos(database, key)] == [("entrada", PLAN)]


def test_sheet_that_was_not_cut_takes_its_offcuts_back(database: Database) -> None:
    key = expected(database)
    with acting(database) as ctx:
        receber_sobras(ctx, SHEET)

    with acting(database) as ctx:
        recolher_sobras(ctx, SHEET, motivo="engano")
    back = ver(database, key)
    with acting(database) as ctx:
        receber_sobras(ctx, SHEET)

    assert (back.estado, back.quantidade, back.prevista) == (EstadoItem.PREVISTO, 0, 1)
    assert [m.variacao for m in movimentos(database, key)] == [1, -1, 1]


def test_used_offcut_cannot_be_taken_back(database: Database) -> None:
    key = expected(database)
    with acting(database) as ctx:
        receber_sobras(ctx, SHEET)
    made = UUID(str(run(database, ReservarItem(item_id=key), CHEFE)["id"]))

    with pytest.raises(Refused) as promised, acting(database) as ctx:
        recolher_sobras(ctx, SHEET)
    run(database, ConsumirReserva(id=made), CHEFE)
    with pytest.raises(Refused) as gone, acting(database) as ctx:
        recolher_sobras(ctx, SHEET)

    assert promised.value.code == "item_estoque.faltam"
    assert gone.value.code == "item_estoque.sobra_usada"


def test_cancelled_plan_expects_nothing(database: Database) -> None:
    mine, other = expected(database), expected(database, OTHER)

    with acting(database) as ctx:
        cancelar_sobras(ctx, chapa_plano_id=SHEET)
    one = (ver(database, mine).estado, ver(database, other).estado)
    with acting(database) as ctx:
        cancelar_sobras(ctx, plano_id=PLAN)

    assert one == (EstadoItem.CANCELADO, EstadoItem.PREVISTO)
    assert ver(database, other).estado is EstadoItem.CANCELADO


def test_small_offcut_is_nothing(database: Database) -> None:
    with acting(database) as ctx:
        made = registrar_sobra(
            ctx, chave="s", material="MDF", comprimento=2000, largura=90, chapa_plano_id=SHEET
        )
        received = receber_sobras(ctx, SHEET)

    assert (made, received) == (None, [])


def test_boards_of_a_plan_are_promised_together_or_not_at_all(database: Database) -> None:
    material = chapa(database)
    first, second = item(database, chapa_id=material), item(database, chapa_id=material)
    wanted = [Pedido(first, 1, "a", PLAN), Pedido(second, 2, "b", PLAN)]

    with pytest.raises(Refused), acting(database) as ctx:
        reservar_varios(ctx, wanted)
    none = (ver(database, first).reservada, ver(database, second).reservada)
    with acting(database) as ctx:
        reservar_varios(ctx, [wanted[0], Pedido(second, 1, "b", PLAN)])
    with acting(database) as ctx:
        mine = len(reservas_do_plano(ctx, PLAN))
        others = len(reservas_do_plano(ctx, OTHER))

    assert (none, mine, others) == ((0, 0), 2, 0)


def test_one_command_may_promise_use_and_free(database: Database) -> None:
    key = item(database, chapa_id=chapa(database), quantidade=2)

    with acting(database) as ctx:
        used = reservar(ctx, key, chave="um", plano_id=PLAN)
        given_up = reservar(ctx, key, chave="dois", plano_id=PLAN)
        consumir(ctx, used)
        liberar(ctx, given_up)

    after = ver(database, key)
    assert (after.quantidade, after.reservada) == (1, 0)


def test_unknown_item_is_named(database: Database) -> None:
    with pytest.raises(NotFound), acting(database) as ctx:
        reservar(ctx, new_id())
