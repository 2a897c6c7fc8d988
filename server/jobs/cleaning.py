"""Jobs that come due by themselves and put things away.

The collection of files and of the feed are no commands: they do their own small transactions, any
number of times.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from core.acesso.commands.limpeza import LimparSessoes
from core.jobs.commands import LimparTrabalhos
from core.jobs.queries import ALL
from server.jobs.kinds import job_kind, periodic
from server.jobs.work import Work

DAY = 86_400
KEPT_DAYS = 30
"""How long a job that ended, or a session that expired, can still be looked at."""


@periodic(every=DAY)
@job_kind("trabalho.limpar", permission=ALL)
def forget_jobs(work: Work) -> LimparTrabalhos:
    """Forget jobs that ended long ago."""
    return LimparTrabalhos(antes=_due(work) - timedelta(days=KEPT_DAYS))


@periodic(every=DAY, permissions=[LimparSessoes.permission])
@job_kind("acesso.limpar", permission=ALL)
def forget_sessions(work: Work) -> LimparSessoes:
    """Forget sessions and offline grants that expired long ago."""
    return LimparSessoes(antes=_due(work) - timedelta(days=KEPT_DAYS))


@periodic(every=DAY)
@job_kind("arquivo.recolher", permission=ALL)
def collect_files(work: Work) -> None:
    """Remove files that no record refers to."""
    from server.storage.collect import collect  # noqa: PLC0415 - few processes need it

    collect(work.database, work.files.storage, _due(work))


@periodic(every=DAY)
@job_kind("sync.esquecer", permission=ALL)
def forget_changes(work: Work) -> None:
    """Forget deletions and answers that only a workstation away for very long would ask for."""
    from server.sync.housekeeping import forget  # noqa: PLC0415 - as above

    # not when it came due: the last number is noted as of this moment
    forget(work.database, datetime.now(UTC))


@periodic(every=7 * DAY)
@job_kind("arquivo.reconhecer", permission=ALL)
def adopt_files(work: Work) -> None:
    """Give a row to stored bytes that have none, so that they can be collected."""
    from server.storage.collect import adopt  # noqa: PLC0415 - as above

    adopt(work.database, work.files.storage)


def _due(work: Work) -> datetime:
    return datetime.fromisoformat(work.arguments["momento"])
