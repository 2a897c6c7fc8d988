from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from core.command import Command
from core.db.engine import Database
from core.db.unit import Unit
from core.errors import Denied, InputError, NotFound, Refused
from core.ids import new_id
from core.producao.commands.apontamento import RegistrarApontamento
from core.producao.commands.desfazer import DesfazerApontamento
from core.producao.commands.volume import (
    AbrirVolume,
    ArquivarVolume,
    FecharVolume,
    ImprimirVolume,
    ReabrirVolume,
    RemoverDoVolume,
)
from core.producao.commands.volumes_antigos import SubstituirVolumes
from core.producao.models.apontamento import Apontamento, Volume
from core.producao.queries.apontamento import progresso
from core.producao.queries.volume import no_volume, volume_de_codigo, volumes_do_pacote
from core.producao.rules.volumes_antigos import VolumeAntigo
from tests.support.chao import AGORA, Chao, semear
from tests.support.databases import run, someone

ANA = someone("producao/apontamento", username="ana")
PORTARIA = someone("producao/apontamento-volume", username="portaria")


def abrir(database: Database, chao: Chao, **more: Any) -> UUID:
    command = AbrirVolume(pacote_id=chao.pacote, aberto_em=AGORA, **more)
    return UUID(str(run(database, command, ANA)["id"]))


def por(database: Database, codigo: str, volume: UUID) -> dict[str, Any]:
    command = RegistrarApontamento(
        codigo=codigo, etapa="expedicao", estacao="exp-1", lido_em=AGORA, volume_id=volume
    )
    return run(database, command, ANA)


def fechar(database: Database, volume: UUID) -> dict[str, Any]:
    return run(database, FecharVolume(id=volume, fechado_em=AGORA), ANA)


def dentro(database: Database, volume: UUID) -> list[str]:
    with Unit(database, writes=False) as unit:
        return [item.codigo for item in no_volume(unit.session, [volume]).get(volume, [])]


def itens(database: Database, volume: UUID) -> list[UUID]:
    with Unit(database, writes=False) as unit:
        return [item.id for item in no_volume(unit.session, [volume]).get(volume, [])]


def estado(database: Database, volume: UUID) -> str:
    with Unit(database, writes=False) as unit:
        return unit.session.get_one(Volume, volume).estado.value


def expedidas(database: Database, chao: Chao) -> int:
    with Unit(database, writes=False) as unit:
        return next(
            p.feitas for p in progresso(unit.session, chao.lote) if p.etapa.codigo == "expedicao"
        )


def test_pieces_go_in_and_closing_gives_the_number(database: Database) -> None:
    chao = semear(database)
    first, second = abrir(database, chao), abrir(database, chao)
    por(database, chao.codigos[1][0], first)
    por(database, chao.codigos[1][1], second)

    assert fechar(database, second)["numero"] == 1
    assert fechar(database, first)["numero"] == 2
    assert dentro(database, first) == [chao.codigos[1][0]]


def test_package_by_names_is_the_same_package(database: Database) -> None:
    chao = semear(database)
    named = run(
        database,
        AbrirVolume(
            lote="lotes/Lote_L1.zip", pacote="Ana - Cozinha", aberto_em=AGORA, barcode="B1"
        ),
        ANA,
    )
    other = abrir(database, chao)
    with Unit(database, writes=False) as unit:
        one = volume_de_codigo(unit.session, "B1")
        assert one is not None
        assert (str(one.id), one.lote_id, one.pacote_id) == (named["id"], chao.lote, chao.pacote)
        assert {v.id for v in volumes_do_pacote(unit.session, one.chave, abertos=True)} == {
            one.id,
            other,
        }


def test_a_copy_lies_in_one_volume(database: Database) -> None:
    chao = semear(database)
    first, second = abrir(database, chao), abrir(database, chao)
    por(database, chao.codigos[0][0], first)
    again = por(database, chao.codigos[0][0], second)

    assert (again["resposta"], again.get("volume_id")) == ("JA_LIDA", None)
    assert (dentro(database, first), dentro(database, second)) == ([chao.codigos[0][0]], [])


def test_piece_read_before_without_a_volume_can_still_be_packed(database: Database) -> None:
    chao = semear(database)
    command = RegistrarApontamento(
        codigo=chao.codigos[0][0], etapa="expedicao", estacao="e", lido_em=AGORA
    )
    run(database, command, ANA)
    volume = abrir(database, chao)

    assert por(database, chao.codigos[0][0], volume)["volume_id"] == str(volume)
    assert expedidas(database, chao) == 1


