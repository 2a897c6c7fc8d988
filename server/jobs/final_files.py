"""Makes and proves the final files of a plan; what is heavy is imported when one runs.

`plano.arquivos` and `plano.arquivos_seccionadora` take `plano` (key) and `confirmar`: whether the
plan is confirmed with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.jobs.kinds import job_kind

if TYPE_CHECKING:
    from core.command import Command
    from server.jobs.work import Work


@job_kind("plano.arquivos", permission="planos-producao/nesting")
def router_files(work: Work) -> Command:
    """Programs, labels, plans and tables for the router."""
    from server.jobs.planning import files_of_plan  # noqa: PLC0415 - heavy

    return files_of_plan(work)


@job_kind("plano.arquivos_seccionadora", permission="planos-producao/seccionadora")
def saw_files(work: Work) -> Command:
    """Labels, cutting lists and plans for the saw."""
    from server.jobs.planning import files_of_plan  # noqa: PLC0415 - heavy

    return files_of_plan(work)
