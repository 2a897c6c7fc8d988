import re
from pathlib import Path

import core.cnc
from core.messages import known, say

FOLDER = Path(core.cnc.__file__).parent
CODE = re.compile(r'"(cnc\.[a-z_]+)"')


def test_every_code_that_programs_raise_or_tell_has_its_sentence() -> None:
    files = [*FOLDER.glob("*.py"), *(FOLDER / "toolpaths").glob("*.py")]
    codes = {code for file in files for code in CODE.findall(file.read_text(encoding="utf-8"))}

    assert len(codes) >= 10
    assert [code for code in sorted(codes) if not known(code)] == []
    assert "?" not in say("cnc.altura", clear=65, z_max=60)
