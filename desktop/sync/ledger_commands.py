"""`radha ledger`: how the ledger stands, and what to do with it on the worst day."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from core.cli.console import answer, answer_json
from core.messages import say

File = Annotated[
    Path | None,
    typer.Option("--file", help="O diário; sem isto, o da pasta de dados."),
]
Copy = Annotated[
    Path | None,
    typer.Option("--copy", help="A segunda cópia; sem isto, a de RADHA_LEDGER_COPY."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Resultado em um documento JSON.")]


def register(app: typer.Typer) -> None:
    """Add the group of commands to the script."""
    group = typer.Typer(
        no_args_is_help=True, rich_markup_mode=None, help="O diário desta estação (ledger.db)."
    )
    group.command("status")(status)
    group.command("export")(export)
    group.command("recover")(recover)
    app.add_typer(group, name="ledger")


def status(file: File = None, as_json: AsJson = False) -> int:
    """Diz o que falta enviar e o que o servidor recusou."""
    # only now: other commands start without the database libraries
    from desktop.sync.ledger.place import ledger_file  # noqa: PLC0415
    from desktop.sync.ledger.queries import counts, device_id, reading  # noqa: PLC0415

    path = file or ledger_file()
    with reading(path) as ledger:
        found, device = counts(ledger), device_id(ledger)
    free = shutil.disk_usage(path.parent).free
    age = found.oldest_age_s()
    if as_json:
        answer_json(
            {
                "file": str(path),
                "device": device,
                "pending": found.pending,
                "oldest_pending": _iso(found.oldest_pending),
                "oldest_age_s": round(age),
                "confirmed": found.confirmed,
                "refused": found.refused,
                "quarantined": found.quarantined,
                "last_confirmed": _iso(found.last_confirmed),
                "free_bytes": free,
            }
        )
        return 0
    answer(say("sync.status_arquivo", file=str(path), device=device or "-"))
    code = "sync.status_pendente" if found.pending else "sync.status_em_dia"
    answer(say(code, pending=found.pending, age=_age(age)))
    answer(say("sync.status_servidor", confirmed=found.confirmed, last=_hour(found.last_confirmed)))
    answer(say("sync.status_recusado", refused=found.refused, quarantined=found.quarantined))
    answer(say("sync.status_espaco", free=f"{free >> 20}"))
    return 0


def export(
    out: Annotated[Path, typer.Argument(help="Arquivo .jsonl.", show_default=False)],
    file: File = None,
    copy: Copy = None,
    as_json: AsJson = False,
) -> int:
    """Grava o diário em linhas JSON, mesmo danificado."""
    from core.cli.files import write_output  # noqa: PLC0415 - as above
    from desktop.sync.ledger.place import copy_file, ledger_file  # noqa: PLC0415
    from desktop.sync.ledger.recover import export as export_ledger  # noqa: PLC0415

    data, saved = export_ledger(file or ledger_file(), copy=copy or copy_file())
    write_output(out, data)
    if as_json:
        answer_json({"out": str(out), "operations": len(saved.entries), "sound": saved.sound})
        return 0
    answer(say("sync.exportado", count=len(saved.entries), out=str(out)))
    if not saved.sound:
        answer(say("sync.exportado_danificado"))
    return 0


def recover(file: File = None, copy: Copy = None, as_json: AsJson = False) -> int:
    """Salva em um novo o que se lê de um danificado, que fica guardado."""
    from desktop.sync.ledger.place import copy_file, ledger_file  # noqa: PLC0415 - as above
    from desktop.sync.ledger.recover import recover as recover_ledger  # noqa: PLC0415

    found = recover_ledger(file or ledger_file(), copy=copy or copy_file())
    saved = found.saved
    aside = None if found.aside is None else str(found.aside)
    if as_json:
        answer_json(
            {
                "operations": len(saved.entries),
                "pending": found.pending,
                "by_sqlite": saved.by_sqlite,
                "by_pages": saved.by_pages,
                "by_copy": saved.by_copy,
                "unreadable": saved.unreadable,
                "sound": saved.sound,
                "aside": aside,
            }
        )
        return 0
    answer(
        say(
            "sync.recuperado",
            count=len(saved.entries),
            pages=saved.by_pages,
            copied=saved.by_copy,
            pending=found.pending,
        )
    )
    if saved.unreadable:
        answer(say("sync.recuperado_ilegivel", count=saved.unreadable))
    if aside is not None:
        answer(say("sync.recuperado_velho", aside=aside))
    return 0


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _hour(moment: datetime | None) -> str:
    return "-" if moment is None else f"{moment.astimezone():%d/%m/%Y %H:%M}"


def _age(seconds: float) -> str:
    minutes = round(seconds) // 60
    days, hours = minutes // 1440, minutes // 60 % 24
    return f"{days} d {hours} h" if days else f"{hours} h {minutes % 60} min"
