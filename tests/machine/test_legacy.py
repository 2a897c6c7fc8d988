import json
from typing import Any

import pytest

from core.errors import InputError
from core.machine.legacy import Imported, import_profile
from core.machine.profile import load, parse
from core.machine.toml import profile_text
from core.messages import known

MACHINE: dict[str, Any] = {
    "nome": "Máquina da fábrica",
    "fabricante": "",
    "comprimentoX": "1900",
    "comprimentoY": "2800,5",
    "movimentacaoZ": "",
    "casasDecimais": "3",
    "zSeguranca": "50",
    "zAntesTrabalho": "",
    "zHoming": "60",
    "introducao": "",
    "cabecalho": "(T[T])\r\nG0 Z[ZH]\r\nM6 T[T]\r\n[CMD_EXTRA]",
    "furos": "",
    "comandoFinalFuros": "M15\nM16",
    "espacoEntrePecas": "8",
    "refiloEsquerda": "5",
    "refilo_inferior": "7",
    "toleranciaCorte": "0.1",
    "inverterXReferencia": True,
    "tamanhoEtiquetadoraX": "60",
    "layoutEtiqueta": [{"id": 1, "campo": "PartName", "x": 2, "y": "3,5"}],
    "ordenarChapasEspessura": "Decrescente",
    "inventado": "abc",
}
TOOLS: list[dict[str, Any]] = [
    {"tipo": "Fresa", "codigo": "1", "descricao": "FRESA 6MM", "comandoExtra": "S[S] M3",
     "velocidadeRotacao": "17000", "diametro": "", "velocidadeCorte": "6000"},
    {"tipo": "Broca", "codigo": 8, "descricao": "BROCA 8MM", "comandoExtra": "", "diametro": "8"},
    {"tipo": "Broca", "codigo": "", "descricao": "BROCA 5MM", "diametro": "5"},
    {"tipo": "Fresa", "codigo": "3", "descricao": "FRESA 12", "comandoExtra": "G54"},
    {"tipo": "Fresa", "codigo": "4", "descricao": "SEM NUMERO", "diametro": ""},
]  # fmt: skip
CUTS: list[dict[str, Any]] = [
    {"padrao": False, "tamanhoMaximo": "300", "ferramenta": "3"},
    {"padrao": True, "corteConcordante": False, "ferramenta": "FRESA 6MM",
     "ferramentaGrossa": "3", "configurarUltimoPasso": True, "agruparUltimoPasso": True,
     "profundidadeUltimoPasso": "0,5", "distanciaVelReduzida": ""},
]  # fmt: skip
LAYERS: list[dict[str, Any]] = [
    {"nome": "FURO_8_12", "tipo": "Operação", "profundidade": "12", "ferramenta": "BROCA 8MM",
     "estrategia": ""},
    {"nome": "CONTORNO", "tipo": "Peça/Sobra", "pecaOuSobra": "Peça"},
    {"nome": "USINAR_5_X", "tipo": "Operação", "profundidade": 5, "estrategia": "Por Fora"},
    {"nome": "furo_8_12", "tipo": "Operação"},
    {"nome": "USINAR_6_Desbaste", "tipo": "Operação", "estrategia": "", "profundidade": 0},
    {"nome": "RASGO_6_8", "tipo": "Chapa"},
    {"nome": "FURO_5_9", "tipo": "Operação", "estrategia": "Por Dentro"},
]  # fmt: skip


def whole() -> Imported:
    return import_profile(
        [
            (
                "tudo.json",
                json.dumps(
                    {
                        "config_maquina": MACHINE,
                        "config_ferramentas": TOOLS,
                        "config_cortes": json.dumps(CUTS),
                        "config_layers": LAYERS,
                    }
                ).encode(),
            )
        ]
    )


def places(imported: Imported) -> dict[str, str]:
    return {left.place: left.reason for left in imported.left}


def test_given_settings_arrive_and_empty_ones_keep_the_default() -> None:
    profile = whole().profile
    standard = load("router")

    assert profile.name == "Máquina da fábrica"
    assert (profile.frame.table_x, profile.frame.table_y) == (1900.0, 2800.5)
    assert profile.frame.z_max == standard.frame.z_max
    assert (profile.heights.clear, profile.heights.approach) == (50.0, standard.heights.approach)
    assert (profile.homing_z, profile.files.decimals) == ("60", 3)
    assert profile.templates.introducao == standard.templates.introducao
    assert profile.templates.cabecalho == "(T[T])\nG0 Z[ZH]\nM6 T[T]\n[CMD_EXTRA]"
    assert (profile.nesting.trim_left, profile.nesting.trim_bottom) == (5.0, 7.0)
    assert profile.nesting.trim_right == standard.nesting.trim_right
    assert profile.labels.length == 60.0
    assert [(f.field, f.x, f.y) for f in profile.labels.layout] == [("PartName", 2.0, 3.5)]
    assert profile.labels.order == "descending"
    assert profile.state.value == "untested"


