import re
from pathlib import Path

import pytest

from core.messages import known

ROOT = Path(__file__).parents[2]
CODE = re.compile(r'"((?:importacao|formatos|codigos)\.[a-z0-9_]+)"')
FILES = [*sorted((ROOT / "core/formats").rglob("*.py")), ROOT / "core/parts/codes.py"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_code_of_a_module_has_its_sentence(path: Path) -> None:
    codes = CODE.findall(path.read_text(encoding="utf-8"))

    assert [code for code in codes if not known(code)] == []
