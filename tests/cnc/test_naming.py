from __future__ import annotations

import pytest

from core.cnc.naming import program_name, safe_name


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("MDF Grafite Ácido 18mm", "MDF Grafite Acido 18mm"),
        ("MDF 2/1: branco*?", "MDF 2_1_ branco_"),
        ("  ..  ", "sem nome"),
        ("CON", "_CON"),
        ("nul.nc", "_nul.nc"),
    ],
)
def test_names_are_safe_everywhere(text: str, safe: str) -> None:
    assert safe_name(text) == safe


def test_a_name_keeps_the_controllers_length() -> None:
    assert program_name("012", "MDF Branco 18mm", ".nc", 255) == "012-MDF Branco 18mm.nc"
    assert program_name("012", "MDF Branco 18mm", ".nc", 12) == "012-MDF B.nc"
    assert program_name("012", "MDF Branco 18mm", ".nc", 8) == "012-M.nc"
