import json
from pathlib import Path

import pytest

from core.errors import InputError
from core.formats.preset import ImportPreset, MaterialRule, dump, load, parse
from core.parts import Grain
from tests.support.lists import dxt, dxt_part, only, read, write


def test_the_default_is_cut_size_and_front() -> None:
    preset = load()

    assert preset == ImportPreset()
    assert (preset.name, preset.size, preset.face, preset.grain) == (
        "padrao",
        "cut",
        "frente",
        Grain.UNKNOWN,
    )


def test_a_saved_preset_reads_back(tmp_path: Path) -> None:
    preset = ImportPreset(name="x", size="finished", materials={"A": MaterialRule(name="B")})
    path = tmp_path / "x.json"
    path.write_bytes(dump(preset))

    assert load(str(path)) == preset


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("{", "-"),
        ('{"siz": "cut"}', "siz"),
        ('{"size": "x"}', "size"),
        ('{"bands": {"a": {"thickness": "NaN"}}}', "bands.a.thickness"),
        ('{"bands": {"a": {"thickness": -1}}}', "bands.a.thickness"),
    ],
)
def test_a_wrong_preset_names_the_key(text: str, place: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(text.encode(), "p.json")

    assert caught.value.values["place"] == place


@pytest.mark.parametrize("name", ["nada", "../padrao", "a/b"])
def test_a_preset_that_is_not_there(name: str) -> None:
    with pytest.raises(InputError) as caught:
        load(name)

    assert caught.value.code == "formatos.preset_nao_existe"


def test_materials_are_renamed_and_bring_their_grain(tmp_path: Path) -> None:
    preset = parse(
        json.dumps(
            {"materials": {"mdf EXEMPLO 18mm": {"name": "MDF Louro 18mm", "grain": "along"}}}
        ).encode(),
        "p.json",
    )

    part = only(read(write(tmp_path, {"l.dxt": dxt(dxt_part())}), preset=preset))

    assert (part.material, part.grain) == ("MDF Louro 18mm", Grain.ALONG)


def test_an_unknown_grain_is_told_once(tmp_path: Path) -> None:
    result = read(write(tmp_path, {"l.dxt": dxt(dxt_part(), dxt_part(Program1="2"))}))

    told = [one for one in result.report.assumptions if one.code == "importacao.veio_desconhecido"]
    assert len(told) == 1
