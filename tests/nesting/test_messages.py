from __future__ import annotations

import re
from pathlib import Path

from core.messages import known

CODE = re.compile(r'"(nesting\.[a-z_0-9]+)"')


def test_every_code_has_a_sentence() -> None:
    folder = Path(__file__).parents[2] / "core" / "nesting"
    used = {
        code
        for file in folder.rglob("*.py")
        for code in CODE.findall(file.read_text(encoding="utf-8"))
    }

    assert len(used) > 20
    assert [code for code in sorted(used) if not known(code)] == []
