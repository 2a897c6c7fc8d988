"""Runs of two things in turn, and what to quote of them: medians and the ratio pair by pair."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one run, s."""
    before = time.perf_counter()
    work()
    return time.perf_counter() - before


def versus(ours: Callable[[], object], peer: Callable[[], object], runs: int) -> str:
    """One line: median of each in seconds and the median ratio of ours to the peer's."""
    pairs = [(seconds(ours), seconds(peer)) for _ in range(runs)]
    mine = statistics.median(pair[0] for pair in pairs)
    theirs = statistics.median(pair[1] for pair in pairs)
    ratio = statistics.median(pair[0] / pair[1] for pair in pairs)
    return f"ours {mine:.2f} s, peer {theirs:.2f} s, ratio {ratio:.2f} ({runs} runs)"
