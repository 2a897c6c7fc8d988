"""Several callers at once on PostgreSQL: each in a transaction of its own, all let go together."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from uuid import UUID

from sqlalchemy import func, select

from core.command import Command, Result
from core.db.engine import Database
from core.db.unit import Unit
from core.errors import Refused
from core.producao.commands.estoque import (
    Baixa,
    BaixarItens,
    ConsumirReserva,
    LiberarReservas,
    Pedido,
    ReservarItem,
    ReservarMaterial,
    reservar_varios,
)
from core.producao.models.estoque import (
    EstadoReserva,
    ItemEstoque,
    MovimentoEstoque,
    ReservaEstoque,
)
from tests.support.databases import run
from tests.support.estoque import CHEFE, acting, chapa, item, ver

CALLERS = 8


def together(database: Database, commands: Sequence[Command]) -> list[Result | Refused]:
    """What became of each, all started at the same moment."""
    return at_once([partial(run, database, command, CHEFE) for command in commands])


def at_once(calls: Sequence[Callable[[], Result]]) -> list[Result | Refused]:
    gate = Barrier(len(calls))

    def call(wanted: Callable[[], Result]) -> Result | Refused:
        gate.wait(timeout=60)
        try:
            return wanted()
        except Refused as refused:
            return refused

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(call, calls))


def won(answers: Sequence[Result | Refused]) -> list[Result]:
    return [answer for answer in answers if isinstance(answer, dict)]


def accounts_agree(database: Database) -> bool:
    with Unit(database, writes=False) as unit:
        session = unit.session
        return all(
            item.reservada
            == session.scalar(
                select(func.coalesce(func.sum(ReservaEstoque.quantidade), 0)).where(
                    ReservaEstoque.item_id == item.id,
                    ReservaEstoque.estado == EstadoReserva.ATIVA,
                )
            )
            and item.quantidade
            == session.scalar(
                select(func.sum(MovimentoEstoque.variacao)).where(
                    MovimentoEstoque.item_id == item.id
                )
            )
            for item in session.scalars(select(ItemEstoque))
        )


def test_last_board_goes_to_exactly_one(postgres: Database) -> None:
    key = item(postgres, chapa_id=chapa(postgres))

    answers = together(postgres, [ReservarItem(item_id=key)] * CALLERS)

    assert len(won(answers)) == 1
    assert {a.code for a in answers if isinstance(a, Refused)} == {"item_estoque.faltam"}
    assert ver(postgres, key).reservada == 1
    assert accounts_agree(postgres)


def test_material_is_shared_out_to_as_many_as_there_are_boards(postgres: Database) -> None:
    material = chapa(postgres)
    for _ in range(3):
        item(postgres, chapa_id=material)

    wanted = ReservarMaterial(chapa_id=material, quantidade=1)
    answers = together(postgres, [wanted] * CALLERS)

    keys = [key for made in won(answers) for key in made["reservas"]]  # type: ignore[union-attr]  # a list
    assert len(keys) == len(set(keys)) == 3
    assert accounts_agree(postgres)


def test_callers_that_want_the_same_items_in_other_orders_do_not_block_each_other(
    postgres: Database,
) -> None:
    material = chapa(postgres)
    keys = [item(postgres, chapa_id=material) for _ in range(4)]
    orders = [keys, keys[::-1]] * (CALLERS // 2)

    def reserve_all(order: list[UUID]) -> Result:
        with acting(postgres) as ctx:
            made = reservar_varios(ctx, [Pedido(key, 1, f"{key}") for key in order])
            return {"reservas": [str(reserva.id) for reserva in made]}

    answers = at_once([partial(reserve_all, order) for order in orders])

    assert len(won(answers)) == 1
    assert [ver(postgres, key).reservada for key in keys] == [1] * 4


def test_reservation_ends_once(postgres: Database) -> None:
    key = item(postgres, chapa_id=chapa(postgres))
    made = UUID(str(run(postgres, ReservarItem(item_id=key), CHEFE)["id"]))
    consume, release = ConsumirReserva(id=made), LiberarReservas(ids=[made])

    answers = together(postgres, [consume, release] * (CALLERS // 2))

    assert len(won(answers)) == 1
    assert ver(postgres, key).reservada == 0
    assert accounts_agree(postgres)


def test_board_is_promised_or_written_off_but_not_both(postgres: Database) -> None:
    key = item(postgres, chapa_id=chapa(postgres), quantidade=3)
    reserve = ReservarItem(item_id=key)
    write_off = BaixarItens(itens=[Baixa(id=key, quantidade=1)], motivo="quebrou")

    answers = together(postgres, [reserve, write_off] * (CALLERS // 2))

    after = ver(postgres, key)
    assert len(won(answers)) == 3
    assert after.quantidade == after.reservada
    assert accounts_agree(postgres)


def test_numbers_are_given_once(postgres: Database) -> None:
    key = item(postgres, chapa_id=chapa(postgres), quantidade=CALLERS)

    answers = together(postgres, [ReservarItem(item_id=key)] * CALLERS)

    numbers = [made["number"] for made in won(answers)]
    assert sorted(numbers, key=str) == list(range(1, CALLERS + 1))
