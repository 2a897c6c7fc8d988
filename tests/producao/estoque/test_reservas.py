from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from pydantic import ValidationError
from sqlalchemy import select

from core.command import Command
from core.command.log import Auditoria
from core.db.engine import Database
from core.db.unit import Unit
from core.errors import Denied, InputError, NotFound, Refused
from core.ids import new_id
from core.producao.commands.estoque import (
    ConsumirReserva,
    DefinirPolitica,
    DevolverReserva,
    ExpirarReservas,
    LiberarReservas,
    RegistrarSobra,
    ReservarItem,
    ReservarMaterial,
    RetornarItem,
)
from core.producao.models.estoque import EstadoItem, EstadoReserva, ReservaEstoque
from tests.support.databases import run, someone
from tests.support.estoque import CHEFE, chapa, item, movimentos, ver

OPERADOR = someone("producao/chapas/estoque")
STRANGER = someone("producao/chapas")
RELEASE = LiberarReservas.kind
SOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def board(database: Database) -> UUID:
    return item(database, chapa_id=chapa(database), quantidade=3)


def reserved(database: Database, board: UUID, quantidade: int = 1) -> UUID:
    command = ReservarItem(item_id=board, quantidade=quantidade)
    return UUID(str(run(database, command, OPERADOR)["id"]))


def state(database: Database, key: UUID) -> EstadoReserva:
    with Unit(database, writes=False) as unit:
        return unit.session.get_one(ReservaEstoque, key).estado


def test_promised_boards_are_there_but_not_free(database: Database, board: UUID) -> None:
    reserved(database, board, 2)

    with pytest.raises(Refused) as refused:
        reserved(database, board, 2)

    assert (ver(database, board).quantidade, ver(database, board).reservada) == (3, 2)
    assert (refused.value.values["faltam"], refused.value.values["livres"]) == (1, 1)


def test_reservation_needs_permission_item_and_batch(database: Database, board: UUID) -> None:
    with pytest.raises(Denied):
        run(database, ReservarItem(item_id=board), STRANGER)
    with pytest.raises(NotFound):
        run(database, ReservarItem(item_id=new_id()), OPERADOR)
    with pytest.raises(NotFound):
        run(database, ReservarItem(item_id=board, lote_id=new_id()), OPERADOR)
    with pytest.raises(NotFound):
        run(database, ReservarItem(item_id=board, plano_id=new_id()), OPERADOR)


@pytest.mark.parametrize("kind", [ReservarItem, ReservarMaterial])
def test_nobody_promises_boards_to_a_sheet_by_hand(kind: type[Command]) -> None:
    values = {"item_id": new_id(), "material": "MDF", "quantidade": 1}
    wanted = {name: value for name, value in values.items() if name in kind.model_fields}

    kind.model_validate(wanted)
    with pytest.raises(ValidationError, match="chapa_plano_id"):
        kind.model_validate({**wanted, "chapa_plano_id": new_id()})


def test_expected_boards_cannot_be_promised(database: Database) -> None:
    key = item(database, chapa_id=chapa(database), prevista=True)

    with pytest.raises(Refused):
        reserved(database, key)


def test_repeated_operation_reserves_once(database: Database, board: UUID) -> None:
    key = new_id()
    command = ReservarItem(item_id=board)

    first = run(database, command, OPERADOR, op_id=key)
    again = run(database, command, OPERADOR, op_id=key)

    assert first == again
    assert ver(database, board).reservada == 1


def test_consumed_reservation_takes_its_boards_out_once(database: Database, board: UUID) -> None:
    key = reserved(database, board, 2)
    with pytest.raises(Denied):
        run(database, ConsumirReserva(id=key), STRANGER)

    run(database, ConsumirReserva(id=key, destino="Lote 7"), OPERADOR)
    with pytest.raises(Refused) as twice:
        run(database, ConsumirReserva(id=key), OPERADOR)

    movement = movimentos(database, board)[-1]
    assert (ver(database, board).quantidade, ver(database, board).reservada) == (1, 0)
    assert (movement.variacao, movement.reserva_id, movement.destino) == (-2, key, "Lote 7")
    assert state(database, key) is EstadoReserva.CONSUMIDA
    assert twice.value.values == {"estado": "consumida", "esperado": "ativa"}


def test_released_reservation_frees_its_boards(database: Database, board: UUID) -> None:
    keys = [reserved(database, board), reserved(database, board)]
    with pytest.raises(Denied):
        run(database, LiberarReservas(ids=keys), STRANGER)

    run(database, LiberarReservas(ids=keys), OPERADOR)

    assert ver(database, board).reservada == 0
    assert [state(database, key) for key in keys] == [EstadoReserva.LIBERADA] * 2
    with pytest.raises(Refused):
        run(database, LiberarReservas(ids=keys[:1]), OPERADOR)


def test_releasing_what_another_person_reserved_is_audited(database: Database, board: UUID) -> None:
    mine, his, more = (reserved(database, board) for _ in range(3))
    run(database, LiberarReservas(ids=[mine]), OPERADOR)
    run(database, LiberarReservas(ids=[his, more], motivo="outro lote"), CHEFE)

    with Unit(database, writes=False) as unit:
        (line,) = unit.session.scalars(select(Auditoria).where(Auditoria.ato == RELEASE))
    assert (line.usuario_id, line.assunto) == (CHEFE.id, str(his))
    assert line.detalhe["ids"] == [str(his), str(more)]


