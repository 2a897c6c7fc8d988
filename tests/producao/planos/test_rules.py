"""Rules of plans without a database."""

from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st

from core.errors import InputError, Refused
from core.nesting.problem import Mode
from core.pipeline.nesting import nest
from core.producao.rules.estados_estoque import DirecaoVeio
from core.producao.rules.estoque_plano import (
    MaterialDisponivel,
    SobraEscolhida,
    Tamanho,
    chapa_da_fonte,
    folhas,
    item_da_fonte,
)
from core.producao.rules.nomes_plano import nome_do_arquivo, nome_pedido
from core.producao.rules.pedido_plano import (
    AjustesPlano,
    PedidoAntigo,
    impressao,
    nome_do_lote,
)
from core.producao.rules.plano import (
    CHAPAS,
    PLANOS,
    TERMINADAS,
    EstadoChapa,
    EstadoPlano,
    TipoPlano,
    exigir_chapa,
    exigir_plano,
)
from core.producao.rules.previa import layers, previa_nesting, previa_seccionadora
from tests.support.layouts import drill, make_part
from tests.support.pipeline import batch_of, settings

PADRAO = Tamanho(2750.0, 1850.0)
KEY = "mdf branco 18mm"


def material(**more: object) -> MaterialDisponivel:
    values: dict[str, object] = {
        "id": uuid4(),
        "propriedade": "MDF Branco 18mm",
        "chave": KEY,
        "possui_veio": False,
        "espessura": 18.0,
        "comprimento": 2600.0,
        "largura": 1800.0,
        **more,
    }
    return MaterialDisponivel(**values)  # type: ignore[arg-type]  # a bag of keywords


def sobra(**more: object) -> SobraEscolhida:
    values: dict[str, object] = {
        "id": uuid4(),
        "descricao": "MDF Branco 18mm (900 x 500)",
        "material": "MDF Branco 18mm",
        "chave": KEY,
        "comprimento": 900.0,
        "largura": 500.0,
        "espessura": 18.0,
        **more,
    }
    return SobraEscolhida(**values)  # type: ignore[arg-type]  # a bag of keywords


BATCH = batch_of(make_part("101", "LATERAL", 500.0, 300.0, drill(40, 40, 8, 12)))


@given(st.sampled_from(EstadoPlano), st.sampled_from(EstadoPlano))
def test_a_plan_takes_exactly_the_steps_of_its_life(de: EstadoPlano, para: EstadoPlano) -> None:
    if para in PLANOS[de]:
        exigir_plano(de, para)
    else:
        with pytest.raises(Refused):
            exigir_plano(de, para)


def test_every_state_has_its_steps_and_a_cancelled_plan_none() -> None:
    assert set(PLANOS) == set(EstadoPlano)
    assert set(CHAPAS) == set(EstadoChapa)
    assert not PLANOS[EstadoPlano.CANCELADO]
    assert not CHAPAS[EstadoChapa.REFUGADA]
    assert {EstadoChapa.CORTADA, EstadoChapa.REFUGADA} == TERMINADAS


def test_only_a_sheet_with_files_is_started_or_cut() -> None:
    for para in (EstadoChapa.EM_CORTE, EstadoChapa.CORTADA, EstadoChapa.REFUGADA):
        with pytest.raises(Refused):
            exigir_chapa(EstadoChapa.PLANEJADA, para, "001")
        exigir_chapa(EstadoChapa.EXPORTADA, para, "001")


def test_a_registered_material_brings_its_own_board_and_others_the_default() -> None:
    registered = material()

    (board,) = folhas(BATCH, [registered], [], PADRAO)
    (plain,) = folhas(BATCH, [], [], PADRAO)

    assert chapa_da_fonte(board.id) == registered.id
    assert (board.length, board.width, board.grain, board.limit) == (2600, 1800, False, None)
    assert (plain.length, plain.width, plain.grain) == (2750, 1850, True)
    assert (item_da_fonte(plain.id), chapa_da_fonte(plain.id)) == (None, None)


def test_an_offcut_is_used_once_and_first() -> None:
    chosen = sobra()

    sheets = folhas(BATCH, [material()], [chosen], PADRAO)

    assert item_da_fonte(sheets[0].id) == chosen.id
    assert (sheets[0].offcut, sheets[0].limit) == (True, 1)


def test_an_offcut_whose_grain_runs_across_is_laid_a_quarter_turn_with_its_defects() -> None:
    defect = {"x": 100.0, "y": 50.0, "comprimento": 200.0, "largura": 30.0}
    turned = sobra(veio=DirecaoVeio.LARGURA, defeitos=[defect])

    sheet = folhas(BATCH, [material()], [turned], PADRAO)[0]

    assert (sheet.length, sheet.width, sheet.grain) == (500, 900, True)
    (zone,) = sheet.keepouts
    assert (zone.x, zone.y, zone.length, zone.width) == (420, 100, 30, 200)


def test_an_offcut_without_thickness_takes_the_materials_or_is_refused() -> None:
    thin = sobra(espessura=None)

    assert folhas(BATCH, [material()], [thin], PADRAO)[0].thickness == 18
    with pytest.raises(InputError, match=r"plano\.sobra_sem_espessura"):
        folhas(BATCH, [], [thin], PADRAO)


