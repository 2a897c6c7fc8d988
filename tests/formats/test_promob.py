from pathlib import Path

import pytest

from core.formats.preset import BudgetMaterial, ImportPreset
from core.formats.report import Outcome
from tests.support.lists import drawing, only, read, write

PANEL = (
    '<ITEM ID="1" DESCRICAO="Lateral Teste" DESENHO="{drawing}" LARGURA="{length}" '
    'PROFUNDIDADE="551,50" ALTURA="18,00" QUANTIDADE="{quantity}" '
    'CAMINHOITEMCATALOG="Biblioteca\\Montagem\\Laterais">'
    '<UNIQUE_ID AMBIENTNAME="{room}"/>'
    '<COLUNAS><COLUNA CODIGO="Cor" RESPOSTA="x"/>'
    '<COLUNA CODIGO="Material" RESPOSTA="MDF Exemplo 18,0mm"/></COLUNAS>{inside}</ITEM>'
)


def panel(
    drawing: str = "XYZ00000009A",
    length: str = "702,00",
    quantity: str = "1",
    room: str = "Escritorio",
    inside: str = "",
) -> str:
    return PANEL.format(drawing=drawing, length=length, quantity=quantity, room=room, inside=inside)


def hardware(name: str, quantity: str = "8", reference: str = "", path: str = "Ferragens") -> str:
    return (
        f'<ITEM DESCRICAO="{name}" REFERENCIA="{reference}" QUANTIDADE="{quantity}" '
        f'CAMINHOITEMCATALOG="Biblioteca\\{path}"/>'
    )


def order(*items: str, client: str = '<CLIENTE_LOJA NOME="Cliente Fictício"/>') -> bytes:
    head = '<?xml version="1.0" encoding="ISO-8859-1"?>'
    body = "\n".join(items)
    return f"{head}<PEDIDO>{client}<ITENS_PEDIDO>\n{body}\n</ITENS_PEDIDO></PEDIDO>".encode(
        "latin-1"
    )


def test_a_panel_with_its_quantity_room_material_and_drawing(tmp_path: Path) -> None:
    folder = write(
        tmp_path, {"pedido.xml": order(panel(quantity="3")), "XYZ00000009A.DXF": drawing()}
    )

    result = read(folder)

    part = only(result)
    assert part.quantity == 3
    assert (part.length, part.width, part.thickness) == (702.0, 551.5, 18.0)
    assert (part.program, part.code) == (None, "XYZ00000009A")
    assert part.material == "MDF Exemplo 18mm"
    assert result.batch.packages[0].name == "Cliente Fictício - Escritorio"
    assert part.drawn
    assert result.report.counts.pieces == 3


@pytest.mark.parametrize("name", [r"Desenhos\XYZ00000009A", "xyz00000009a.dxf"])
def test_the_drawing_is_found_by_path_and_in_any_case(tmp_path: Path, name: str) -> None:
    folder = write(
        tmp_path,
        {"pedido.xml": order(panel(drawing=name)), "desenhos/XYZ00000009A.Dxf": drawing()},
    )

    part = only(read(folder))

    assert part.drawn
    assert part.code.upper() == "XYZ00000009A"


def test_hardware_is_merged_by_reference_and_by_name_without_one(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        {
            "pedido.xml": order(
                panel(),
                hardware("Cavilha teste", "8", "CAVX"),
                hardware("Cavilha outra", "2", "CAVX"),
                hardware("Parafuso", "4", path="Outros"),
                hardware("Dobradiça", "1,5", path="Outros"),
                hardware("Parafuso", "6", path="Outros"),
            )
        },
    )

    result = read(folder)

    (package,) = result.batch.packages
    found = [(item.name, item.code, item.quantity) for item in package.hardware]
    assert found == [
        ("Cavilha teste", "CAVX", 10.0),
        ("Parafuso", "S/REF", 10.0),
        ("Dobradiça", "S/REF", 1.5),
    ]
    assert result.report.counts.hardware_rows == 5
    assert result.report.counts.balanced


def test_what_is_none_of_ours_is_ignored_and_what_is_unknown_skipped(tmp_path: Path) -> None:
    items = order(
        panel(inside='<ITEM DESCRICAO="Fita de borda 22" QUANTIDADE="4"/>'),
        '<ITEM ID="CHAPA" DESCRICAO="MDF"/>',
        '<ITEM DESCRICAO="Balcão" CAMINHOITEMCATALOG="Cozinhas\\Inferior"/>',
        '<ITEM DESCRICAO="Frete"/>',
        '<ITEM DESCRICAO="Avulso" DESENHO="A" LARGURA="1" PROFUNDIDADE="2" ALTURA="3"/>',
    )

    result = read(write(tmp_path, {"pedido.xml": items}))

    outcomes = [(row.label, row.outcome) for row in result.report.rows()]
    assert outcomes == [
        ("XYZ00000009A LATERAL TESTE", Outcome.PART),
        ("Fita de borda 22", Outcome.IGNORED),
        ("MDF", Outcome.IGNORED),
        ("Balcão", Outcome.IGNORED),
        ("Frete", Outcome.SKIPPED),
        ("A AVULSO", Outcome.PART),
    ]
    assert all(row.reason for row in result.report.rows())
    assert result.report.counts.balanced
    assert "importacao.promob_painel_suposto" in {one.code for one in result.report.assumptions}


def test_a_panels_material_is_its_own_and_not_that_of_items_inside(tmp_path: Path) -> None:
    inner = panel(drawing="DENTRO").replace("MDF Exemplo", "HDF Outro")
    outer = panel(inside=inner).replace('<COLUNA CODIGO="Material"', '<COLUNA CODIGO="Nada"', 1)

    parts = list(read(write(tmp_path, {"p.xml": order(outer)})).batch.parts())

    assert [part.material for part in parts] == ["Desconhecido", "HDF Outro 18mm"]


