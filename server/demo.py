"""`radha demo`: the main job on a shipped batch through a server of its own, and two stations."""

from __future__ import annotations

import io
import json
import secrets
import subprocess
import sys
import tempfile
import time
import zipfile
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import httpx2

from core.cli.batch import tell
from core.cli.console import answer, complain
from core.cli.screen import WINDOW, has_screen, has_window
from core.errors import EnvironmentFault, InputError
from core.messages import say
from core.pipeline.folder import MARK, ensure_replaceable, write_folder
from server.demo_stations import show_stations
from server.embedded import embedded

SAMPLE = "cozinha_dxt"
FOLDER = "radha-demo"
PAUSE = 0.2
"""Seconds between two looks at a job."""

PATIENCE = 600.0
"""Seconds for a job of the sample beside the search itself, on a poor machine."""


def run_demo(out: Path | None, *, seconds: float, window: bool) -> int:
    """Import, nest, export and prove the sample; show it where there is a screen."""
    folder = out or Path(FOLDER)
    ensure_replaceable(folder)
    sample = files("resources") / "samples" / SAMPLE
    if not sample.is_dir():
        raise InputError("cli.demo_ausente", name=SAMPLE)
    answer(say("cli.demo_abertura", name=SAMPLE))
    with as_file(sample) as source:
        made = _through_server(source, seconds)
        write_folder(folder, made)
        exit_code = _tell(made, folder)
        if window and exit_code == 0:
            _show(source)
    return exit_code


def _through_server(source: Path, seconds: float) -> dict[str, bytes]:
    """What a client does: sign in, send the batch, ask for the nesting, fetch the files."""
    password = secrets.token_urlsafe(24)
    with (
        tempfile.TemporaryDirectory() as home,
        embedded(Path(home) / "servidor", password) as client,
    ):
        answer(say("cli.demo_servidor", address=str(client.base_url).rstrip("/")))
        batch = _import(client, source)
        answer(say("cli.demo_importado", **batch))
        patience = PATIENCE + seconds
        asked = {"pasta_lote": f"lotes/Lote_{SAMPLE}.zip", "segundos": seconds}
        job_done(client, client.post("/producao/executar-nesting", json=asked), patience)
        sent = client.post("/producao/executar-nesting-final", json=asked)
        final = job_done(client, sent, patience)
        archive = _good(client.get(f"/producao/download-nesting/{final['id']}"))
        show_stations(client, Path(home), password)
    with zipfile.ZipFile(io.BytesIO(archive.content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def _import(client: httpx2.Client, source: Path) -> dict[str, int]:
    parts = [
        ("files", (file.name, file.read_bytes()))
        for file in sorted(source.iterdir())
        if file.is_file()
    ]
    sent = client.post("/producao/importar-xml", data={"nome": SAMPLE}, files=parts)
    packages = job_done(client, sent, PATIENCE)["pacotes"]
    return {
        "packages": len(packages),
        "parts": sum(len(package.get("pecas", ())) for package in packages),
    }


def job_done(client: httpx2.Client, sent: httpx2.Response, patience: float) -> dict[str, Any]:
    """The answer of a route that may point to its job instead of waiting for it.

    Args:
        client: signed in.
        sent: the first answer.
        patience: how long the job may take from now, s.

    Raises:
        EnvironmentFault: the server refuses, or the job takes longer.
    """
    end = time.monotonic() + patience
    shown = _good(sent)
    while shown.status_code == httpx2.codes.ACCEPTED:
        if time.monotonic() >= end:
            raise EnvironmentFault("servidor.demorou", seconds=patience)
        job = _good(client.get(shown.headers["Location"])).json()["trabalho"]
        if job["estado"] in {"na_fila", "executando"}:
            time.sleep(PAUSE)
            continue
        # the same request finds now what its job has made
        shown = _good(client.send(_again(client, sent.request)))
    found: dict[str, Any] = shown.json()
    return found


def _again(client: httpx2.Client, request: httpx2.Request) -> httpx2.Request:
    kind = request.headers["Content-Type"]
    return client.build_request(
        request.method, request.url, content=request.read(), headers={"Content-Type": kind}
    )


def _good(response: httpx2.Response) -> httpx2.Response:
    if response.is_error:
        detail = response.json().get("detail", str(response.status_code))
        raise EnvironmentFault("servidor.recusou", detail=detail)
    return response


def _tell(made: dict[str, bytes], folder: Path) -> int:
    report = json.loads(made[MARK])
    sheets = json.loads(made["layout.json"])["sheets"]
    programs = [sheet["program"] for sheet in sheets if sheet["program"]]
    tell(report, len(programs), folder)
    if report["exit_code"] == 3:
        answer(say("cli.demo_fora"))
    for name, what in (
        ("plan.pdf", "cli.demo_plano"),
        ("labels.pdf", "cli.demo_etiquetas"),
        ("layout.json", "cli.demo_layout"),
        ("report.json", "cli.demo_relatorio"),
    ):
        if name in made:
            answer(say("cli.demo_arquivo", file=name, what=say(what)))
    if programs:
        what = say("cli.demo_programas", count=len(programs))
        answer(say("cli.demo_arquivo", file=programs[0], what=what))
    # the sample has a part without drawing on purpose: left out is what the demo shows
    return 0 if report["exit_code"] == 3 else int(report["exit_code"])


def _show(source: Path) -> None:
    """Open the window on the sample; it is another program and so another process."""
    if not has_screen():
        answer(say("cli.demo_sem_tela"))
    elif not has_window():
        complain(say("cli.demo_sem_janela"))
    else:
        subprocess.run([sys.executable, "-m", "core.cli", WINDOW, str(source)], check=False)  # noqa: S603 - our own program
