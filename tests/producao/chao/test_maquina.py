from __future__ import annotations

from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from core.command import Command
from core.command.log import Auditoria
from core.db.engine import Database
from core.db.unit import Unit
from core.errors import Denied, InputError, NotFound, Refused
from core.ids import new_id
from core.machine.profile import LabelField, load
from core.producao.commands.ajustes import (
    AlterarCorte,
    AlterarFerramenta,
    AlterarRegraCamada,
    ArquivarCorte,
    ArquivarFerramenta,
    ArquivarRegraCamada,
    CriarCorte,
    CriarFerramenta,
    CriarRegraCamada,
    RestaurarCorte,
    RestaurarFerramenta,
    RestaurarRegraCamada,
    SubstituirCortes,
    SubstituirFerramentas,
    SubstituirRegrasCamada,
)
from core.producao.commands.etiqueta import (
    AlterarLayoutEtiqueta,
    ArquivarLayoutEtiqueta,
    CriarLayoutEtiqueta,
    DefinirLayoutPadrao,
    RestaurarLayoutEtiqueta,
)
from core.producao.commands.maquina import (
    AlterarMaquina,
    ArquivarMaquina,
    CriarMaquina,
    DefinirMaquinaPadrao,
    DefinirPerfil,
    RestaurarMaquina,
    SalvarConfig,
)
from core.producao.models.maquina import Corte, Ferramenta, Maquina, RegraCamada
from core.producao.queries.maquina import (
    Linha,
    config_antiga,
    layouts,
    linhas,
    padrao,
    perfil,
    tabela_antiga,
)
from core.producao.rules.ajustes import DadosCamada, DadosCorte, DadosFerramenta
from core.producao.rules.maquina import perfil_antigo
from tests.support.databases import run, someone

TECNICO = someone("producao/maquinas", username="tecnico")
PLANEJADOR = someone("planos-producao/nesting", username="planejador")

FRESA = {
    "tipo": "Fresa",
    "codigo": "101",
    "descricao": "FRESA 6MM",
    "diametro": "6,0",
    "velocidadeCorte": "",
    "corDoCabo": {"tom": "azul"},
}
BROCA = {"tipo": "Broca", "codigo": "8", "descricao": "BROCA 8MM", "diametro": 8}


def tabela(database: Database, kind: type[Linha]) -> list[dict[str, Any]]:
    with Unit(database, writes=False) as unit:
        return tabela_antiga(unit.session, kind)


def chaves(database: Database, kind: type[Linha]) -> list[UUID]:
    with Unit(database, writes=False) as unit:
        machine = padrao(unit.session)
        assert machine is not None
        return [row.id for row in linhas(unit.session, kind, machine.id)]


def config(database: Database) -> dict[str, Any]:
    with Unit(database, writes=False) as unit:
        machine = padrao(unit.session)
        assert machine is not None
        return config_antiga(unit.session, machine)


def maquina(database: Database, nome: str = "Roteador", **more: Any) -> UUID:
    return UUID(str(run(database, CriarMaquina(nome=nome, **more), TECNICO)["id"]))


def test_old_list_comes_back_letter_by_letter(database: Database) -> None:
    assert tabela(database, Ferramenta) == []
    run(database, SubstituirFerramentas(linhas=[FRESA, BROCA]), TECNICO)

    assert tabela(database, Ferramenta) == [FRESA, BROCA]


def test_replaced_list_keeps_the_rows_that_stay(database: Database) -> None:
    run(database, SubstituirFerramentas(linhas=[FRESA, BROCA]), TECNICO)
    fresa, broca = chaves(database, Ferramenta)
    changed = {**BROCA, "diametro": "8,2"}
    extra = {"codigo": "9", "diametro": 5}
    done = run(database, SubstituirFerramentas(linhas=[changed, extra]), TECNICO)
    after = chaves(database, Ferramenta)

    assert done == {"novos": 1, "removidos": 1, "mantidos": 1}
    assert after[0] == broca
    assert fresa not in after
    assert tabela(database, Ferramenta) == [changed, extra]


def test_changed_row_shows_in_the_old_list_with_what_it_had(database: Database) -> None:
    run(database, SubstituirFerramentas(linhas=[FRESA]), TECNICO)
    [key] = chaves(database, Ferramenta)
    dados = DadosFerramenta(codigo="101", descricao="FRESA 6MM", diametro=5.9)
    run(database, AlterarFerramenta(id=key, dados=dados), TECNICO)

    assert tabela(database, Ferramenta) == [{**FRESA, "diametro": 5.9}]


