"""Reads sources into batches and makes their final files; what is heavy is imported when one runs.

`lote.importar` takes `arquivo` (hash of a zip), `fonte`, and `lote` (key) or `nome`; also
`decisoes` and `comparar`. `lote.arquivo_final` takes `lote` (key).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.jobs.kinds import job_kind

if TYPE_CHECKING:
    from core.command import Command
    from server.jobs.work import Work

PERMISSION = "producao/lote"


@job_kind("lote.importar", permission=PERMISSION)
def importing(work: Work) -> Command:
    """A source becomes a batch."""
    from server.jobs.importing import read_source  # noqa: PLC0415 - heavy

    return read_source(work)


@job_kind("lote.arquivo_final", permission=PERMISSION)
def final_files(work: Work) -> Command:
    """A batch becomes a list with drawings."""
    from server.jobs.importing import write_files  # noqa: PLC0415 - heavy

    return write_files(work)
