"""Typer's help in Portuguese, as the commands' own sentences are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from typer.core import TyperCommand

from core.messages import say

_Context = TyperCommand.context_class
_Formatter = _Context.formatter_class
_ADDED = re.compile(r"\[[^\[\]]*\]$")
"""What typer puts behind an option's own words."""
_TYPE = re.compile(r"<(list\[Path\]|path|str|int range|int|float)>")
_HEADINGS = {
    "Arguments": "cli.ajuda_argumentos",
    "Options": "cli.ajuda_opcoes",
    "Commands": "cli.ajuda_comandos",
}
_TYPES = {"path": "cli.ajuda_arquivo", "list[Path]": "cli.ajuda_arquivos", "str": "cli.ajuda_texto"}


def speak_portuguese() -> None:
    """From now on all help of this process is Portuguese."""
    # the one place where typer lets its words be chosen without a class for every command
    _Context.formatter_class = Portuguese


class Portuguese(_Formatter):  # type: ignore[misc, valid-type]  # typer names its class only so
    """The formatter with headings and additions from the catalogue."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """`Uso: radha …`."""
        shown = args.replace("[OPTIONS]", say("cli.ajuda_uso_opcoes"))
        shown = shown.replace("COMMAND [ARGS]...", say("cli.ajuda_uso_comando"))
        super().write_usage(prog, shown, prefix or say("cli.ajuda_uso"))

    def write_heading(self, heading: str) -> None:
        """`Opções:`."""
        code = _HEADINGS.get(heading)
        super().write_heading(say(code) if code else heading)

    def write_dl(
        self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Options, arguments or commands."""
        said = [(_TYPE.sub(_type, first), _words(second)) for first, second in rows]
        super().write_dl(said, col_max, col_spacing)


def _type(found: re.Match[str]) -> str:
    return f"<{say(_TYPES.get(found[1], 'cli.ajuda_numero'))}>"


def _words(text: str) -> str:
    if text == "Show this message and exit.":
        return say("cli.ajuda_help")
    return _ADDED.sub(_addition, text)


def _addition(found: re.Match[str]) -> str:
    standard, needed = say("cli.ajuda_padrao"), say("cli.ajuda_obrigatorio")
    return found[0].replace("default:", standard).replace("required", needed)
