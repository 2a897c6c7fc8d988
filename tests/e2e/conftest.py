"""The whole way runs as a person runs it: the script, in a process, with a home of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

type Radha = Callable[..., subprocess.CompletedProcess[bytes]]

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


def environment(home: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    return {**kept, "RADHA_HOME": str(home)}


@pytest.fixture(scope="session")
def radha(home: Path) -> Radha:
    def run(*arguments: object) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "core.cli", *map(str, arguments)],
            capture_output=True,
            check=False,
            env=environment(home),
            timeout=300,
        )

    return run
