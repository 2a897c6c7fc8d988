from uuid import UUID

import pytest

from core.command import Actor
from core.command.log import Auditoria
from core.db.engine import Database
from core.db.unit import Unit
from core.errors import Denied, InputError, NotFound, Refused
from core.ids import new_id
from core.producao.commands.estoque import (
    Baixa,
    BaixarItens,
    ConsumirItem,
    Contada,
    ContarItens,
    ReservarItem,
    RetornarItem,
    TransferirItem,
)
from core.producao.models.estoque import EstadoItem, TipoMovimento
from tests.support.databases import run, someone
from tests.support.estoque import CHEFE, chapa, item, local, movimentos, ver

OPERADOR = someone("producao/chapas/estoque")
STRANGER = someone("producao/chapas")


@pytest.fixture
def board(database: Database) -> UUID:
    """Three boards, one of them promised."""
    key = item(database, chapa_id=chapa(database), quantidade=3, lote_cor="A7", codigo="X1")
    run(database, ReservarItem(item_id=key), OPERADOR)
    return key


def test_whole_item_changes_its_place_with_what_is_promised(
    database: Database, board: UUID
) -> None:
    place = local(database, "b2")

    run(database, TransferirItem(id=board, local_id=place), OPERADOR)
    after = ver(database, board)
    movement = movimentos(database, board)[-1]

    assert (after.local_id, after.quantidade, after.reservada) == (place, 3, 1)
    assert (movement.tipo, movement.variacao, movement.quantidade) == ("transferencia", 0, 3)
    assert (movement.origem, movement.destino, movement.saldo) == ("", "B2", 3)


def test_part_of_an_item_becomes_one_of_its_own(database: Database, board: UUID) -> None:
    place = local(database)

    result = run(database, TransferirItem(id=board, local_id=place, quantidade=2), OPERADOR)
    part, left = ver(database, UUID(str(result["id"]))), ver(database, board)

    assert (part.id != board, part.local_id, part.quantidade, part.reservada) == (True, place, 2, 0)
    assert (part.lote_cor, part.codigo, part.custo_m2) == ("A7", None, 6250)
    assert (left.local_id, left.quantidade, left.reservada) == (None, 1, 1)
    assert [m.variacao for m in movimentos(database, part.id)] == [2]


def test_promised_board_stays_when_a_part_moves(database: Database, board: UUID) -> None:
    place = local(database)
    run(database, TransferirItem(id=board, local_id=place, quantidade=1), OPERADOR)

    with pytest.raises(Refused) as refused:
        run(database, TransferirItem(id=board, local_id=None, quantidade=3), OPERADOR)
    with pytest.raises(Denied):
        run(database, TransferirItem(id=board, local_id=place), STRANGER)
    with pytest.raises(NotFound):
        run(database, TransferirItem(id=board, local_id=new_id()), OPERADOR)

    assert refused.value.values["faltam"] == 2


def test_use_takes_free_boards_only(database: Database, board: UUID) -> None:
    run(database, ConsumirItem(id=board, quantidade=2, destino="protótipo"), OPERADOR)

    with pytest.raises(Refused) as refused:
        run(database, ConsumirItem(id=board), OPERADOR)
    with pytest.raises(Denied):
        run(database, ConsumirItem(id=board), STRANGER)

    assert refused.value.code == "item_estoque.faltam"
    assert ver(database, board).quantidade == 1
    assert movimentos(database, board)[-1].destino == "protótipo"


def test_last_board_used_leaves_a_consumed_item_that_can_come_back(database: Database) -> None:
    key = item(database, chapa_id=chapa(database))

    run(database, ConsumirItem(id=key), OPERADOR)
    used = ver(database, key).estado
    run(database, RetornarItem(id=key, motivo="não coube"), OPERADOR)

    assert (used, ver(database, key).estado) == (EstadoItem.CONSUMIDO, EstadoItem.DISPONIVEL)
    with pytest.raises(Refused) as refused:
        run(database, RetornarItem(id=key, motivo="de novo"), OPERADOR)
    with pytest.raises(Denied):
        run(database, RetornarItem(id=key, motivo="x"), STRANGER)
    assert refused.value.code == "item_estoque.nao_consumido"


def test_write_off_needs_more_than_the_stock_permission(database: Database, board: UUID) -> None:
    command = BaixarItens(itens=[Baixa(id=board, quantidade=1)], motivo="molhou")

    with pytest.raises(Denied):
        run(database, command, OPERADOR)
    run(database, command, CHEFE)
    movement = movimentos(database, board)[-1]

    assert (movement.tipo, movement.variacao, movement.motivo) == ("baixa", -1, "molhou")
    assert movement.destino == "chefe - molhou"


def test_write_off_is_audited_and_takes_all_items_or_none(database: Database, board: UUID) -> None:
    other = item(database, descricao="Compensado", comprimento=900, largura=400)
    both = [Baixa(id=other), Baixa(id=board)]

    with pytest.raises(Refused):
        run(database, BaixarItens(itens=both, motivo="água"), CHEFE)
    kept = ver(database, other).quantidade
    run(database, BaixarItens(itens=[Baixa(id=other)], motivo="água"), CHEFE)
    with Unit(database, writes=False) as unit:
        acts = [row.ato for row in unit.session.query(Auditoria).all()]

    assert (kept, ver(database, other).estado) == (1, EstadoItem.BAIXADO)
    assert acts == ["estoque.baixar"]
    with pytest.raises(Refused) as refused:
        run(database, BaixarItens(itens=[Baixa(id=other)], motivo="água"), CHEFE)
    assert refused.value.code == "item_estoque.vazio"


def test_item_is_named_once_in_a_command(database: Database, board: UUID) -> None:
    twice = [Baixa(id=board, quantidade=1), Baixa(id=board, quantidade=1)]

    with pytest.raises(InputError):
        run(database, BaixarItens(itens=twice, motivo="x"), CHEFE)


def test_count_becomes_the_quantity_and_is_kept(database: Database, board: UUID) -> None:
    def count(boards: int, actor: Actor = CHEFE) -> None:
        lines = [Contada(id=board, quantidade=boards)]
        run(database, ContarItens(itens=lines, motivo="inventário"), actor)

    count(5)
    count(5)
    count(1)

    counts = movimentos(database, board)[1:]
    assert [(m.tipo, m.quantidade, m.variacao, m.saldo) for m in counts] == [
        (TipoMovimento.AJUSTE, 2, 2, 5),
        (TipoMovimento.AJUSTE, 5, 0, 5),
        (TipoMovimento.AJUSTE, 4, -4, 1),
    ]
    with pytest.raises(Refused):
        count(0)
    with pytest.raises(Denied):
        count(9, OPERADOR)
    assert ver(database, board).quantidade == 1
