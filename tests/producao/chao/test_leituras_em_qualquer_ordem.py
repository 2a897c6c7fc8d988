"""Counts are a function of the facts: order, repetition and concurrent benches change nothing."""

from __future__ import annotations

from collections import Counter
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from core.command import Command, execute
from core.db.engine import Database
from core.db.unit import Unit
from core.ids import new_id
from core.producao.commands.apontamento import RegistrarApontamento
from core.producao.commands.desfazer import DesfazerApontamento
from core.producao.commands.volume import AbrirVolume, FecharVolume
from core.producao.models.apontamento import Apontamento, Volume, VolumeItem
from core.producao.queries.apontamento import faltantes, progresso
from tests.support.chao import AGORA, Chao, semear
from tests.support.databases import run, someone

ANA = someone("producao/apontamento", username="ana")
QUANTIDADES = (1, 2, 3)
CODES = [(part, copy) for part, many in enumerate(QUANTIDADES) for copy in range(many)]

READ = st.tuples(
    st.sampled_from([*CODES, *((part, None) for part in range(len(QUANTIDADES)))]),
    st.sampled_from(["corte", "expedicao"]),
)
FACTS = st.lists(st.tuples(READ, st.booleans()), max_size=9)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(facts=FACTS, data=st.data())
def test_any_order_gives_the_same_counts(
    database: Database, facts: Any, data: st.DataObject
) -> None:
    keys = [new_id() for _ in facts]
    steps = [("read", place) for place in range(len(facts))]
    steps += [("undo", place) for place, (_, undone) in enumerate(facts) if undone]
    steps += [("read", place) for place in range(0, len(facts), 3)]
    order = data.draw(st.permutations(steps))

    chao = semear(database, f"L{new_id().hex}", QUANTIDADES)
    with Unit(database) as unit:
        for kind, place in order:
            execute(unit, _command(chao, kind, keys[place], facts[place][0]), ANA)
        unit.commit()
    expected = _expected(facts)
    with Unit(database, writes=False) as unit:
        stages = progresso(unit.session, chao.lote)
        counted = {row.etapa.codigo: row.feitas for row in stages}
        cut = next((row.etapa.id for row in stages if row.etapa.codigo == "corte"), None)
        missing = sum(row.faltam for row in faltantes(unit.session, chao.lote, cut)) if cut else 6
        kept = unit.session.scalar(
            select(func.count()).where(Apontamento.id.in_(keys), Apontamento.conta)
        )

    assert kept == len(facts)
    assert counted.get("corte", 0) == expected["corte"]
    assert counted.get("expedicao", 0) == expected["expedicao"]
    assert missing == sum(QUANTIDADES) - expected["corte"]


def _command(chao: Chao, kind: str, key: UUID, read: Any) -> Command:
    if kind == "undo":
        return DesfazerApontamento(apontamento_id=key, estacao="b", desfeito_em=AGORA)
    (part, copy), stage = read
    code = f"{chao.numeros[part]:06d}" if copy is None else chao.codigos[part][copy]
    return RegistrarApontamento(
        id=key, codigo=code, etapa=stage, estacao="b", lido_em=AGORA, lote_id=chao.lote
    )


def _expected(facts: Any) -> Counter[str]:
    total: Counter[str] = Counter()
    for stage in ("corte", "expedicao"):
        here = [target for (target, at), undone in facts if at == stage and not undone]
        for part, many in enumerate(QUANTIDADES):
            named = {copy for one, copy in here if one == part and copy is not None}
            unnamed = sum(1 for target in here if target == (part, None))
            total[stage] += min(many, len(named) + unnamed)
    return total


def _together(database: Database, count: int, command: Any) -> list[dict[str, Any]]:
    """The answers of so many callers who start at once."""
    start = Barrier(count)
    answers: list[dict[str, Any]] = []

    def caller(number: int) -> None:
        start.wait()
        answers.append(run(database, command(number), ANA))

    threads = [Thread(target=caller, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_of_concurrent_benches_one_is_first(postgres: Database) -> None:
    chao = semear(postgres)
    run(postgres, _command(chao, "read", new_id(), ((1, 0), "corte")), ANA)

    def read(number: int) -> Command:
        return RegistrarApontamento(
            codigo=chao.codigos[0][0], etapa="corte", estacao=f"b{number}", lido_em=AGORA
        )

    answers = Counter(answer["resposta"] for answer in _together(postgres, 8, read))

    assert answers == {"OK": 1, "JA_LIDA": 7}
    with Unit(postgres, writes=False) as unit:
        assert progresso(unit.session, chao.lote)[0].feitas == 2


def test_first_readings_of_all_make_the_stages_once(postgres: Database) -> None:
    chao = semear(postgres, quantidades=(8,))

    def read(number: int) -> Command:
        return _command(chao, "read", new_id(), ((0, number), "corte"))

    answers = _together(postgres, 8, read)

    assert {answer["resposta"] for answer in answers} == {"OK"}
    with Unit(postgres, writes=False) as unit:
        assert [row.feitas for row in progresso(unit.session, chao.lote)] == [8, 0, 0, 0, 0]


def test_concurrent_packers_give_each_volume_its_number_and_no_piece_twice(
    postgres: Database,
) -> None:
    chao = semear(postgres, quantidades=(6,))
    volumes = [
        UUID(str(run(postgres, AbrirVolume(pacote_id=chao.pacote, aberto_em=AGORA), ANA)["id"]))
        for _ in range(6)
    ]

    def pack(number: int) -> Command:
        code = chao.codigos[0][number % 3 if number < 6 else number - 6]
        return RegistrarApontamento(
            codigo=code,
            etapa="expedicao",
            estacao="e",
            lido_em=AGORA,
            volume_id=volumes[number % 6],
        )

    _together(postgres, 12, pack)
    with Unit(postgres, writes=False) as unit:
        inside = unit.session.scalars(
            select(VolumeItem.copia_id).where(VolumeItem.removido_em.is_(None))
        ).all()
        filled = set(unit.session.scalars(select(VolumeItem.volume_id)))
    assert sorted(str(one) for one in inside) == sorted(str(one) for one in chao.copias[0])
    full = [volume for volume in volumes if volume in filled]
    closed = _together(
        postgres, len(full), lambda number: FecharVolume(id=full[number], fechado_em=AGORA)
    )

    assert sorted(answer["numero"] for answer in closed) == list(range(1, len(full) + 1))
    with Unit(postgres, writes=False) as unit:
        numbers = unit.session.scalars(select(Volume.numero).where(Volume.numero.is_not(None)))
        assert sorted(int(n or 0) for n in numbers) == list(range(1, len(full) + 1))