def test_reading_into_a_closed_or_unknown_volume_is_kept_and_told(database: Database) -> None:
    chao = semear(database)
    volume = abrir(database, chao)
    por(database, chao.codigos[0][0], volume)
    fechar(database, volume)

    assert por(database, chao.codigos[1][0], volume)["aviso"] == "volume_fechado"
    assert por(database, chao.codigos[1][1], new_id())["aviso"] == "volume_fechado"
    assert expedidas(database, chao) == 3


def test_closing_refuses_the_empty_and_the_closed(database: Database) -> None:
    chao = semear(database)
    volume = abrir(database, chao)
    with pytest.raises(Refused, match="vazio"):
        fechar(database, volume)
    por(database, chao.codigos[0][0], volume)
    fechar(database, volume)
    with pytest.raises(Refused, match="ja_fechado"):
        fechar(database, volume)
    with pytest.raises(NotFound):
        fechar(database, new_id())


def test_opened_again_it_keeps_its_number(database: Database) -> None:
    chao = semear(database)
    volume = abrir(database, chao)
    with pytest.raises(Refused, match=r"volume\.aberto"):
        run(database, ReabrirVolume(id=volume), ANA)
    por(database, chao.codigos[0][0], volume)
    number = fechar(database, volume)["numero"]
    run(database, ReabrirVolume(id=volume), ANA)
    por(database, chao.codigos[1][0], volume)

    assert fechar(database, volume)["numero"] == number
    assert len(dentro(database, volume)) == 2


def test_taking_out_undoes_the_reading(database: Database) -> None:
    chao = semear(database)
    volume = abrir(database, chao)
    por(database, chao.codigos[0][0], volume)
    por(database, chao.codigos[1][0], volume)
    [first, _] = itens(database, volume)
    fechar(database, volume)
    take = RemoverDoVolume(id=volume, item_id=first, removido_em=AGORA)
    with pytest.raises(Refused, match=r"volume\.fechado"):
        run(database, take, ANA)
    run(database, ReabrirVolume(id=volume), ANA)
    run(database, take, ANA)
    run(database, take, ANA)

    assert dentro(database, volume) == [chao.codigos[1][0]]
    assert expedidas(database, chao) == 1
    with pytest.raises(Refused, match="item_de_outro"):
        run(
            database,
            RemoverDoVolume(id=_other(database, chao), item_id=first, removido_em=AGORA),
            ANA,
        )


def _other(database: Database, chao: Chao) -> UUID:
    return abrir(database, chao)


def test_undoing_a_reading_opens_its_closed_volume(database: Database) -> None:
    chao = semear(database)
    volume = abrir(database, chao)
    por(database, chao.codigos[0][0], volume)
    read = por(database, chao.codigos[1][0], volume)
    fechar(database, volume)
    command = DesfazerApontamento(
        apontamento_id=read["id"], estacao="exp-1", desfeito_em=AGORA + timedelta(minutes=1)
    )
    run(database, command, ANA)

    assert estado(database, volume) == "reaberto"
    assert dentro(database, volume) == [chao.codigos[0][0]]


def test_printing_is_counted(database: Database) -> None:
    chao = semear(database)
    volume = abrir(database, chao)

    for times in (1, 2):
        done = run(database, ImprimirVolume(id=volume, impresso_em=AGORA), PORTARIA)
        assert done["impressoes"] == times
    with pytest.raises(NotFound):
        run(database, ImprimirVolume(id=new_id(), impresso_em=AGORA), ANA)


def test_archived_volume_frees_its_pieces_but_not_its_number(database: Database) -> None:
    chao = semear(database)
    volume = abrir(database, chao)
    por(database, chao.codigos[0][0], volume)
    fechar(database, volume)
    for _ in range(2):
        run(database, ArquivarVolume(id=volume, arquivado_em=AGORA), ANA)
    assert expedidas(database, chao) == 0
    again = abrir(database, chao)

    assert por(database, chao.codigos[0][0], again)["resposta"] != "JA_LIDA"
    assert fechar(database, again)["numero"] == 2


def test_code_of_a_label_is_there_once(database: Database) -> None:
    chao = semear(database)
    abrir(database, chao, barcode="B1")
    with pytest.raises(Refused, match="codigo_repetido"):
        abrir(database, chao, barcode="B1")
    with pytest.raises(NotFound):
        run(database, AbrirVolume(pacote_id=new_id(), aberto_em=AGORA), ANA)


