"""How long the model runs: short with the suite, long at night by ``RADHA_MODEL_RUNS``."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.sync.model.machine import Protocol
from tests.sync.model.mistakes import Mistake

RUNS = int(os.environ.get("RADHA_MODEL_RUNS", "1000"))
"""Runs of the protocol without mistakes; 5000 and more at night."""

STEPS = int(os.environ.get("RADHA_MODEL_STEPS", "50"))
SEED = int(os.environ.get("RADHA_MODEL_SEED", "1"))


def run_model(mistake: Mistake | None, runs: int, steps: int, *, shrink: bool) -> None:
    """Run the model until a law breaks, or ``runs`` times.

    Raises:
        BrokenLawError: the law that broke first.
    """
    machine = type("Protocol", (Protocol,), {"mistake": mistake})
    seed(SEED)(machine)
    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)
    how = settings(
        max_examples=runs,
        stateful_step_count=steps,
        phases=phases,
        deadline=None,
        database=None,
        print_blob=False,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=how)