def test_tool_is_made_put_away_and_taken_out(database: Database) -> None:
    made = run(database, CriarFerramenta(dados=DadosFerramenta(codigo="1")), TECNICO)
    key = UUID(str(made["id"]))
    run(database, ArquivarFerramenta(id=key), TECNICO)
    assert tabela(database, Ferramenta) == []
    with pytest.raises(NotFound):
        run(database, AlterarFerramenta(id=key, dados=DadosFerramenta()), TECNICO)
    run(database, RestaurarFerramenta(id=key), TECNICO)

    assert [row["codigo"] for row in tabela(database, Ferramenta)] == ["1"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"diametro": "oito"},
        {"diametro": -1},
        {"tipo": "Serra"},
        {"codigo": "x" * 41},
        {"comprimentoUtil": True},
        {"descricao": {"a": 1}},
    ],
)
def test_wrong_value_is_refused_with_its_place(database: Database, wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=r"config_ferramentas\[1\]"):
        run(database, SubstituirFerramentas(linhas=[BROCA, {**FRESA, **wrong}]), TECNICO)
    assert tabela(database, Ferramenta) == []


def test_one_cut_setting_is_the_default(database: Database) -> None:
    rows = [{"padrao": True, "tamanhoMaximo": "300"}, {"padrao": False, "tamanhoMaximo": ""}]
    run(database, SubstituirCortes(linhas=rows), TECNICO)
    first, second = chaves(database, Corte)
    swapped = [{**rows[0], "padrao": False}, {**rows[1], "padrao": True}]
    run(database, SubstituirCortes(linhas=swapped), TECNICO)
    assert chaves(database, Corte) == [first, second]
    run(database, CriarCorte(dados=DadosCorte(padrao=True, tamanho_maximo=900)), TECNICO)
    assert [row.get("padrao") for row in tabela(database, Corte)] == [False, False, True]
    run(database, AlterarCorte(id=first, dados=DadosCorte(padrao=True)), TECNICO)

    assert [row.get("padrao") for row in tabela(database, Corte)] == [True, False, False]
    with pytest.raises(Refused, match="corte_padrao"):
        run(database, SubstituirCortes(linhas=[{"padrao": True}, {"padrao": True}]), TECNICO)


def test_cut_setting_comes_back_without_the_mark(database: Database) -> None:
    run(database, SubstituirCortes(linhas=[{"padrao": True}]), TECNICO)
    [key] = chaves(database, Corte)
    run(database, ArquivarCorte(id=key), TECNICO)
    run(database, CriarCorte(dados=DadosCorte(padrao=True)), TECNICO)
    run(database, RestaurarCorte(id=key), TECNICO)

    assert sorted(row["padrao"] for row in tabela(database, Corte)) == [False, True]


def test_one_rule_a_layer_in_any_case(database: Database) -> None:
    rows = [{"nome": "FURO_8_12", "tipo": "Operação", "profundidade": "12"}]
    run(database, SubstituirRegrasCamada(linhas=rows), PLANEJADOR)
    [key] = chaves(database, RegraCamada)
    with pytest.raises(Refused, match="camada_repetida"):
        run(database, CriarRegraCamada(dados=DadosCamada(nome="furo_8_12 ")), PLANEJADOR)
    with pytest.raises(Refused, match="camada_repetida"):
        run(database, SubstituirRegrasCamada(linhas=[*rows, {"nome": "furo_8_12"}]), PLANEJADOR)
    run(database, ArquivarRegraCamada(id=key), PLANEJADOR)
    again = run(database, CriarRegraCamada(dados=DadosCamada(nome="furo_8_12")), PLANEJADOR)
    with pytest.raises(Refused, match="camada_repetida"):
        run(database, RestaurarRegraCamada(id=key), PLANEJADOR)
    changed = AlterarRegraCamada(id=again["id"], dados=DadosCamada(nome="OUTRA"))
    run(database, changed, PLANEJADOR)
    run(database, RestaurarRegraCamada(id=key), PLANEJADOR)

    assert [row["nome"] for row in tabela(database, RegraCamada)] == ["FURO_8_12", "OUTRA"]


def test_settings_make_the_profile_that_nesting_uses(database: Database) -> None:
    with Unit(database, writes=False) as unit, pytest.raises(NotFound):
        perfil(unit.session)
    run(database, SalvarConfig(config={"nome": "CNC", "zSeguranca": "60"}), TECNICO)
    run(database, SubstituirFerramentas(linhas=[FRESA, BROCA]), TECNICO)

    with Unit(database, writes=False) as unit:
        found = perfil(unit.session)
        machine = padrao(unit.session)
        assert machine is not None
        assert {note["onde"] for note in machine.avisos} >= {"config_ferramentas[0].corDoCabo"}
    assert (found.name, found.heights.clear) == ("CNC", 60.0)
    assert [tool.number for tool in found.tools] == ["101", "8"]
    assert found.state.value == "untested"


