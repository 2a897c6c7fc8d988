"""The independent judge: reads a finished program, cuts the sheet again, compares."""

from core.cnc.playback.batch import check_census, check_written, digests, prove_batch
from core.cnc.playback.findings import ProofFinding
from core.cnc.playback.prove import prove
from core.cnc.playback.reader import read
from core.cnc.playback.replay import Replay, replay
from core.cnc.playback.replay_form import replay_form
from core.cnc.playback.replay_svg import replay_svg

__all__ = [
    "ProofFinding",
    "Replay",
    "check_census",
    "check_written",
    "digests",
    "prove",
    "prove_batch",
    "read",
    "replay",
    "replay_form",
    "replay_svg",
]
