from __future__ import annotations

import pytest

from core.errors import InputError
from core.formats.layer_names import Role, escape, unescape_mark
from core.formats.layers import default_rules, load_rules, parse_rules
from core.machine.profile import LayerOverride
from core.messages import known
from core.parts import Face, OperationKind

K = OperationKind

HOLES = [
    ("FURO_8_12", 8.0, 12.0),
    ("furo_8_12", 8.0, 12.0),
    ("FURO_8_12-5", 8.0, 12.5),
    ("FURO_8_12.5", 8.0, 12.5),
    ("FURO_8_12,5", 8.0, 12.5),
    ("FURO_8.0_12.5", 8.0, 12.5),
    ("FURO_12-5_8", 12.5, 8.0),
    ("FURO_35_11-5", 35.0, 11.5),
    ("MDF18_FURO_5_12", 5.0, 12.0),
    ("xref$0$FURO_5_12", 5.0, 12.0),
    ("FURO 8 12", 8.0, 12.0),
    ("FURO_8_12 (2)", 8.0, 12.0),
]


@pytest.mark.parametrize(("layer", "diameter", "depth"), HOLES)
def test_holes_say_diameter_and_depth(layer: str, diameter: float, depth: float) -> None:
    found = default_rules().read(layer)

    assert (found.role, found.kind) == (Role.OPERATION, K.DRILL)
    assert (found.diameter, found.depth) == (diameter, depth)


@pytest.mark.parametrize(
    ("layer", "width", "depth"),
    [("RASGO_6_8", 6.0, 8.0), ("rasgo_6-5_8", 6.5, 8.0), ("Rasgo_6,5_7.25", 6.5, 7.25)],
)
def test_grooves_say_width_and_depth(layer: str, width: float, depth: float) -> None:
    found = default_rules().read(layer)

    assert (found.kind, found.width, found.depth) == (K.GROOVE, width, depth)


@pytest.mark.parametrize(
    ("layer", "kind", "depth", "macro"),
    [
        ("USINAR_18_Por Dentro", K.INSIDE, 18.0, None),
        ("USINAR_18_POR_DENTRO", K.INSIDE, 18.0, None),
        ("usinar_18_por-dentro", K.INSIDE, 18.0, None),
        ("USINAR_18_POR", K.INSIDE, 18.0, None),
        ("USINAR_18_Dentro", K.INSIDE, 18.0, None),
        ("USINAR_18_Por Fora", K.OUTSIDE, 18.0, None),
        ("USINAR_18_PORFORA", K.OUTSIDE, 18.0, None),
        ("USINAR_4_Linha", K.LINE, 4.0, None),
        ("USINAR_9,5_Desbaste", K.POCKET, 9.5, None),
        ("USINAR_9-5_DESBASTE", K.POCKET, 9.5, None),
        ("PuxadorCava1_6.5_Desbaste", K.POCKET, 6.5, "PuxadorCava1"),
        ("PUXADORCAVA2_18.2_LINHA", K.LINE, 18.2, "PuxadorCava2"),
        ("PuxadorCavaCurvo1_6-5_Desbaste", K.POCKET, 6.5, "PuxadorCavaCurvo1"),
        ("puxadorcavacurvo2_18,2_linha", K.LINE, 18.2, "PuxadorCavaCurvo2"),
        ("PuxadorCava30_12_Linha", K.LINE, 12.0, "PuxadorCava30"),
        ("Corte45_18.2_Linha", K.LINE, 18.2, "Corte45"),
        ("P_Corte45_18.2_Linha", K.LINE, 18.2, "Corte45"),
    ],
)
def test_millings_say_depth_strategy_and_macro(
    layer: str, kind: K, depth: float, macro: str | None
) -> None:
    found = default_rules().read(layer)

    assert (found.role, found.kind, found.depth) == (Role.OPERATION, kind, depth)
    assert found.macro == macro


