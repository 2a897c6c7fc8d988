from __future__ import annotations

from datetime import UTC, date, datetime
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from core.command import AlterarCampos, Change, Command
from core.db.engine import Database
from core.db.unit import Unit
from core.errors import Denied, InputError, NotFound, Refused
from core.ids import new_id
from core.producao.commands.motivo import (
    ArquivarMotivo,
    ArquivarMotivoPorCodigo,
    CriarMotivo,
    RestaurarMotivo,
    SalvarMotivo,
)
from core.producao.commands.ocorrencia import AbrirOcorrencia, AlterarOcorrencia
from core.producao.commands.ocorrencia_passos import (
    ArquivarOcorrencia,
    CancelarOcorrencia,
    ConcluirOcorrencia,
    IniciarReposicao,
    RestaurarOcorrencia,
)
from core.producao.models.ocorrencia import Motivo, Ocorrencia, OcorrenciaPeca
from core.producao.models.peca import PecaCopia
from core.producao.queries.ocorrencia import Filtro, ocorrencias, pecas_de, relatorio
from core.producao.rules.ocorrencia import FormMotivo, PecaOcorrencia, TipoMotivo, ler_pecas
from tests.support.chao import AGORA, semear
from tests.support.databases import run, someone

CHEFE = someone("producao/ocorrencias", "producao/motivos", username="chefe")
NINGUEM = someone("producao", username="ninguem")


def motivo(database: Database, codigo: str = "M1", **dados: Any) -> UUID:
    made = run(database, CriarMotivo(codigo=codigo, dados=FormMotivo(**dados)), CHEFE)
    return UUID(str(made["id"]))


def abrir(database: Database, *pecas: PecaOcorrencia, **more: Any) -> dict[str, Any]:
    given = pecas or (PecaOcorrencia(motivo="M1", descricao="LATERAL"),)
    values = {"lote": "L1", "pacote": "Ana - Cozinha", "aberta_em": AGORA, **more}
    return run(database, AbrirOcorrencia(pecas=given, **values), CHEFE)


def linhas(database: Database, filtro: Filtro) -> list[str]:
    with Unit(database, writes=False) as unit:
        return [row.descricao for row in relatorio(unit.session, filtro).rows]


def test_occurrence_gets_its_number_and_finds_its_records(database: Database) -> None:
    chao = semear(database)
    motivo(database)
    first = abrir(database, PecaOcorrencia(motivo="M1", peca_numero=chao.numeros[0]))
    second = abrir(database)

    assert (first["oc_numero"], second["oc_numero"]) == (1, 2)
    with Unit(database, writes=False) as unit:
        row = unit.session.get_one(Ocorrencia, UUID(first["id"]))
        peca = unit.session.scalars(
            select(OcorrenciaPeca).where(OcorrenciaPeca.ocorrencia_id == row.id)
        ).one()
        assert (row.lote_id, row.pacote_id, row.aberta_por) == (chao.lote, chao.pacote, "chefe")
        assert peca.peca_id == chao.pecas[0]


def test_number_is_awaited_away_from_the_server(database: Database) -> None:
    from core.command import execute  # noqa: PLC0415 - only this test runs as a workstation

    motivo(database)
    with Unit(database, authority=False) as unit:
        command = AbrirOcorrencia(lote="L1", pecas=(PecaOcorrencia(motivo="M1"),), aberta_em=AGORA)
        assert execute(unit, command, CHEFE)["oc_numero"] is None


def test_fact_about_an_unknown_batch_and_part_is_taken(database: Database) -> None:
    motivo(database)
    piece = PecaOcorrencia(motivo="M1", peca_id=new_id(), copia_id=new_id(), peca_numero=7)
    made = abrir(database, piece, lote="não existe")

    with Unit(database, writes=False) as unit:
        row = unit.session.get_one(Ocorrencia, UUID(made["id"]))
        found = pecas_de(unit.session, [row])[row.id]
        assert (row.lote_id, row.lote) == (None, "não existe")
        assert [(p.peca_id, p.copia_id, p.peca_numero) for p in found] == [(None, None, 7)]


def test_every_piece_needs_a_reason_that_is_registered(database: Database) -> None:
    motivo(database)

    with pytest.raises(InputError, match=r"ocorrencia\.sem_motivo"):
        ler_pecas([{"nome": "A", "motivo_codigo": "M1"}, {"nome": "B", "motivo_codigo": " "}])
    with pytest.raises(InputError, match=r"ocorrencia\.sem_pecas"):
        ler_pecas([])
    with pytest.raises(InputError, match=r"ocorrencia\.peca_errada"):
        ler_pecas([{"nome": "A", "motivo_codigo": "M1", "largura": -4}])
    with pytest.raises(NotFound, match=r"motivo\.ausente"):
        abrir(database, PecaOcorrencia(motivo="outro"))