def lista(database: Database, chao: Chao, *volumes: dict[str, Any]) -> dict[str, Any]:
    command = SubstituirVolumes(
        lote="Lote_L1.zip",
        pacote=chao.nome_pacote,
        volumes=[VolumeAntigo.model_validate(one) for one in volumes],
        registrado_em=AGORA,
    )
    return run(database, command, ANA)


def test_old_list_becomes_facts_and_differences(database: Database) -> None:
    chao = semear(database)
    a, b = ({"id": chao.numeros[0], "nome": "A"}, {"id": chao.numeros[1], "nome": "B"})
    hardware = {"id": chao.numero_ferragem, "nome": "Dobradiça"}
    lista(database, chao, {"numero": 1, "barcode": "11", "pecas": [a]})
    before = _list(database, chao)
    lista(
        database,
        chao,
        {"numero": 1, "barcode": "11", "pecas": [a, b]},
        {"numero": 2, "barcode": "22", "pecas": [hardware, {"nome": "solto"}]},
    )
    after = _list(database, chao)

    assert list(before) == ["11"]
    assert after["11"][0] == before["11"][0]
    assert after["11"][1] == [a, b]
    assert after["22"][1] == [hardware, {"nome": "solto"}]
    assert expedidas(database, chao) == 2
    assert _facts(database) == 4

    lista(database, chao, {"numero": 1, "barcode": "22", "pecas": [hardware]})

    assert _list(database, chao) == {"22": (after["22"][0], [hardware])}
    assert expedidas(database, chao) == 0
    assert _facts(database) == 7


def _list(database: Database, chao: Chao) -> dict[str, tuple[UUID, list[Any]]]:
    with Unit(database, writes=False) as unit:
        volumes = volumes_do_pacote(unit.session, str(chao.pacote))
        inside = no_volume(unit.session, [v.id for v in volumes])
        return {v.barcode: (v.id, [i.dados for i in inside.get(v.id, [])]) for v in volumes}


def _facts(database: Database) -> int:
    with Unit(database, writes=False) as unit:
        return unit.session.query(Apontamento).count()


def test_old_list_leaves_open_volumes_alone_and_swaps_numbers(database: Database) -> None:
    chao = semear(database)
    opened = abrir(database, chao)
    por(database, chao.codigos[0][0], opened)
    lista(database, chao, {"numero": 1, "barcode": "11"}, {"numero": 2, "barcode": "22"})
    lista(database, chao, {"numero": 2, "barcode": "11"}, {"numero": 1, "barcode": "22"})

    assert dentro(database, opened) == [chao.codigos[0][0]]
    assert fechar(database, opened)["numero"] == 3
    assert list(_list(database, chao)) == ["22", "11", _code(database, opened)]


def _code(database: Database, volume: UUID) -> str:
    with Unit(database, writes=False) as unit:
        return unit.session.get_one(Volume, volume).barcode


def test_old_list_that_repeats_itself_or_another_package_is_refused(database: Database) -> None:
    chao, other = semear(database, "L1"), semear(database, "L2")
    abrir(database, other, barcode="99")
    twice = [{"numero": 1, "barcode": "a"}, {"numero": 1, "barcode": "b"}]

    with pytest.raises(InputError, match="lista_repete"):
        lista(database, chao, *twice)
    with pytest.raises(Refused, match="codigo_repetido"):
        lista(database, chao, {"numero": 1, "barcode": "99"})


def test_old_list_of_an_unknown_batch_is_kept_by_its_names(database: Database) -> None:
    chao = semear(database, "outro")
    lista(database, chao, {"numero": 1, "barcode": "1", "pecas": [{"id": chao.numeros[0]}]})

    assert expedidas(database, chao) == 0
    assert _facts(database) == 1


KEY = new_id()


@pytest.mark.parametrize(
    "command",
    [
        AbrirVolume(lote="L", aberto_em=AGORA),
        FecharVolume(id=KEY, fechado_em=AGORA),
        ReabrirVolume(id=KEY),
        RemoverDoVolume(id=KEY, item_id=KEY, removido_em=AGORA),
        ImprimirVolume(id=KEY, impresso_em=AGORA),
        ArquivarVolume(id=KEY, arquivado_em=AGORA),
        SubstituirVolumes(lote="L", pacote="P", volumes=[], registrado_em=AGORA),
    ],
    ids=lambda command: command.kind,
)
def test_without_the_permission_nothing_is_done(database: Database, command: Command) -> None:
    with pytest.raises(Denied):
        run(database, command, someone("producao"))
