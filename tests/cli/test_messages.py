import re
from pathlib import Path

import pytest

import core
from core.messages import known

CODE = re.compile(
    r"\"((?:cli|geral|estoque|machine|layout|valor)\.[a-z0-9_]+)\"",
)


def used() -> set[str]:
    root = Path(core.__file__).parent
    folders = ("cli", "pipeline", "machine", "layout")
    return {
        code
        for folder in folders
        for path in (root / folder).glob("*.py")
        for code in CODE.findall(path.read_text(encoding="utf-8"))
        if not code.endswith((".toml", ".json"))
    }


@pytest.mark.parametrize("code", sorted(used()))
def test_every_code_has_a_sentence(code: str) -> None:
    assert known(code)


def test_reasons_of_the_legacy_import_have_sentences() -> None:
    root = Path(core.__file__).parent / "machine"
    found = {
        reason
        for path in root.glob("legacy*.py")
        for reason in re.findall(r"\"(antigo_[a-z_]+)\"", path.read_text(encoding="utf-8"))
    }

    assert len(found) > 10
    assert all(known(f"machine.{reason}") for reason in found)


def test_every_phase_has_a_name() -> None:
    phases = re.findall(
        r"= \"([a-z]+)\"",
        (Path(core.__file__).parent / "pipeline" / "events.py").read_text(encoding="utf-8"),
    )

    assert len(phases) == 7
    assert all(known(f"geral.fase_{phase}") for phase in phases)
