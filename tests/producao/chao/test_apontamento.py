from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from core.command import Actor
from core.db.engine import Database
from core.db.unit import Unit
from core.errors import Denied
from core.ids import new_id
from core.producao.commands.apontamento import RegistrarApontamento
from core.producao.commands.desfazer import DesfazerApontamento
from core.producao.commands.etapa import CriarEtapa
from core.producao.commands.leituras_pendentes import ResolverLeituras
from core.producao.models.apontamento import Apontamento
from core.producao.models.lote import Lote
from core.producao.models.peca import PecaCopia, SituacaoCopia
from core.producao.queries.apontamento import faltantes, progresso, ultimas
from core.producao.rules.etapas import FormEtapa
from tests.support.chao import AGORA, Chao, semear
from tests.support.databases import run, someone

ANA = someone("producao/apontamento", username="ana")


def ler(database: Database, codigo: str, etapa: str = "corte", **more: Any) -> dict[str, Any]:
    command = RegistrarApontamento(
        codigo=codigo, etapa=etapa, estacao="corte-1", lido_em=more.pop("lido_em", AGORA), **more
    )
    return run(database, command, ANA)


def desfazer(database: Database, leitura: Any) -> dict[str, Any]:
    command = DesfazerApontamento(
        apontamento_id=leitura, estacao="corte-1", desfeito_em=AGORA + timedelta(minutes=1)
    )
    return run(database, command, ANA)


def feitas(database: Database, chao: Chao, etapa: str = "corte") -> tuple[int, int]:
    with Unit(database, writes=False) as unit:
        found = {p.etapa.codigo: (p.feitas, p.total) for p in progresso(unit.session, chao.lote)}
    return found[etapa]


def test_first_reading_is_ok_and_the_second_says_who_was_first(database: Database) -> None:
    chao = semear(database)
    first = ler(database, chao.codigos[0][0], lote_id=chao.lote)
    again = ler(database, chao.codigos[0][0], lote_id=chao.lote)

    assert first["resposta"] == "OK"
    assert (first["nome"], first["feitas"], first["total"]) == ("LATERAL 0", 1, 1)
    assert again["resposta"] == "JA_LIDA"
    assert (again["lida_em"], again["lida_por"]) == (AGORA.isoformat(), "ana")
    assert feitas(database, chao) == (1, 3)


def test_unknown_code_is_kept_as_it_was_read(database: Database) -> None:
    semear(database)
    answer = ler(database, " zz\x1d9 ")

    assert answer["resposta"] == "NAO_ENCONTRADA"
    with Unit(database, writes=False) as unit:
        kept = unit.session.get_one(Apontamento, UUID(answer["id"]))
        assert (kept.codigo, kept.conta, kept.lido_em) == ("zz␝9", False, AGORA)


def test_unknown_stage_and_batch_do_not_refuse_the_fact(database: Database) -> None:
    chao = semear(database)

    assert ler(database, chao.codigos[0][0], etapa="polimento")["resposta"] == "NAO_ENCONTRADA"
    assert ler(database, chao.codigos[0][0], lote_id=new_id())["resposta"] == "OUTRO_LOTE"
    assert feitas(database, chao) == (0, 3)


def test_piece_of_another_batch_does_not_count(database: Database) -> None:
    one, other = semear(database, "L1"), semear(database, "L2")

    assert ler(database, other.codigos[0][0], lote_id=one.lote)["resposta"] == "OUTRO_LOTE"
    assert feitas(database, other) == (0, 3)


def test_stage_before_is_missed_but_the_piece_counts(database: Database) -> None:
    chao = semear(database)

    assert ler(database, chao.codigos[0][0], "fita")["resposta"] == "ETAPA_ANTERIOR_FALTA"
    assert ler(database, chao.codigos[1][0], "corte")["resposta"] == "OK"
    assert ler(database, chao.codigos[1][0], "fita")["resposta"] == "OK"
    assert ler(database, chao.codigos[1][1], "fita")["resposta"] == "ETAPA_ANTERIOR_FALTA"
    assert feitas(database, chao, "fita") == (3, 3)
    assert feitas(database, chao, "corte") == (1, 3)


def test_replaced_copy_says_so_and_no_longer_counts(database: Database) -> None:
    chao = semear(database)
    ler(database, chao.codigos[1][0])
    with Unit(database) as unit:
        copy = unit.session.get_one(PecaCopia, chao.copias[1][0])
        copy.situacao = SituacaoCopia.SUBSTITUIDA
        unit.commit()

    assert feitas(database, chao) == (0, 3)
    assert ler(database, chao.codigos[1][0])["resposta"] == "SUBSTITUIDA"


def test_number_of_old_label_counts_up_to_the_quantity(database: Database) -> None:
    chao = semear(database)
    label = f"{chao.numeros[1]:06d}"
    answers = [ler(database, label, lote_id=chao.lote)["resposta"] for _ in range(3)]

    assert answers == ["OK", "OK", "JA_LIDA"]
    assert feitas(database, chao) == (2, 3)


def test_program_of_this_batch_names_the_part(database: Database) -> None:
    chao = semear(database, "L1")
    semear(database, "L2")

    assert ler(database, "LAT00000001A", lote_id=chao.lote)["peca_id"] == str(chao.pecas[1])
    assert ler(database, "00000002", lote_id=chao.lote)["peca_id"] is not None


