import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from core.errors import InputError
from core.messages import known
from desktop.tasks import Failure
from desktop.ui.errors import Addressee, Problem, install_hook, problem_of

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def application(qapp: QApplication) -> None:
    assert qapp


def test_an_input_error_names_file_and_place() -> None:
    problem = problem_of(
        Failure("input", "estoque.errado", {"file": "e.json", "place": "3.id", "detail": "falta"})
    )

    assert problem.addressee is Addressee.INPUT
    assert "e.json" in f"{problem.sentence} {problem.place}"
    assert "3.id" in f"{problem.sentence} {problem.place}"
    assert not problem.retry


def test_the_worlds_fault_is_worth_a_retry() -> None:
    values = {"file": "x", "detail": "disco cheio"}

    assert problem_of(Failure("environment", "geral.gravacao", dict(values))).retry


def test_a_fault_of_ours_leaves_a_report(home: Path) -> None:
    problem = problem_of(
        Failure("ours", "janela.falha", {"detail": "KeyError: 1"}, trace="Traceback: here")
    )

    (report,) = (home / "falhas").iterdir()
    assert "Traceback: here" in report.read_text("utf-8")
    assert str(report) in problem.sentence


def test_an_error_that_nobody_caught_is_shown_and_reported(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    shown: list[Problem] = []
    install_hook(shown.append)
    fault = ValueError("a bug")

    sys.excepthook(type(fault), fault, None)

    assert [problem.addressee for problem in shown] == [Addressee.OURS]
    assert len(list((home / "falhas").iterdir())) == 1
    assert "a bug" in capsys.readouterr().err


def test_an_input_error_that_nobody_caught_is_no_crash(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    shown: list[Problem] = []
    install_hook(shown.append)
    fault = InputError("geral.ausente", file="x.dxt")

    sys.excepthook(type(fault), fault, None)

    assert [problem.addressee for problem in shown] == [Addressee.INPUT]
    assert not (home / "falhas").exists()
    assert capsys.readouterr().err


@pytest.mark.parametrize(
    "code", ["sem_qt", "sem_tela", "processo", "processo_morreu", "falha", "interrompido"]
)
def test_every_code_of_the_window_has_a_sentence(code: str) -> None:
    assert known(f"janela.{code}")
    used = "".join(path.read_text("utf-8") for path in (ROOT / "desktop").rglob("*.py"))
    assert f'"janela.{code}"' in used
