import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.errors import Cancelled, EnvironmentFault, InputError, ProofError
from desktop.tasks import Failure, Lane, failure_of
from tests.support import desktop_jobs as jobs


@pytest.fixture
def lane(qapp: QApplication) -> Iterator[Lane]:
    assert qapp
    found = Lane()
    yield found
    found.close()


def test_work_tells_news_and_gives_its_result(qtbot: QtBot, lane: Lane) -> None:
    heard: list[object] = []
    lane.news.connect(heard.append)

    with qtbot.waitSignal(lane.done, timeout=30_000) as ended:
        lane.start(jobs.count, 3)

    assert ended.args == [6]
    assert heard == [1, 2, 3]
    assert not lane.busy


def test_the_same_process_does_the_next_work(qtbot: QtBot, lane: Lane) -> None:
    seen = []
    for _ in range(2):
        with qtbot.waitSignal(lane.done, timeout=30_000) as ended:
            lane.start(jobs.process_id)
        seen.append(ended.args)

    assert seen[0] == seen[1]
    assert seen[0] != [os.getpid()]


def test_cancelled_work_may_still_give_its_best(qtbot: QtBot, lane: Lane) -> None:
    lane.news.connect(lambda _news: lane.cancel())

    with qtbot.waitSignal(lane.done, timeout=30_000) as ended:
        lane.start(jobs.search_until_cancelled)

    assert ended.args == ["best so far"]


def test_work_that_does_not_listen_is_ended(qtbot: QtBot, lane: Lane) -> None:
    lane.news.connect(lambda _news: lane.cancel(50))

    with qtbot.waitSignal(lane.failed, timeout=30_000) as ended:
        lane.start(jobs.deaf)

    assert ended.args[0].kind == "cancelled"
    with qtbot.waitSignal(lane.done, timeout=30_000):
        lane.start(jobs.count, 1)


def test_new_work_drops_what_the_old_would_say(qtbot: QtBot, lane: Lane) -> None:
    with qtbot.waitSignal(lane.news, timeout=30_000):
        lane.start(jobs.search_until_cancelled)

    with qtbot.waitSignal(lane.done, timeout=30_000) as ended:
        lane.start(jobs.count, 2)

    assert ended.args == [3]


def test_an_error_keeps_its_code_and_values(qtbot: QtBot, lane: Lane) -> None:
    with qtbot.waitSignal(lane.failed, timeout=30_000) as ended:
        lane.start(jobs.refuse, "lote.dxt")

    assert ended.args == [Failure("input", "geral.ausente", {"file": "lote.dxt"})]


def test_a_fault_of_ours_brings_its_trace(qtbot: QtBot, lane: Lane) -> None:
    with qtbot.waitSignal(lane.failed, timeout=30_000) as ended:
        lane.start(jobs.stumble)

    failure: Failure = ended.args[0]
    assert failure.kind == "ours"
    assert failure.values == {"detail": "ZeroDivisionError: division by zero"}
    assert "desktop_jobs.py" in failure.trace


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_process_that_dies_is_reported_and_replaced(qtbot: QtBot, lane: Lane) -> None:
    with qtbot.waitSignal(lane.failed, timeout=30_000) as ended:
        lane.start(jobs.die, signal.SIGKILL)

    assert ended.args[0].code == "janela.processo_morreu"
    with qtbot.waitSignal(lane.done, timeout=30_000):
        lane.start(jobs.count, 1)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (InputError("geral.ausente"), "input"),
        (EnvironmentFault("geral.gravacao"), "environment"),
        (ProofError("geral.conferencia"), "proof"),
        (Cancelled("janela.interrompido"), "cancelled"),
    ],
)
def test_every_kind_of_error_has_its_addressee(error: InputError, kind: str) -> None:
    assert failure_of(error).kind == kind


def test_threads_and_processes_are_started_in_one_place_of_each_program() -> None:
    root = Path(__file__).parents[2] / "desktop"
    starters = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if any(word in path.read_text("utf-8") for word in ("Thread(", "Process(", "QThread"))
    }

    # the window; and the workstation without one, which knows no Qt
    assert starters == {"tasks.py", "sync/agent.py", "sync/headless.py"}
