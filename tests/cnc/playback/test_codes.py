"""Every code of the proof has its sentence, and every sentence a code."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path

import core.cnc.playback
from core.cnc.playback import ProofFinding

SOURCES = Path(core.cnc.playback.__file__).parent


def test_codes_and_sentences_are_the_same() -> None:
    text = (files("resources") / "messages" / "prova.toml").read_text(encoding="utf-8")
    sentences = set(tomllib.loads(text)["prova"])
    sources = "".join(path.read_text(encoding="utf-8") for path in SOURCES.glob("*.py"))
    words = set(re.findall(r'"(?:prova\.)?([a-z][a-z0-9_]+)"', sources))

    assert sentences <= words, sentences - words
    called = r'(?:finding|about|_say)\(\s*"([a-z_]+)"'
    assert set(re.findall(called, sources)) <= sentences


def test_a_finding_tells_its_place() -> None:
    found = ProofFinding(
        code="prova.copia_perdida", part="00000301", copy=2, sheet="001", x=1.23456, y=0.0
    )

    assert (
        found.text == "peça 00000301: a cópia 2 não está em chapa nenhuma nem entre as que sobraram"
    )
    assert found.form() == {
        "code": "prova.copia_perdida",
        "text": found.text,
        "sheet": "001",
        "part": "00000301",
        "copy": 2,
        "x": 1.235,
        "y": 0.0,
    }
