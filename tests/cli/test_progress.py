import signal
import sys

import pytest

from core.cli.progress import Bars, Lines, reporter, watching
from core.cli.stop import Stop
from core.nesting.problem import NestedSheet, Solution
from core.pipeline.events import Better, Phase, Progress


def better(group: str, sheets: int) -> Better:
    nested = tuple(NestedSheet(stock="a", placements=()) for _ in range(sheets))
    return Better(Solution(problem=group, sheets=nested))


def test_lines_tell_phases_once_and_the_best_over_all_groups(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with Lines() as report:
        report(Progress(Phase.READ, 0, 2))
        report(Progress(Phase.READ, 1, 2))
        report(Progress(Phase.NEST, 0, 2))
        report(better("a", 5))
        report(better("b", 2))
        report(better("b", 2))
        report(better("a", 4))

    assert capsys.readouterr().err.splitlines() == [
        "Leitura",
        "Otimização",
        "melhor até agora: 7 chapas",
        "melhor até agora: 6 chapas",
    ]


def test_bars_go_to_standard_error_and_show_the_best(capsys: pytest.CaptureFixture[str]) -> None:
    with Bars(10.0) as report:
        report(Progress(Phase.READ, 1, 2, "a[b].dxf"))
        report(Progress(Phase.NEST, 0, 1))
        report(better("a", 5))
        report(Progress(Phase.NEST, 1, 1))
        report(Progress(Phase.PROOF, 3, 3))

    shown = capsys.readouterr()
    assert "Leitura" in shown.err
    assert "5 chapas" in shown.err
    assert shown.out == ""


def test_without_a_terminal_there_are_lines() -> None:
    assert not sys.stderr.isatty()
    assert isinstance(reporter(1.0), Lines)


def test_the_first_ctrl_c_asks_and_the_second_interrupts(
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = signal.getsignal(signal.SIGINT)
    with Stop() as stop:
        asked = watching(stop, Lines())
        assert not asked()
        signal.raise_signal(signal.SIGINT)
        assert asked()
        assert asked()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)

    assert signal.getsignal(signal.SIGINT) is before
    assert capsys.readouterr().err.count("Parando") == 1


def test_a_request_to_terminate_interrupts_at_once() -> None:
    with Stop(), pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGTERM)