def test_own_profile_stands_until_it_is_taken_back(database: Database) -> None:
    own = load("router").model_dump(mode="json") | {"name": "Própria"}
    key = maquina(database, perfil=own)
    run(database, SalvarConfig(config={"nome": "Antiga"}), TECNICO)
    with Unit(database, writes=False) as unit:
        assert perfil(unit.session).name == "Própria"
    run(database, DefinirPerfil(id=key, perfil=None), TECNICO)
    with Unit(database, writes=False) as unit:
        assert perfil(unit.session, key).name == "Antiga"
    with pytest.raises(InputError, match="perfil_errado"):
        run(database, DefinirPerfil(id=key, perfil={**own, "tools": "x"}), TECNICO)
    run(database, DefinirPerfil(id=key, perfil=own), TECNICO)
    with Unit(database, writes=False) as unit:
        assert perfil(unit.session, key).name == "Própria"


def test_old_object_comes_back_whole_and_its_label_is_a_layout(database: Database) -> None:
    sent = {
        "nome": "CNC",
        "casasDecimais": "4",
        "desconhecido": [1, None],
        "tamanhoEtiquetadoraX": "60",
        "tamanhoEtiquetadoraY": "",
        "layoutEtiqueta": [{"id": 1717171717171, "campo": "PartName", "x": 2, "y": 3.5}],
    }
    run(database, SalvarConfig(config=sent), TECNICO)
    assert config(database) == sent
    with Unit(database, writes=False) as unit:
        machine = padrao(unit.session)
        assert machine is not None
        [layout] = layouts(unit.session, machine.id)
        assert (layout.comprimento, layout.largura, layout.padrao) == (60.0, 30.0, True)
        assert [field["field"] for field in layout.campos] == ["PartName"]
    moved = (LabelField(field="PartName", x=4, y=4),)
    run(database, AlterarLayoutEtiqueta(id=layout.id, campos=moved, largura=40), TECNICO)

    shown = config(database)
    assert shown["layoutEtiqueta"] == [{"id": 1, "campo": "PartName", "x": 4.0, "y": 4.0}]
    assert shown["tamanhoEtiquetadoraY"] == 40.0
    assert shown["desconhecido"] == [1, None]


@pytest.mark.parametrize(
    "layout", ["x", [1], [{"campo": "A", "x": "?", "y": 1}], [{"x": 1, "y": 1}]]
)
def test_object_with_a_wrong_label_is_refused(database: Database, layout: Any) -> None:
    with pytest.raises(InputError, match="layoutEtiqueta"):
        run(database, SalvarConfig(config={"layoutEtiqueta": layout}), TECNICO)


def test_label_layouts_of_a_machine(database: Database) -> None:
    key = maquina(database)
    size = {"comprimento": 50, "largura": 30}

    def make(nome: str) -> UUID:
        command = CriarLayoutEtiqueta(maquina_id=key, nome=nome, **size)
        return UUID(str(run(database, command, TECNICO)["id"]))

    first, second = make("A"), make("B")
    with pytest.raises(Refused, match="etiqueta_repetida"):
        make("A")
    with pytest.raises(Refused, match="etiqueta_repetida"):
        run(database, AlterarLayoutEtiqueta(id=second, nome="A"), TECNICO)
    with pytest.raises(Refused, match="e_padrao"):
        run(database, ArquivarLayoutEtiqueta(id=first), TECNICO)
    run(database, DefinirLayoutPadrao(id=second), TECNICO)
    run(database, ArquivarLayoutEtiqueta(id=first), TECNICO)
    make("A")
    with pytest.raises(Refused, match="etiqueta_repetida"):
        run(database, RestaurarLayoutEtiqueta(id=first), TECNICO)
    with Unit(database, writes=False) as unit:
        assert [(row.nome, row.padrao) for row in layouts(unit.session, key)] == [
            ("B", True),
            ("A", False),
        ]


def test_machines_have_one_default_and_names_of_their_own(database: Database) -> None:
    first, second = maquina(database, "Um"), maquina(database, "Dois")
    with pytest.raises(Refused, match=r"maquina\.repetida"):
        maquina(database, " DOIS ")
    with pytest.raises(Refused, match=r"maquina\.repetida"):
        run(database, AlterarMaquina(id=second, nome="um"), TECNICO)
    with pytest.raises(Refused, match="e_padrao"):
        run(database, ArquivarMaquina(id=first), TECNICO)
    run(database, DefinirMaquinaPadrao(id=second), TECNICO)
    run(database, ArquivarMaquina(id=first), TECNICO)
    with pytest.raises(NotFound):
        run(database, DefinirMaquinaPadrao(id=first), TECNICO)
    run(database, RestaurarMaquina(id=first), TECNICO)
    run(database, AlterarMaquina(id=first, nome="Três"), TECNICO)

    with Unit(database, writes=False) as unit:
        rows = unit.session.scalars(select(Maquina).order_by(Maquina.number)).all()
        assert [(row.nome, row.padrao) for row in rows] == [("Três", False), ("Dois", True)]


