import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QTableView, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.memory import Memory
from desktop.ui.palette import KeyMap, Palette, fits
from desktop.ui.shell import Shell
from desktop.ui.theme import Look, Mode


def test_no_two_commands_share_a_key(shell: Shell) -> None:
    keys = [key for spec, _ in shell.actions_.all() for key in spec.keys]

    assert len(keys) == len(set(keys))


def test_the_palette_finds_without_accents_and_does_it(qtbot: QtBot, shell: Shell) -> None:
    palette = Palette(shell.actions_, shell)
    qtbot.addWidget(palette)
    QTest.keyClicks(palette.field, "ir export")
    assert palette.list.count() == 1

    QTest.keyClick(palette.field, Qt.Key.Key_Return)

    assert shell.page == "exportacao"


def test_the_palette_offers_only_what_can_be_done(qtbot: QtBot, shell: Shell) -> None:
    palette = Palette(shell.actions_, shell)
    qtbot.addWidget(palette)
    offered = {
        palette.list.item(line).data(Qt.ItemDataRole.UserRole)
        for line in range(palette.list.count())
    }

    assert "open" in offered
    assert "optimise" not in offered


def test_words_of_a_command_may_be_typed_in_any_order(shell: Shell) -> None:
    spec = next(spec for spec, _ in shell.actions_.all() if spec.id == "go_conferencia")

    assert fits(spec, "conf ir")
    assert fits(spec, "ver conferencia")
    assert not fits(spec, "nest")


def test_the_key_map_shows_every_key(qtbot: QtBot, shell: Shell) -> None:
    keys = KeyMap(shell.actions_, shell)
    qtbot.addWidget(keys)
    shown = {found.text() for found in keys.findChildren(QWidget, "key")}  # type: ignore[attr-defined]  # labels

    assert {"F5", "Ctrl+K", "F1", "Ctrl+E"} <= shown


def test_the_keys_work_in_the_window(qtbot: QtBot, shell: Shell) -> None:
    with qtbot.waitExposed(shell):
        shell.activateWindow()
    QTest.keyClick(shell, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)

    assert shell.page == "nesting"


def test_the_window_remembers_look_and_rail(shell: Shell, look: Look, home: object) -> None:
    shell.toggle_mode()
    shell.toggle_rail()
    shell.close()

    memory = Memory(home / "janela.ini")  # type: ignore[operator]  # a Path
    assert look.theme.mode is Mode.DARK
    assert memory.mode() is Mode.DARK
    assert memory.narrow_rail()
    assert memory.geometry() is not None


@pytest.mark.parametrize("name", ["conferencia", "nesting", "exportacao"])
def test_everything_that_takes_the_focus_has_a_name(shell: Shell, name: str) -> None:
    shell.go(name)
    nameless = [
        widget
        for widget in shell.findChildren(QWidget)
        if isinstance(widget, (QAbstractButton, QLineEdit, QTableView))
        and widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not (widget.accessibleName() or getattr(widget, "text", str)())
        and not isinstance(widget.parent(), QTableView)
        and widget.objectName() != "qt_spinbox_lineedit"
    ]

    assert nameless == []


def test_empty_pages_say_what_to_do(shell: Shell) -> None:
    for name, words in (
        ("conferencia", "Abrir pasta…"),
        ("nesting", "Abrir pasta…"),
        ("exportacao", "Ir para Nesting"),
    ):
        shell.go(name)
        page = shell.pages.currentWidget()
        assert page is not None
        texts = [b.text() for b in page.findChildren(QAbstractButton) if b.isVisible()]
        assert words in texts


def test_the_toast_offers_a_way_back(shell: Shell) -> None:
    done: list[str] = []
    shell.toast.say("Feito.", lambda: done.append("undone"))
    assert shell.toast.isVisible()

    shell.toast.act()

    assert done == ["undone"]
    assert not shell.toast.isVisible()
