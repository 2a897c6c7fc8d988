"""`kill -9` of a real writer at any moment: what it acknowledged is there."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.sync.ledger.second import read_copy
from tests.support.ledgers import open_ledger

ROOT = Path(__file__).parents[3]
KILLS = int(os.environ.get("RADHA_LEDGER_KILLS", "12"))
"""The long run kills 500 times."""


def record_and_die(path: Path, first: int, lines: int, more_bytes: int) -> list[int]:
    """Kill the writer after this many acknowledged lines; the numbers of all that it said."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.support.ledger_writer", str(path), str(first)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        said = b"".join(process.stdout.readline() for _ in range(lines))
        # somewhere in the middle of the next commits
        said += process.stdout.read(more_bytes)
        process.kill()
        said += process.stdout.read()
    return [int(line) for line in said.decode().splitlines(keepends=True) if line.endswith("\n")]


@pytest.mark.parametrize("seed", range(3))
def test_what_was_acknowledged_outlives_the_process(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    path = tmp_path / "ledger.db"
    acknowledged: list[int] = []
    for _ in range(KILLS // 3):
        first = acknowledged[-1] + 2 if acknowledged else 0
        said = record_and_die(path, first, dice.randint(1, 60), dice.randint(0, 30))
        assert said
        acknowledged += said

        with open_ledger(path) as ledger:
            kept = [int(entry.op_id[3:]) for entry in ledger.pending()]
            assert ledger.found_again == 0
            # in order, none lost, and beyond these at most the one under way at each death
            assert kept == sorted(kept)
            assert set(acknowledged) <= set(kept)
            assert len(kept) <= len(acknowledged) + KILLS
        copied = {int(entry.op_id[3:]) for entry in read_copy(path.with_name("copia.jsonl"))}
        assert set(acknowledged) <= copied