def test_concurrent_first_settings_make_one_machine(postgres: Database) -> None:
    together = Barrier(4)

    def caller(number: int) -> None:
        together.wait()
        run(postgres, CriarFerramenta(dados=DadosFerramenta(codigo=str(number))), TECNICO)

    threads = [Thread(target=caller, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with Unit(postgres, writes=False) as unit:
        assert len(unit.session.scalars(select(Maquina)).all()) == 1
    assert sorted(row["codigo"] for row in tabela(postgres, Ferramenta)) == ["0", "1", "2", "3"]


KEY = new_id()
_SAVE_LAYERS = [
    CriarRegraCamada(dados=DadosCamada(nome="A")),
    AlterarRegraCamada(id=KEY, dados=DadosCamada(nome="A")),
    ArquivarRegraCamada(id=KEY),
    RestaurarRegraCamada(id=KEY),
    SubstituirRegrasCamada(linhas=[]),
]
_SAVE_MACHINES = [
    CriarMaquina(nome="X"),
    AlterarMaquina(id=KEY),
    DefinirPerfil(id=KEY, perfil=None),
    DefinirMaquinaPadrao(id=KEY),
    ArquivarMaquina(id=KEY),
    RestaurarMaquina(id=KEY),
    SalvarConfig(config={}),
    CriarFerramenta(dados=DadosFerramenta()),
    AlterarFerramenta(id=KEY, dados=DadosFerramenta()),
    ArquivarFerramenta(id=KEY),
    RestaurarFerramenta(id=KEY),
    SubstituirFerramentas(linhas=[]),
    CriarCorte(dados=DadosCorte()),
    AlterarCorte(id=KEY, dados=DadosCorte()),
    ArquivarCorte(id=KEY),
    RestaurarCorte(id=KEY),
    SubstituirCortes(linhas=[]),
    CriarLayoutEtiqueta(maquina_id=KEY, nome="A", comprimento=50, largura=30),
    AlterarLayoutEtiqueta(id=KEY),
    DefinirLayoutPadrao(id=KEY),
    ArquivarLayoutEtiqueta(id=KEY),
    RestaurarLayoutEtiqueta(id=KEY),
]


def test_without_the_permission_nothing_is_done(database: Database) -> None:
    commands: list[Command] = [*_SAVE_LAYERS, *_SAVE_MACHINES]
    for command in commands:
        with pytest.raises(Denied):
            run(database, command, someone("producao"))
    for command in _SAVE_MACHINES:
        with pytest.raises(Denied):
            run(database, command, PLANEJADOR)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.floats(allow_nan=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
CONFIG_KEYS = st.sampled_from(
    ["nome", "casasDecimais", "zSeguranca", "comprimentoX", "introducao", "layoutEtiqueta",
     "espacoEntrePecas", "inverterXChapa", "anguloRotacaoChapa", "extensaoArquivo"]
)  # fmt: skip


@settings(deadline=None)
@given(st.dictionaries(CONFIG_KEYS | st.text(), JSON, max_size=6))
def test_any_old_object_makes_a_profile_or_a_reason(values: dict[str, Any]) -> None:
    made = perfil_antigo(values, [], [], [])

    assert (made.perfil is not None) or made.avisos[0]["codigo"]


def test_replacing_a_whole_table_is_audited_with_its_machine(database: Database) -> None:
    key = UUID(str(run(database, CriarMaquina(nome="Fresa"), TECNICO)["id"]))
    for command in (
        SubstituirFerramentas(maquina_id=key, linhas=[]),
        SubstituirCortes(linhas=[]),
        SubstituirRegrasCamada(maquina_id=key, linhas=[]),
        SalvarConfig(config={}),
        DefinirMaquinaPadrao(id=key),
    ):
        run(database, command, TECNICO)

    with Unit(database, writes=False) as unit:
        lines = unit.session.execute(select(Auditoria.ato, Auditoria.assunto)).all()
    assert {tuple(line) for line in lines} == {
        ("ferramenta.substituir_lista", str(key)),
        ("corte.substituir_lista", "padrao"),
        ("regra_camada.substituir_lista", str(key)),
        ("maquina.salvar_config", "padrao"),
        ("maquina.padrao", str(key)),
    }