def test_reason_that_was_put_away_meanwhile_still_serves(database: Database) -> None:
    run(database, ArquivarMotivo(id=motivo(database)), CHEFE)

    assert abrir(database)["oc_numero"] == 1


def test_changed_list_keeps_the_pieces_that_stay(database: Database) -> None:
    motivo(database)
    motivo(database, "M2")
    pieces = ler_pecas([{"id": n, "nome": f"P{n}", "motivo_codigo": "M1"} for n in (1, 2, 3)])
    made = abrir(database, *pieces)
    key = UUID(made["id"])
    before = _pieces(database, key)
    changed = [
        {"id": 3, "nome": "P3", "motivo_codigo": "M2", "largura": "10,5"},
        {"id": 1, "nome": "P1", "motivo_codigo": "M1"},
        {"id": 4, "nome": "P4", "motivo_codigo": "M1"},
    ]
    run(database, AlterarOcorrencia(id=key, pecas=tuple(ler_pecas(changed)), lote="L9"), CHEFE)
    after = _pieces(database, key)

    assert list(after) == ["P3", "P1", "P4"]
    assert (after["P3"][0], after["P1"][0]) == (before["P3"][0], before["P1"][0])
    assert after["P3"][1:] == ("M2", 10.5)


def _pieces(database: Database, key: UUID) -> dict[str, tuple[UUID, str, float | None]]:
    with Unit(database, writes=False) as unit:
        row = unit.session.get_one(Ocorrencia, key)
        return {
            peca.descricao: (peca.id, peca.motivo.codigo, peca.largura)
            for peca in pecas_de(unit.session, [row])[key]
        }


def test_making_again_replaces_the_failed_copy(database: Database) -> None:
    chao = semear(database)
    motivo(database)
    failed = chao.copias[1][0]
    made = abrir(database, PecaOcorrencia(motivo="M1", peca_id=chao.pecas[1], copia_id=failed))
    step = IniciarReposicao(id=made["id"], em=AGORA, codigos=("K7000001",))
    assert run(database, step, CHEFE)["estado"] == "em_reposicao"
    assert run(database, step, CHEFE)["estado"] == "em_reposicao"

    with Unit(database, writes=False) as unit:
        rows = unit.session.scalars(
            select(PecaCopia).where(PecaCopia.peca_id == chao.pecas[1], PecaCopia.copia == 1)
        )
        found = sorted((row.situacao.value, row.codigo) for row in rows)
    assert found == [("ativa", "K7000001"), ("substituida", chao.codigos[1][0])]


def test_life_goes_forward_only(database: Database) -> None:
    motivo(database)
    key = UUID(abrir(database)["id"])

    assert run(database, ConcluirOcorrencia(id=key, em=AGORA), CHEFE)["estado"] == "concluida"
    assert run(database, IniciarReposicao(id=key, em=AGORA), CHEFE)["estado"] == "concluida"
    with pytest.raises(Refused, match="passo_impossivel"):
        run(database, CancelarOcorrencia(id=key, em=AGORA), CHEFE)
    with pytest.raises(Refused, match="encerrada"):
        run(database, AlterarOcorrencia(id=key, lote="X"), CHEFE)


def test_cancelled_is_the_end(database: Database) -> None:
    motivo(database)
    key = UUID(abrir(database)["id"])
    run(database, CancelarOcorrencia(id=key, em=AGORA), CHEFE)

    assert run(database, CancelarOcorrencia(id=key, em=AGORA), CHEFE)["estado"] == "cancelada"
    for step in (ConcluirOcorrencia(id=key, em=AGORA), IniciarReposicao(id=key, em=AGORA)):
        with pytest.raises(Refused, match="passo_impossivel"):
            run(database, step, CHEFE)


def test_archive_and_back(database: Database) -> None:
    motivo(database)
    key = UUID(abrir(database)["id"])
    run(database, ArquivarOcorrencia(id=key), CHEFE)
    with Unit(database, writes=False) as unit:
        assert not ocorrencias(unit.session).rows
    run(database, RestaurarOcorrencia(id=key), CHEFE)

    with Unit(database, writes=False) as unit:
        assert [row.id for row in ocorrencias(unit.session).rows] == [key]
    assert abrir(database)["oc_numero"] == 2


