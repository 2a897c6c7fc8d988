"""The commands and their options; what they do is imported when one of them runs."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from core.cli.help import speak_portuguese
from core.cli.plugins import announce


class ModeName(StrEnum):
    """The machine that will cut."""

    ROUTER = "router"
    SAW = "saw"


Sources = Annotated[
    list[Path], typer.Argument(help="Pastas, arquivos ou .zip do lote.", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="Resultado em um documento JSON.")]
MachineName = Annotated[str, typer.Option("--machine", help="Perfil de máquina: nome ou .toml.")]
PresetName = Annotated[str, typer.Option("--preset", help="Preset de importação: nome ou .json.")]
ModeOption = Annotated[ModeName, typer.Option("--mode", help="Router ou seccionadora.")]
Stages = Annotated[int, typer.Option("--stages", min=2, max=3, help="Estágios da serra.")]
Seconds = Annotated[float, typer.Option("--time", help="Segundos de busca.")]
Seed = Annotated[int, typer.Option("--seed", help="Mesma semente, mesmo resultado.")]
Rectangles = Annotated[
    bool,
    typer.Option("--rectangles", help="Corta peça sem desenho como retângulo da lista."),
]
LabelStart = Annotated[
    int,
    typer.Option("--label-start", help="Primeira etiqueta livre da folha A4, de 1 a 21."),
]


def build() -> typer.Typer:
    """The script with our commands and those that other programs announce."""
    speak_portuguese()
    app = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,  # rich's help costs a quarter of a second at every start
        pretty_exceptions_enable=False,
        help="Do lote de produção aos programas de máquina, provados.",
    )
    app.callback()(_root)
    app.command("import")(import_batch)
    app.command("nest")(nest)
    app.command("solve")(solve)
    app.command("playback")(playback)
    app.command("doctor")(doctor)
    app.add_typer(_machine(), name="machine")
    announce(app)
    return app


def _version(value: bool) -> None:
    if value:
        from core.cli.console import answer
        from core.home import product_version

        answer(f"radha {product_version()}")
        raise typer.Exit


def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Mostra a versão.")
    ] = False,
) -> None:
    """Do lote de produção aos programas de máquina, provados."""


def import_batch(
    sources: Sources,
    preset: PresetName = "padrao",
    previous: Annotated[
        Path | None,
        typer.Option("--previous", help="Resultado --json anterior: diz o que mudou."),
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Lê um lote e diz o que virou peça e o que não virou."""
    from core.cli.importing import run_import

    return run_import(sources, preset=preset, previous=previous, as_json=as_json)


def nest(
    sources: Sources,
    out: Annotated[Path, typer.Option("--out", help="Pasta do resultado.", show_default=False)],
    machine: MachineName = "router",
    stock: Annotated[Path | None, typer.Option("--stock", help="Estoque em JSON.")] = None,
    preset: PresetName = "padrao",
    mode: ModeOption = ModeName.ROUTER,
    stages: Stages = 3,
    seconds: Seconds = 10.0,
    seed: Seed = 0,
    rectangles: Rectangles = False,
    label_start: LabelStart = 1,
    as_json: AsJson = False,
) -> int:
    """Lê, dispõe nas chapas, gera e prova os programas, etiquetas e planos."""
    from core.cli.batch import run_nest
    from core.nesting.problem import Mode
    from core.pipeline.settings import settings_from

    settings = settings_from(
        machine=machine,
        preset=preset,
        stock=stock,
        mode=Mode(mode.value),
        stages=stages,
        seconds=seconds,
        seed=seed,
        rectangles=rectangles,
        label_start=label_start,
    )
    return run_nest(sources, settings, out, as_json=as_json)


def solve(
    instance: Annotated[Path, typer.Argument(help="Instância em JSON.", show_default=False)],
    mode: Annotated[
        ModeName, typer.Option("--mode", help="Router ou seccionadora.", show_default=False)
    ],
    out: Annotated[Path, typer.Option("--out", help="Arquivo da solução.", show_default=False)],
    stages: Stages = 3,
    seconds: Seconds = 10.0,
    seed: Seed = 0,
) -> int:
    """Resolve uma instância e grava a solução."""
    from core.cli.solve import run_solve
    from core.nesting.problem import Mode

    return run_solve(
        instance, mode=Mode(mode.value), stages=stages, seconds=seconds, seed=seed, out=out
    )


def playback(
    program: Annotated[Path, typer.Argument(help="Programa .nc.", show_default=False)],
    out: Annotated[Path, typer.Option("--out", help="Arquivo .svg ou .json.", show_default=False)],
    machine: MachineName = "router",
    length: Annotated[float | None, typer.Option("--length", help="Chapa, mm.")] = None,
    width: Annotated[float | None, typer.Option("--width", help="Chapa, mm.")] = None,
    thickness: Annotated[float | None, typer.Option("--thickness", help="Chapa, mm.")] = None,
) -> int:
    """Mostra o que um programa cortaria."""
    from core.cli.playback import run_playback

    return run_playback(
        program, machine=machine, length=length, width=width, thickness=thickness, out=out
    )


def doctor(as_json: AsJson = False) -> int:
    """Versões, motores, pastas e tela: o que funciona aqui."""
    from core.cli.doctor import run_doctor

    return run_doctor(as_json=as_json)


def _machine() -> typer.Typer:
    app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Perfis de máquina.")
    app.command("import")(machine_import)
    app.command("show")(machine_show)
    app.command("check")(machine_check)
    return app


def machine_import(
    files: Annotated[
        list[Path], typer.Argument(help="JSON do sistema antigo.", show_default=False)
    ],
    out: Annotated[Path, typer.Option("--out", help="Arquivo .toml.", show_default=False)],
    as_json: AsJson = False,
) -> int:
    """Transforma as configurações do sistema antigo em um perfil."""
    from core.cli.machine import run_import

    return run_import(files, out=out, as_json=as_json)


def machine_show(
    name: Annotated[str, typer.Argument(help="Nome ou .toml.")] = "router",
    as_json: AsJson = False,
) -> int:
    """Mostra um perfil."""
    from core.cli.machine import run_show

    return run_show(name, as_json=as_json)


def machine_check(
    name: Annotated[str, typer.Argument(help="Nome ou .toml.", show_default=False)],
    as_json: AsJson = False,
) -> int:
    """Confere se um perfil pode ser usado."""
    from core.cli.machine import run_check

    return run_check(name, as_json=as_json)
