import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from core.errors import EnvironmentFault
from desktop import bootstrap
from desktop.command import register


def test_the_command_is_there_without_loading_qt() -> None:
    code = (
        "import sys, typer; from desktop.command import register; app = typer.Typer();"
        "register(app); assert not [m for m in sys.modules if m.startswith('PySide6')]"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_without_a_screen_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("only there a session may have no screen")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)

    with pytest.raises(EnvironmentFault) as caught:
        bootstrap.run([])
    assert caught.value.code == "janela.sem_tela"


def test_help_tells_what_it_takes() -> None:
    app = typer.Typer()
    register(app)
    app.callback()(lambda: None)

    shown = CliRunner().invoke(app, ["desktop", "--help"])

    assert shown.exit_code == 0
    assert "janela" in shown.output
