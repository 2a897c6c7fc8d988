"""The window's commands with their words and keys."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.ui.actions import Spec

if TYPE_CHECKING:
    from desktop.ui.shell import Shell


def add_commands(shell: Shell) -> None:
    """Give the window all its commands; the rail's foot shows some of them too."""
    actions = shell.actions_
    batch = QCoreApplication.translate("Commands", "Lote")
    layout = QCoreApplication.translate("Commands", "Plano")
    view = QCoreApplication.translate("Commands", "Ver")
    text = QCoreApplication.translate

    actions.add(
        Spec("open", text("Commands", "Abrir pasta…"), batch, ("Ctrl+O",), "open"),
        shell.open_folder,
    )
    actions.add(
        Spec("open_files", text("Commands", "Abrir arquivos…"), batch, ("Ctrl+Shift+O",), "file"),
        shell.open_files,
    )
    actions.add(
        Spec("sample", text("Commands", "Abrir lote de exemplo"), batch, (), "package"),
        shell.open_sample,
    )
    actions.add(
        Spec("read_again", text("Commands", "Ler de novo"), batch, ("Ctrl+R",), "import"),
        shell.read_again,
    )
    actions.add(
        Spec("preset", text("Commands", "Ler com outro preset…"), batch, (), "settings"),
        shell.choosers.preset,
    )
    actions.add(
        Spec("optimise", text("Commands", "Otimizar"), layout, ("F5",), "play"), shell.optimise
    )
    actions.add(Spec("stop", text("Commands", "Parar"), layout, ("Shift+F5",), "stop"), shell.stop)
    actions.add(
        Spec("export", text("Commands", "Exportar"), layout, ("Ctrl+E",), "export"), shell.export
    )
    actions.add(Spec("undo", text("Commands", "Desfazer"), layout, ("Ctrl+Z",), "undo"), shell.undo)
    actions.add(
        Spec("redo", text("Commands", "Refazer"), layout, ("Ctrl+Y", "Ctrl+Shift+Z"), "redo"),
        shell.flow.redo,
    )
    actions.add(
        Spec("machine", text("Commands", "Trocar máquina…"), layout, (), "machine"),
        shell.choosers.machine,
    )
    actions.add(
        Spec("stock", text("Commands", "Arquivo de estoque…"), layout, (), "package"),
        shell.choosers.stock,
    )
    for number, (name, words, icon) in enumerate(
        (
            ("conferencia", text("Commands", "Ir para Conferência"), "checklist"),
            ("nesting", text("Commands", "Ir para Nesting"), "sheets"),
            ("exportacao", text("Commands", "Ir para Exportação"), "export"),
        ),
        start=1,
    ):
        actions.add(
            Spec(f"go_{name}", words, view, (f"Ctrl+{number}",), icon),
            partial(shell.go, name),
        )
    actions.add(Spec("find", text("Commands", "Buscar"), view, ("Ctrl+F",), "search"), shell.search)
    actions.add(
        Spec("fit", text("Commands", "Enquadrar tudo"), view, ("Ctrl+0",), "fit"),
        shell.nesting.canvas.fit_all,
    )
    actions.add(
        Spec("zoom_in", text("Commands", "Aproximar"), view, ("Ctrl++", "Ctrl+="), "zoom-in"),
        lambda: shell.nesting.canvas.zoom(1.25),
    )
    actions.add(
        Spec("zoom_out", text("Commands", "Afastar"), view, ("Ctrl+-",), "zoom-out"),
        lambda: shell.nesting.canvas.zoom(0.8),
    )
    actions.add(
        Spec("mode", text("Commands", "Claro ou escuro"), view, ("Ctrl+Shift+D",), "moon"),
        shell.toggle_mode,
    )
    actions.add(
        Spec("rail", text("Commands", "Recolher menu lateral"), view, ("Ctrl+B",), "panel"),
        shell.toggle_rail,
    )
    actions.add(
        Spec("palette", text("Commands", "Comandos"), view, ("Ctrl+K",), "command"),
        shell.open_palette,
    )
    actions.add(
        Spec("keys", text("Commands", "Teclas"), view, ("F1",), "keyboard"), shell.open_keys
    )
    for name in ("mode", "keys", "rail"):
        spec, action = next(found for found in actions.all() if found[0].id == name)
        shell.rail.add_below(spec.icon, spec.text, action.trigger)
