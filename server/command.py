"""`radha demo`, `radha server` and `radha worker`; nothing of the web is loaded before they run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

File = Annotated[
    Path | None,
    typer.Option("--settings", help="Arquivo de ajustes; veja server/example.env."),
]
Address = Annotated[
    str | None, typer.Option("--database-url", help="Banco: sqlite:///arquivo ou postgresql://...")
]


def register(app: typer.Typer) -> None:
    """Add the commands to the script."""
    app.command("demo")(demo)
    app.command("server")(server)
    app.command("worker")(worker)


def demo(
    out: Annotated[Path | None, typer.Option("--out", help="Pasta do resultado.")] = None,
    seconds: Annotated[float, typer.Option("--time", help="Segundos de busca.")] = 5.0,
    window: Annotated[
        bool, typer.Option("--window/--no-window", help="Abre a janela onde há tela.")
    ] = True,
) -> int:
    """Faz o trabalho principal em um lote de exemplo, por um servidor próprio."""
    from server.demo import run_demo  # noqa: PLC0415 - as below

    return run_demo(out, seconds=seconds, window=window)


def server(
    port: Annotated[int | None, typer.Option("--port", min=0, max=65535, help="Porta.")] = None,
    host: Annotated[str | None, typer.Option("--host", help="Endereço onde escuta.")] = None,
    database_url: Address = None,
    settings: File = None,
    reset_admin: Annotated[
        str | None,
        typer.Option(
            "--reset-admin", help="Dá ao usuário uma senha de uso único, mostra-a e termina."
        ),
    ] = None,
    restore_finish: Annotated[
        bool,
        typer.Option(
            "--restore-finish", help="Depois de voltar uma cópia do banco: uma vez, e termina."
        ),
    ] = False,
) -> int:
    """Serve a API pública e a sincronização; cria tudo o que falta."""
    # only now: the web framework takes a moment to load, and other commands never need it
    from server.serve import finish_restore, serve, show_reset  # noqa: PLC0415
    from server.start import keep_private, read_settings  # noqa: PLC0415

    keep_private()
    given = {"port": port, "host": host, "database_url": database_url}
    chosen = read_settings(settings, given)
    if restore_finish:
        return finish_restore(chosen)
    return serve(chosen) if reset_admin is None else show_reset(chosen, reset_admin)


def worker(
    parallel: Annotated[
        int, typer.Option("--parallel", min=0, help="Trabalhos ao mesmo tempo; 0: pelos núcleos.")
    ] = 0,
    database_url: Address = None,
    settings: File = None,
) -> int:
    """Faz trabalhos longos (importação, nesting, arquivos) para servidores em PostgreSQL."""
    from server.jobs.worker import run_worker  # noqa: PLC0415
    from server.start import keep_private, prepare, read_settings  # noqa: PLC0415

    keep_private()
    chosen = read_settings(settings, {"database_url": database_url})
    prepare(chosen)
    return run_worker(chosen, concurrency=parallel)