def test_hardware_is_read_by_its_number(database: Database) -> None:
    chao = semear(database)
    answer = ler(database, f"{chao.numero_ferragem:06d}", lote_id=chao.lote)

    assert (answer["resposta"], answer["ferragem_id"]) == ("OK", str(chao.ferragem))
    assert (answer["feitas"], answer["total"]) == (1, 4)


def test_undo_is_a_fact_and_takes_the_reading_back(database: Database) -> None:
    chao = semear(database)
    read = ler(database, chao.codigos[0][0])
    undone = desfazer(database, read["id"])

    assert undone["resposta"] == "OK"
    assert feitas(database, chao) == (0, 3)
    assert desfazer(database, read["id"])["resposta"] == "JA_LIDA"
    assert ler(database, chao.codigos[0][0])["resposta"] == "OK"
    with Unit(database, writes=False) as unit:
        assert unit.session.query(Apontamento).count() == 4


def test_undo_that_arrives_first_still_undoes(database: Database) -> None:
    chao = semear(database)
    key = new_id()

    assert desfazer(database, key)["resposta"] == "NAO_ENCONTRADA"
    ler(database, chao.codigos[0][0], id=key)
    assert feitas(database, chao) == (0, 3)


def test_same_fact_twice_is_kept_once(database: Database) -> None:
    chao = semear(database)
    key = new_id()
    first = ler(database, chao.codigos[0][0], id=key)
    second = ler(database, chao.codigos[0][0], id=key)

    assert first["resposta"] == second["resposta"] == "OK"
    assert feitas(database, chao) == (1, 3)


def test_missing_pieces_and_last_readings(database: Database) -> None:
    chao = semear(database)
    read = ler(database, chao.codigos[0][0])
    ler(database, chao.codigos[1][0], lido_em=AGORA + timedelta(seconds=5))
    desfazer(database, read["id"])
    with Unit(database, writes=False) as unit:
        corte = progresso(unit.session, chao.lote)[0].etapa
        missing = [(f.peca.nome, f.faltam) for f in faltantes(unit.session, chao.lote, corte.id)]
        last = [(f.codigo, gone) for f, gone in ultimas(unit.session, "corte-1")]

    assert missing == [("LATERAL 0", 1), ("LATERAL 1", 1)]
    assert last == [(chao.codigos[1][0], False), (chao.codigos[0][0], True)]


def test_first_reading_that_counts_starts_production(database: Database) -> None:
    chao, held = semear(database, "L1"), semear(database, "L2")
    with Unit(database) as unit:
        unit.session.get_one(Lote, held.lote).suspenso = True
        unit.commit()
    ler(database, chao.codigos[0][0], lote_id=new_id())
    assert _states(database) == {"L1": "liberado", "L2": "liberado"}
    ler(database, chao.codigos[0][0])
    ler(database, held.codigos[0][0])

    assert _states(database) == {"L1": "em_producao", "L2": "liberado"}


def _states(database: Database) -> dict[str, str]:
    with Unit(database, writes=False) as unit:
        return {row.nome: row.estado.value for row in unit.session.scalars(select(Lote))}


def test_reading_before_its_batch_counts_once_the_batch_is_here(database: Database) -> None:
    codes = [f"T2{n:06d}" for n in range(900_001, 900_003)]
    keys = [ler(database, code.lower(), "corte")["id"] for code in codes]
    undone = desfazer(database, keys[1])
    chao = semear(database)
    with Unit(database) as unit:
        for copy, code in zip(chao.copias[1], codes, strict=True):
            unit.session.get_one(PecaCopia, copy).codigo = code
        unit.commit()
    resolve = ResolverLeituras(lote_id=chao.lote)

    assert run(database, resolve, ANA) == {"resolvidas": 2}
    assert run(database, resolve, ANA) == {"resolvidas": 0}
    assert undone["resposta"] == "OK"
    assert feitas(database, chao) == (1, 3)
    assert ler(database, codes[0])["resposta"] == "JA_LIDA"


def test_reading_at_a_stage_that_is_made_later_counts_then(database: Database) -> None:
    chao = semear(database)
    ler(database, chao.codigos[0][0], "polimento")
    stage = CriarEtapa(codigo="polimento", dados=FormEtapa(nome="Polimento", ordem=35))
    run(database, stage, someone("producao/maquinas"))
    run(database, ResolverLeituras(lote_id=chao.lote), ANA)

    assert feitas(database, chao, "polimento") == (1, 3)


@pytest.mark.parametrize("actor", [someone("producao"), someone("producao/apontamento-volume")])
def test_reading_needs_its_permission(database: Database, actor: Actor) -> None:
    chao = semear(database)
    command = RegistrarApontamento(
        codigo=chao.codigos[0][0], etapa="corte", estacao="c", lido_em=AGORA
    )
    undo = DesfazerApontamento(apontamento_id=new_id(), estacao="c", desfeito_em=AGORA)

    for one in (command, undo, ResolverLeituras(lote_id=chao.lote)):
        with pytest.raises(Denied):
            run(database, one, actor)