@pytest.mark.parametrize("fonte", ["", "sobra", "sobra:x", "item:1", "chapa:"])
def test_a_source_that_names_nothing_names_nothing(fonte: str) -> None:
    assert item_da_fonte(fonte) is None
    assert chapa_da_fonte(fonte) is None


def test_names_of_results_are_those_of_the_old_store() -> None:
    assert nome_do_arquivo(TipoPlano.NESTING, "Casa 1", 1) == "nestings/Nesting_Lote_Casa 1.zip"
    late = nome_do_arquivo(TipoPlano.SECCIONADORA, "a/../b", 3)
    assert late == "seccionadoras/Seccionadora_Lote_a_.._b_V3.zip"
    assert nome_pedido("producao/nestings/x.zip ") == "nestings/x.zip"


@pytest.mark.parametrize(
    "pasta",
    ["lotes/Lote_7.zip", "producao/lotes/Lote_7.zip", "Lote_7", "7", "saida\\Lote_7", "x/Lote_7/"],
)
def test_every_way_to_name_a_batch_means_it(pasta: str) -> None:
    assert nome_do_lote(pasta) == "7"


def test_empty_form_fields_are_the_defaults() -> None:
    asked = PedidoAntigo.model_validate(
        {
            "pasta_lote": "7",
            "largura_chapa": "",
            "altura_chapa": None,
            "ferramentas": None,
            "sobras_ids": None,
            "qualquer": 1,
        }
    )

    ajustes = asked.ajustes(TipoPlano.NESTING, ())

    assert (ajustes.largura_chapa, ajustes.altura_chapa) == (2750, 1850)
    assert asked.perfil() is None


def test_layers_alone_are_no_machine_and_a_tool_is() -> None:
    layers_only = PedidoAntigo(pasta_lote="7", config_layers=[{"nome": "X", "tipo": "Operação"}])
    tool = {"tipo": "Fresa", "codigo": "1", "descricao": "FRESA 6MM", "diametro": "6"}

    assert layers_only.perfil() is None
    found = PedidoAntigo(pasta_lote="7", ferramentas=[tool]).perfil()
    assert found is not None
    assert "1" in [one.number for one in found.tools]


def test_equal_settings_have_one_name_and_others_another() -> None:
    one = AjustesPlano(segundos=3)

    assert impressao(one, "a") == impressao(AjustesPlano(segundos=3), "a")
    assert impressao(one, "a") != impressao(one, "b")
    assert impressao(one, "a") != impressao(AjustesPlano(segundos=4), "a")


def test_a_layout_is_shown_as_the_old_screens_read_it() -> None:
    layout = nest(BATCH, settings(seconds=0.1))

    shown: Any = previa_nesting(layout)

    (sheet,) = shown["chapas"]
    assert sheet["descricao"] == "MDF Branco 18mm (2750 x 1850)"
    piece, hole, *offcuts = sheet["operacoes"]
    assert (piece["tipo"], piece["nome"], piece["largura"]) == ("Peca", "LATERAL", 500)
    assert (hole["tipo"], hole["layer"], hole["largura"]) == ("Operacao", "FURO_8_12", 8)
    assert {one["tipo"] for one in offcuts} == {"Sobra"}
    assert [one["id"] for one in sheet["operacoes"]] == list(range(1, 3 + len(offcuts)))
    assert layers(layout) == ["FURO_8_12"]


def test_a_sawn_layout_is_shown_as_bare_rectangles() -> None:
    layout = nest(BATCH, settings(seconds=0.1, mode=Mode.SAW))

    shown: Any = previa_seccionadora(layout)

    ((piece,),) = shown["chapas"]
    assert {piece["width"], piece["height"]} == {500.0, 300.0}
    assert piece["Material"] == "MDF Branco 18mm"


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)
MACHINE_KEYS = (
    *("nome", "casasDecimais", "espacoEntrePecas", "refiloEsquerda", "layoutEtiqueta"),
    *("comprimentoX", "cabecalho", "zSeguranca", "tamanhoEtiquetadoraX", "xHoming"),
)
ROW_KEYS = ("tipo", "codigo", "descricao", "diametro", "comandoExtra", "nome", "profundidade")
ROWS = st.lists(st.dictionaries(st.sampled_from(ROW_KEYS), ANYTHING), max_size=3)


@settings_of_hypothesis(max_examples=150, deadline=None)
@given(
    st.dictionaries(st.sampled_from(MACHINE_KEYS), ANYTHING, max_size=4),
    ROWS,
    ROWS,
)
def test_whatever_a_client_calls_its_machine_is_a_profile_or_refused(
    machine: dict[str, Any], tools: list[dict[str, Any]], layers: list[dict[str, Any]]
) -> None:
    asked = PedidoAntigo(
        pasta_lote="7", config_maquina=machine, ferramentas=tools, config_layers=layers
    )

    try:
        found = asked.perfil()
    except InputError:
        return
    assert found is None or found.model_dump_json().encode()
