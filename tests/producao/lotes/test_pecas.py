"""Parts of a batch: added, changed, multiplied, made again, put away; and their revisions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from core.command import Actor, Command
from core.db.engine import Database
from core.db.unit import Unit
from core.errors import Denied, InputError, NotFound, Refused
from core.geometry import Path
from core.ids import new_id
from core.parts import Face, Operation, OperationKind
from core.producao.commands.lote import CriarLote
from core.producao.commands.pacote import CriarPacote
from core.producao.commands.peca import (
    AdicionarPeca,
    AlterarPeca,
    AlterarQuantidade,
    DuplicarPeca,
    TrocarOperacoes,
)
from core.producao.commands.retirada import RemoverPeca, RestaurarPeca
from core.producao.commands.revisao import (
    ConfirmarRetangulo,
    CriarRevisao,
    EncerrarRevisao,
    RefazerPeca,
)
from core.producao.commands.vida_lote import (
    ConcluirLote,
    ConferirLote,
    IniciarProducao,
    LiberarLote,
    PlanejarLote,
)
from core.producao.models.lote import Lote
from core.producao.models.peca import Peca, PecaCopia, PecaRevisao, SituacaoCopia
from core.producao.rules.forma import operations_form, path_form, path_of
from core.producao.rules.peca import MudancaPeca, NovaPeca
from tests.support.databases import run, someone
from tests.support.lotes import OFFICE, imported, rebuilt, sample

NOBODY = new_id()
BOARD = NovaPeca(nome="LATERAL", comprimento=700, largura=500, espessura=18, material="MDF 18,5 mm")


def hole(x: float, y: float, **more: Any) -> Operation:
    values = {"depth": 12.0, "diameter": 8.0, **more}
    return Operation(kind=OperationKind.DRILL, path=Path.point((x, y)), **values)


@pytest.fixture
def office() -> Actor:
    return someone(*OFFICE)


@pytest.fixture
def lote(database: Database, office: Actor) -> UUID:
    return UUID(str(run(database, CriarLote(nome="Cozinha"), office)["id"]))


@pytest.fixture
def pacote(database: Database, office: Actor, lote: UUID) -> UUID:
    command = CriarPacote(lote_id=lote, cliente="Ana", ambiente="Cozinha")
    return UUID(str(run(database, command, office)["id"]))


@pytest.fixture
def peca(database: Database, office: Actor, pacote: UUID) -> UUID:
    command = AdicionarPeca(pacote_id=pacote, peca=BOARD, quantidade=3)
    return UUID(str(run(database, command, office)["id"]))


def row(database: Database, peca_id: UUID) -> Peca:
    with Unit(database, writes=False) as unit:
        return unit.session.get_one(Peca, peca_id)


def lote_of(database: Database, lote_id: UUID) -> Lote:
    with Unit(database, writes=False) as unit:
        return unit.session.get_one(Lote, lote_id)


def copies(database: Database, peca_id: UUID) -> list[tuple[int, str, str]]:
    statement = select(PecaCopia).where(PecaCopia.peca_id == peca_id).order_by(PecaCopia.codigo)
    with Unit(database, writes=False) as unit:
        rows = unit.session.scalars(statement).all()
    return [(one.copia, one.codigo, one.situacao.value) for one in rows]


def released(database: Database, office: Actor, lote_id: UUID) -> None:
    for step in (ConferirLote, PlanejarLote, LiberarLote):
        run(database, step(id=lote_id), office)


def test_a_part_from_nothing_is_a_rectangle_with_pieces(
    database: Database, lote: UUID, peca: UUID
) -> None:
    (part,) = rebuilt(database, lote).parts()

    assert part.outline == Path.rectangle(0, 0, 700, 500)
    assert (part.client, part.room, part.name) == ("Ana", "Cozinha", "LATERAL")
    assert [(one.copy, one.code) for one in part.pieces] == [
        (1, "SV000001"),
        (2, "SV000002"),
        (3, "SV000003"),
    ]
    assert row(database, peca).material_chave == "mdf 18mm"
    assert lote_of(database, lote).revisao == 2


def test_a_station_gives_its_own_codes(database: Database, office: Actor, pacote: UUID) -> None:
    command = AdicionarPeca(
        pacote_id=pacote, peca=BOARD, quantidade=2, codigos=("T2000001", "T2000002")
    )
    run(database, command, office)

    with pytest.raises(Refused, match="codigo_repetido"):
        run(database, command, office)
    with pytest.raises(InputError, match="codigos_contados"):
        run(database, command.model_copy(update={"quantidade": 3}), office)


def test_without_the_server_there_are_no_codes_of_the_server(
    database: Database, office: Actor, pacote: UUID
) -> None:
    from core.command import execute  # noqa: PLC0415 - the workstation's way of running

    with Unit(database, authority=False) as unit, pytest.raises(Refused, match="so_servidor"):
        execute(unit, AdicionarPeca(pacote_id=pacote, peca=BOARD), office)


@pytest.mark.parametrize(
    "change",
    [
        {"nome": ""},
        {"comprimento": 0},
        {"comprimento": float("inf")},
        {"nome": "a\x00"},
        {"material": "m" * 201},
        {"desconhecido": 1},
    ],
)
def test_a_field_that_cannot_be_kept_does_not_validate(change: dict[str, Any]) -> None:
    with pytest.raises((ValueError, InputError)):
        NovaPeca.model_validate({**BOARD.model_dump(exclude_none=True), **change})


def test_only_what_differs_counts_as_a_change(
    database: Database, office: Actor, lote: UUID, peca: UUID
) -> None:
    same = run(database, AlterarPeca(id=peca, mudanca=MudancaPeca(nome="LATERAL")), office)
    change = MudancaPeca(nome="BASE", observacoes="com fita", programa="104")
    changed = run(database, AlterarPeca(id=peca, mudanca=change), office)

    assert (same["mudou"], same["revisao"]) == ([], 1)
    assert (sorted(map(str, changed["mudou"])), changed["revisao"]) == (  # type: ignore[arg-type]  # a list
        ["nome", "observacoes", "programa"],
        2,
    )
    assert lote_of(database, lote).revisao == 3


def test_a_change_of_a_part_that_moved_on_is_refused(
    database: Database, office: Actor, peca: UUID
) -> None:
    first = AlterarPeca(id=peca, mudanca=MudancaPeca(nome="A"), vista=1)
    run(database, first, office)
    with pytest.raises(Refused, match=r"peca\.mudou"):
        run(database, AlterarPeca(id=peca, mudanca=MudancaPeca(nome="B"), vista=1), office)


def test_a_rectangle_follows_its_size(database: Database, office: Actor, peca: UUID) -> None:
    run(database, AlterarPeca(id=peca, mudanca=MudancaPeca(comprimento=720)), office)

    assert path_of(row(database, peca).contorno) == Path.rectangle(0, 0, 720, 500)


def test_an_outline_of_its_own_is_not_stretched(
    database: Database, office: Actor, peca: UUID
) -> None:
    notched = Path.polyline(
        ((0, 0), (700, 0), (700, 500), (300, 500), (300, 400), (0, 400)), closed=True
    )
    change = MudancaPeca(contorno=path_form(notched))
    run(database, AlterarPeca(id=peca, mudanca=change), office)

    with pytest.raises(Refused, match="contorno_proprio"):
        run(database, AlterarPeca(id=peca, mudanca=MudancaPeca(comprimento=720)), office)


def test_machining_is_replaced_as_a_whole(
    database: Database, office: Actor, lote: UUID, peca: UUID
) -> None:
    for operations in ((hole(10, 20), hole(30, 40)), (hole(50, 60),)):
        form = tuple(operations_form(operations))
        run(database, TrocarOperacoes(id=peca, operacoes=form), office)

    (part,) = rebuilt(database, lote).parts()
    assert part.operations == (hole(50, 60),)
    assert row(database, peca).revisao == 3


LEAVING = [
    (hole(701, 20), "fora_da_peca"),
    (hole(10, 20, depth=0.0), "sem_profundidade"),
    (hole(10, 20, depth=24.0), "funda_demais"),
    (hole(10, 20, diameter=None), "furo_sem_diametro"),
    (hole(37, 9, face=Face.C1, depth=501.0), "funda_demais"),
    (hole(37, 15, face=Face.L1, depth=24.0), "furo_na_borda"),
    (hole(501, 9, face=Face.L1, depth=24.0), "fora_da_peca"),
]


def test_what_leaves_the_part_is_refused_with_its_reason(
    database: Database, office: Actor, peca: UUID
) -> None:
    for operation, code in LEAVING:
        form = tuple(operations_form((hole(5, 5), operation)))
        with pytest.raises(InputError, match=code) as caught:
            run(database, TrocarOperacoes(id=peca, operacoes=form), office)
        assert caught.value.values["numero"] == 2
    assert row(database, peca).operacoes == []


def test_a_smaller_part_does_not_lose_its_holes_unseen(
    database: Database, office: Actor, peca: UUID
) -> None:
    form = tuple(operations_form((hole(690, 20),)))
    run(database, TrocarOperacoes(id=peca, operacoes=form), office)

    with pytest.raises(InputError, match="fora_da_peca"):
        run(database, AlterarPeca(id=peca, mudanca=MudancaPeca(comprimento=680)), office)


def test_what_is_no_operation_is_refused(database: Database, office: Actor, peca: UUID) -> None:
    forms: list[dict[str, Any]] = [{"kind": "drill"}, {"kind": "saw", "path": {}, "depth": 1}]
    for form in forms:
        with pytest.raises(InputError, match="forma_invalida"):
            run(database, TrocarOperacoes(id=peca, operacoes=(form,)), office)


def test_a_duplicate_is_a_part_of_its_own(
    database: Database, office: Actor, lote: UUID, peca: UUID
) -> None:
    run(database, DuplicarPeca(id=peca), office)

    one, other = rebuilt(database, lote).parts()
    assert (one.name, one.outline, one.quantity) == (other.name, other.outline, other.quantity)
    assert one.id != other.id
    assert not {piece.code for piece in one.pieces} & {piece.code for piece in other.pieces}


def test_copies_of_one_program_count_on_over_its_parts(
    database: Database, office: Actor, lote: UUID, pacote: UUID
) -> None:
    board = BOARD.model_copy(update={"programa": "104"})
    for count in (2, 3):
        run(database, AdicionarPeca(pacote_id=pacote, peca=board, quantidade=count), office)

    numbers = [piece.copy for part in rebuilt(database, lote).parts() for piece in part.pieces]
    assert numbers == [1, 2, 3, 4, 5]


def test_a_quantity_grows_and_shrinks(database: Database, office: Actor, peca: UUID) -> None:
    run(database, AlterarQuantidade(id=peca, quantidade=4), office)
    run(database, AlterarQuantidade(id=peca, quantidade=2), office)

    assert row(database, peca).quantidade == 2
    assert copies(database, peca) == [
        (1, "SV000001", "ativa"),
        (2, "SV000002", "ativa"),
        (3, "SV000003", "cancelada"),
        (4, "SV000004", "cancelada"),
    ]


def test_a_piece_is_made_again(database: Database, office: Actor, peca: UUID) -> None:
    result = run(database, RefazerPeca(id=peca, copias=(2,)), office)

    assert result["codigos"] == ["SV000004"]
    assert (2, "SV000002", "substituida") in copies(database, peca)
    assert (2, "SV000004", "ativa") in copies(database, peca)
    with pytest.raises(NotFound, match="copia_ausente"):
        run(database, RefazerPeca(id=peca, copias=(9,)), office)
    with pytest.raises(NotFound, match="copia_ausente"):
        run(database, RefazerPeca(id=peca, copias=()), office)


def test_a_part_that_is_put_away_comes_back_with_its_codes(
    database: Database, office: Actor, lote: UUID, peca: UUID
) -> None:
    run(database, AlterarQuantidade(id=peca, quantidade=2), office)
    before = rebuilt(database, lote)

    run(database, RemoverPeca(id=peca), office)
    assert list(rebuilt(database, lote).parts()) == []
    assert {one[2] for one in copies(database, peca)} == {SituacaoCopia.CANCELADA.value}
    with pytest.raises(NotFound):
        run(database, RemoverPeca(id=peca), office)
    run(database, RestaurarPeca(id=peca), office)

    assert before == rebuilt(database, lote)


def test_a_part_without_a_drawing_is_confirmed_as_its_rectangle(
    database: Database, office: Actor
) -> None:
    imported(database, sample())
    with Unit(database, writes=False) as unit:
        blocked = unit.session.scalars(select(Peca).where(Peca.bloqueio.is_not(None))).one()
        fine = unit.session.scalars(select(Peca).where(Peca.bloqueio.is_(None))).first()
    assert fine is not None
    for step in (ConferirLote, PlanejarLote):
        run(database, step(id=blocked.lote_id), office)
    with pytest.raises(Refused, match="pecas_bloqueadas"):
        run(database, LiberarLote(id=blocked.lote_id), office)

    run(database, ConfirmarRetangulo(id=blocked.id), office)
    run(database, LiberarLote(id=blocked.lote_id), office)

    assert row(database, blocked.id).bloqueio is None
    with pytest.raises(Refused, match="liberada"):
        run(database, ConfirmarRetangulo(id=fine.id), office)


def test_a_bad_drawing_cannot_be_confirmed_away(
    database: Database, office: Actor, peca: UUID
) -> None:
    with pytest.raises(Refused, match="sem_bloqueio"):
        run(database, ConfirmarRetangulo(id=peca), office)
    with Unit(database) as unit:
        unit.session.get_one(Peca, peca).bloqueio = "desenho.contorno_aberto"
        unit.commit()
    with pytest.raises(Refused, match="bloqueio_do_desenho"):
        run(database, ConfirmarRetangulo(id=peca), office)


def test_a_released_part_changes_only_in_a_revision(
    database: Database, office: Actor, lote: UUID, peca: UUID
) -> None:
    with pytest.raises(Refused, match="revisao_cedo"):
        run(database, CriarRevisao(id=peca, motivo="x"), office)
    released(database, office, lote)
    changes: list[Command] = [
        AlterarPeca(id=peca, mudanca=MudancaPeca(nome="B")),
        TrocarOperacoes(id=peca, operacoes=()),
        AlterarQuantidade(id=peca, quantidade=1),
        RemoverPeca(id=peca),
    ]
    for change in changes:
        with pytest.raises(Refused, match=r"peca\.liberada"):
            run(database, change, office)
    with pytest.raises(Refused, match="sem_revisao"):
        run(database, EncerrarRevisao(id=peca), office)

    opened = run(database, CriarRevisao(id=peca, motivo="medida errada"), office)
    with pytest.raises(Refused, match="em_revisao"):
        run(database, CriarRevisao(id=peca, motivo="outra"), office)
    run(database, AlterarPeca(id=peca, mudanca=MudancaPeca(comprimento=720)), office)
    closed = run(database, EncerrarRevisao(id=peca), office)

    assert (opened["revisao"], closed["revisao"]) == (2, 3)
    with pytest.raises(Refused, match=r"peca\.liberada"):
        run(database, changes[0], office)
    with Unit(database, writes=False) as unit:
        (kept,) = unit.session.scalars(select(PecaRevisao)).all()
    assert (kept.revisao, kept.motivo, kept.antes["comprimento"]) == (1, "medida errada", 700)
    assert kept.encerrada_em is not None


def test_nothing_changes_in_a_batch_that_is_done(
    database: Database, office: Actor, lote: UUID, pacote: UUID, peca: UUID
) -> None:
    released(database, office, lote)
    for step in (IniciarProducao, ConcluirLote):
        run(database, step(id=lote), office)
    changes: list[Command] = [
        AdicionarPeca(pacote_id=pacote, peca=BOARD),
        DuplicarPeca(id=peca),
        AlterarPeca(id=peca, mudanca=MudancaPeca(nome="B")),
        AlterarQuantidade(id=peca, quantidade=1),
        RefazerPeca(id=peca, copias=(1,)),
        RemoverPeca(id=peca),
        RestaurarPeca(id=peca),
        CriarRevisao(id=peca, motivo="x"),
    ]
    for change in changes:
        with pytest.raises(Refused, match=r"lote\.concluido"):
            run(database, change, office)


def test_a_part_moves_to_another_package_of_its_batch(
    database: Database, office: Actor, lote: UUID, peca: UUID
) -> None:
    other = run(database, CriarPacote(lote_id=lote, cliente="Bia"), office)
    far = run(database, CriarLote(nome="Outro"), office)
    foreign = run(database, CriarPacote(lote_id=UUID(str(far["id"])), cliente="C"), office)

    run(database, AlterarPeca(id=peca, pacote_id=UUID(str(other["id"]))), office)
    with pytest.raises(Refused, match="outro_lote"):
        run(database, AlterarPeca(id=peca, pacote_id=UUID(str(foreign["id"]))), office)

    (part,) = rebuilt(database, lote).parts()
    assert part.client == "Bia"


COMMANDS: list[Command] = [
    AdicionarPeca(pacote_id=NOBODY, peca=BOARD),
    DuplicarPeca(id=NOBODY),
    AlterarPeca(id=NOBODY, mudanca=MudancaPeca(nome="B")),
    TrocarOperacoes(id=NOBODY, operacoes=()),
    AlterarQuantidade(id=NOBODY, quantidade=1),
    RefazerPeca(id=NOBODY, copias=(1,)),
    RemoverPeca(id=NOBODY),
    RestaurarPeca(id=NOBODY),
    ConfirmarRetangulo(id=NOBODY),
    CriarRevisao(id=NOBODY, motivo="x"),
    EncerrarRevisao(id=NOBODY),
]


def test_who_may_not_is_refused(database: Database) -> None:
    stranger = someone("producao")
    for command in COMMANDS:
        with pytest.raises(Denied):
            run(database, command, stranger)


def test_what_is_not_there_is_not_found(database: Database, office: Actor) -> None:
    for command in COMMANDS:
        with pytest.raises(NotFound):
            run(database, command, office)
