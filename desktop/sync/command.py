"""`radha agent` and `radha sync-status`; nothing of the database is loaded before they run."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from core.cli.console import answer, answer_json
from core.home import VARIABLE, data_folder
from core.messages import say

Home = Annotated[
    Path | None, typer.Option("--home", help="Pasta de dados da estação; sem isto, a de sempre.")
]


def register(app: typer.Typer) -> None:
    """Add the commands to the script."""
    app.command("agent")(agent)
    app.command("sync-status")(sync_status)


def agent(
    server: Annotated[str, typer.Option("--server", help="Endereço do servidor.")],
    home: Home = None,
    do: Annotated[
        Path | None,
        typer.Option("--do", help="Arquivo .jsonl de comandos: faz todos, envia e termina."),
    ] = None,
    name: Annotated[str, typer.Option("--name", help="Nome desta estação.")] = "",
    poke: Annotated[
        bool, typer.Option("--poke/--no-poke", help="Ouve os avisos do servidor.")
    ] = True,
) -> int:
    """Mantém esta estação em dia com o servidor, sem janela.

    Usuário e senha vêm de RADHA_USER e RADHA_PASSWORD, ou são perguntados na primeira vez.
    Pedidos vêm pela entrada padrão, um objeto JSON por linha.
    """
    # only now: other commands start without the database and the network libraries
    from desktop.sync.headless import run  # noqa: PLC0415

    return run(server.rstrip("/"), _home(home), work=do, name=name, poke=poke)


def sync_status(
    home: Home = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Resultado em um documento JSON.")
    ] = False,
) -> int:
    """Diz o que falta enviar ao servidor e o que ele recusou."""
    from desktop.sync.headless import look  # noqa: PLC0415 - as above

    found = look(_home(home))
    if as_json:
        answer_json(found.document())
        return 0
    counts = found.counts
    if found.server:
        answer(say("estacao.situacao_servidor", server=found.server))
    answer(
        say(
            "estacao.situacao",
            pending=counts.pending,
            refused=counts.refused,
            quarantined=counts.quarantined,
        )
    )
    if counts.pending:
        minutes = round(counts.oldest_age_s() / 60)
        answer(say("estacao.situacao_espera", minutes=minutes))
    if counts.last_confirmed is not None:
        last = f"{counts.last_confirmed.astimezone():%d/%m/%Y %H:%M}"
        answer(say("estacao.situacao_confirmada", last=last))
    for notice in found.inbox:
        when = f"{notice.wall.astimezone():%d/%m/%Y %H:%M}"
        told = say("estacao.situacao_aviso", when=when, kind=notice.kind, why=notice.sentence())
        answer(told)
    return 0


def _home(given: Path | None) -> Path:
    if given is not None:
        # what else of this workstation's data is asked for lies there too
        os.environ[VARIABLE] = str(given)
    return data_folder()
