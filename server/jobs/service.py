"""The share of a server process in the jobs: its kinds, its queue, and perhaps a runner inside."""

from __future__ import annotations

from core.db.engine import Database
from core.jobs.queue import attach
from server.jobs import kinds
from server.jobs.choices import queued
from server.jobs.local import LocalRunner
from server.jobs.queue import attach_queue
from server.settings import Settings


class Jobs:
    """What one server process does about jobs.

    Args:
        settings: the server's; `job_runner` "none" takes jobs and carries out none.
        database: the server's.
    """

    def __init__(self, settings: Settings, database: Database) -> None:
        kinds.load(settings.job_modules)
        self._runner: LocalRunner | None = None
        if queued(settings):
            attach_queue(database, settings)
        elif settings.job_runner != "none":
            self._runner = LocalRunner(settings, database)
            attach(database, self._runner)

    def start(self) -> None:
        """Begin to carry out jobs, if this process does."""
        if self._runner is not None:
            self._runner.start()

    def stop(self) -> None:
        """End the attempts under way and give their jobs back."""
        if self._runner is not None:
            self._runner.stop()
