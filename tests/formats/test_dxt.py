from pathlib import Path

import pytest

from core.errors import InputError
from core.formats.report import ItemKind, Outcome
from core.parts import Face, Grain
from tests.support.lists import drawing, dxt, dxt_part, only, read, write


def test_every_field_of_the_factorys_list(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "lote",
        {"a.dxt": dxt(dxt_part(Comment="obs & <tags>", Length="702,0")), "101.dxf": drawing()},
    )

    result = read(folder)

    part = only(result)
    assert part.name == "LATERAL TESTE"
    assert (part.length, part.width, part.thickness) == (702.0, 551.5, 18.0)
    assert part.cut_size == (702.0, 551.5)
    assert (part.program, part.label) == ("00000101", "00000101")
    assert part.material == "MDF Exemplo 18mm"
    assert (part.client, part.room) == ("Cliente Ficticio", "Quarto")
    assert part.notes == "obs & <tags>"
    assert part.grain is Grain.UNKNOWN
    assert part.drawn
    assert part.blocked is None
    assert [piece.copy for piece in part.pieces] == [1]
    assert result.batch.packages[0].name == "Cliente Ficticio - Quarto"
    assert result.report.files[1].decimal == "vírgula e ponto"


@pytest.mark.parametrize("name", ["lote.dxt", "LOTE.DXT", "lote.txt", "lote.xml", "lote"])
def test_the_name_of_the_list_does_not_matter(tmp_path: Path, name: str) -> None:
    folder = write(tmp_path, {name: dxt(dxt_part()), "101.dxf": drawing()})

    assert only(read(folder)).drawn


@pytest.mark.parametrize(
    "filename",
    [
        "101.DXF",
        "101.dxf",
        r"Desenhos\101.DXF",
        r".\Desenhos/101.dxf",
        r"C:\Projeto\101.DXF",
        "101",
    ],
)
def test_the_drawing_is_found_in_any_case_and_either_slash(tmp_path: Path, filename: str) -> None:
    folder = write(
        tmp_path, {"lote.dxt": dxt(dxt_part(Filename=filename)), "desenhos/101.Dxf": drawing()}
    )

    assert only(read(folder)).drawn


def test_a_list_by_itself_brings_the_drawings_beside_it(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        {"lote.dxt": dxt(dxt_part()), "x/101.dxf": drawing(), "x/102.dxf": drawing()},
    )

    result = read(folder / "lote.dxt")

    assert only(result).drawn
    assert [note.name for note in result.report.files] == ["lote.dxt", "x/101.dxf"]


def test_loose_files_belong_together(tmp_path: Path) -> None:
    folder = write(tmp_path, {"a/lote.dxt": dxt(dxt_part()), "b/101.dxf": drawing()})

    assert only(read(folder / "a/lote.dxt", folder / "b/101.dxf")).drawn


def test_a_missing_value_is_an_empty_one(tmp_path: Path) -> None:
    folder = write(
        tmp_path, {"lote.dxt": dxt(dxt_part(Comment="-", Client="-")), "101.dxf": drawing()}
    )

    part = only(read(folder))

    assert (part.notes, part.client) == ("", "")


def test_without_a_program_number_the_drawings_stem_is_the_code(tmp_path: Path) -> None:
    folder = write(tmp_path, {"lote.dxt": dxt(dxt_part(Program1=None)), "101.dxf": drawing()})

    part = only(read(folder))

    assert (part.program, part.code, part.label) == (None, "101", "101")


def test_a_part_without_drawing_stays_and_is_blocked(tmp_path: Path) -> None:
    result = read(write(tmp_path, {"lote.dxt": dxt(dxt_part())}))

    part = only(result)
    (row,) = result.report.rows()
    assert (part.drawn, part.blocked) == (False, "importacao.sem_desenho")
    assert part.outline.bounds == (0.0, 0.0, 702.0, 551.5)
    assert row.outcome is Outcome.PART
    assert row.reason == "sem desenho: 101.DXF não foi encontrado"


@pytest.mark.parametrize(
    "value",
    [
        "0",
        "-5",
        "NaN",
        "nan",
        "inf",
        "-Infinity",
        "1e3",
        "10000,1",
        "abc",
        "",
        "1.234,5",
        "9" * 400,
    ],
)
@pytest.mark.parametrize("field", ["Length", "Width", "Thickness"])
def test_an_impossible_size_is_quarantined_and_the_rest_goes_on(
    tmp_path: Path, field: str, value: str
) -> None:
    bad = dxt_part(**{field: value, "Program1": "666", "PartName": "Ruim"})
    folder = write(tmp_path, {"lote.dxt": dxt(bad, dxt_part()), "101.dxf": drawing()})

    result = read(folder)

    assert only(result).program == "00000101"
    (left,) = result.report.left_out()
    assert (left.outcome, left.line, left.label) == (Outcome.SKIPPED, 2, "Ruim")
    assert left.reason
    assert result.report.counts.balanced


def test_several_clients_are_several_packages(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        {
            "lote.dxt": dxt(
                dxt_part(Client="Ana", Project="Sala", Program1="1"),
                dxt_part(Client="Bia", Project="Sala", Program1="2"),
                dxt_part(Client="Ana", Project="Quarto", Program1="3"),
                dxt_part(Client="Ana", Project="Sala", Program1="4"),
            ),
            "101.dxf": drawing(),
        },
    )

    packages = read(folder).batch.packages

    assert [(package.name, len(package.parts)) for package in packages] == [
        ("Ana - Sala", 2),
        ("Bia - Sala", 1),
        ("Ana - Quarto", 1),
    ]


