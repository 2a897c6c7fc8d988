import re
from pathlib import Path

import core.documents
from core.messages import known


def test_every_sentence_the_documents_use_is_in_the_catalogue() -> None:
    folder = Path(core.documents.__file__).parent
    source = "\n".join(file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.py")))

    codes = set(re.findall(r'"(documentos\.[a-z0-9_A-Z]+)"', source))
    codes |= {
        f"documentos.{key}" for key in re.findall(r'"((?:figura|legenda|tabela|col)_\w+)"', source)
    }

    assert len(codes) > 60
    assert {code for code in codes if not known(code)} == set()


def test_every_kind_of_operation_has_its_words() -> None:
    for kind in ("drill", "groove", "pocket", "inside", "outside", "line"):
        assert known(f"documentos.operacao_{kind}")
