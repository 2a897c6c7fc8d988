import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop.ui.words import bound_word, pieces_word, sheets_word
from scripts.translations import PORTUGUESE, collect, compile_to


def messages(path: Path) -> set[tuple[str, str]]:
    tree = ET.parse(path)  # noqa: S314 - our own file
    return {
        (context.findtext("name") or "", message.findtext("source") or "")
        for context in tree.iter("context")
        for message in context.iter("message")
    }


def test_the_plurals_of_the_code_are_all_there(tmp_path: Path) -> None:
    fresh = tmp_path / PORTUGUESE.name
    shutil.copy(PORTUGUESE, fresh)
    collect(fresh)

    assert messages(fresh) == messages(PORTUGUESE)
    assert "unfinished" not in fresh.read_text("utf-8")


def test_what_qt_loads_is_made_of_what_we_read(tmp_path: Path) -> None:
    made = tmp_path / "radha_pt_BR.qm"
    compile_to(PORTUGUESE, made)

    assert made.read_bytes() == PORTUGUESE.with_suffix(".qm").read_bytes()


def test_one_and_many(qapp: QApplication) -> None:
    assert qapp
    assert (sheets_word(1), sheets_word(2)) == ("1 chapa", "2 chapas")
    assert (pieces_word(1), pieces_word(40)) == ("1 peça", "40 peças")
    assert bound_word(0) == "mínimo teórico atingido"
    assert bound_word(1) == "no máximo 1 chapa acima do mínimo teórico"
    assert bound_word(3) == "no máximo 3 chapas acima do mínimo teórico"
