"""What typer has against a command line, in the catalogue's words."""

from __future__ import annotations

import re

from pydantic import ValidationError
from typer import BadParameter, TyperException

from core.errors import Value
from core.faults import first_fault

_CHOICES = re.compile(r"is not one of (.*?)\.?$")
_COMMAND = re.compile(r"No such command '(.*?)'")
_ARGUMENT = re.compile(r"Option '(.*?)' requires an argument")


def explain(error: TyperException) -> tuple[str, dict[str, Value]]:
    """Code and values of the sentence for a misused command line."""
    kind = type(error).__name__  # typer has no public names for its kinds of misuse
    if kind == "NoSuchOption":
        return "cli.opcao", {"what": getattr(error, "option_name", "?")}
    if isinstance(error, BadParameter):
        return _parameter(error, missing=kind == "MissingParameter")
    message = error.format_message()
    for pattern, code in ((_COMMAND, "cli.comando"), (_ARGUMENT, "cli.sem_valor")):
        found = pattern.search(message)
        if found:
            return code, {"what": found.group(1)}
    return "cli.uso", {"detail": message}


def _parameter(error: BadParameter, *, missing: bool) -> tuple[str, dict[str, Value]]:
    hint = error.param.get_error_hint() if error.param else "?"
    what = str(hint).strip("'").upper() if not str(hint).startswith("'-") else str(hint).strip("'")
    if missing:
        return "cli.falta", {"what": what}
    choices = _CHOICES.search(error.message)
    if choices:
        return "cli.escolha", {"what": what, "choices": choices.group(1).replace("'", "")}
    cause = error.__cause__
    detail = first_fault(cause)[1] if isinstance(cause, ValidationError) else error.message
    return "cli.valor", {"what": what, "detail": detail}
