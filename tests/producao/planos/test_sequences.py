"""Whatever people do with two plans in whatever order, plans and stock tell the same story."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import count
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.command import Command
from core.db.engine import Database
from core.db.unit import Unit
from core.errors import Refused
from core.producao.commands.plano import (
    ArquivarPlano,
    Arquivo,
    CancelarPlano,
    ChapaCortada,
    ChapaRuim,
    ConfirmarPlano,
    DesfazerCorte,
    ExportarPlano,
    IniciarCorte,
    RefugarChapa,
    ReservarFaltantes,
)
from core.producao.models.estoque import ItemEstoque, ReservaEstoque
from core.producao.models.plano import ChapaPlano, Plano
from core.producao.rules.estados_estoque import EstadoItem, EstadoReserva, TipoItem
from core.producao.rules.plano import EstadoChapa, EstadoPlano
from tests.support.planos import SHA, Cena, do, folhas, lote, registrar, tabuas

AGORA = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
SHEETS = ((1, 2), (3, 4))
_serial = count()

NAMES = (
    "confirmar",
    "exportar",
    "faltantes",
    "cancelar",
    "arquivar",
    "iniciar",
    "cortar",
    "ruim",
    "refugar",
    "desfazer",
)
STEPS = st.tuples(st.sampled_from(NAMES), st.integers(0, 1), st.integers(0, 1))


def command(step: str, plan: UUID, sheet: UUID) -> Command:
    files = tuple(
        Arquivo(nome=f"{code}.nc", tipo="programa", tamanho=1, sha256=SHA, chapa=code)
        for code in ("001", "002")
    )
    made: dict[str, Command] = {
        "confirmar": ConfirmarPlano(id=plan),
        "exportar": ExportarPlano(id=plan, arquivo_sha256=SHA, arquivos=files),
        "faltantes": ReservarFaltantes(id=plan),
        "cancelar": CancelarPlano(id=plan, motivo="x"),
        "arquivar": ArquivarPlano(id=plan),
        "iniciar": IniciarCorte(id=sheet, em=AGORA),
        "cortar": ChapaCortada(id=sheet, em=AGORA),
        "ruim": ChapaRuim(id=sheet, motivo="x"),
        "refugar": RefugarChapa(id=sheet, motivo="x"),
        "desfazer": DesfazerCorte(id=sheet, motivo="x"),
    }
    return made[step]


def check_story(cena: Cena) -> None:
    """Reservations, items, sheets and offcuts agree."""
    with Unit(cena.database, writes=False) as unit:
        session = unit.session
        plans = {one.id: one for one in session.query(Plano).filter_by(lote_id=cena.lote_id)}
        sheets = [one for one in session.query(ChapaPlano) if one.plano_id in plans]
        kept = {one.id: one for one in session.query(ReservaEstoque)}
        items = session.query(ItemEstoque).all()
    for item in items:
        active = sum(
            one.quantidade
            for one in kept.values()
            if one.item_id == item.id and one.estado is EstadoReserva.ATIVA
        )
        assert item.quantidade >= item.reservada == active
    active_of = {one.chapa_plano_id for one in kept.values() if one.estado is EstadoReserva.ATIVA}
    for sheet in sheets:
        plan = plans[sheet.plano_id]
        done = sheet.estado in (EstadoChapa.CORTADA, EstadoChapa.REFUGADA)
        wanted = EstadoReserva.CONSUMIDA if done else EstadoReserva.ATIVA
        if sheet.reserva_id is not None:
            assert kept[sheet.reserva_id].estado is wanted
        if done or plan.estado is EstadoPlano.CANCELADO:
            assert sheet.id not in active_of
        offcuts = [one for one in items if one.chapa_plano_id == sheet.id]
        free = EstadoItem.DISPONIVEL
        assert all((one.estado is free) == (sheet.estado is EstadoChapa.CORTADA) for one in offcuts)
    living = [one for one in plans.values() if one.estado in ("confirmado", "exportado")]
    assert len(living) <= 1


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(boards=st.integers(0, 3), steps=st.lists(STEPS, max_size=14))
def test_plans_and_stock_tell_the_same_story(
    database: Database, boards: int, steps: list[tuple[str, int, int]]
) -> None:
    cena = lote(database, nome=f"S{next(_serial):04d}")
    if boards:
        tabuas(database, boards)
    plans = [registrar(cena, *SHEETS), registrar(cena, *SHEETS)]
    sheets = [[one.id for one in folhas(cena, key)] for key in plans]

    for step, plan, sheet in [("confirmar", 0, 0), ("exportar", 0, 0), *steps]:
        try:
            do(cena, command(step, plans[plan], sheets[plan][sheet]))
        except Refused:
            continue
        finally:
            check_story(cena)


def test_nothing_else_is_left_of_the_boards(database: Database) -> None:
    """All sheets cut: as many boards are gone as there were sheets, and all offcuts are there."""
    cena = lote(database)
    tabuas(database, 2)
    key = registrar(cena, *SHEETS)
    for step in ("confirmar", "exportar"):
        do(cena, command(step, key, key))
    for sheet in folhas(cena, key):
        do(cena, command("cortar", key, sheet.id))

    with Unit(database, writes=False) as unit:
        items = unit.session.query(ItemEstoque).all()
    assert [(one.quantidade, one.estado) for one in items if one.tipo is TipoItem.CHAPA] == [
        (0, EstadoItem.CONSUMIDO)
    ]
    assert [one.quantidade for one in items if one.tipo is TipoItem.SOBRA] == [1, 1]


def test_two_people_who_confirm_at_once_never_get_one_board_twice(postgres: Database) -> None:
    scenes = [lote(postgres, nome=f"C{number}") for number in range(4)]
    tabuas(postgres, 3)
    plans = [registrar(scene, (1, 2)) for scene in scenes]

    with ThreadPoolExecutor(len(scenes)) as people:
        results = people.map(
            lambda pair: do(pair[0], ConfirmarPlano(id=pair[1])), zip(scenes, plans, strict=True)
        )

    assert sorted(result["faltam"] for result in results) == [0, 0, 0, 1]
    check_story(scenes[0])


def test_two_people_who_cut_one_sheet_at_once_use_one_board(postgres: Database) -> None:
    cena = lote(postgres)
    tabuas(postgres, 3)
    key = registrar(cena, *SHEETS)
    for step in ("confirmar", "exportar"):
        do(cena, command(step, key, key))
    sheet = folhas(cena, key)[0].id

    with ThreadPoolExecutor(3) as people:
        results = list(people.map(lambda _: do(cena, command("cortar", key, sheet)), range(3)))

    assert sorted(result["repetida"] for result in results) == [False, True, True]
    check_story(cena)
