from pathlib import Path

import pytest

from core.errors import InputError
from core.formats.preset import ImportPreset, LooseDrawings
from tests.support.lists import drawing, read, write


def test_drawings_without_a_list_are_refused_by_default(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(write(tmp_path, {"a.dxf": drawing()}))

    assert caught.value.code == "importacao.sem_lista"


def test_a_preset_makes_parts_of_them(tmp_path: Path) -> None:
    preset = ImportPreset(loose_drawings=LooseDrawings(material="MDF 18,0 mm", thickness=18))
    files = {"a.dxf": drawing(holes=[(50, 60, 8, 12)]), "x/b.dxf": drawing(500, 300)}

    result = read(write(tmp_path, files), preset=preset)

    first, second = result.batch.parts()
    assert (first.name, first.code, first.length, first.width) == ("A", "a", 702.0, 551.5)
    assert (first.material, first.thickness, len(first.operations)) == ("MDF 18mm", 18.0, 1)
    assert (second.length, second.width) == (500.0, 300.0)
    assert all(part.drawn and part.blocked is None for part in (first, second))
    assert result.report.counts.balanced
    assert "importacao.desenho_avulso" in {one.code for one in result.report.assumptions}
