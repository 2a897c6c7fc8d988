"""What the settings mean for jobs: who carries them out, how many at once, how often to look."""

from __future__ import annotations

import os

from core.errors import InputError
from server.settings import Settings


def queued(settings: Settings) -> bool:
    """Whether jobs go through Procrastinate to `radha worker`.

    Raises:
        InputError: the settings ask for it without PostgreSQL.
    """
    postgres = settings.database.startswith("postgresql")
    if settings.job_runner == "procrastinate" and not postgres:
        raise InputError("trabalhos.sem_fila")
    return settings.job_runner == "procrastinate" or (settings.job_runner == "auto" and postgres)


def parallel(settings: Settings) -> int:
    """How many jobs run at once: as set, else one processor is left to the requests."""
    return settings.job_parallel or max(1, (os.cpu_count() or 2) - 1)


def upkeep_seconds(settings: Settings) -> float:
    """Seconds between two rounds of upkeep."""
    return min(10.0, settings.job_lease_seconds / 3)