@pytest.mark.parametrize("quantity", ["-1", "1,5", "NaN", "10000", "x"])
def test_a_wrong_quantity_is_quarantined(tmp_path: Path, quantity: str) -> None:
    result = read(write(tmp_path, {"p.xml": order(panel(quantity=quantity), panel("B"))}))

    assert only(result).code == "B"
    (left,) = [item for item in result.report.left_out() if item.line]
    assert (left.line, left.code) == (2, "importacao.quantidade_invalida")


def test_a_client_that_is_not_named(tmp_path: Path) -> None:
    result = read(write(tmp_path, {"p.xml": order(panel(room=""), client="")}))

    assert result.batch.packages[0].name == "SemCliente - Projeto"


BUDGET = """<?xml version="1.0" encoding="utf-8"?>
<ORCAMENTO>
  <DATA ID="nomecliente" VALUE="Cliente Fictício"/>
  <AMBIENT DESCRIPTION="Sala">
    {sala}
  </AMBIENT>
  <AMBIENT DESCRIPTION="Quarto">
    {quarto}
  </AMBIENT>
</ORCAMENTO>"""


def budget_item(**more: str) -> str:
    attributes = {
        "DESCRIPTION": "Lateral Direita",
        "REFERENCE": "9.1.18.A.700",
        "COMPONENT": "Y",
        "STRUCTURE": "N",
        "WIDTH": "700",
        "DEPTH": "500",
        "HEIGHT": "18",
        "AMOUNT": "1",
        "UNIQUEID": "",
        **more,
    }
    return "<ITEM " + " ".join(f'{name}="{value}"' for name, value in attributes.items()) + "/>"


def budget(sala: list[str], quarto: list[str] | None = None) -> str:
    return BUDGET.format(sala="\n".join(sala), quarto="\n".join(quarto or []))


def test_a_budget_keeps_its_rooms_apart_and_counts_amounts(tmp_path: Path) -> None:
    text = budget(
        [budget_item(AMOUNT="2"), '<ITEM DESCRIPTION="Parafuso" TYPE="accessory" AMOUNT="12"/>'],
        [budget_item(), '<ITEM DESCRIPTION="Parafuso" AMOUNT="3"/>'],
    )

    result = read(write(tmp_path, {"orcamento.xml": text}))

    packages = result.batch.packages
    assert [package.name for package in packages] == [
        "Cliente Fictício - Sala",
        "Cliente Fictício - Quarto",
    ]
    assert [package.parts[0].quantity for package in packages] == [2, 1]
    assert [package.hardware[0].quantity for package in packages] == [12.0, 3.0]
    assert result.report.counts.balanced


def test_a_budget_invents_no_operations(tmp_path: Path) -> None:
    part = only(read(write(tmp_path, {"o.xml": budget([budget_item()])})))

    assert part.operations == ()
    assert (part.drawn, part.blocked) == (False, "importacao.sem_desenho")
    assert (part.length, part.width, part.thickness) == (700.0, 500.0, 18.0)
    assert part.material == "Desconhecido (18/700)"


def test_the_boards_of_a_budget_are_data(tmp_path: Path) -> None:
    preset = ImportPreset(
        budget_materials=(BudgetMaterial(thickness=18, colour="700", name="MDF Branco 18mm"),)
    )

    part = only(read(write(tmp_path, {"o.xml": budget([budget_item()])}), preset=preset))

    assert part.material == "MDF Branco 18mm"


@pytest.mark.parametrize(
    ("name", "width"),
    [("Porta Direita", 720.0), ("Frente de Gaveta", 720.0), ("Porta Basculante", 500.0)],
)
def test_doors_and_fronts_stand_upright(tmp_path: Path, name: str, width: float) -> None:
    text = budget([budget_item(DESCRIPTION=name, HEIGHT="720")])

    assert only(read(write(tmp_path, {"o.xml": text}))).width == width


def test_an_element_written_twice_counts_once_and_repeats_count(tmp_path: Path) -> None:
    text = budget(
        [
            budget_item(UNIQUEID="u-1"),
            budget_item(UNIQUEID="u-1"),
            budget_item(UNIQUEID="u-2"),
            budget_item(),
            budget_item(),
            budget_item(UNIQUEID="-1"),
            budget_item(UNIQUEID="-1"),
            budget_item(UNIQUEID="u-2", WIDTH="701"),
        ]
    )

    result = read(write(tmp_path, {"o.xml": text}))

    sizes = {part.length: part.quantity for part in result.batch.parts()}
    assert sizes == {700.0: 6, 701.0: 1}
    (double,) = [row for row in result.report.rows() if row.outcome is Outcome.IGNORED]
    assert double.code == "importacao.elemento_repetido"
    assert result.report.counts.balanced


def test_supplied_things_bands_and_modules_are_no_panels(tmp_path: Path) -> None:
    text = budget(
        [
            budget_item(),
            budget_item(DESCRIPTION="Corrediça", SUPPLIER="Fornecedor"),
            budget_item(DESCRIPTION="Aramado", FAMILY="Acessórios"),
            budget_item(DESCRIPTION="Fita 22"),
            budget_item(DESCRIPTION="Módulo", STRUCTURE="Y"),
            budget_item(DESCRIPTION="Sem espessura", REFERENCE="9.1"),
        ]
    )

    result = read(write(tmp_path, {"o.xml": text}))

    assert [row.outcome for row in result.report.rows()] == [
        Outcome.PART,
        Outcome.HARDWARE,
        Outcome.HARDWARE,
        Outcome.IGNORED,
        Outcome.IGNORED,
        Outcome.SKIPPED,
    ]
