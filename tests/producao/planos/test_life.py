"""A plan from its registration to its end, and what each step asks for."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from core.command import Command
from core.db.engine import Database
from core.db.unit import Unit
from core.errors import Denied, InputError, NotFound, Refused
from core.ids import new_id
from core.producao.commands.estoque import (
    ConsumirReserva,
    DevolverReserva,
    ExpirarReservas,
    LiberarReservas,
)
from core.producao.commands.plano import (
    ArquivarPlano,
    Arquivo,
    CancelarPlano,
    ChapaCortada,
    ChapaRuim,
    ConfirmarPlano,
    DesfazerCorte,
    DesfazerOtimizacao,
    ExecutarPlano,
    ExportarPlano,
    IniciarCorte,
    ParouAqui,
    RefugarChapa,
    ReservarFaltantes,
    RestaurarPlano,
)
from core.producao.models.estoque import ReservaEstoque
from core.producao.models.lote import EstadoLote, Lote
from core.producao.models.peca import PecaCopia
from core.producao.queries.plano import chapas_da_copia, colocacoes
from core.producao.rules.estados_estoque import EstadoItem, TipoItem
from core.producao.rules.plano import EstadoChapa, EstadoPlano, EstadoProva, TipoPlano
from tests.support.databases import run, someone
from tests.support.planos import (
    ESTRANHO,
    SHA,
    Cena,
    chapas,
    do,
    folhas,
    itens,
    lote,
    mudar_lote,
    plano,
    registrar,
    tabuas,
)

AGORA = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def arquivos(*programas: str) -> tuple[Arquivo, ...]:
    return tuple(
        Arquivo(nome=f"{codigo}.nc", tipo="programa", tamanho=9, sha256=SHA, chapa=codigo)
        for codigo in programas
    )


def exportar(key: UUID, *programas: str) -> ExportarPlano:
    return ExportarPlano(
        id=key, arquivo_sha256=SHA, arquivos=arquivos(*(programas or ("001", "002")))
    )


def exportado(database: Database, boards: int = 5) -> tuple[Cena, UUID]:
    """A plan of two sheets, ready to be cut."""
    cena = lote(database)
    tabuas(database, boards)
    key = registrar(cena)
    do(cena, ConfirmarPlano(id=key))
    do(cena, exportar(key))
    return cena, key


def board(cena: Cena) -> tuple[int, int]:
    """Boards there are, and boards promised."""
    (item,) = (one for one in itens(cena) if one.tipo is TipoItem.CHAPA)
    return item.quantidade, item.reservada


type Gone = Callable[[UUID], Command]


def cut(key: UUID) -> Command:
    return ChapaCortada(id=key, em=AGORA)


def spoilt(key: UUID) -> Command:
    return RefugarChapa(id=key, motivo="fresa quebrou")


def do_lote(cena: Cena) -> EstadoLote:
    with Unit(cena.database, writes=False) as unit:
        return unit.session.get_one(Lote, cena.lote_id).estado


def sobras(cena: Cena) -> list[EstadoItem]:
    return [one.estado for one in itens(cena) if one.tipo is TipoItem.SOBRA]


def test_a_layout_becomes_rows_and_versions_count_up(database: Database) -> None:
    cena = lote(database)

    first, second = registrar(cena), registrar(cena)

    found = plano(cena, first)
    assert (found.estado, found.versao, found.chapas, found.pecas) == ("otimizado", 1, 2, 4)
    assert found.arquivo_nome == "nestings/Nesting_Lote_1.zip"
    assert plano(cena, second).arquivo_nome == "nestings/Nesting_Lote_1_V2.zip"
    assert [sheet.codigo for sheet in folhas(cena, first)] == ["001", "002"]
    assert [sheet.pecas for sheet in folhas(cena, first)] == [2, 2]


def test_a_layout_of_pieces_that_the_batch_lacks_is_refused(database: Database) -> None:
    cena = lote(database, pecas=2)

    with pytest.raises(InputError, match=r"plano\.sem_peca"):
        registrar(cena, (1, 2, 3))


def test_a_layout_that_lays_a_piece_twice_is_refused(database: Database) -> None:
    cena = lote(database)

    with pytest.raises(InputError, match=r"plano\.peca_repetida"):
        registrar(cena, (1, 2), (2,))


def test_a_layout_of_a_batch_that_changed_meanwhile_is_refused(database: Database) -> None:
    cena = lote(database)
    mudar_lote(cena, revisao=2)

    with pytest.raises(Refused, match=r"plano\.lote_mudou"):
        registrar(cena)


def test_confirming_promises_boards_and_expects_offcuts(database: Database) -> None:
    cena = lote(database)
    tabuas(database, 5)
    key = registrar(cena)

    result = do(cena, ConfirmarPlano(id=key))

    assert result["faltam"] == 0
    assert board(cena) == (5, 2)
    assert sobras(cena) == [EstadoItem.PREVISTO] * 2
    assert all(sheet.reserva_id for sheet in folhas(cena, key))


def test_stock_does_not_give_away_what_a_plan_was_promised(database: Database) -> None:
    cena = lote(database)
    tabuas(database, 5)
    key = registrar(cena)
    do(cena, ConfirmarPlano(id=key))
    promised = [sheet.reserva_id for sheet in folhas(cena, key) if sheet.reserva_id]
    clerk = someone("producao/chapas/estoque")

    for command in (LiberarReservas(ids=promised), ConsumirReserva(id=promised[0])):
        with pytest.raises(Refused, match=r"reserva_estoque\.de_plano"):
            run(database, command, clerk)
    assert board(cena) == (5, 2)


def test_stock_does_not_take_back_what_a_plan_has_cut(database: Database) -> None:
    cena, key = exportado(database)
    first, _ = folhas(cena, key)
    do(cena, ChapaCortada(id=first.id, em=AGORA))
    assert first.reserva_id

    with pytest.raises(Refused, match=r"reserva_estoque\.de_plano") as refused:
        run(
            database,
            DevolverReserva(id=first.reserva_id, motivo="x"),
            someone("producao/chapas/estoque"),
        )

    assert refused.value.values == {"chapa": "001", "plano": 1}
    assert board(cena) == (4, 1)


def test_no_time_runs_out_for_what_a_plan_was_promised(database: Database) -> None:
    cena, key = exportado(database)
    with Unit(database) as unit:
        for sheet in unit.session.query(ReservaEstoque):
            sheet.expira_em = AGORA
        unit.commit()

    done = run(database, ExpirarReservas(ate=AGORA), someone("producao/chapas/estoque"))

    assert done == {"liberadas": 0}
    assert board(cena) == (5, 2)
    do(cena, ChapaCortada(id=folhas(cena, key)[0].id, em=AGORA))


def test_boards_that_are_not_there_are_counted_and_taken_when_they_come(database: Database) -> None:
    cena = lote(database)
    tabuas(database, 1)
    key = registrar(cena)

    assert do(cena, ConfirmarPlano(id=key))["faltam"] == 1
    tabuas(database, 1)

    assert do(cena, ReservarFaltantes(id=key)) == {"id": str(key), "reservadas": 1, "faltam": 0}
    assert [one.reservada for one in itens(cena) if one.tipo is TipoItem.CHAPA] == [1, 1]


def test_a_sheet_of_an_offcut_takes_that_offcut_and_nobody_else_can(database: Database) -> None:
    cena = lote(database)
    retalho = tabuas(database, 1, tipo=TipoItem.SOBRA)
    sheets = chapas((1, 2), fonte=f"sobra:{retalho}", sobra=False)
    first = registrar(cena, chapas=sheets)
    second = registrar(cena, chapas=chapas((3, 4), fonte=f"sobra:{retalho}", sobra=False))
    do(cena, ConfirmarPlano(id=first))

    with pytest.raises(Refused, match=r"item_estoque\.faltam"):
        do(cena, ConfirmarPlano(id=second))

    assert folhas(cena, first)[0].item_id == retalho
    assert plano(cena, second).estado is EstadoPlano.OTIMIZADO


def test_a_draft_is_not_confirmed(database: Database) -> None:
    cena = lote(database)
    key = registrar(cena, achados=({"code": "nesting.sobreposta"},))

    assert plano(cena, key).estado is EstadoPlano.RASCUNHO
    with pytest.raises(Refused, match=r"plano\.estado"):
        do(cena, ConfirmarPlano(id=key))


def test_a_plan_of_an_earlier_revision_is_neither_confirmed_nor_exported(
    database: Database,
) -> None:
    cena = lote(database)
    early, late = registrar(cena, (1, 2)), registrar(cena, (3, 4))
    do(cena, ConfirmarPlano(id=early))
    mudar_lote(cena, revisao=2)

    for command in (ConfirmarPlano(id=late), exportar(early, "001")):
        with pytest.raises(Refused, match=r"plano\.desatualizado"):
            do(cena, command)


def test_no_piece_is_confirmed_on_two_sheets(database: Database) -> None:
    cena = lote(database)
    first, second = registrar(cena, (1, 2)), registrar(cena, (2, 3))
    do(cena, ConfirmarPlano(id=first))

    with pytest.raises(Refused, match=r"plano\.outro_confirmado"):
        do(cena, ConfirmarPlano(id=second))

    do(cena, CancelarPlano(id=first, motivo="refazer"))
    do(cena, ConfirmarPlano(id=second))


def test_a_suspended_batch_is_not_confirmed(database: Database) -> None:
    cena = lote(database)
    key = registrar(cena)
    mudar_lote(cena, suspenso=True)

    with pytest.raises(Refused, match=r"plano\.lote_suspenso"):
        do(cena, ConfirmarPlano(id=key))


def test_proved_files_move_plan_sheets_and_batch_on(database: Database) -> None:
    cena = lote(database, estado=EstadoLote.IMPORTADO)
    key = registrar(cena)
    do(cena, ConfirmarPlano(id=key))

    do(cena, exportar(key))

    found = plano(cena, key)
    assert (found.estado, found.prova) == (EstadoPlano.EXPORTADO, EstadoProva.APROVADA)
    assert [(s.estado, s.programa) for s in folhas(cena, key)] == [
        (EstadoChapa.EXPORTADA, "001.nc"),
        (EstadoChapa.EXPORTADA, "002.nc"),
    ]


def test_what_the_proof_found_keeps_the_plan_without_files(database: Database) -> None:
    cena = lote(database)
    key = registrar(cena)
    do(cena, ConfirmarPlano(id=key))

    do(cena, ExportarPlano(id=key, achados=({"code": "prova.contorno", "text": "..."},)))

    found = plano(cena, key)
    assert (found.estado, found.prova, found.achados) == ("confirmado", "reprovada", 1)
    assert found.arquivo_sha256 is None


def test_files_and_findings_exclude_each_other() -> None:
    for bad in (
        {},
        {"achados": ({"code": "x"},), "arquivos": arquivos("001"), "arquivo_sha256": SHA},
        {"arquivos": arquivos("001")},
    ):
        with pytest.raises(ValueError, match="exclude"):
            ExportarPlano(id=new_id(), **bad)


def test_only_a_confirmed_plan_gets_files(database: Database) -> None:
    cena = lote(database)
    key = registrar(cena)

    with pytest.raises(Refused, match=r"plano\.estado"):
        do(cena, exportar(key))


def test_a_cut_sheet_uses_its_board_and_brings_its_own_offcuts(database: Database) -> None:
    cena, key = exportado(database)
    first, _ = folhas(cena, key)

    do(cena, IniciarCorte(id=first.id, em=AGORA))
    result = do(cena, ChapaCortada(id=first.id, em=AGORA))

    assert (result["repetida"], result["sobras"], result["sem_baixa"]) == (False, 1, False)
    assert board(cena) == (4, 1)
    assert sobras(cena) == [EstadoItem.DISPONIVEL, EstadoItem.PREVISTO]


def test_saying_twice_that_a_sheet_was_cut_changes_nothing_more(database: Database) -> None:
    cena, key = exportado(database)
    first, _ = folhas(cena, key)
    do(cena, ChapaCortada(id=first.id, em=AGORA))

    again = do(cena, ChapaCortada(id=first.id, em=AGORA))

    assert again["repetida"] is True
    assert board(cena) == (4, 1)


def test_a_sheet_without_a_promised_board_is_cut_all_the_same(database: Database) -> None:
    cena, key = exportado(database, boards=1)
    _, second = folhas(cena, key)
    assert second.reserva_id is None

    assert do(cena, ChapaCortada(id=second.id, em=AGORA))["sem_baixa"] is True

    assert board(cena) == (1, 1)


def test_starting_a_sheet_starts_the_batch_and_asks_for_its_release(database: Database) -> None:
    cena, key = exportado(database)
    first, second = folhas(cena, key)
    mudar_lote(cena, estado=EstadoLote.PLANEJADO)
    with pytest.raises(Refused, match=r"lote\.passo_antes"):
        do(cena, IniciarCorte(id=first.id, em=AGORA))
    mudar_lote(cena, estado=EstadoLote.LIBERADO)

    do(cena, IniciarCorte(id=first.id, em=AGORA))
    assert do_lote(cena) is EstadoLote.EM_PRODUCAO
    do(cena, IniciarCorte(id=second.id, em=AGORA))

    with pytest.raises(Refused, match=r"plano\.chapa_estado"):
        do(cena, IniciarCorte(id=second.id, em=AGORA))


@pytest.mark.parametrize("estado", [EstadoLote.PLANEJADO, EstadoLote.LIBERADO])
@pytest.mark.parametrize("gone", [cut, spoilt])
def test_the_first_board_that_is_gone_puts_the_batch_in_production(
    database: Database, gone: Gone, estado: EstadoLote
) -> None:
    cena, key = exportado(database)
    first, second = folhas(cena, key)
    mudar_lote(cena, estado=estado)

    do(cena, gone(first.id))
    after_one = do_lote(cena)
    do(cena, gone(second.id))

    assert [after_one, do_lote(cena)] == [EstadoLote.EM_PRODUCAO] * 2


@pytest.mark.parametrize("gone", [cut, spoilt])
@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"estado": EstadoLote.IMPORTADO}, r"lote\.passo_antes"),
        ({"estado": EstadoLote.CONFERIDO}, r"lote\.passo_antes"),
        ({"estado": EstadoLote.CONCLUIDO}, r"lote\.concluido"),
        ({"estado": EstadoLote.EM_PRODUCAO, "suspenso": True}, r"lote\.suspenso"),
    ],
)
def test_no_board_is_used_up_for_a_batch_that_may_not_be_cut(
    database: Database, gone: Gone, values: dict[str, Any], code: str
) -> None:
    cena, key = exportado(database)
    first, _ = folhas(cena, key)
    mudar_lote(cena, **values)

    for command in (gone(first.id), IniciarCorte(id=first.id, em=AGORA)):
        with pytest.raises(Refused, match=code):
            do(cena, command)

    assert board(cena) == (5, 2)
    assert do_lote(cena) is values["estado"]


@pytest.mark.parametrize("gone", [cut, spoilt])
def test_a_sheet_under_the_cutter_is_finished_although_its_batch_is_held_up(
    database: Database, gone: Gone
) -> None:
    cena, key = exportado(database)
    first, _ = folhas(cena, key)
    do(cena, IniciarCorte(id=first.id, em=AGORA))
    mudar_lote(cena, suspenso=True)

    do(cena, gone(first.id))

    assert board(cena) == (4, 1)


def test_nothing_is_cut_without_proved_files(database: Database) -> None:
    cena = lote(database)
    key = registrar(cena)
    do(cena, ConfirmarPlano(id=key))
    sheet = folhas(cena, key)[0].id

    for command in (
        IniciarCorte(id=sheet, em=AGORA),
        ChapaCortada(id=sheet, em=AGORA),
        ChapaRuim(id=sheet, motivo="riscada"),
        RefugarChapa(id=sheet, motivo="quebrou"),
    ):
        with pytest.raises(Refused, match=r"plano\.nao_exportado"):
            do(cena, command)


def test_the_place_where_the_machine_stopped_is_a_piece_of_that_sheet(database: Database) -> None:
    cena, key = exportado(database)
    first, second = folhas(cena, key)
    do(cena, IniciarCorte(id=first.id, em=AGORA))

    do(cena, ParouAqui(id=first.id, peca=cena.codigos[0]))

    assert folhas(cena, key)[0].boa_ate is not None
    with pytest.raises(InputError, match=r"plano\.peca_de_outra"):
        do(cena, ParouAqui(id=first.id, peca=cena.codigos[3]))
    with pytest.raises(Refused, match=r"plano\.nao_em_corte"):
        do(cena, ParouAqui(id=second.id, peca=cena.codigos[3]))


def test_a_bad_board_is_written_off_and_another_takes_the_program(database: Database) -> None:
    cena, key = exportado(database)
    first, _ = folhas(cena, key)
    do(cena, IniciarCorte(id=first.id, em=AGORA))

    result = do(cena, ChapaRuim(id=first.id, motivo="empenada"))

    assert (result["estado"], result["faltam"]) == ("exportada", 0)
    assert board(cena) == (4, 2)
    do(cena, ChapaCortada(id=first.id, em=AGORA))
    assert board(cena) == (3, 1)


def test_another_board_must_fit(database: Database) -> None:
    cena, key = exportado(database)
    first, _ = folhas(cena, key)
    small = tabuas(database, 1, comprimento=1000.0, descricao="MDF Branco 18mm (1000 x 1850)")

    with pytest.raises(Refused, match=r"plano\.outra_nao_serve"):
        do(cena, ChapaRuim(id=first.id, motivo="empenada", item_id=small))

    assert folhas(cena, key)[0].reserva_id == first.reserva_id


def test_a_spoilt_sheet_uses_its_board_and_frees_its_pieces_for_another_plan(
    database: Database,
) -> None:
    cena, key = exportado(database)
    first, _ = folhas(cena, key)

    do(cena, RefugarChapa(id=first.id, motivo="fresa quebrou"))

    assert board(cena) == (4, 1)
    assert sobras(cena) == [EstadoItem.CANCELADO, EstadoItem.PREVISTO]
    with pytest.raises(Refused, match=r"plano\.chapa_estado"):
        do(cena, ChapaCortada(id=first.id, em=AGORA))
    do(cena, ConfirmarPlano(id=registrar(cena, (1, 2))))


def test_a_sheet_called_cut_by_mistake_is_taken_back_whole(database: Database) -> None:
    cena, key = exportado(database)
    first, _ = folhas(cena, key)
    do(cena, ChapaCortada(id=first.id, em=AGORA))

    do(cena, DesfazerCorte(id=first.id, motivo="chapa errada"))

    assert board(cena) == (5, 2)
    assert sobras(cena) == [EstadoItem.PREVISTO] * 2
    do(cena, ChapaCortada(id=first.id, em=AGORA))
    assert board(cena) == (4, 1)


def test_a_cut_sheet_whose_offcut_was_used_is_not_taken_back(database: Database) -> None:
    cena, key = exportado(database)
    first, _ = folhas(cena, key)
    do(cena, ChapaCortada(id=first.id, em=AGORA))
    offcut = next(
        one for one in itens(cena) if one.estado is EstadoItem.DISPONIVEL and one.plano_id
    )
    other = lote(database, nome="2")
    mine = registrar(other, chapas=chapas((1,), fonte=f"sobra:{offcut.id}", sobra=False))
    do(other, ConfirmarPlano(id=mine))

    with pytest.raises(Refused):
        do(cena, DesfazerCorte(id=first.id, motivo="engano"))

    assert board(cena) == (4, 1)


def test_cancelling_releases_what_is_not_cut(database: Database) -> None:
    cena, key = exportado(database)
    first, _ = folhas(cena, key)
    do(cena, ChapaCortada(id=first.id, em=AGORA))

    assert do(cena, CancelarPlano(id=key, motivo="cliente desistiu"))["liberadas"] == 1

    assert board(cena) == (4, 0)
    assert sobras(cena) == [EstadoItem.DISPONIVEL, EstadoItem.CANCELADO]
    with pytest.raises(Refused, match=r"plano\.estado"):
        do(cena, CancelarPlano(id=key, motivo="de novo"))


def test_pieces_cut_by_a_plan_cancelled_since_are_not_cut_again(database: Database) -> None:
    cena, key = exportado(database)
    do(cena, ChapaCortada(id=folhas(cena, key)[0].id, em=AGORA))
    do(cena, CancelarPlano(id=key, motivo="cliente desistiu"))

    with pytest.raises(Refused, match=r"plano\.outro_confirmado"):
        do(cena, ConfirmarPlano(id=registrar(cena, (1,))))
    do(cena, ConfirmarPlano(id=registrar(cena, (3,))))


def test_a_plan_under_the_cutter_is_neither_cancelled_nor_archived(database: Database) -> None:
    cena, key = exportado(database)
    do(cena, IniciarCorte(id=folhas(cena, key)[0].id, em=AGORA))

    for command in (CancelarPlano(id=key, motivo="x"), ArquivarPlano(id=key)):
        with pytest.raises(Refused, match=r"plano\.em_corte"):
            do(cena, command)


def test_an_unconfirmed_layout_is_thrown_away(database: Database) -> None:
    cena = lote(database)
    key, confirmed = registrar(cena, (1,)), registrar(cena, (2,))
    do(cena, ConfirmarPlano(id=confirmed))

    do(cena, DesfazerOtimizacao(id=key))

    assert plano(cena, key).archived_at is not None
    with pytest.raises(Refused, match=r"plano\.ja_confirmado"):
        do(cena, DesfazerOtimizacao(id=confirmed))
    with pytest.raises(NotFound):
        do(cena, ConfirmarPlano(id=key))


def test_archiving_releases_and_repeats_without_effect(database: Database) -> None:
    cena, key = exportado(database)
    first, _ = folhas(cena, key)
    do(cena, ChapaCortada(id=first.id, em=AGORA))

    do(cena, ArquivarPlano(id=key))
    do(cena, ArquivarPlano(id=key))

    assert board(cena) == (4, 0)
    assert sobras(cena) == [EstadoItem.DISPONIVEL, EstadoItem.CANCELADO]
    do(cena, RestaurarPlano(id=key))
    assert (plano(cena, key).archived_at, plano(cena, key).estado) == (None, "cancelado")


def test_a_finished_plan_is_archived_without_being_cancelled(database: Database) -> None:
    cena, key = exportado(database)
    for sheet in folhas(cena, key):
        do(cena, ChapaCortada(id=sheet.id, em=AGORA))

    do(cena, ArquivarPlano(id=key))

    assert plano(cena, key).estado is EstadoPlano.EXPORTADO
    assert sobras(cena) == [EstadoItem.DISPONIVEL] * 2


def test_the_same_operation_twice_has_one_effect(database: Database) -> None:
    cena = lote(database)
    tabuas(database, 5)
    key, op = registrar(cena), new_id()

    assert do(cena, ConfirmarPlano(id=key), op=op) == do(cena, ConfirmarPlano(id=key), op=op)

    assert board(cena) == (5, 2)


def office(plano_id: UUID, chapa_id: UUID) -> list[Command]:
    return [
        ConfirmarPlano(id=plano_id),
        ReservarFaltantes(id=plano_id),
        CancelarPlano(id=plano_id, motivo="x"),
        DesfazerOtimizacao(id=plano_id),
        ArquivarPlano(id=plano_id),
        RestaurarPlano(id=plano_id),
        exportar(plano_id),
        ExecutarPlano(id=plano_id, arquivo_sha256=SHA, arquivos=arquivos("001")),
        DesfazerCorte(id=chapa_id, motivo="x"),
    ]


def floor(chapa_id: UUID) -> list[Command]:
    return [
        IniciarCorte(id=chapa_id, em=AGORA),
        ChapaCortada(id=chapa_id, em=AGORA),
        ParouAqui(id=chapa_id, peca="ZZ000001"),
        ChapaRuim(id=chapa_id, motivo="x"),
        RefugarChapa(id=chapa_id, motivo="x"),
    ]


@pytest.mark.parametrize("tipo", TipoPlano)
def test_every_command_asks_for_its_permission(database: Database, tipo: TipoPlano) -> None:
    cena = lote(database)
    key = registrar(cena, tipo=tipo)
    sheet = folhas(cena, key)[0].id
    wanted = [(f"planos-producao/{tipo.value}", command) for command in office(key, sheet)]
    wanted += [("producao/corte", command) for command in floor(sheet)]

    for permission, command in wanted:
        with pytest.raises(Denied) as denied:
            do(cena, command, ESTRANHO)
        assert denied.value.values["permissao"] == permission


def test_one_step_takes_a_layout_to_its_files(database: Database) -> None:
    cena = lote(database)
    tabuas(database, 5)
    key = registrar(cena)
    command = ExecutarPlano(id=key, arquivo_sha256=SHA, arquivos=arquivos("001", "002"))

    result = do(cena, command)

    assert (result["estado"], result["faltam"]) == ("exportado", 0)
    assert result["obj_key"] == "nestings/Nesting_Lote_1.zip"
    assert board(cena) == (5, 2)


def test_one_step_that_cannot_be_finished_leaves_nothing(database: Database) -> None:
    cena = lote(database)
    tabuas(database, 5)
    key = registrar(cena)
    mudar_lote(cena, suspenso=True)

    with pytest.raises(Refused, match=r"plano\.lote_suspenso"):
        do(cena, ExecutarPlano(id=key, arquivo_sha256=SHA, arquivos=arquivos("001")))

    assert board(cena) == (5, 0)
    assert plano(cena, key).estado is EstadoPlano.OTIMIZADO


def test_the_sheets_of_a_piece_are_found_the_newest_plan_first(database: Database) -> None:
    cena = lote(database)
    early, late = registrar(cena, (1, 2), (3,)), registrar(cena, (3, 1))

    with Unit(database, writes=False) as unit:
        copia = unit.session.query(PecaCopia).filter_by(codigo=cena.codigos[2]).one()
        found = chapas_da_copia(unit.session, copia.id)
        places = [one.codigo for one in colocacoes(unit.session, found[0].id)]

    assert [(one.plano_id, one.codigo) for one in found] == [(late, "001"), (early, "002")]
    assert places == [cena.codigos[2], cena.codigos[0]]