def test_tools_get_their_size_from_the_name_and_a_start_of_the_spindle() -> None:
    profile = whole().profile

    assert [tool.number for tool in profile.tools] == ["1", "8", "3"]
    assert (profile.tool("1").diameter, profile.tool("1").rpm) == (6.0, 17000.0)
    assert profile.tool("1").feed_cut == 6000.0
    assert (profile.tool("8").kind.value, profile.tool("8").start) == ("drill", ("S[S] M3",))
    assert profile.tool("3").start == ("G54", "S[S] M3")


def test_the_default_cut_setting_rules() -> None:
    cutting = whole().profile.cutting

    assert (cutting.contour_tool, cutting.thick_contour_tool) == ("1", "3")
    assert (cutting.climb, cutting.skin_before_release) == (False, 0.5)
    assert whole().profile.spacing(18) == pytest.approx(8.0)


def test_layers_keep_kind_depth_and_tool() -> None:
    layers = {layer.layer: layer for layer in whole().profile.layers}

    assert layers["FURO_8_12"].kind is layers["FURO_5_9"].kind is None
    assert (layers["FURO_8_12"].depth, layers["FURO_8_12"].tool) == (12.0, "BROCA 8MM")
    assert layers["CONTORNO"].kind == "outline"
    assert layers["USINAR_5_X"].kind == "outside"
    assert (layers["USINAR_6_Desbaste"].kind, layers["USINAR_6_Desbaste"].depth) == (None, None)
    assert "RASGO_6_8" not in layers
    assert len(layers) == 5


def test_what_is_left_out_is_said() -> None:
    found = places(whole())

    assert found["config_maquina.toleranciaCorte"] == "machine.antigo_sem_uso"
    assert found["config_maquina.inverterXReferencia"] == "machine.antigo_espelho"
    assert found["config_maquina.inventado"] == "machine.antigo_campo"
    assert found["config_maquina.comando_final_furos"] == "machine.antigo_codigo"
    assert found["config_ferramentas[2]"] == "machine.antigo_sem_codigo"
    assert found["config_ferramentas[3].comandoExtra"] == "machine.antigo_fuso"
    assert found["config_ferramentas[4]"] == "machine.antigo_sem_diametro"
    assert found["config_cortes[0]"] == "machine.antigo_regra"
    assert found["config_layers[3]"] == "machine.antigo_repetida"
    assert found["config_layers[5]"] == "machine.antigo_tipo"
    assert all(known(reason) for reason in found.values())


def test_codes_of_old_templates_stand_in_the_profile() -> None:
    assert [code.word for code in whole().profile.codes] == ["M15", "M16"]


def test_four_files_give_the_same_profile_as_one() -> None:
    files = [
        ("m.json", json.dumps(MACHINE).encode()),
        ("f.json", json.dumps(TOOLS).encode("utf-8-sig")),
        ("c.json", json.dumps(CUTS).encode()),
        ("l.json", json.dumps(LAYERS).encode()),
    ]

    assert import_profile(files) == whole()


def test_the_profile_written_and_read_is_the_same() -> None:
    profile = whole().profile

    assert parse(profile_text(profile), "again") == profile


def test_a_machine_of_empty_strings_is_the_default_with_nothing_left_out() -> None:
    empty = {key: "" for key in MACHINE if key != "layoutEtiqueta"}

    imported = import_profile([("m.json", json.dumps(empty).encode())])

    standard = load("router")
    assert imported.left == ()
    assert imported.profile.heights == standard.heights
    assert imported.profile.tools == standard.tools


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"{", "machine.antigo_json"),
        (b"\xff\xfe", "machine.antigo_json"),
        (b'{"zSeguranca": NaN}', "machine.antigo_json"),
        (b"[1, 2]", "machine.antigo_desconhecido"),
        (b'{"config_ferramentas": [1]}', "machine.antigo_forma"),
        (b"[" * 100_000, "machine.antigo_json"),
    ],
)
def test_what_is_no_setting_is_refused_by_name(data: bytes, code: str) -> None:
    with pytest.raises(InputError) as caught:
        import_profile([("x.json", data)])

    assert (caught.value.code, caught.value.values["file"]) == (code, "x.json")
    assert known(code)
