"""Jobs of the stock that come due by themselves."""

from __future__ import annotations

from datetime import datetime

from core.producao.commands.estoque import ExpirarReservas
from server.jobs.kinds import job_kind, periodic
from server.jobs.work import Work

HOUR = 3600


@periodic(every=HOUR)
@job_kind("estoque.expirar", permission=ExpirarReservas.permission)
def expire_reservations(work: Work) -> ExpirarReservas:
    """Free the boards that were promised only until now."""
    return ExpirarReservas(ate=datetime.fromisoformat(work.arguments["momento"]))
