"""Sources to a batch with its import report, every physical copy with a piece code."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from core.formats import ImportResult, read_batch
from core.formats.preset import load
from core.home import data_folder
from core.parts.codes import CodeRegister, SqliteRegister
from core.pipeline.events import IsCancelled, Listener, Phase, Progress, deaf, never
from core.pipeline.settings import Settings


def read(
    sources: Sequence[Path],
    settings: Settings,
    listener: Listener = deaf,
    cancelled: IsCancelled = never,
    *,
    codes: CodeRegister | None = None,
) -> ImportResult:
    """Read folders, zips and loose files as one batch.

    Args:
        sources: what the user gave.
        settings: the preset and the machine's registered layers are taken from here.
        listener: hears of every file.
        cancelled: asked between files.
        codes: gives the piece codes; None for the register in the data folder.

    Raises:
        InputError: a source or the preset cannot be used.
        Cancelled: the user stopped.
    """

    def heard(done: int, total: int, detail: str) -> None:
        listener(Progress(Phase.READ, done, total, detail))

    preset = load(settings.preset)
    register = SqliteRegister(data_folder()) if codes is None else codes
    heard(0, 0, "")
    return read_batch(
        sources,
        preset=preset,
        codes=register,
        layers=settings.profile.layers,
        listener=heard,
        cancelled=cancelled,
    )