@pytest.mark.parametrize("layer", ["USINAR_18_POR", "usinar_18_por"])
def test_a_cut_strategy_is_told(layer: str) -> None:
    assert default_rules().read(layer).cut_strategy


@pytest.mark.parametrize("layer", ["CONTORNO", "contorno", "borda_externa", "A-CONTORNO"])
def test_outlines(layer: str) -> None:
    assert default_rules().read(layer).role is Role.OUTLINE


@pytest.mark.parametrize("layer", ["0", "DEFPOINTS", "Defpoints"])
def test_ignored(layer: str) -> None:
    assert default_rules().read(layer).role is Role.IGNORED


@pytest.mark.parametrize("layer", ["TEXTO", "COTAS", "", "ETIQUETA_8_12", "CONTORNO2"])
def test_layers_without_a_rule(layer: str) -> None:
    assert default_rules().read(layer).role is Role.UNKNOWN


@pytest.mark.parametrize(
    ("layer", "code"),
    [
        ("FURO", "desenho.camada_incompleta"),
        ("FURO_8", "desenho.camada_incompleta"),
        ("FURO_8_12_L1", "desenho.camada_incompleta"),
        ("FURO_8_12-5-3", "desenho.camada_incompleta"),
        ("FURO_8_12_3", "desenho.camada_incompleta"),
        ("FURO_8x12", "desenho.camada_incompleta"),
        ("FURO_8_12@teto", "desenho.camada_incompleta"),
        ("FURO_8_12@passante.1", "desenho.camada_incompleta"),
        ("RASGO_6", "desenho.camada_incompleta"),
        ("USINAR_9", "desenho.camada_incompleta"),
        ("USINAR_9_Lixar", "desenho.estrategia_desconhecida"),
        ("FURO_8_0", "desenho.medida_zero"),
        ("FURO_0_8", "desenho.medida_zero"),
        ("RASGO_0_8", "desenho.medida_zero"),
        ("USINAR_0_Desbaste", "desenho.medida_zero"),
        ("FURO_8_99999", "desenho.medida_zero"),
        ("FURO_8_12" + "0" * 300, "desenho.camada_incompleta"),
    ],
)
def test_machining_that_says_too_little_is_refused(layer: str, code: str) -> None:
    found = default_rules().read(layer)

    assert (found.role, found.code) == (Role.REFUSED, code)
    assert known(code)


@pytest.mark.parametrize(
    ("layer", "face"),
    [
        ("FURO_8_24@L1", Face.L1),
        ("FURO_8_24@l3", Face.L3),
        ("FURO_8_24@C1", Face.C1),
        ("FURO_8_24@C2", Face.C2),
        ("FURO_8_12@verso", Face.BOTTOM),
        ("FURO_8_12@frente", Face.TOP),
        ("FURO_8_12", Face.TOP),
    ],
)
def test_marks_say_the_face(layer: str, face: Face) -> None:
    assert default_rules().read(layer).face is face


def test_marks_say_the_rest() -> None:
    found = default_rules().read("USINAR_5_Linha@passante@tool.4@macro.Porta%20A@d.3@w.2.5@n.7")

    assert (found.through, found.tool, found.macro) == (True, "4", "Porta A")
    assert (found.diameter, found.width, found.number) == (3.0, 2.5, 7)


@pytest.mark.parametrize(
    "text", ["", "4", "fresa 6 mm", "ção/§", "a@b.c%20", "日本\t", " a b ", " "]
)
def test_escaped_texts_come_back(text: str) -> None:
    assert unescape_mark(escape(text)) == text


