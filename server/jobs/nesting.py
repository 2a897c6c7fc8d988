"""Searches for layouts, on the router and on the saw; what is heavy is imported when one runs.

`plano.nesting` and `plano.seccionadora` take `lote` (key), `ajustes` (`AjustesPlano`), `perfil`
(hash of the machine's profile as JSON), `maquina_id` (or None) and `final`: whether the plan is
confirmed and its files are made in the same job, as the old system's clients expect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.jobs.kinds import job_kind

if TYPE_CHECKING:
    from core.command import Command
    from server.jobs.work import Work


@job_kind("plano.nesting", permission="planos-producao/nesting", limit_seconds=90_000.0)
def nesting(work: Work) -> Command:
    """A layout for the router."""
    from server.jobs.planning import plan  # noqa: PLC0415 - heavy

    return plan(work)


@job_kind("plano.seccionadora", permission="planos-producao/seccionadora", limit_seconds=90_000.0)
def sawing(work: Work) -> Command:
    """A layout for the saw."""
    from server.jobs.planning import plan  # noqa: PLC0415 - heavy

    return plan(work)
