import json
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
import typer

from core.cli import app, edge, plugins
from core.cli.edge import run
from core.errors import EnvironmentFault


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("nest", "SOURCES"),
        ("nest x", "--out"),
        ("nest x --out", "--out"),
        ("nest x --out o --stages 5", "--stages"),
        ("nest x --out o --mode laser", "router, saw"),
        ("nest x --out o --time abc", "--time"),
        ("nest x --out o --time 0", "0"),
        ("nest x --out o --time nan", "nan"),
        ("nest x --out o --label-start 22", "22"),
        ("nest x --out o --machine nope", "nope"),
        ("nest x --out o --stock nope.json", "nope.json"),
        ("solve x.json --out y.json", "--mode"),
        ("import", "SOURCES"),
        ("laminate", "laminate"),
        ("nest --laminate", "--laminate"),
        ("machine show nope", "nope"),
        ("machine import nope.json --out x.toml", "nope.json"),
    ],
)
def test_misuse_ends_with_two_and_says_what(
    line: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(line.split()) == 2

    shown = capsys.readouterr()
    assert sentence in shown.err
    assert "Traceback" not in shown.err
    assert shown.out == ""


def test_with_json_a_refusal_is_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["machine", "show", "nope", "--json"])

    document = json.loads(capsys.readouterr().out)
    assert (code, document["exit_code"]) == (2, 2)
    assert document["error"]["code"] == "machine.unknown"
    assert "nope" in document["error"]["message"]


def test_without_a_command_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 2
    assert "playback" in capsys.readouterr().err


@pytest.mark.parametrize("line", ["--help", "nest --help", "machine import --help", "demo --help"])
def test_no_english_of_typer_stands_in_the_help(
    line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(line.split()) == 0

    shown = capsys.readouterr().out
    assert shown.startswith("Uso: radha ")
    for word in ("Usage", "Options", "Commands", "Arguments", "Show this", "default", "required"):
        assert word not in shown


def test_help_and_version_end_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    assert run(["--version"]) == 0
    assert "radha" in capsys.readouterr().out


def test_a_fault_of_our_own_ends_with_one_and_leaves_a_report(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(name: str) -> None:
        raise ZeroDivisionError(name)

    monkeypatch.setattr("core.cli.machine.load", broken)
    assert run(["machine", "check", "router", "--json"]) == 1

    shown = capsys.readouterr()
    (report,) = (home / "falhas").iterdir()
    assert str(report) in shown.err
    assert "Traceback" not in shown.err
    assert "ZeroDivisionError" in report.read_text(encoding="utf-8")
    assert json.loads(shown.out)["exit_code"] == 1


def test_a_fault_of_the_world_ends_with_two(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(name: str) -> None:
        raise EnvironmentFault("geral.gravacao", file=name, detail="disco cheio")

    monkeypatch.setattr("core.cli.machine.load", full)

    assert run(["machine", "check", "router"]) == 2
    assert "disco cheio" in capsys.readouterr().err


def test_an_interruption_ends_with_130(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("core.cli.machine.load", interrupted)

    assert run(["machine", "check", "router"]) == 130
    assert "Interrompido" in capsys.readouterr().err


def test_a_broken_program_beside_ours_is_named_and_left_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = EntryPoint(name="estragado", value="nowhere.at_all:register", group=plugins.GROUP)
    monkeypatch.setattr(plugins, "entry_points", lambda group: [broken])  # noqa: ARG005 - its name

    assert run(["machine", "check", "router"]) == 0

    shown = capsys.readouterr()
    assert "estragado" in shown.err
    assert "router" in shown.out


def test_a_program_beside_ours_adds_its_commands(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def register(commands: typer.Typer) -> None:
        @commands.command("ola")
        def hello() -> int:
            typer.echo("olá")
            return 0

    monkeypatch.setattr(app, "announce", register)

    assert run(["ola"]) == 0
    assert capsys.readouterr().out == "olá\n"


def test_help_imports_nothing_heavy() -> None:
    heavy = {"shapely", "packingsolver", "reportlab", "ezdxf", "core.pipeline", "rich.progress"}
    source = Path(edge.__file__).read_text(encoding="utf-8")
    assert "core.pipeline" not in source
    assert not heavy & _loaded_by("import core.cli.app; core.cli.app.build()")


def _loaded_by(statement: str) -> set[str]:
    script = f"import sys; {statement}; print(*sys.modules)"
    found = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return set(found.stdout.split())