def test_report_includes_both_days_in_brasilia(database: Database) -> None:
    motivo(database, "M1", tipo="Interna", setor="Corte")
    motivo(database, "M2", tipo="Externa", setor="Obra")
    for day, code, name in (
        (datetime(2026, 3, 1, 2, 59, tzinfo=UTC), "M1", "28 Feb"),
        (datetime(2026, 3, 1, 3, 0, tzinfo=UTC), "M1", "1 Mar"),
        (datetime(2026, 3, 3, 2, 59, tzinfo=UTC), "M2", "2 Mar"),
        (datetime(2026, 3, 3, 3, 0, tzinfo=UTC), "M1", "3 Mar"),
    ):
        abrir(database, PecaOcorrencia(motivo=code, descricao=name), aberta_em=day)

    days = Filtro(data_inicio=date(2026, 3, 1), data_fim=date(2026, 3, 2))
    assert linhas(database, days) == ["2 Mar", "1 Mar"]
    assert linhas(database, Filtro(motivo="M2")) == ["2 Mar"]
    assert linhas(database, Filtro(tipo=TipoMotivo.EXTERNA)) == ["2 Mar"]
    assert linhas(database, Filtro(setor="Corte")) == ["3 Mar", "1 Mar", "28 Feb"]


def test_cancelled_is_not_reported(database: Database) -> None:
    motivo(database)
    key = UUID(abrir(database)["id"])
    assert linhas(database, Filtro()) == ["LATERAL"]
    run(database, CancelarOcorrencia(id=key, em=AGORA), CHEFE)

    assert linhas(database, Filtro()) == []


def test_reason_is_unique_while_it_lives(database: Database) -> None:
    key = motivo(database)
    with pytest.raises(Refused, match=r"motivo\.repetido"):
        motivo(database)
    run(database, ArquivarMotivo(id=key), CHEFE)
    motivo(database)
    with pytest.raises(Refused, match=r"motivo\.repetido"):
        run(database, RestaurarMotivo(id=key), CHEFE)


def test_reason_is_saved_by_code_edited_and_put_away(database: Database) -> None:
    made = run(database, SalvarMotivo(codigo="A/1", dados=FormMotivo(setor="Corte")), CHEFE)
    again = run(database, SalvarMotivo(codigo="A/1", dados=FormMotivo(setor="Fita")), CHEFE)
    edit = AlterarCampos(
        collection="motivo",
        id=UUID(str(made["id"])),
        base=10**6,
        set={"tipo": Change(was="Interna", to="Externa")},
    )
    run(database, edit, CHEFE)
    with Unit(database, writes=False) as unit:
        row = unit.session.scalars(select(Motivo)).one()
        assert (again["id"], row.setor, row.tipo.value) == (made["id"], "Fita", "Externa")
    run(database, ArquivarMotivoPorCodigo(codigo="A/1"), CHEFE)
    with pytest.raises(NotFound, match=r"motivo\.ausente"):
        run(database, ArquivarMotivoPorCodigo(codigo="A/1"), CHEFE)


KEY = new_id()


@pytest.mark.parametrize(
    "command",
    [
        CriarMotivo(codigo="X"),
        SalvarMotivo(codigo="X", dados=FormMotivo()),
        ArquivarMotivo(id=KEY),
        ArquivarMotivoPorCodigo(codigo="X"),
        RestaurarMotivo(id=KEY),
        AbrirOcorrencia(lote="L", pecas=(PecaOcorrencia(motivo="M"),), aberta_em=AGORA),
        AlterarOcorrencia(id=KEY),
        IniciarReposicao(id=KEY, em=AGORA),
        ConcluirOcorrencia(id=KEY, em=AGORA),
        CancelarOcorrencia(id=KEY, em=AGORA),
        ArquivarOcorrencia(id=KEY),
        RestaurarOcorrencia(id=KEY),
    ],
    ids=lambda command: command.kind,
)
def test_without_the_permission_nothing_is_done(database: Database, command: Command) -> None:
    with pytest.raises(Denied):
        run(database, command, NINGUEM)


def test_no_number_is_given_twice_to_concurrent_callers(postgres: Database) -> None:
    motivo(postgres)
    together = Barrier(6)
    numbers: list[int] = []

    def caller() -> None:
        together.wait()
        numbers.extend(abrir(postgres)["oc_numero"] for _ in range(5))

    threads = [Thread(target=caller) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(numbers) == list(range(1, 31))
