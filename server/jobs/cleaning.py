"""Jobs that keep the table of jobs itself in order."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.jobs.commands import LimparTrabalhos
from core.jobs.queries import ALL
from server.jobs.kinds import job_kind, periodic
from server.jobs.work import Work

KEPT_DAYS = 30
"""How long a job that ended can be looked at."""


@periodic(every=86_400)
@job_kind("trabalho.limpar", permission=ALL)
def clean(work: Work) -> LimparTrabalhos:
    """Forget jobs that ended long ago."""
    due = datetime.fromisoformat(work.arguments["momento"])
    return LimparTrabalhos(antes=due - timedelta(days=KEPT_DAYS))