def test_release_of_several_is_all_or_none(database: Database, board: UUID) -> None:
    used, open_one = reserved(database, board), reserved(database, board)
    run(database, ConsumirReserva(id=used), OPERADOR)

    with pytest.raises(Refused):
        run(database, LiberarReservas(ids=[open_one, used]), OPERADOR)

    assert state(database, open_one) is EstadoReserva.ATIVA


def test_consumed_boards_come_back_free_and_once(database: Database, board: UUID) -> None:
    key = reserved(database, board, 3)
    run(database, ConsumirReserva(id=key), OPERADOR)
    gone = ver(database, board).estado
    with pytest.raises(Denied):
        run(database, DevolverReserva(id=key, motivo="x"), STRANGER)

    run(database, DevolverReserva(id=key, motivo="programa errado"), OPERADOR)

    after = ver(database, board)
    assert gone is EstadoItem.CONSUMIDO
    assert (after.estado, after.quantidade, after.reservada) == (EstadoItem.DISPONIVEL, 3, 0)
    with pytest.raises(Refused):
        run(database, DevolverReserva(id=key, motivo="x"), OPERADOR)


def test_boards_that_came_back_one_by_one_do_not_come_back_again(
    database: Database, board: UUID
) -> None:
    key = reserved(database, board, 2)
    run(database, ConsumirReserva(id=key), OPERADOR)
    run(database, RetornarItem(id=board, motivo="sobrou"), OPERADOR)

    with pytest.raises(Refused) as refused:
        run(database, DevolverReserva(id=key, motivo="x"), OPERADOR)

    assert refused.value.values["consumidas"] == 1


def test_reservation_ends_with_its_time(database: Database, board: UUID) -> None:
    def until(when: datetime | None) -> UUID:
        command = ReservarItem(item_id=board, expira_em=when)
        return UUID(str(run(database, command, OPERADOR)["id"]))

    past, later, never = until(SOON), until(SOON + timedelta(hours=1)), until(None)

    result = run(database, ExpirarReservas(ate=SOON), OPERADOR)

    assert result == {"liberadas": 1}
    assert [state(database, key) for key in (past, later, never)] == [
        EstadoReserva.LIBERADA,
        EstadoReserva.ATIVA,
        EstadoReserva.ATIVA,
    ]
    with pytest.raises(Denied):
        run(database, ExpirarReservas(ate=SOON), STRANGER)


def test_material_gives_offcuts_first_then_boards(database: Database, board: UUID) -> None:
    material = ver(database, board).chapa_id
    assert material is not None
    made = RegistrarSobra(chapa_id=material, comprimento=900, largura=400)
    offcut = UUID(str(run(database, made, OPERADOR)["id"]))

    run(database, ReservarMaterial(chapa_id=material, quantidade=2), OPERADOR)

    assert (ver(database, offcut).reservada, ver(database, board).reservada) == (1, 1)


def test_material_gives_what_is_large_enough(database: Database) -> None:
    item(database, chapa_id=chapa(database))
    made = RegistrarSobra(material="MDF Branco 18mm", comprimento=400, largura=900)
    offcut = UUID(str(run(database, made, OPERADOR)["id"]))
    wanted = ReservarMaterial(
        material="mdf branco 18mm", quantidade=1, comprimento=800, largura=300
    )

    run(database, wanted, OPERADOR)
    along = ver(database, offcut).reservada
    run(database, wanted.model_copy(update={"girar": True}), OPERADOR)

    assert (along, ver(database, offcut).reservada) == (0, 1)


def test_factory_policy_orders_the_choice(database: Database, board: UUID) -> None:
    material = ver(database, board).chapa_id
    made = RegistrarSobra(chapa_id=material, comprimento=900, largura=400)
    offcut = UUID(str(run(database, made, OPERADOR)["id"]))
    policy = DefinirPolitica(material="MDF Branco 18mm", ordem="chapas_primeiro")

    with pytest.raises(Denied):
        run(database, policy, OPERADOR)
    run(database, policy, CHEFE)
    run(database, ReservarMaterial(chapa_id=material, quantidade=1), OPERADOR)

    assert (ver(database, offcut).reservada, ver(database, board).reservada) == (0, 1)


def test_policy_moves_what_is_kept(database: Database) -> None:
    small = RegistrarSobra(material="MDF", comprimento=300, largura=200)
    run(database, DefinirPolitica(lado_minimo=50, area_minima=0.05), CHEFE)
    run(database, DefinirPolitica(material="Laca", lado_minimo=400, area_minima=0), CHEFE)

    run(database, small, OPERADOR)
    with pytest.raises(Refused):
        run(database, small.model_copy(update={"material": "LACA"}), OPERADOR)


def test_material_is_reserved_whole_or_not_at_all(database: Database, board: UUID) -> None:
    with pytest.raises(Refused) as refused:
        run(database, ReservarMaterial(material="MDF Branco 18mm", quantidade=4), OPERADOR)
    with pytest.raises(InputError):
        run(database, ReservarMaterial(quantidade=1), OPERADOR)
    with pytest.raises(Denied):
        run(database, ReservarMaterial(material="MDF Branco 18mm", quantidade=1), STRANGER)

    assert (refused.value.values["faltam"], refused.value.values["livres"]) == (1, 3)
    assert ver(database, board).reservada == 0