def test_equal_rows_are_copies_and_different_ones_of_a_number_count_on(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        {
            "lote.dxt": dxt(
                dxt_part(), dxt_part(PartName="Outra"), dxt_part(), dxt_part(PartName="Outra")
            ),
            "101.dxf": drawing(),
        },
    )

    result = read(folder)

    parts = {part.name: part for part in result.batch.parts()}
    assert {name: part.quantity for name, part in parts.items()} == {
        "LATERAL TESTE": 2,
        "OUTRA": 2,
    }
    copies = [(part.label, piece.copy) for part in parts.values() for piece in part.pieces]
    assert sorted(copies) == [("00000101", copy) for copy in (1, 2, 3, 4)]
    codes = [piece.code for part in parts.values() for piece in part.pieces]
    assert len(set(codes)) == 4
    assert any(one.code == "importacao.programa_repetido" for one in result.report.assumptions)
    assert result.report.counts.pieces == sum(row.pieces for row in result.report.rows()) == 4


def test_accents_of_windows_files_survive_and_the_assumption_is_told(tmp_path: Path) -> None:
    text = dxt(dxt_part(PartName="Prateleira móvel", Material="MDF Açaí 18,5 mm"))
    folder = write(tmp_path, {"lote.dxt": text.encode("cp1252"), "101.dxf": drawing()})

    result = read(folder)

    assert only(result).name == "PRATELEIRA MÓVEL"
    assert only(result).material == "MDF Açaí 18mm"
    assert result.report.files[1].encoding == "Windows-1252"
    assert result.report.assumptions[0].code == "formatos.encoding_assumida"


def test_a_truncated_list_is_one_error_and_quarantined_beside_a_good_one(tmp_path: Path) -> None:
    text = dxt(dxt_part())
    alone = write(tmp_path / "a", {"ruim.dxt": text[:400]})
    both = write(tmp_path / "b", {"ruim.dxt": text[:400], "bom.dxt": text, "101.dxf": drawing()})

    with pytest.raises(InputError) as caught:
        read(alone)
    result = read(both)

    assert caught.value.code == "formatos.xml_truncado"
    assert caught.value.values["file"] == "ruim.dxt"
    assert only(result).drawn
    (left,) = result.report.left_out()
    assert (left.kind, left.file, left.code) == (ItemKind.FILE, "ruim.dxt", "formatos.xml_truncado")


def test_a_copy_of_a_list_is_counted_once(tmp_path: Path) -> None:
    text = dxt(dxt_part())
    result = read(write(tmp_path, {"a.dxt": text, "b/copia.dxt": text, "101.dxf": drawing()}))

    assert only(result).quantity == 1
    assert any(item.code == "importacao.lista_repetida" for item in result.report.items)


def test_unused_files_are_told(tmp_path: Path) -> None:
    result = read(
        write(
            tmp_path,
            {
                "a.dxt": dxt(dxt_part()),
                "101.dxf": drawing(),
                "999.dxf": drawing(),
                "foto.png": b"\x89PNG",
            },
        )
    )

    unused = {
        item.file: item.code for item in result.report.items if item.outcome is Outcome.UNUSED
    }
    assert unused == {
        "999.dxf": "importacao.desenho_sem_lista",
        "foto.png": "formatos.desconhecido",
    }


def test_a_drawing_of_another_size_blocks_the_part(tmp_path: Path) -> None:
    result = read(write(tmp_path, {"a.dxt": dxt(dxt_part()), "101.dxf": drawing(length=720.0)}))

    assert only(result).blocked == "desenho.medida_difere"


def test_a_hole_beside_the_part_blocks_it(tmp_path: Path) -> None:
    plan = drawing(holes=[(750.0, 100.0, 8.0, 12.0)])
    result = read(write(tmp_path, {"a.dxt": dxt(dxt_part()), "101.dxf": plan}))

    assert (only(result).blocked or "").startswith("desenho.")


def test_holes_arrive_with_their_face(tmp_path: Path) -> None:
    plan = drawing(holes=[(37.0, 100.0, 35.0, 11.5)])
    part = only(read(write(tmp_path, {"a.dxt": dxt(dxt_part()), "101.dxf": plan})))

    (hole,) = part.operations
    assert (hole.face, hole.diameter, hole.depth) == (Face.TOP, 35.0, 11.5)
    assert hole.path.start == pytest.approx((37.0, 100.0))


def test_the_same_order_in_two_lists_is_pointed_out(tmp_path: Path) -> None:
    text = dxt(dxt_part())
    result = read(write(tmp_path, {"a.dxt": text, "b.dxt": text + "\n", "101.dxf": drawing()}))

    assert only(result).quantity == 2
    assert "importacao.em_varias_listas" in {one.code for one in result.report.assumptions}


def test_a_part_without_name_and_material_has_some_to_show(tmp_path: Path) -> None:
    row = dxt_part(PartName=None, Material=None)
    part = only(read(write(tmp_path, {"a.dxt": dxt(row), "101.dxf": drawing()})))

    assert (part.name, part.material) == ("00000101", "Desconhecido")
