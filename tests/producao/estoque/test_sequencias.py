"""No sequence of commands makes stock negative, promises a board twice, or loses one."""

from typing import Any, ClassVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from core.command import Command
from core.db.engine import Database
from core.db.unit import Unit
from core.errors import Refused
from core.ids import new_id
from core.producao.commands.estoque import (
    Baixa,
    BaixarItens,
    CancelarEntrada,
    ConsumirItem,
    ConsumirReserva,
    Contada,
    ContarItens,
    DevolverReserva,
    LiberarReservas,
    ReceberEntrada,
    RegistrarEntrada,
    ReservarItem,
    ReservarMaterial,
    RetornarItem,
    TransferirItem,
)
from core.producao.models.estoque import (
    EstadoReserva,
    ItemEstoque,
    MovimentoEstoque,
    ReservaEstoque,
)
from tests.support.databases import run
from tests.support.estoque import CHEFE

BOARDS = st.integers(1, 4)


class Stock(RuleBasedStateMachine):
    """One material of its own in a database that other runs share."""

    database: ClassVar[Database]
    items = Bundle("items")
    reservations = Bundle("reservations")

    def __init__(self) -> None:
        super().__init__()
        self.material = f"MDF {new_id().hex} 18mm"
        self.numbers: set[object] = set()

    @rule(target=items, boards=BOARDS, expected=st.booleans())
    def enter(self, boards: int, *, expected: bool) -> UUID:
        command = RegistrarEntrada(
            descricao=self.material,
            comprimento=2750,
            largura=1850,
            quantidade=boards,
            prevista=expected,
        )
        made = run(self.database, command, CHEFE)
        assert made["number"] not in self.numbers
        self.numbers.add(made["number"])
        return UUID(str(made["id"]))

    @rule(key=items, boards=BOARDS)
    def receive(self, key: UUID, boards: int) -> None:
        expected = self.item(key).prevista

        assert self.accepts(ReceberEntrada(id=key, quantidade=boards)) == (boards <= expected)

    @rule(key=items)
    def give_up(self, key: UUID) -> None:
        expected = self.item(key).prevista

        assert self.accepts(CancelarEntrada(id=key)) == (expected > 0)

    @rule(target=reservations, key=items, boards=BOARDS)
    def reserve(self, key: UUID, boards: int) -> Any:
        free = self.free(key)
        made = self.attempt(ReservarItem(item_id=key, quantidade=boards))
        assert (made is not None) == (boards <= free)
        return multiple() if made is None else UUID(str(made["id"]))

    @rule(target=reservations, boards=st.integers(1, 8))
    def reserve_material(self, boards: int) -> Any:
        free = sum(self.free(item.id) for item in self.rows())
        made = self.attempt(ReservarMaterial(material=self.material, quantidade=boards))
        assert (made is not None) == (boards <= free)
        return multiple(*[UUID(str(key)) for key in (made or {"reservas": []})["reservas"]])

    @rule(key=reservations)
    def consume(self, key: UUID) -> None:
        is_open = self.reservation(key) is EstadoReserva.ATIVA

        assert self.accepts(ConsumirReserva(id=key)) == is_open

    @rule(key=reservations)
    def release(self, key: UUID) -> None:
        is_open = self.reservation(key) is EstadoReserva.ATIVA

        assert self.accepts(LiberarReservas(ids=[key])) == is_open

    @rule(key=reservations)
    def bring_back(self, key: UUID) -> None:
        consumed = self.reservation(key) is EstadoReserva.CONSUMIDA

        if self.accepts(DevolverReserva(id=key, motivo="volta")):
            assert consumed

    @rule(key=items, boards=BOARDS)
    def use(self, key: UUID, boards: int) -> None:
        free = self.free(key)

        assert self.accepts(ConsumirItem(id=key, quantidade=boards)) == (boards <= free)

    @rule(key=items, boards=BOARDS)
    def put_back(self, key: UUID, boards: int) -> None:
        self.accepts(RetornarItem(id=key, quantidade=boards, motivo="volta"))

    @rule(key=items, boards=BOARDS)
    def write_off(self, key: UUID, boards: int) -> None:
        free = self.free(key)
        command = BaixarItens(itens=[Baixa(id=key, quantidade=boards)], motivo="quebrou")

        assert self.accepts(command) == (boards <= free)

    @rule(key=items, boards=st.integers(0, 6))
    def count(self, key: UUID, boards: int) -> None:
        promised = self.item(key).reservada
        command = ContarItens(itens=[Contada(id=key, quantidade=boards)], motivo="inventário")

        assert self.accepts(command) == (boards >= promised)

    @rule(target=items, key=items, boards=BOARDS)
    def split(self, key: UUID, boards: int) -> Any:
        made = self.attempt(TransferirItem(id=key, local_id=None, quantidade=boards))
        moved = None if made is None else UUID(str(made["id"]))
        return multiple() if moved in (None, key) else moved

    @invariant()
    def every_board_is_accounted_for(self) -> None:
        with Unit(self.database, writes=False) as unit:
            for item in unit.session.scalars(self.mine()):
                promised = unit.session.scalar(
                    select(func.coalesce(func.sum(ReservaEstoque.quantidade), 0)).where(
                        ReservaEstoque.item_id == item.id,
                        ReservaEstoque.estado == EstadoReserva.ATIVA,
                    )
                )
                moved = unit.session.scalar(
                    select(func.coalesce(func.sum(MovimentoEstoque.variacao), 0)).where(
                        MovimentoEstoque.item_id == item.id
                    )
                )
                assert item.reservada == promised
                assert item.quantidade == moved
                assert 0 <= item.reservada <= item.quantidade

    def accepts(self, command: Command) -> bool:
        return self.attempt(command) is not None

    def attempt(self, command: Command) -> dict[str, Any] | None:
        """The result; None where it was refused, which then must have changed nothing."""
        before = self.picture()
        try:
            return run(self.database, command, CHEFE)
        except Refused:
            assert self.picture() == before
            return None

    def picture(self) -> list[tuple[object, ...]]:
        return [
            (item.id, item.quantidade, item.reservada, item.prevista, item.estado, item.ver)
            for item in self.rows()
        ]

    def rows(self) -> list[ItemEstoque]:
        with Unit(self.database, writes=False) as unit:
            return list(unit.session.scalars(self.mine()))

    def mine(self) -> Any:
        chave = self.material.casefold()
        return (
            select(ItemEstoque).where(ItemEstoque.material_chave == chave).order_by(ItemEstoque.id)
        )

    def item(self, key: UUID) -> ItemEstoque:
        return next(item for item in self.rows() if item.id == key)

    def free(self, key: UUID) -> int:
        return self.item(key).quantidade - self.item(key).reservada

    def reservation(self, key: UUID) -> EstadoReserva:
        with Unit(self.database, writes=False) as unit:
            return unit.session.get_one(ReservaEstoque, key).estado


def test_no_sequence_loses_or_doubles_a_board(database: Database) -> None:
    run_state_machine_as_test(
        type("StockHere", (Stock,), {"database": database}),
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("change", [{"quantidade": -1}, {"reservada": 2}, {"prevista": -1}])
def test_database_itself_refuses_what_no_command_does(
    database: Database, change: dict[str, int]
) -> None:
    made = run(database, RegistrarEntrada(descricao="MDF", comprimento=1000, largura=1000), CHEFE)
    key = UUID(str(made["id"]))

    with Unit(database) as unit, pytest.raises(IntegrityError):
        unit.session.execute(update(ItemEstoque).where(ItemEstoque.id == key).values(**change))