def test_own_rules_in_toml() -> None:
    rules = parse_rules(
        b"""
        strategies = {fresar = "pocket"}
        [[rules]]
        pattern = '^dobradica$'
        kind = "drill"
        diameter = 35
        depth = 12
        tool = "35"
        [[rules]]
        pattern = '^z(?P<depth>{n})(?P<strategy>fresar)$'
        face = "bottom"
        """,
        "meu.toml",
    )

    hinge, pocket = rules.read("Dobradica"), rules.read("Z3,5FRESAR")

    assert (hinge.kind, hinge.diameter, hinge.depth, hinge.tool) == (K.DRILL, 35.0, 12.0, "35")
    assert (pocket.kind, pocket.depth, pocket.face) == (K.POCKET, 3.5, Face.BOTTOM)


def test_own_rules_in_json() -> None:
    rules = parse_rules(b'{"rules": [{"pattern": "^casca$", "outline": true}]}', "meu.JSON")

    assert rules.read("CASCA").role is Role.OUTLINE


@pytest.mark.parametrize(
    ("data", "name", "place"),
    [
        (b"rules = [", "a.toml", "-"),
        (b"\xff\xfe\x00", "a.toml", "-"),
        (b'{"rules": 3}', "a.json", "rules"),
        (b"{", "a.json", "-"),
        (b'[[rules]]\npattern = "("', "a.toml", "rules.0"),
        (b'[[rules]]\npattern = "a"\ndeep = 3', "a.toml", "rules.0.deep"),
        (b'[[rules]]\npattern = "a"\ndepth = -1', "a.toml", "rules.0.depth"),
        (b'[[rules]]\npattern = "a"\ndepth = nan', "a.toml", "rules.0.depth"),
    ],
)
def test_wrong_rules_name_the_place(data: bytes, name: str, place: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_rules(data, name)

    assert caught.value.code == "desenho.regras_invalidas"
    assert caught.value.values["place"] == place


@pytest.mark.parametrize("name", ["nada", "../padrao", "nada.toml", "padrao/.."])
def test_rules_that_are_nowhere(name: str) -> None:
    with pytest.raises(InputError) as caught:
        load_rules(name)

    assert caught.value.code == "desenho.regras_nao_existem"


def test_rules_by_name_are_the_shipped_ones() -> None:
    assert load_rules("padrao") is default_rules()


def test_a_registered_layer_wins_over_its_name_and_keeps_what_it_does_not_say() -> None:
    rules = default_rules().with_registered(
        [
            LayerOverride(layer="furo_8_12", depth=10),
            LayerOverride(layer="USINAR_4_Linha", kind="pocket", tool="12"),
            LayerOverride(layer="FRESA", kind="line", depth=3),
            LayerOverride(layer="FURO_5_5", kind="ignore"),
            LayerOverride(layer="PECA", kind="outline"),
        ]
    )

    hole, pocket, line = (rules.read(n) for n in ("FURO_8_12", "USINAR_4_Linha", "Fresa"))
    assert (hole.kind, hole.diameter, hole.depth) == (K.DRILL, 8.0, 10.0)
    assert (pocket.kind, pocket.depth, pocket.tool) == (K.POCKET, 4.0, None)
    assert (line.role, line.kind, line.depth) == (Role.OPERATION, K.LINE, 3.0)
    assert (hole.registered, pocket.registered, line.registered) == (True, True, True)
    assert rules.read("FURO_5_5").role is Role.IGNORED
    assert rules.read("PECA").role is Role.OUTLINE
    assert not rules.read("FURO_8_13").registered
    assert default_rules().read("FURO_8_12").depth == 12.0


@pytest.mark.parametrize(
    ("override", "code"),
    [
        (LayerOverride(layer="FRESA", tool="6"), "desenho.estrategia_desconhecida"),
        (LayerOverride(layer="FRESA", kind="line"), "desenho.camada_incompleta"),
        (LayerOverride(layer="FRESA", kind="drill", depth=5), "desenho.camada_incompleta"),
    ],
)
def test_a_registered_layer_that_says_too_little_blocks(override: LayerOverride, code: str) -> None:
    meaning = default_rules().with_registered([override]).read("FRESA")

    assert (meaning.role, meaning.code) == (Role.REFUSED, code)
