"""Every code that the area raises has a sentence, and no sentence stands there for nothing."""

from __future__ import annotations

import re
from pathlib import Path

from core.messages import known

ROOT = Path(__file__).parents[2]
PLACES = ("core", "server")
CODE = re.compile(
    r'(?:InputError|NotFound|Denied|Refused|EnvironmentFault)\(\s*"(arquivos\.[a-z_]+)"'
)


def _raised() -> set[str]:
    files = [file for place in PLACES for file in (ROOT / place).rglob("*.py")]
    return {code for file in files for code in CODE.findall(file.read_text(encoding="utf-8"))}


def test_codes_and_sentences_are_the_same() -> None:
    text = (ROOT / "resources/messages/arquivos.toml").read_text(encoding="utf-8")
    written = {f"arquivos.{key}" for key in re.findall(r"^([a-z_]+) =", text, re.MULTILINE)}

    assert _raised() == written
    assert all(known(code) for code in written)
