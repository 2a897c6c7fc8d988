"""The script as a process of its own: exit codes, streams, a reader that goes away."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def radha(*arguments: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "core.cli", *arguments],
        capture_output=True,
        check=False,
        env={**os.environ, **more},
        timeout=120,
    )


def test_exit_codes_reach_the_shell() -> None:
    assert radha("machine", "check", "router").returncode == 0
    assert radha("machine", "check", "nope").returncode == 2


def test_both_streams_are_utf8_whatever_the_console_says() -> None:
    found = radha("machine", "check", "nope", PYTHONIOENCODING="cp1252", PYTHONUTF8="0")

    assert "Não há máquina" in found.stderr.decode("utf-8")


def test_a_reader_that_goes_away_is_no_error() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "core.cli", "machine", "show"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        complaint = process.stderr.read()
        code = process.wait(timeout=60)

    assert b"Traceback" not in complaint
    assert b"Broken" not in complaint
    assert code == 0


def test_a_crash_shows_no_traceback(tmp_path: Path) -> None:
    script = (
        "import core.cli.machine, core.cli.edge, sys\n"
        "core.cli.machine.load = lambda name: 1 / 0\n"
        "sys.exit(core.cli.edge.run(['machine', 'check', 'router']))\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        check=False,
        env={**os.environ, "RADHA_HOME": str(tmp_path)},
    )

    assert found.returncode == 1
    assert b"Traceback" not in found.stderr
    assert list((tmp_path / "falhas").glob("falha-*.txt"))


@pytest.mark.parametrize("arguments", [("machine", "show", "--json"), ("doctor", "--json")])
def test_json_is_one_document(arguments: tuple[str, ...]) -> None:
    found = radha(*arguments)

    assert isinstance(json.loads(found.stdout), dict)


def test_the_doctor_starts_the_engines() -> None:
    found = radha("doctor", "--json")

    checks = {check["what"]: check for check in json.loads(found.stdout)["checks"]}
    assert found.returncode == 0
    assert checks["packingsolver (motor)"]["ok"]
    assert checks["spyrrow (motor)"]["ok"]
    assert checks["pasta de dados"]["ok"]
