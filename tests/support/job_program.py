"""A runner as a program of its own, to be killed: a server's share in the jobs, or a worker.

Standard input brings the pickled settings. It loads no more than a worker does.
"""

from __future__ import annotations

import pickle
import signal
import sys
import threading

import core.schema  # noqa: F401 - as a server does
from core.db.engine import Database
from server.jobs.choices import queued
from server.jobs.service import Jobs


def main() -> int:
    settings = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - from the test
    if queued(settings):
        from server.jobs.worker import run_worker  # noqa: PLC0415 - as the command does

        return run_worker(settings)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    with Database(settings.database) as database:
        jobs = Jobs(settings, database)
        jobs.start()
        stop.wait()
        jobs.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
