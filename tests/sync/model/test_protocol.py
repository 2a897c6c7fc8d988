"""The protocol as designed keeps its twelve laws (level L0)."""

from __future__ import annotations

from tests.sync.model.runs import RUNS, STEPS, run_model


def test_protocol_keeps_its_laws() -> None:
    run_model(None, RUNS, STEPS, shrink=True)
